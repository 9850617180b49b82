// SPDX-License-Identifier: MIT
#include "compiler/backends/text/container.hpp"

#include "compiler/backends/text/container_words.hpp"
#include "compiler/backends/text/environment.hpp"

#include <algorithm>

namespace expc::backends {
namespace {

std::string literal(std::string_view text) {
    return ShellWord::literal(text).text();
}

/// The cases that lead from a path of the container to one of this machine, the longest mount
/// first.
std::string outside_cases(const std::vector<SeenMount>& mounts) {
    Lines lines;
    if (mounts.empty()) return "";
    lines.add("case $expc_path in");
    for (auto mount = mounts.rbegin(); mount != mounts.rend(); ++mount)
        lines.add("{0} | {0}/*) expc_path={1}${{expc_path#{0}}} ;;", literal(mount->at),
                  mount->source);
    lines.add("esac");
    return lines.text();
}

/// The project is seen through a mount at the same path of this machine, and hidden by any other
/// that stands over it.
std::string project_cases(const std::vector<SeenMount>& mounts) {
    Lines lines;
    for (const SeenMount& mount : mounts) {
        const std::string at = literal(mount.at);
        const std::string then =
            mount.source.text() == at
                ? "return 1"
                : fmt::format("fail_setup {}\"$1\"",
                              literal(fmt::format("mount {} at {} hides ", mount.name, mount.at)));
        lines.add("case $1 in {0} | {0}/*) {1} ;; esac", at, then);
    }
    lines.add("return 0");
    return lines.text();
}

/// Writes the commands of `enter`. Words are put before the command, so what stands last in the
/// call comes first.
class Entry {
  public:
    Entry(const ir::Target& target, const ir::Experiment& experiment, const EnginePart& engine,
          Texts& texts)
        : platform_(target.platform), experiment_(experiment), engine_(engine), texts_(texts),
          starter_(starter_of(target.platform)), mounts_(seen_mounts(target.platform, experiment)) {
    }

    [[nodiscard]] std::string text() {
        const ContainerEnvironment environment =
            container_environment(experiment_, platform_, texts_);
        lines_.add_all(environment.names);
        if (!engine_.launched_variables.empty())
            lines_.add("expc_env=\"$expc_env {}\"", engine_.launched_variables);
        if (!experiment_.container_setup.empty()) {
            lines_.add("rm -f \"$expc_dir/.container_setup\"");
            lines_.add("set -- bash \"$expc_here/inside.sh\" \"$@\"");
        }
        lines_.add_all(environment.inside);
        lines_.add_all(image_words(starter_, *experiment_.container));
        add_extra_args();
        add_folders();
        add_gpus();
        lines_.add_all(start_words(starter_, read_only_sources()));
        return lines_.text();
    }

  private:
    void add_extra_args() {
        if (platform_.runtime->extra_args.empty()) return;
        std::string words;
        for (const std::string& word : platform_.runtime->extra_args)
            words.append(literal(word)).append(" ");
        lines_.add("set -- {}\"$@\"", words);
    }

    void add_bind(std::string_view source, std::string_view at, bool writable) {
        lines_.add("bind {} {}{}; set -- \"$expc_flag\" \"$expc_bind\" \"$@\"", source, at,
                   writable ? "" : " ro");
    }

    /// The last branch of a `case`.
    template <typename AddCommands>
    void add_branch(const AddCommands& add_commands) {
        lines_.add("*)");
        {
            const auto indentation = lines_.indented();
            add_commands();
            lines_.add(";;");
        }
        lines_.add("esac");
    }

    /// The project comes first, then the mounts, each before those below it, then the runs.
    void add_folders() {
        if (needs_own_files()) {
            lines_.add("case $expc_here/ in");
            lines_.add("\"$EXPC_PROJECT\"/* | \"$EXPC_RUN_ROOT\"/*) ;;");
            add_branch([&] { add_bind("\"$expc_here\"", "\"$expc_here\"", false); });
        }
        std::string mounted;
        for (const SeenMount& mount : mounts_)
            mounted.append(literal(mount.at)).append(" | ");
        lines_.add("case $EXPC_RUN_ROOT in");
        if (!mounted.empty()) lines_.add("{}) ;;", mounted.substr(0, mounted.size() - 3));
        add_branch([&] { add_bind("\"$EXPC_RUN_ROOT\"", "\"$EXPC_RUN_ROOT\"", true); });
        std::size_t read_only = read_only_sources().size();
        for (auto mount = mounts_.rbegin(); mount != mounts_.rend(); ++mount) {
            const bool staged = !mount->writable && starter_.is_charliecloud();
            add_bind(staged ? staged_source(--read_only) : mount->source.text(), literal(mount->at),
                     mount->writable);
        }
        lines_.add("if is_free \"$EXPC_PROJECT\"; then");
        {
            const auto indentation = lines_.indented();
            add_bind("\"$EXPC_PROJECT\"", "\"$EXPC_PROJECT\"", true);
        }
        lines_.add("fi");
    }

    [[nodiscard]] bool needs_own_files() const {
        return !experiment_.container_setup.empty() ||
               std::holds_alternative<ir::BashScript>(experiment_.command);
    }

    [[nodiscard]] std::vector<ShellWord> read_only_sources() const {
        std::vector<ShellWord> sources;
        for (const SeenMount& mount : mounts_) {
            if (!mount.writable) sources.push_back(mount.source);
        }
        return sources;
    }

    void add_gpus() {
        std::string groups;
        std::size_t with_gpus = 0;
        for (std::size_t number = 0; number < experiment_.groups.size(); ++number) {
            if (experiment_.groups[number].resources.gpus == 0) continue;
            ++with_gpus;
            groups += fmt::format("{}'{} '*", groups.empty() ? "" : " | ", number);
        }
        if (with_gpus == 0) return;
        if (with_gpus == experiment_.groups.size()) {
            lines_.add_all(gpu_words(starter_, engine_.gpus));
            return;
        }
        lines_.add("case $(group \"$expc_index\") in");
        lines_.add("{})", groups);
        {
            const auto indentation = lines_.indented();
            lines_.add_all(gpu_words(starter_, engine_.gpus));
            lines_.add(";;");
        }
        lines_.add("esac");
    }

    const ir::Platform& platform_;
    const ir::Experiment& experiment_;
    const EnginePart& engine_;
    Texts& texts_;
    Starter starter_;
    std::vector<SeenMount> mounts_;
    Lines lines_;
};

constexpr std::string_view enter_host_folder =
    R"(cd "$expc_workdir" 2>/dev/null || fail_setup "cannot enter the folder $expc_workdir")";
/// A folder of the image is none of this machine, where the run's own folder serves.
constexpr std::string_view enter_seen_folder = R"(outside "$expc_workdir"
cd "$expc_path" 2>/dev/null || [ "$expc_path" = "$expc_workdir" ] || fail_setup "cannot enter the folder $expc_workdir")";

/// Sources first: the folder may be one of them.
std::string enter_folder(const std::vector<SeenMount>& mounts) {
    Lines lines;
    for (const SeenMount& mount : mounts)
        lines.add("need_source {} {}{}", literal(mount.name), mount.source,
                  mount.writable ? " rw" : "");
    lines.add_all(enter_seen_folder);
    return lines.text();
}

constexpr std::string_view setup_reason =
    R"([ ! -s "$expc_dir/.container_setup" ] || expc_reason=$(cat "$expc_dir/.container_setup"))";

} // namespace

Fillings container_sections(const ir::Target& target, const ir::Experiment& experiment,
                            const EnginePart& engine, Texts& texts) {
    if (!experiment.container)
        return {{"container", ""},
                {"hand_over", ""},
                {"setup_reason", ""},
                {"enter_workdir", std::string(enter_host_folder)},
                {"starter", "start"}};
    const Starter starter = starter_of(target.platform);
    const std::vector<SeenMount> mounts = seen_mounts(target.platform, experiment);
    const std::string functions =
        fill(script_template("container.sh.in"),
             {{"outside", outside_cases(mounts)},
              {"bind", bind_commands(starter)},
              {"is_free", project_cases(mounts)},
              {"detached", starter.is_detached() ? "yes" : ""},
              {"program", starter.program},
              {"enter", Entry(target, experiment, engine, texts).text()}});
    return {{"container", image_variable(starter, *experiment.container) + functions},
            {"hand_over", hand_over_commands(starter)},
            {"setup_reason", experiment.container_setup.empty() ? "" : std::string(setup_reason)},
            {"enter_workdir", enter_folder(mounts)},
            {"starter", "enter"}};
}

ShellWord outside_word(const ir::Experiment& experiment, const ShellWord& path, Lines& lines) {
    if (!experiment.container) return path;
    lines.add("outside {}", path);
    return ShellWord::variable("expc_path");
}

void add_container_files(const ir::Platform& platform, const ir::Experiment& experiment,
                         TaskFolder& folder) {
    if (!experiment.container) return;
    const std::vector<SeenMount> mounts = seen_mounts(platform, experiment);
    const bool closes = std::any_of(mounts.begin(), mounts.end(),
                                    [](const SeenMount& mount) { return !mount.writable; });
    if (closes && starter_of(platform).is_charliecloud())
        folder.add_program("read-only.sh", script_template("read_only.sh.in"));
    if (experiment.container_setup.empty()) return;
    const auto& snippets = experiment.container_setup;
    for (std::size_t number = 0; number < snippets.size(); ++number)
        folder.add(fmt::format("container_setup-{}.bash", number), snippets[number].script);
    folder.add_program("inside.sh", fill(script_template("inside.sh.in"),
                                         {{"setups", std::to_string(snippets.size())}}));
}

} // namespace expc::backends
