// SPDX-License-Identifier: MIT
#include "compiler/driver/mount_content.hpp"

#include "compiler/algebra/identity.hpp"
#include "compiler/driver/building.hpp"
#include "compiler/driver/surroundings.hpp"
#include "runtime/files/files.hpp"
#include "runtime/provenance/pin.hpp"
#include "runtime/upload/snapshot.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::driver {

namespace {

constexpr std::size_t shown_digits = 16;

/// `https://host/x.git`, `git@host:x.git`; anything else is a folder.
bool is_address(std::string_view repository) {
    const std::size_t colon = repository.find(':');
    return colon != std::string_view::npos && repository.find('/') > colon;
}

/// A password in the address, or a name, which over http is one as often as not, would stand in
/// scripts that everybody can read. To ssh a name alone says who logs in.
bool holds_secret(std::string_view address) {
    const std::size_t scheme = address.find("://");
    if (scheme == std::string_view::npos) return false;
    const std::string_view rest = address.substr(scheme + 3);
    const std::string_view host = rest.substr(0, rest.find('/'));
    const std::size_t at = host.find('@');
    const bool is_http = address.starts_with("http");
    if (is_http && rest.find('?') != std::string_view::npos) return true;
    return at != std::string_view::npos &&
           (is_http || host.substr(0, at).find(':') != std::string_view::npos);
}

bool has_all_digits(std::string_view commit) {
    const bool is_long = commit.size() == 40 || commit.size() == 64;
    return is_long && commit.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

class Pinning {
  public:
    Pinning(const ir::Plan& plan, const Arguments& arguments, diag::Sink& sink)
        : project_(real_path(project_root(arguments.file))), sink_(sink) {
        own_.push_back(real_path(arguments.output));
        for (const ir::Target& target : plan.targets)
            own_.push_back(real_path(run_root(target, project_)));
    }

    bool upload(ir::MountSource& source, std::vector<backends::Artifact>& archives) {
        const std::string folder = real_path(path_from(project_, source.from.value_or("")));
        upload::Snapshot snapshot = upload::snapshot({folder, source.exclude, own_});
        if (snapshot.refusal) return refuse(source, *snapshot.refusal);
        const std::string hash = algebra::sha256_hex(snapshot.tar);
        source.path = fmt::format("uploads/{}-{}.tar", source.mount, hash.substr(0, shown_digits));
        source.size = ir::Size{static_cast<std::int64_t>(snapshot.tar.size())};
        archives.push_back({*source.path, std::move(snapshot.tar), false});
        return true;
    }

    bool pin(ir::MountSource& source) {
        const std::string repository = source.url.value_or("");
        if (!is_address(repository)) {
            const std::string folder = real_path(path_from(project_, repository));
            const provenance::Pin pin = provenance::pin(folder, source.commit, own_);
            if (pin.refusal) return refuse(source, pin.refusal->reason, pin.refusal->ways_out);
            source.url = pin.url;
            source.commit = pin.commit;
        } else if (!source.commit) {
            return refuse(source, "it names no commit",
                          {fmt::format("`git ls-remote {} HEAD` says which is the last one; write "
                                       "it down: `commit = \"...\"`",
                                       repository)});
        } else if (!has_all_digits(*source.commit)) {
            return refuse(
                source, fmt::format("`{}` is no commit with all its digits", *source.commit),
                {"a branch or a tag may be another commit tomorrow; `git rev-parse` tells "
                 "all digits"});
        }
        if (!holds_secret(*source.url) && !source.url->starts_with('-')) return true;
        return refuse(source, "everybody could read the name or password in its address",
                      {"leave it out of the address, and let git on the nodes know it: `git config "
                       "credential.helper`"});
    }

  private:
    bool refuse(const ir::MountSource& source, const upload::Refusal& refusal) {
        auto report = sink_.report(diag::Code::E0813, source.origin, source.mount, refusal.reason);
        report.here(fmt::format("from `{}`", source.from.value_or("")));
        if (!refusal.entry.empty())
            report.help(fmt::format("leave it out: `exclude = [\"/{}\"]`", refusal.entry));
        else if (refusal.is_too_large)
            report.help("leave out what runs do not need: `exclude = [\"data/\", \"*.ckpt\"]`")
                .help("a folder that the platform has already is `bind(\"/path/there\")`");
        return false;
    }

    bool refuse(const ir::MountSource& source, const std::string& reason,
                const std::vector<std::string>& ways_out) {
        auto report = sink_.report(diag::Code::E0814, source.origin, source.mount, reason);
        for (const std::string& way : ways_out)
            report.help(way);
        if (!is_address(source.url.value_or("")))
            report.help(fmt::format("send the folder as it is: `{} = upload {{ from = \"{}\" }}`",
                                    source.mount, source.url.value_or("")));
        return false;
    }

    std::string project_;
    std::vector<std::string> own_;
    diag::Sink& sink_;
};

/// Nodes are believed to have at a path what this machine has there, if anything.
bool is_file_here(const ir::MountSource& source) {
    return source.kind == "bind" &&
           files::kind_behind(source.path.value_or("")) == files::Kind::file;
}

/// Only Kubernetes is told whether a path is that of a file.
void tell_files(const ir::Target& target, std::vector<ir::MountSource>& storage) {
    if (!std::holds_alternative<ir::Kubernetes>(target.platform.settings)) return;
    for (ir::MountSource& source : storage)
        source.is_file = is_file_here(source);
}

} // namespace

std::optional<MountContent> mount_content(const ir::Plan& plan, const ir::Target& target,
                                          const Arguments& arguments, diag::Sink& sink) {
    MountContent content{false, target.platform.storage, {}};
    tell_files(target, content.storage);
    const auto is_settled_here = [](const ir::MountSource& source) {
        return source.kind == "upload" || source.kind == "git" || source.is_file;
    };
    content.pins = std::ranges::any_of(content.storage, is_settled_here);
    if (!content.pins) return content;
    Pinning pinning(plan, arguments, sink);
    bool is_whole = true;
    for (ir::MountSource& source : content.storage) {
        if (source.kind == "upload")
            is_whole = pinning.upload(source, content.archives) && is_whole;
        if (source.kind == "git") is_whole = pinning.pin(source) && is_whole;
    }
    return is_whole ? std::optional(std::move(content)) : std::nullopt;
}

} // namespace expc::driver
