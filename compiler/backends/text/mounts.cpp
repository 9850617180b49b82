// SPDX-License-Identifier: MIT
#include "compiler/backends/text/mounts.hpp"

#include "compiler/backends/text/buckets.hpp"
#include "compiler/backends/text/lines.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/ir/platform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace expc::backends {
namespace {

std::vector<MadeMount> made_mounts(const ir::Platform& platform, const ir::Experiment& experiment) {
    std::vector<MadeMount> made;
    for (const ir::Mount& mount : experiment.mounts) {
        const ir::MountSource* source = ir::source_of(platform, mount.name);
        if (source != nullptr && ir::is_made_by_run(source->kind)) made.push_back({&mount, source});
    }
    return made;
}

std::string word(std::string_view text) {
    return ShellWord::literal(text).text();
}

std::int64_t mebibytes(ir::Size size) {
    constexpr std::int64_t mebibyte = 1'048'576;
    return (size.bytes + mebibyte - 1) / mebibyte;
}

/// Calls for one mount after the other.
class MountCalls {
  public:
    explicit MountCalls(bool in_container) : in_container_(in_container) {}

    void add(const MadeMount& made) {
        const std::string& name = made.mount->name;
        if (in_container_ ? is_emptied(made) : is_own(made)) add_folder(made);
        if (made.source->kind == "upload") add_upload(made);
        if (made.source->kind == "git") add_clone(made);
        if (!in_container_ && is_copied(made)) lines_.add("own_copy {}", name);
        if (!in_container_ || made.source->kind == "bucket")
            lines_.add("{}=$expc_place", ir::mount_variable(name));
    }

    /// What runs may write is theirs alone.
    [[nodiscard]] static bool is_copied(const MadeMount& made) {
        return made.mount->writable && !is_own(made);
    }
    /// Its folder is the run's alone in any case.
    [[nodiscard]] static bool is_own(const MadeMount& made) {
        return made.source->kind == "scratch" || made.source->kind == "bucket";
    }

    /// A pod of a ReplicaSet has its folders for one run after the other.
    [[nodiscard]] static bool is_emptied(const MadeMount& made) {
        return is_own(made) || made.mount->writable;
    }
    [[nodiscard]] static bool needs_room(const MadeMount& made) {
        return made.source->size.has_value();
    }

    [[nodiscard]] std::string text() {
        if (!lines_.text().empty() && !in_container_) lines_.add("by_value");
        return lines_.text();
    }

  private:
    /// A pod has its folders from Kubernetes.
    void add_folder(const MadeMount& made) {
        const std::string& name = made.mount->name;
        if (in_container_) return lines_.add("make_empty {} {}", name, word(made.mount->at));
        lines_.add("own_folder {}", name);
        if (made.source->size) lines_.add("need_room {} {}", name, mebibytes(*made.source->size));
    }

    void add_upload(const MadeMount& made) {
        const std::string archive = made.source->path.value_or("");
        const std::string folder = archive.substr(0, archive.rfind('.'));
        lines_.add("upload {} {} \"${{expc_here%/*}}/\"{}", made.mount->name, place(made, folder),
                   word(archive));
    }

    void add_clone(const MadeMount& made) {
        const std::string commit = made.source->commit.value_or("");
        lines_.add("clone {} {} {} {}", made.mount->name, place(made, "git/" + commit),
                   word(made.source->url.value_or("")), word(commit));
    }

    [[nodiscard]] std::string place(const MadeMount& made, const std::string& shared) const {
        if (in_container_) return word(made.mount->at);
        return fmt::format("\"$EXPC_RUN_ROOT/.expc/\"{}", word(shared));
    }

    bool in_container_;
    Lines lines_;
};

} // namespace

Fillings mount_sections(const ir::Target& target, const ir::Experiment& experiment,
                        const EnginePart& engine) {
    const std::vector<MadeMount> made = made_mounts(target.platform, experiment);
    if (made.empty())
        return {{"mounts", ""}, {"mount_calls", ""}, {"bucket_calls", ""}, {"mount_ends", ""}};
    MountCalls calls(engine.in_container);
    for (const MadeMount& mount : made)
        calls.add(mount);
    const auto any = [&](const auto& holds) {
        return std::string(std::ranges::any_of(made, holds) ? "1" : "");
    };
    const auto has = [&](std::string_view kind) {
        return any([&](const MadeMount& mount) { return mount.source->kind == kind; });
    };
    const std::string here = engine.in_container ? "" : "1";
    const std::string content = has("upload") + has("git");
    const std::string copies = engine.in_container ? "" : any(MountCalls::is_copied);
    const BucketSections buckets = bucket_sections(made, !experiment.container);
    return {
        {"mount_calls", calls.text()},
        {"bucket_calls", buckets.start},
        {"mount_ends", buckets.finish},
        {"mounts",
         buckets.functions +
             fill(script_template("mounts.sh.in"),
                  {{"here", here},
                   {"emptied", engine.in_container ? any(MountCalls::is_emptied) : ""},
                   {"inside", engine.in_container ? content : ""},
                   {"signalled", engine.passes_signals ? "" : here},
                   {"own", here.empty() ? "" : any(MountCalls::is_own) + copies},
                   {"told_first", buckets.writes ? "[ -z \"$expc_writes\" ] || write_back; " : ""},
                   {"room", here.empty() ? "" : any(MountCalls::needs_room)},
                   {"copies", copies},
                   {"content", content},
                   {"shares", here.empty() ? "" : content},
                   {"upload", has("upload")},
                   {"git", has("git")}})}};
}

} // namespace expc::backends
