// SPDX-License-Identifier: MIT
// The canonical form of a run and its digest; README.md of this folder describes the form.
#include "compiler/ir/run.hpp"

#include "compiler/base/match.hpp"

#include <fmt/format.h>

namespace expc::ir {
namespace {

class Canonical {
  public:
    void add(std::string_view tag, std::string_view text) {
        result_.append(tag).append(1, '=').append(text).append(1, '\0');
    }
    void add(std::string_view tag, const ResolvedVariable& variable) {
        add(variable.prepends ? fmt::format("{}-prepend", tag) : tag,
            fmt::format("{}={}", variable.name, shown(variable.value)));
    }
    [[nodiscard]] std::string take() { return std::move(result_); }

  private:
    std::string result_;
};

} // namespace

std::vector<std::pair<std::string, std::string>>
canonical_surroundings(const Experiment& experiment) {
    std::vector<std::pair<std::string, std::string>> strings;
    if (experiment.container) {
        const auto add = [&](const char* tag, const std::optional<std::string>& image) {
            if (image) strings.emplace_back(tag, *image);
        };
        add("image-oci", experiment.container->oci);
        add("image-sif", experiment.container->sif);
        add("image-root", experiment.container->root);
    }
    for (const Mount& mount : experiment.mounts)
        strings.emplace_back("mount", mount.at);
    return strings;
}

std::string canonical(const Experiment& experiment, const ResolvedRun& run) {
    Canonical form;
    form.add("expc-run", "1");
    for (const auto& [tag, text] : canonical_surroundings(experiment))
        form.add(tag, text);
    form.add("workdir", shown(run.workdir));
    for (const ResolvedVariable& variable : run.environment) {
        if (!variable.name.starts_with("EXPC_")) form.add("env", variable);
    }
    for (const auto& argv : run.steps) {
        form.add("step", "");
        for (const ResolvedText& word : argv)
            form.add("word", shown(word));
    }
    if (run.bash != nullptr) {
        form.add("bash", run.bash->script);
        for (const ResolvedVariable& variable : run.bash_variables)
            form.add("var", variable);
    }
    for (std::size_t file = 0; file < run.list_files.size(); ++file) {
        form.add("list", experiment.list_files[file].name);
        for (const ResolvedText& line : run.list_files[file])
            form.add("line", shown(line));
    }
    return form.take();
}

std::string digest(const Experiment& experiment, const ResolvedRun& run) {
    return algebra::sha256_hex(canonical(experiment, run)).substr(0, 20);
}

} // namespace expc::ir
