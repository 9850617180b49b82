// SPDX-License-Identifier: MIT
#include "compiler/lower/mount_paths.hpp"

#include "compiler/base/match.hpp"
#include "compiler/ir/platform.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::lower {

namespace {

/// The beginning of a path, as far as it is the same in all runs.
struct Beginning {
    std::string text;
    bool whole = false; ///< the path has nothing behind it
};

/// The place of a mount that a run makes ready, as a path that nothing else has.
std::string made_place(std::string_view variable) {
    return fmt::format("/${}", variable);
}

Beginning beginning_of(const ir::Text& path) {
    Beginning beginning{"", true};
    auto part = path.parts.begin();
    if (part == path.parts.end()) return beginning;
    const auto* runtime = std::get_if<ir::RuntimePart>(&*part);
    if (runtime != nullptr && runtime->variable.starts_with(ir::mount_variable(""))) {
        beginning.text = made_place(runtime->variable);
        ++part;
    }
    const auto* text = part != path.parts.end() ? std::get_if<std::string>(&*part) : nullptr;
    if (text != nullptr) {
        beginning.text += *text;
        ++part;
    }
    beginning.whole = part == path.parts.end();
    return beginning;
}

std::string_view without_slashes(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/'))
        path.remove_suffix(1);
    return path;
}

bool lies_under(const Beginning& path, std::string_view folder) {
    folder = without_slashes(folder);
    if (!path.text.starts_with(folder)) return false;
    if (path.text.size() == folder.size()) return path.whole;
    return path.text[folder.size()] == '/';
}

/// What follows the beginning may still lead below the folder.
bool may_lie_under(const Beginning& path, std::string_view folder) {
    return lies_under(path, folder) || (!path.whole && folder.starts_with(path.text));
}

/// `/data/x` in `/data/x` and in `--data=/data/x`.
Beginning path_in(const ir::Text& word) {
    Beginning path = beginning_of(word);
    if (!path.text.starts_with('/')) path.text.erase(0, path.text.find('=') + 1);
    return path;
}

template <typename Visit>
void for_each_word(const ir::Command& command, const Visit& visit) {
    const auto visit_all = [&](const ir::Words& words) {
        for (const auto& word : words) {
            if (const auto* single = std::get_if<ir::Word>(&word)) visit(*single);
        }
    };
    match(
        command, [&](const ir::Argv& argv) { visit_all(argv.words); },
        [&](const ir::Steps& steps) { std::ranges::for_each(steps.steps, visit_all); },
        [&](const ir::BashScript& bash) { visit_all(bash.wrap); });
}

/// The places where a run of a target sees its mounts.
class MountPaths {
  public:
    MountPaths(sema::Evaluator& evaluator, const ir::Experiment& experiment,
               const ir::Platform& platform)
        : evaluator_(evaluator), experiment_(experiment), platform_(platform) {}

    bool check_mounts() {
        for (auto mount = experiment_.mounts.begin(); mount != experiment_.mounts.end(); ++mount) {
            if (without_slashes(mount->at) == "/")
                return hides(*mount, "the container's own files", "`/`");
            const auto other =
                std::find_if(experiment_.mounts.begin(), mount, [&](const ir::Mount& earlier) {
                    return without_slashes(earlier.at) == without_slashes(mount->at);
                });
            if (other != mount)
                return hides(*mount, fmt::format("mount `{}`", other->name),
                             fmt::format("`{}`, where `{}` is too", mount->at, other->name));
        }
        return true;
    }

    /// Nobody knows where in a container a relative folder would be.
    bool check_workdir(SourceRange place) {
        const Beginning folder = beginning_of(experiment_.workdir);
        if (folder.text.empty() || folder.text.starts_with('/')) return true;
        if (auto report = evaluator_.fail(diag::Code::E0316, place, "absolute", folder.text))
            report->here("in the container");
        return false;
    }

    bool check_written(const std::string& what, const ir::Text& path, SourceRange place) {
        Beginning seen = beginning_of(path);
        if (path.parts.empty() || (seen.text.empty() && !seen.whole)) return true;
        if (!seen.text.starts_with('/')) {
            const Beginning folder = beginning_of(experiment_.workdir);
            if (!folder.whole || !folder.text.starts_with('/')) return true;
            seen.text = fmt::format("{}/{}", folder.text, seen.text);
        }
        const ir::Mount* mount = mount_over(seen);
        if (mount != nullptr && !mount->writable) return is_read_only(what, *mount, place);
        if (mount != nullptr) return is_kept(*mount) || is_lost(what, *mount, place);
        if (!experiment_.container || is_seen_anyway(seen)) return true;
        auto report = evaluator_.fail(diag::Code::E0708, place, what, experiment_.name);
        if (!report) return false;
        report->here("lost when the container ends");
        report->note(mounts_shown());
        report->help(way_out());
        return false;
    }

    /// Words, or what follows `=` in them, that name a mount's place on the platform.
    void check_argument(const ir::Word& word) {
        const Beginning path = path_in(word.text);
        if (!experiment_.container || !path.text.starts_with('/')) return;
        if (mount_over(path) != nullptr || is_seen_anyway(path)) return;
        for (const ir::Mount& mount : experiment_.mounts) {
            const std::string source = place_of(mount);
            if (source.empty() || !lies_under(path, source)) continue;
            const std::string below = path.text.substr(source.size());
            evaluator_.sink()
                .report(diag::Code::W0802, word.origin, path.text, experiment_.container->name)
                .here(fmt::format("seen at `{}{}` inside", without_slashes(mount.at), below))
                .label(mount.origin, fmt::format("`{}` is mounted", mount.name))
                .help(fmt::format("write `\"${{{}.at}}{}\"`", mount.name, below));
            return;
        }
    }

  private:
    bool hides(const ir::Mount& mount, std::string_view hidden, std::string_view place) {
        auto report = evaluator_.fail(diag::Code::E0810, mount.origin, mount.name, hidden);
        if (report)
            report->here(fmt::format("is seen at {}", place))
                .help("give each mount a folder of its own in `at`");
        return false;
    }

    bool is_read_only(const std::string& what, const ir::Mount& mount, SourceRange place) {
        auto report = evaluator_.fail(diag::Code::E0709, place, what, mount.name);
        if (report)
            report->here(fmt::format("below `{}`", seen_at(mount)))
                .label(mount.origin, fmt::format("`{}` is mounted to be read", mount.name))
                .help(
                    fmt::format("let runs write there: `mode = \"rw\"` in `mount {}`", mount.name));
        return false;
    }

    bool is_lost(const std::string& what, const ir::Mount& mount, SourceRange place) {
        const ir::MountSource* source = ir::source_of(platform_, mount.name);
        auto report = evaluator_.fail(diag::Code::E0710, place, what, mount.name);
        if (report)
            report->here("gone when the run has ended")
                .label(source->origin,
                       fmt::format("`{}` comes from `{}`", mount.name, source->kind))
                .help("write what is to stay into the run's own folder: `\"${run.dir}/...\"`");
        return false;
    }

    [[nodiscard]] bool is_kept(const ir::Mount& mount) const {
        const ir::MountSource* source = ir::source_of(platform_, mount.name);
        return source == nullptr || ir::keeps_what_is_written(source->kind);
    }

    /// The innermost mount that a path lies under.
    [[nodiscard]] const ir::Mount* mount_over(const Beginning& path) const {
        const ir::Mount* found = nullptr;
        for (const ir::Mount& mount : experiment_.mounts) {
            const std::string at = seen_at(mount);
            if (!at.empty() && lies_under(path, at) &&
                (found == nullptr || at.size() > seen_at(*found).size()))
                found = &mount;
        }
        return found;
    }

    /// Without a container a mount is seen where the platform has it.
    [[nodiscard]] std::string seen_at(const ir::Mount& mount) const {
        return experiment_.container ? mount.at : place_of(mount);
    }

    /// Where the platform has a mount; empty where only a job knows.
    [[nodiscard]] std::string place_of(const ir::Mount& mount) const {
        const ir::MountSource* source = ir::source_of(platform_, mount.name);
        if (source == nullptr) return "";
        if (ir::is_made_by_run(source->kind)) return made_place(ir::mount_variable(mount.name));
        return std::string(without_slashes(source->path.value_or("")));
    }

    /// The folder of the runs is seen, and what cannot be told here is left to the run.
    [[nodiscard]] bool is_seen_anyway(const Beginning& path) const {
        const auto may_hold = [&](const ir::Mount& mount) { return may_lie_under(path, mount.at); };
        return std::ranges::any_of(experiment_.mounts, may_hold) ||
               (platform_.run_root && may_lie_under(path, *platform_.run_root));
    }

    [[nodiscard]] std::string way_out() const {
        const auto mount = std::ranges::find_if(experiment_.mounts, &ir::Mount::writable);
        return mount == experiment_.mounts.end()
                   ? "write into the run's own folder: `\"${run.dir}/...\"`"
                   : fmt::format("write below a mount, `\"${{{}.at}}/...\"`, or into the run's own "
                                 "folder, `\"${{run.dir}}/...\"`",
                                 mount->name);
    }

    [[nodiscard]] std::string mounts_shown() const {
        std::string text;
        for (const ir::Mount& mount : experiment_.mounts)
            text += fmt::format("{}`{}` at `{}`", text.empty() ? "" : ", ", mount.name, mount.at);
        return text.empty() ? fmt::format("`{}` has no mounts", experiment_.name)
                            : fmt::format("its mounts: {}", text);
    }

    sema::Evaluator& evaluator_;
    const ir::Experiment& experiment_;
    const ir::Platform& platform_;
};

} // namespace

bool check_mount_paths(sema::Evaluator& evaluator, const sema::Object& object,
                       const ir::Experiment& experiment, const ir::Platform& platform) {
    MountPaths paths(evaluator, experiment, platform);
    if (experiment.container && !paths.check_mounts()) return false;
    const sema::FieldNode* workdir = object.field("workdir");
    if (experiment.container && workdir != nullptr && !paths.check_workdir(workdir->range))
        return false;
    for (const ir::Output& output : experiment.outputs) {
        if (!paths.check_written(fmt::format("output `{}`", output.name), output.path,
                                 output.origin))
            return false;
    }
    const auto check_log = [&](const std::optional<ir::Text>& path, std::string_view field) {
        return !path ||
               paths.check_written(fmt::format("`{}`", field), *path, object.field(field)->range);
    };
    if (!check_log(experiment.stdout_path, "stdout") ||
        !check_log(experiment.stderr_path, "stderr"))
        return false;
    for_each_word(experiment.command, [&](const ir::Word& word) { paths.check_argument(word); });
    return true;
}

} // namespace expc::lower
