// SPDX-License-Identifier: MIT
#include "compiler/driver/emission.hpp"

#include "compiler/algebra/identity.hpp"
#include "compiler/backends/capabilities.hpp"
#include "compiler/driver/foreign_backend.hpp"
#include "compiler/driver/manifest.hpp"
#include "compiler/driver/mount_content.hpp"
#include "compiler/driver/surroundings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace expc::driver {

namespace {

constexpr std::size_t digest_length = 20;

/// The project as seen from the folder in which scripts find themselves: a build is a link into
/// DIR/.store (ruling 7).
std::string project_file(const Arguments& arguments) {
    const std::string folder = real_path(arguments.output) + "/.store/digest";
    return relative_path(real_path(project_root(arguments.file)), folder) + "\n";
}

/// Covers path, kind and content of every file.
std::string digest_of(const backends::Artifacts& artifacts) {
    std::string canonical;
    for (const backends::Artifact& file : artifacts.files) {
        canonical += fmt::format("{}\n{}\n{}\n{}", file.path, file.executable ? 'x' : '-',
                                 file.content.size(), file.content);
    }
    return algebra::sha256_hex(canonical).substr(0, digest_length);
}

/// The target as backends see it: what its mounts hold is settled.
ir::Target pinned(const ir::Target& target, MountContent& content) {
    ir::Target built = target;
    if (content.pins) built.platform.storage = std::move(content.storage);
    return built;
}

/// The whole tree: what a backend made, and the files that expc adds to each.
EmittedTarget completed(const ir::Plan& plan, const ir::Target& target, const Arguments& arguments,
                        backends::Artifacts artifacts, std::vector<backends::Artifact> archives,
                        const Making& making) {
    EmittedTarget emitted{
        &target, std::move(artifacts), {}, fmt::format("{}/{}", arguments.output, target.name)};
    std::vector<backends::Artifact>& files = emitted.artifacts.files;
    std::ranges::move(archives, std::back_inserter(files));
    files.push_back({"project", project_file(arguments), false});
    std::ranges::sort(files, {}, &backends::Artifact::path);
    files.push_back({"manifest.json", manifest(plan, target, emitted.artifacts, making), false});
    emitted.digest = digest_of(emitted.artifacts);
    files.push_back({"digest", emitted.digest + "\n", false});
    std::ranges::sort(files, {}, &backends::Artifact::path);
    return emitted;
}

/// What runs go without because `allow_drop` lets the program leave it out; nothing, with reports,
/// where it cannot carry something else.
std::optional<std::vector<std::string>> left_out_by(const Maker& maker, const ir::Target& target,
                                                    const std::vector<Uncarried>& cannot,
                                                    diag::Sink& sink) {
    std::vector<const Uncarried*> of_request(target.requests.size());
    for (const Uncarried& uncarried : cannot)
        of_request[uncarried.request] = &uncarried;
    std::vector<std::string> subjects;
    const std::size_t errors = sink.error_count();
    for (std::size_t i = 0; i < of_request.size(); ++i) {
        const ir::Request& request = target.requests[i];
        const bool dropped =
            of_request[i] != nullptr ? request.may_drop : backends::is_dropped_container(request);
        if (dropped && std::ranges::find(subjects, request.subject) == subjects.end())
            subjects.push_back(request.subject);
        if (of_request[i] != nullptr && !dropped)
            backends::report_uncarried(target, request, maker.program, of_request[i]->why, sink);
    }
    if (sink.error_count() > errors) return std::nullopt;
    return subjects;
}

} // namespace

const std::string& EmittedTarget::manifest() const {
    return std::ranges::find(artifacts.files, "manifest.json", &backends::Artifact::path)->content;
}

std::uint64_t EmittedTarget::bytes() const {
    return std::accumulate(artifacts.files.begin(), artifacts.files.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const backends::Artifact& file) {
                               return sum + file.content.size();
                           });
}

std::optional<EmittedTarget> emit(const ir::Plan& plan, const ir::Target& target,
                                  const Arguments& arguments, diag::Sink& sink) {
    if (!backends::check_capabilities(target, sink)) return std::nullopt;
    const backends::Backend* backend = backends::find(target.platform.engine);
    std::optional<MountContent> content = mount_content(plan, target, arguments, sink);
    if (!content) return std::nullopt;
    const ir::Target built = pinned(target, *content);
    const std::size_t errors = sink.error_count();
    backend->check(built, sink);
    if (backend->check_project != nullptr)
        backend->check_project(built, real_path(project_root(arguments.file)), sink);
    if (sink.error_count() > errors) return std::nullopt;
    return completed(plan, target, arguments, backend->emit(plan, built),
                     std::move(content->archives), {backends::left_out(target), std::nullopt});
}

Result<std::optional<EmittedTarget>> emit_foreign(const ir::Plan& plan, const ir::Target& target,
                                                  const Arguments& arguments, diag::Sink& sink) {
    std::optional<MountContent> content = mount_content(plan, target, arguments, sink);
    if (!content) return std::optional<EmittedTarget>();
    const ir::Target built = pinned(target, *content);
    std::vector<std::string> taken = {"manifest.json", "digest", "project"};
    for (const backends::Artifact& archive : content->archives)
        taken.push_back(archive.path);
    const Maker maker = maker_of(*arguments.backend);
    const Result<std::string> question = foreign_question(plan, built, arguments);
    if (!question) return question.failure();
    Result<ForeignAnswer> answer =
        ask_foreign_backend(*arguments.backend, question.value(), built, taken);
    if (!answer) return answer.failure();
    const std::optional<std::vector<std::string>> left_out =
        left_out_by(maker, target, answer.value().cannot, sink);
    if (!left_out) return std::optional<EmittedTarget>();
    return std::optional(completed(plan, target, arguments, {std::move(answer.value().files), {}},
                                   std::move(content->archives), {*left_out, maker}));
}

} // namespace expc::driver
