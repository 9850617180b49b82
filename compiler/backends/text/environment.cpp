// SPDX-License-Identifier: MIT
#include "compiler/backends/text/environment.hpp"

#include "compiler/backends/text/columns.hpp"
#include "compiler/base/match.hpp"
#include "compiler/ir/run.hpp"
#include "compiler/ir/secrets.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

namespace expc::backends {
namespace {

/// Names that dash, ash or bash treat as their own when they are assigned: `env` sets them instead.
constexpr std::array shell_names = std::to_array<std::string_view>(
    {"BASHOPTS",     "BASHPID",   "BASH_ARGV0", "BASH_VERSINFO", "DIRSTACK", "EPOCHREALTIME",
     "EPOCHSECONDS", "EUID",      "FUNCNAME",   "GROUPS",        "HISTCMD",  "IFS",
     "LINENO",       "OPTIND",    "PPID",       "PWD",           "OLDPWD",   "RANDOM",
     "SECONDS",      "SHELLOPTS", "SRANDOM",    "UID",           "_"});

bool belongs_to_shells(std::string_view name) {
    if (name.starts_with("expc_")) return true; // task.sh's own
    return std::find(shell_names.begin(), shell_names.end(), name) != shell_names.end();
}

/// Names that a program which starts containers obeys itself.
bool belongs_to_starters(std::string_view name) {
    constexpr std::array names = std::to_array<std::string_view>(
        {"PATH", "HOME", "USER", "TMPDIR", "CONTAINERS_CONF", "CUDA_VISIBLE_DEVICES"});
    constexpr std::array prefixes = std::to_array<std::string_view>(
        {"LD_", "DOCKER_", "CONTAINER_", "XDG_", "SINGULARITY", "APPTAINER", "CH_"});
    return std::find(names.begin(), names.end(), name) != names.end() ||
           std::any_of(prefixes.begin(), prefixes.end(),
                       [&](std::string_view prefix) { return name.starts_with(prefix); });
}

/// Whether a variable of a container is set inside, by a word before the command. Such words can be
/// seen by everybody, so a secret never is.
bool is_set_inside(const ir::Variable& variable) {
    if (!ir::secrets_in(variable).empty()) return false;
    return std::holds_alternative<ir::Variable::Prepended>(variable.value) ||
           belongs_to_shells(variable.name) || belongs_to_starters(variable.name);
}

class Exports {
  public:
    Exports(const ir::Experiment& experiment, Texts& texts)
        : experiment_(experiment), texts_(texts) {}

    void add(const std::vector<ir::Variable>& variables) {
        for (const ir::Variable& variable : variables) {
            if (!experiment_.container || !is_set_inside(variable)) add(variable);
        }
    }

    void add_parameters() {
        const auto& columns = experiment_.space.columns;
        std::string always;
        Lines sometimes;
        std::string absent;
        for (std::size_t index = 0; index < columns.size(); ++index) {
            const std::string assignment =
                fmt::format("{}=\"$expc_v{}\"", ir::parameter_variable(columns[index].name), index);
            if (may_be_none(columns[index])) {
                absent.append(" ").append(ir::parameter_variable(columns[index].name));
                sometimes.add("[ -z \"$expc_has{}\" ] || export {}", index, assignment);
            } else {
                always.append(" ").append(assignment);
            }
        }
        // A parameter of another run, from outside, is none of this one.
        if (!absent.empty()) lines_.add("unset{}", absent);
        lines_.add_all(sometimes.text());
        if (!always.empty()) lines_.add("export{}", always);
    }

    /// All exports, then the variables that only `env` can set.
    [[nodiscard]] std::string take() {
        lines_.add_all(last_.text());
        return lines_.text();
    }

  private:
    void add(const ir::Variable& variable) {
        const bool by_env = belongs_to_shells(variable.name);
        const std::string_view name = bare_variable(variable.name);
        const std::string command =
            by_env ? fmt::format("set -- env {}={} \"$@\"", name, value_of(variable))
                   : fmt::format("export {}={}", name, value_of(variable));
        Lines& lines = by_env ? last_ : lines_;
        if (variable.when) {
            lines.add("if {}; then {}; fi", texts_.test(*variable.when), command);
        } else {
            lines.add("{}", command);
        }
    }

    [[nodiscard]] std::string value_of(const ir::Variable& variable) {
        return match(
            variable.value, [&](const ir::Text& text) { return texts_.word(text).text(); },
            [&](const ir::Variable::Prepended& prepended) {
                return fmt::format("{0}\"${{{1}:+:${1}}}\"", texts_.word(prepended.text),
                                   variable.name);
            });
    }

    const ir::Experiment& experiment_;
    Texts& texts_;
    Lines lines_;
    Lines last_;
};

/// Collects what ContainerEnvironment holds.
class Entries {
  public:
    Entries(const ir::Experiment& experiment, Texts& texts)
        : experiment_(experiment), texts_(texts) {}

    /// Stronger variables come first: theirs are the words next to the command.
    void add(const std::vector<ir::Variable>& variables) {
        for (const ir::Variable& variable : variables) {
            const std::string_view name = bare_variable(variable.name);
            if (is_set_inside(variable)) {
                add(inside_, variable, words_inside(variable));
            } else if (variable.when) {
                add(sometimes_, variable, fmt::format("expc_env=\"$expc_env {}\"", name));
            } else {
                always_.append(" ").append(name);
            }
        }
    }

    void add_parameters() {
        const auto& columns = experiment_.space.columns;
        for (std::size_t index = 0; index < columns.size(); ++index) {
            const std::string name = ir::parameter_variable(columns[index].name);
            if (may_be_none(columns[index])) {
                sometimes_.add("[ -z \"$expc_has{}\" ] || expc_env=\"$expc_env {}\"", index, name);
            } else {
                always_.append(" ").append(name);
            }
        }
    }

    [[nodiscard]] ContainerEnvironment take() const {
        Lines names;
        names.add("expc_env='EXPC_RUN_ID EXPC_RUN_INDEX EXPC_RUN_NAME EXPC_EXPERIMENT EXPC_TARGET "
                  "EXPC_RUN_DIR EXPC_ATTEMPT{}'",
                  always_);
        names.add_all(sometimes_.text());
        return {names.text(), inside_.text()};
    }

  private:
    void add(Lines& lines, const ir::Variable& variable, const std::string& command) {
        if (variable.when) {
            lines.add("if {}; then {}; fi", texts_.test(*variable.when), command);
        } else {
            lines.add("{}", command);
        }
    }

    [[nodiscard]] std::string words_inside(const ir::Variable& variable) {
        if (const auto* more = std::get_if<ir::Variable::Prepended>(&variable.value)) {
            const std::string script =
                fmt::format(R"(export {0}="$1${{{0}:+:${0}}}"; shift; exec "$@")", variable.name);
            return fmt::format("set -- sh -c {} sh {} \"$@\"", ShellWord::literal(script),
                               texts_.word(more->text));
        }
        return fmt::format("set -- env {}={} \"$@\"", variable.name,
                           texts_.word(std::get<ir::Text>(variable.value)));
    }

    const ir::Experiment& experiment_;
    Texts& texts_;
    std::string always_;
    Lines sometimes_;
    Lines inside_;
};

/// A path as a shell word: `~/` is the home folder.
ShellWord path_word(std::string_view path) {
    if (path.starts_with('/')) return ShellWord::literal(path);
    const bool from_home = path.starts_with("~/");
    ShellWord word = ShellWord::variable(from_home ? "HOME" : "EXPC_PROJECT");
    return word +=
           ShellWord::literal(from_home ? std::string(path.substr(1)) : fmt::format("/{}", path));
}

} // namespace

std::string environment_exports(const ir::Experiment& experiment, const ir::Platform& platform,
                                Texts& texts) {
    Exports exports(experiment, texts);
    exports.add(platform.environment);
    exports.add(experiment.environment);
    exports.add_parameters();
    if (const auto* bash = std::get_if<ir::BashScript>(&experiment.command))
        exports.add(bash->variables);
    return exports.take();
}

ContainerEnvironment container_environment(const ir::Experiment& experiment,
                                           const ir::Platform& platform, Texts& texts) {
    Entries entries(experiment, texts);
    if (const auto* bash = std::get_if<ir::BashScript>(&experiment.command))
        entries.add(bash->variables);
    entries.add_parameters();
    entries.add(experiment.environment);
    entries.add(platform.environment);
    return entries.take();
}

std::string secret_values(const ir::Platform& platform, const Texts& texts, bool in_pod) {
    Lines lines;
    std::set<std::string_view> read;
    for (const auto& [secret, value] : texts.secrets()) {
        const auto source =
            std::find_if(platform.secrets.begin(), platform.secrets.end(),
                         [&](const ir::SecretSource& s) { return s.secret == secret; });
        const bool is_listed = source != platform.secrets.end();
        if (is_listed && source->from == ir::SecretSource::From::file) {
            lines.add("read_secret {} {} && {}=$expc_value",
                      ShellWord::literal(fmt::format("{} (file {})", secret, source->where)),
                      path_word(source->where), value);
            continue;
        }
        const std::string_view variable = bare_variable(is_listed ? source->where : secret);
        lines.add("if [ -n \"${{{0}+set}}\" ]; then {1}=${0}", variable, value);
        lines.add("else read_secret {0} \"${{EXPC_SECRETS:-/none}}/{0}\" && {1}=$expc_value; fi",
                  variable, value);
        read.insert(variable);
    }
    if (in_pod && !read.empty()) lines.add("unset {}", fmt::join(read, " "));
    return lines.text();
}

} // namespace expc::backends
