// SPDX-License-Identifier: MIT
#include "compiler/backends/text/places.hpp"

#include "compiler/backends/text/lines.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/template.hpp"

namespace expc::backends {

std::string places(const ir::Plan& plan, const ir::Platform& platform) {
    return fill(script_template("places.sh.in"),
                {{"root_file", ShellWord::literal(plan.root_file).text()},
                 {"run_root", ShellWord::literal(platform.run_root.value_or("runs")).text()}});
}

std::string project_place(const ir::Plan& plan) {
    return fill(script_template("places.sh.in"),
                {{"root_file", ShellWord::literal(plan.root_file).text()}, {"run_root", ""}});
}

std::string selection(const ir::Target& target, Unselected unselected) {
    Lines counts;
    for (const ir::Experiment& experiment : target.experiments)
        counts.add("printf '%s %s\\n' {} {}", ShellWord::literal(experiment.name),
                   experiment.space.count);
    const bool all = unselected == Unselected::all;
    return fill(
        script_template("selection.sh.in"),
        {{"experiments", counts.text()}, {"all", all ? "1" : ""}, {"some", all ? "" : "1"}});
}

std::string clean_environment(const ir::Platform& platform) {
    if (platform.inherit_env) return "";
    std::string kept = "HOME | LANG | LOGNAME | PATH | SHELL | TMPDIR | USER | EXPC_*";
    for (const ir::SecretSource& secret : platform.secrets) {
        if (secret.from == ir::SecretSource::From::environment)
            kept.append(" | ").append(bare_variable(secret.where));
    }
    Lines lines;
    lines.add("# Runs of this platform do not inherit the environment.");
    lines.add("clean_environment() {{");
    lines.add("  for name in $(env | sed -n 's/^\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\\1/p'); do");
    lines.add("    case $name in {}) ;; *) unset \"$name\" 2>/dev/null ;; esac", kept);
    lines.add("  done");
    lines.add("}}");
    return lines.text();
}

} // namespace expc::backends
