// SPDX-License-Identifier: MIT
#include "compiler/backends/text/container_words.hpp"

#include "compiler/backends/text/template.hpp"
#include "compiler/ir/platform.hpp"

#include <algorithm>

namespace expc::backends {
namespace {

using Family = Starter::Family;

std::string quoted_literal(std::string_view text) {
    return ShellWord::literal(text).text();
}

/// Options that hold commas separate their parts by them; `-B a:b:ro` has no way to say a colon.
constexpr std::string_view apptainer_bind =
    R"sh(case $1$2 in
*,* | *"$expc_newline"*) fail_setup "cannot mount $1 at $2: its path has a comma or a newline" ;;
*:*) expc_flag=--mount expc_bind=type=bind,source=$1,target=$2${3:+,ro} ;;
*) expc_flag=-B expc_bind=$1:$2${3:+:ro} ;;
esac)sh";
constexpr std::string_view docker_bind =
    R"sh(case $1$2 in *[,\"]* | *"$expc_newline"*) fail_setup "cannot mount $1 at $2: its path has a comma, a quote or a newline" ;; esac
expc_flag=--mount expc_bind=type=bind,source=$1,target=$2${3:+,readonly})sh";
/// An image has to have the folders that something is mounted at; /tmp is this machine's.
constexpr std::string_view charliecloud_bind =
    R"sh(case $1$2 in *:*) fail_setup "cannot mount $1 at $2: its path has a colon" ;; esac
case $2 in /tmp/*) ;; *) [ -e "$expc_image$2" ] || need_folder "$expc_image$2" ;; esac
expc_flag=-b expc_bind=$1:$2)sh";

constexpr std::string_view apptainer_gpus =
    R"sh([ -z "${CUDA_VISIBLE_DEVICES+set}" ] || expc_env="$expc_env CUDA_VISIBLE_DEVICES"
set -- --nv "$@")sh";
/// What docker and podman let in is numbered from 0 inside.
constexpr std::string_view docker_gpus =
    R"sh([ -z "$expc_gpus" ] || expc_gpus="\"device=$expc_gpus\""
set -- --gpus "${expc_gpus:-all}" "$@")sh";
constexpr std::string_view podman_gpus =
    R"sh(for expc_one in $(printf %s "${expc_gpus:-all}" | tr , ' '); do set -- --device "nvidia.com/gpu=$expc_one" "$@"; done)sh";
/// The devices are there, and so are the libraries if the image was prepared for them.
constexpr std::string_view charliecloud_gpus =
    R"sh([ -z "${CUDA_VISIBLE_DEVICES+set}" ] || expc_env="$expc_env CUDA_VISIBLE_DEVICES")sh";

constexpr std::string_view docker_environment =
    R"sh(for expc_one in $expc_env; do set -- -e "$expc_one" "$@"; done)sh";

/// Variables of the image, as far as the run does not declare them; `tac` because the last is put
/// first.
constexpr std::string_view charliecloud_environment =
    R"sh(expc_names=$(printf %s "$expc_env" | tr ' ' '|') expc_lines=
[ ! -f "$expc_image/ch/environment" ] || expc_lines=$(grep -vE "^(($expc_names)=|$)" "$expc_image/ch/environment" | tac)
while [ -n "$expc_lines" ]; do
  set -- "--set-env=${expc_lines%%"$expc_newline"*}" "$@"
  case $expc_lines in *"$expc_newline"*) expc_lines=${expc_lines#*"$expc_newline"} ;; *) expc_lines= ;; esac
done
set -- "--unset-env=!($expc_names)" --set-env=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@")sh";

/// What a shell would read as more than itself, and releases without `--no-eval` let one read.
constexpr std::string_view apptainer_guard =
    R"sh(expc_odd=
for expc_one in $expc_env; do
  eval "expc_value=\$$expc_one"
  case $expc_value in *[\$\`\\\"]*) expc_odd=$expc_one ;; esac
done
[ -z "$expc_odd" ] || @program@ exec --help 2>&1 | grep -q -e --no-eval ||
  fail_setup "this @program@ has no --no-eval: it would let a shell evaluate the variable $expc_odd")sh";

/// Inherited variables that the program would hand on are none of the run's. Values are handed on
/// as they are only where the program is told not to evaluate them.
std::string apptainer_exports(std::string_view program) {
    const bool both = program == "singularity"; // may be Apptainer under its old name
    Lines lines;
    lines.add(
        R"sh(for expc_one in $(env | sed -n -e 's/^\(SINGULARITYENV_[A-Za-z0-9_]*\)=.*/\1/p' )sh"
        R"sh(-e 's/^\(APPTAINERENV_[A-Za-z0-9_]*\)=.*/\1/p'); do unset "$expc_one"; done)sh");
    lines.add("for expc_one in $expc_env; do");
    lines.add(R"sh(  eval "export APPTAINERENV_$expc_one=\"\$$expc_one\"{}")sh",
              both ? R"sh( SINGULARITYENV_$expc_one=\"\$$expc_one\")sh" : "");
    lines.add("done");
    lines.add("export APPTAINER_NO_EVAL=1{}", both ? " SINGULARITY_NO_EVAL=1" : "");
    lines.add_all(fill(apptainer_guard, {{"program", std::string(program)}}));
    return lines.text();
}

std::string docker_start(std::string_view program) {
    Lines lines;
    lines.add_all(docker_environment);
    if (program == "podman") {
        lines.add(R"sh([ "$(id -u)" -eq 0 ] || set -- --userns=keep-id "$@")sh");
        lines.add(R"sh(set -- podman run --rm --cidfile "$expc_dir/.container" --entrypoint '' )sh"
                  R"sh(-w "$expc_workdir" "$@")sh");
    } else {
        lines.add(
            R"sh(set -- docker run --rm --init --cidfile "$expc_dir/.container" --entrypoint '' )sh"
            R"sh(--user "$(id -u):$(id -g)" -w "$expc_workdir" "$@")sh");
    }
    return lines.text();
}

/// ch-run cannot bind read-only: a mount namespace around it can. There the user is root, and
/// ch-run makes the same user of it again.
std::string charliecloud_start(const std::vector<ShellWord>& read_only) {
    Lines lines;
    lines.add(R"sh(set -- "--cd=$expc_workdir" "$@")sh");
    lines.add_all(charliecloud_environment);
    if (read_only.empty()) {
        lines.add("set -- ch-run \"$@\"");
        return lines.text();
    }
    std::string sources;
    for (const ShellWord& source : read_only)
        sources.append(source.text()).append(" ");
    lines.add(R"sh(set -- ch-run "--uid=$(id -u)" "--gid=$(id -g)" "$@")sh");
    lines.add(R"sh(need_folder "$EXPC_RUN_ROOT/.expc/mounts")sh");
    lines.add(R"sh(set -- sh "$expc_here/read-only.sh" "$EXPC_RUN_ROOT/.expc/mounts" {} {}"$@")sh",
              read_only.size(), sources);
    lines.add(R"sh(set -- unshare --user --map-root-user --mount "$@")sh");
    return lines.text();
}

/// The image as a file or folder of this machine; nothing where the runtime fetches it.
std::optional<std::string> local_image(const Starter& starter, const ir::Container& container) {
    if (starter.family == Family::apptainer) return container.sif;
    return starter.is_charliecloud() ? container.root : std::nullopt;
}

} // namespace

Starter starter_of(const ir::Platform& platform) {
    const std::string& name = platform.runtime.value().name;
    if (name == "charliecloud") return {Family::charliecloud, "ch-run"};
    if (name == "docker" || name == "podman") return {Family::docker, name};
    return {Family::apptainer, name};
}

std::vector<SeenMount> seen_mounts(const ir::Platform& platform, const ir::Experiment& experiment) {
    std::vector<SeenMount> mounts;
    for (const ir::Mount& mount : experiment.mounts) {
        const ir::MountSource* source = ir::source_of(platform, mount.name);
        const bool is_made = ir::is_made_by_run(source->kind);
        mounts.push_back({mount.name, mount.at,
                          is_made ? ShellWord::variable(ir::mount_variable(mount.name))
                                  : ShellWord::literal(source->path.value_or("")),
                          mount.writable});
    }
    std::sort(mounts.begin(), mounts.end(),
              [](const SeenMount& left, const SeenMount& right) { return left.at < right.at; });
    return mounts;
}

std::string image_variable(const Starter& starter, const ir::Container& container) {
    const auto image = local_image(starter, container);
    return image ? fmt::format("expc_image={}\n", quoted_literal(*image)) : "";
}

std::string image_words(const Starter& starter, const ir::Container& container) {
    Lines lines;
    if (local_image(starter, container)) {
        lines.add(
            R"sh([ -e "$expc_image" ] || fail_setup "there is no image $expc_image on $expc_node")sh");
        lines.add("set -- \"$expc_image\"{} \"$@\"", starter.is_charliecloud() ? " --" : "");
    } else {
        const std::string_view scheme = starter.family == Family::apptainer ? "docker://" : "";
        lines.add("set -- {} \"$@\"",
                  quoted_literal(fmt::format("{}{}", scheme, container.oci.value_or(""))));
    }
    return lines.text();
}

std::string bind_commands(const Starter& starter) {
    switch (starter.family) {
    case Family::apptainer: return std::string(apptainer_bind);
    case Family::docker: return std::string(docker_bind);
    case Family::charliecloud: return std::string(charliecloud_bind);
    }
    return "";
}

std::string staged_source(std::size_t number) {
    return fmt::format("\"$EXPC_RUN_ROOT/.expc/mounts/{}\"", number);
}

std::string gpu_words(const Starter& starter, std::string_view gpus) {
    switch (starter.family) {
    case Family::apptainer: return std::string(apptainer_gpus);
    case Family::docker:
        return fmt::format("expc_gpus={}\n{}", gpus,
                           starter.program == "podman" ? podman_gpus : docker_gpus);
    case Family::charliecloud: return std::string(charliecloud_gpus);
    }
    return "";
}

std::string start_words(const Starter& starter, const std::vector<ShellWord>& read_only) {
    switch (starter.family) {
    case Family::apptainer:
        return fmt::format("set -- {} exec --cleanenv --pwd \"$expc_workdir\" \"$@\"",
                           starter.program);
    case Family::docker: return docker_start(starter.program);
    case Family::charliecloud: return charliecloud_start(read_only);
    }
    return "";
}

std::string hand_over_commands(const Starter& starter) {
    switch (starter.family) {
    case Family::apptainer: return apptainer_exports(starter.program);
    case Family::docker: return "";
    case Family::charliecloud: return "export USER=\"${USER:-$(id -un)}\"";
    }
    return "";
}

} // namespace expc::backends
