// SPDX-License-Identifier: MIT
// The plan: everything that a backend needs to know about the targets of a program, as plain data.
// No expression is left to evaluate. What differs from run to run is a table over columns of a
// symbolic space, so the size of a plan grows with the description and not with the number of runs.
// Every record keeps the place it came from.
//
// Strings that a run sees are `Text`: literal pieces, texts of columns, tables over columns, and
// values that only the job knows. Words stay words: nothing here is quoted for a shell.
#pragma once

#include "compiler/algebra/space.hpp"
#include "compiler/base/source.hpp"
#include "compiler/ir/capability.hpp"
#include "compiler/ir/engines.hpp"
#include "compiler/ir/ray.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace expc::ir {

using algebra::ColumnIndex;
using algebra::Duration;
using algebra::RuntimeKind;
using algebra::RuntimePart;
using algebra::Size;
using algebra::Space;
using algebra::Value;

// -------------------------------------------------------------------------------------------------------
// text

/// The text of one column's value as a word (Str, Int or Float; never none where it is used).
struct ColumnText {
    ColumnIndex column = 0;
};
/// A table: the text for each combination of ordinals of `columns`, mixed radix, the last column
/// fastest.
struct TableText {
    std::vector<ColumnIndex> columns;
    std::vector<std::string> texts;
};
/// RuntimePart covers `run.id`, `run.index`, `run.name` and a tag's number too: they are known per
/// run, not per column. Secrets are in values of variables alone.
using Part = std::variant<std::string, ColumnText, TableText, RuntimePart>;
struct Text {
    std::vector<Part> parts; ///< empty: the empty string
};

/// Holds for the rows whose combination of ordinals of `columns` (mixed radix, the last fastest) is
/// true here.
struct Condition {
    std::vector<ColumnIndex> columns;
    std::vector<bool> holds;
};

/// Where the fields of a platform or an experiment are written, by name (`node.gpus`): what a
/// message about one of them points at. No form of the plan has them.
using FieldPlaces = std::map<std::string, SourceRange, std::less<>>;

// ---------------------------------------------------------------------------------------------------
// commands

/// One word, present when `when` holds (absent: always).
struct Word {
    std::optional<Condition> when;
    Text text;
    SourceRange origin;
};
/// Several words chosen by a table: `...list` whose elements depend on columns.
struct WordTable {
    std::vector<ColumnIndex> columns;
    std::vector<std::vector<std::string>> words; ///< mixed radix, the last column fastest
    SourceRange origin;
};
using Words = std::vector<std::variant<Word, WordTable>>;

/// A variable of a run's environment; absent where `when` does not hold.
struct Variable {
    std::string name;
    std::optional<Condition> when;
    /// Put before the value found at run time, with a colon.
    struct Prepended {
        Text text;
    };
    std::variant<Text, Prepended> value;
    SourceRange origin;
};

struct Argv {
    Words words;
};
/// One after another; the first failure ends the run.
struct Steps {
    std::vector<Words> steps;
};
/// A bash script, run by `bash -euo pipefail`; values enter as environment variables.
struct BashScript {
    std::string script;
    std::vector<Variable> variables;
    Words wrap = {}; ///< words before `bash`
};
using Command = std::variant<Argv, Steps, BashScript>;

/// A piece of shell that prepares or cleans up around a run; sourced in the job's shell (ruling
/// 28).
struct ShellSnippet {
    std::string script;
    SourceRange origin;
};

// -------------------------------------------------------------------------------------------------
// experiments

enum class OutputKind : std::uint8_t { file, directory };
struct Output {
    std::string name;
    OutputKind kind = OutputKind::file;
    Text path; ///< as the run sees it
    SourceRange origin;
};

/// A file `run.dir/inputs/NAME.list` with one line a word, written before the run starts: a list
/// that would be too long for a command.
struct ListFile {
    std::string name; ///< of the input whose paths it lists
    Words lines;
    SourceRange origin;
};

/// What one run asks for (ruling 37).
struct Resources {
    std::int64_t cpus = 1; ///< per task
    std::int64_t gpus = 0; ///< per node
    double gpu_share = 1.0;
    std::optional<std::string> gpu_type;
    std::optional<Size> memory;   ///< per node
    std::optional<Duration> time; ///< per attempt
    std::int64_t nodes = 1;
    std::int64_t tasks = 1; ///< over all nodes
    std::optional<Size> disk;

    bool operator==(const Resources&) const = default;
};

/// Runs with equal resources. `space` is the experiment's space filtered by that condition: same
/// digits and columns, so a row's rank here gives its digits, and `algebra::rank` in the whole
/// space gives run.index. In order of first run.
struct Group {
    Resources resources; ///< of the first attempt
    Space space;
    /// Of the second attempt and each one after it, where they depend on `attempt`; else empty.
    std::vector<Resources> later = {};
};

struct Retry {
    std::int64_t attempts = 1;
    std::vector<std::string> on;
    SourceRange origin;
};

/// An edge of the data flow: runs of this experiment wait for runs of `parent`.
struct Dependency {
    enum class Join : std::uint8_t { each, all, gather } join = Join::each;
    std::string parent;
    std::vector<std::string> by; ///< columns joined on
    bool any_outcome = false;    ///< `on = "any"`
    SourceRange origin;
};

/// The images of a container; which of them is used is the platform's business.
struct Container {
    std::string name;
    std::optional<std::string> oci;  ///< `ghcr.io/lab/vision:2.4`
    std::optional<std::string> sif;  ///< a file for singularity and apptainer
    std::optional<std::string> root; ///< an unpacked tree
};

/// A folder that a run sees; where it comes from is the platform's business.
struct Mount {
    std::string name;
    std::string at; ///< in a container
    bool writable = false;
    SourceRange origin; ///< where the experiment names it
};

struct Experiment {
    std::string name;
    std::string doc;
    Space space;
    std::vector<ColumnIndex> identity; ///< columns that count in run.id
    std::vector<Group> groups;         ///< at least one
    Command command;
    std::vector<Variable> environment; ///< declared by the experiment, in order
    Text workdir;                      ///< empty: the project's folder
    std::vector<Output> outputs;
    std::vector<ListFile> list_files;
    std::optional<Text> stdout_path;
    std::optional<Text> stderr_path;
    std::vector<ShellSnippet> setup; ///< the platform's, then the experiment's
    std::vector<ShellSnippet> container_setup;
    std::vector<ShellSnippet> teardown;
    std::optional<Retry> retry;
    std::vector<Dependency> dependencies;
    std::optional<Container> container;
    std::vector<Mount> mounts;
    SourceRange origin;
    FieldPlaces places = {};
};

// ---------------------------------------------------------------------------------------------------
// platforms

/// Where a secret's content comes from when a job starts.
struct SecretSource {
    std::string secret;
    enum class From : std::uint8_t { environment, file, cluster } from = From::environment;
    std::string where; ///< the name of the variable or of the cluster's secret, or the file's path
    SourceRange origin;
    std::string key = {}; ///< in the cluster's secret
};

/// What starts containers on a platform.
struct ContainerRuntime {
    std::string name; ///< singularity | apptainer | docker | podman | charliecloud
    std::vector<std::string> extra_args; ///< words after `exec` or `run`, after ours
    SourceRange origin;
};

/// A claim of storage that is made where it is missing.
struct NewClaim {
    Size size;
    std::string access = "ReadWriteOnce";
    std::optional<std::string> storage_class;
};

/// What stands behind a mount on a platform.
struct MountSource {
    std::string mount;
    std::string kind;                ///< bind | scratch | pvc | nfs | upload | git | bucket
    std::optional<std::string> path; ///< of `bind`, `nfs`: absolute, on the platform or the server
    std::optional<Size> size;        ///< of `scratch`: how much a run needs
    SourceRange origin;
    std::optional<std::string> claim = {};    ///< of `pvc`
    std::optional<std::string> sub_path = {}; ///< of `pvc`: the folder in the volume
    std::optional<std::string> server = {};   ///< of `nfs`
    std::optional<NewClaim> create = {};      ///< of `pvc`
    std::optional<std::string> from = {};     ///< of `upload`: the folder, relative to the project
    std::vector<std::string> exclude = {};    ///< of `upload`: patterns of what is not sent
    std::optional<std::string> url = {};      ///< of `git` and `bucket`: the address
    std::optional<std::string> commit = {};   ///< of `git`: all of its 40 or 64 digits
    std::optional<Duration> sync = {};        ///< of `bucket`: how often it is written back
    std::vector<std::string> include = {};    ///< of `bucket`: patterns of what is written back
    bool is_file = false;                     ///< of `bind`: a file, as far as this machine can see
};

/// Another machine that artifacts are sent to and submitted on.
struct RemoteHost {
    std::string host; ///< as ssh takes it: `user@host`, or a name of its configuration
    std::optional<std::string> dir;        ///< the project there; nothing: `expc/NAME` in the home
    std::vector<std::string> exclude = {}; ///< patterns of rsync: what of the project is not sent
    SourceRange origin;
};

struct Platform {
    std::string name;
    std::string engine; ///< local | slurm | gridengine | kubernetes | ray
    std::variant<Local, Slurm, GridEngine, Kubernetes, Ray> settings;
    std::optional<std::int64_t> max_parallel; ///< per target
    std::optional<std::string> run_root;      ///< as written; nothing: `runs` in the project
    std::vector<Variable>
        environment; ///< weaker than an experiment's, not part of the promise of equal runs
    std::vector<SecretSource> secrets; ///< one per secret that a run needs
    bool inherit_env = true;
    std::optional<ContainerRuntime> runtime; ///< where a container needs one
    std::vector<MountSource> storage;        ///< one per mount of the target's experiments
    std::vector<std::string> extra_flags;    ///< words for the engine's client, after ours
    std::optional<RemoteHost> submit;        ///< nothing: here
    SourceRange origin;
    FieldPlaces places = {};
};

// -----------------------------------------------------------------------------------------------------
// targets

/// Something that a target asks of its engine.
struct Request {
    Capability capability = Capability::containers;
    std::string subject;   ///< for the message: "container `torch`", "`launcher = taskfile`"
    bool may_drop = false; ///< the platform's `allow_drop` names its feature
    SourceRange origin;
};

/// Engine hours of all runs of a target, one attempt each; nothing where a time is not set.
struct Totals {
    std::uint64_t runs = 0;
    std::optional<double> cpu_hours;
    std::optional<double> gpu_hours;
};

struct Target {
    std::string name;                    ///< the built name: `mnist@laptop`, `short`
    std::vector<Experiment> experiments; ///< parents before children
    Platform platform;
    std::vector<Request> requests;
    Totals totals;
    SourceRange origin;
};

struct SourceHash {
    std::string path; ///< relative to the project
    std::string sha256;
};

/// A value that was set for this invocation, as the user typed it.
struct Setting {
    std::string name;
    std::string value;
};

/// Version of the JSON form; readers refuse others.
inline constexpr int plan_version = 1;

struct Plan {
    std::string root_file; ///< relative to the project
    std::vector<SourceHash> sources;
    std::vector<Setting> inputs;    ///< every input of the root file and its value as displayed
    std::vector<Setting> overrides; ///< `--override`, and words appended after `--` as `-- ...`
    std::vector<Target> targets;
};

} // namespace expc::ir
