// SPDX-License-Identifier: MIT
#include "compiler/driver/subcommands.hpp"

namespace expc::driver {

namespace {

const std::vector<Subcommand>& table() { // NOLINT(readability-function-size): a table
    using enum Takes;
    static const std::vector<Subcommand> rows = {
        {.name = "init",
         .summary = "write a first project that runs",
         .description = "Writes sweep.exp and train.py into DIR (the current folder unless given). "
                        "Files that are there are never replaced.",
         .takes = {directory},
         .examples = "expc init first-sweep\n"
                     "cd first-sweep && expc run sweep.exp sweep@laptop",
         .run = init},
        {.name = "check",
         .summary = "look for mistakes; write nothing",
         .description = "Reads FILE and everything it uses, and reports every mistake with its "
                        "place. Inputs without a value are fine here.",
         .takes = {file, targets, settings},
         .examples =
             "expc check mnist.exp\n"
             "expc check mnist.exp --diagnostics=short     # file:line:col, for editors and grep\n"
             "expc check mnist.exp --set epochs=5",
         .run = check},
        {.name = "plan",
         .summary = "show what would run, and what would be written",
         .description =
             "Shows targets, experiments, numbers of runs, groups of equal resources, hours, the "
             "files that `build` would write and "
             "what changed since the last build. With --runs it lists the runs themselves.",
         .takes = {file, targets, settings, selection, json, output, engine_flags, appended_words},
         .examples =
             "expc plan mnist.exp\n"
             "expc plan mnist.exp mnist@laptop --runs      # a table: index, id, values, command\n"
             "expc plan mnist.exp --runs 0-3,8             # some of them, by index\n"
             "expc plan mnist.exp --where 'lr == 1e-3'     # some of them, by value\n"
             "expc plan mnist.exp --runs --json | jq .argv # one object a line",
         .run = plan},
        {.name = "build",
         .summary = "write the scripts of the targets",
         .description = "Compiles FILE and writes DIR/TARGET/ for every target, all at once or not "
                        "at all. `submit.sh` in there needs no expc.",
         .takes = {file, targets, settings, output, backend, engine_flags, appended_words},
         .examples = "expc build mnist.exp\n"
                     "expc build mnist.exp short -o /tmp/build\n"
                     "expc build mnist.exp --set epochs=5 --override 'train.resources.time=10m'\n"
                     "expc build mnist.exp mnist@laptop --backend ./makefile.py",
         .run = build},
        {.name = "run",
         .summary = "build a target and run what has not succeeded yet",
         .description = "Builds the target and runs it: on this machine, or through the engine of "
                        "its platform. Runs that have succeeded are "
                        "skipped. If runs changed since they succeeded, expc shows how and asks. A "
                        "file with several targets needs a TARGET.",
         .takes = {file, targets, settings, selection, output, rerun, launch, dry_run, engine_flags,
                   appended_words},
         .examples =
             "expc run mnist.exp mnist@laptop\n"
             "expc run mnist.exp mnist@laptop --first 1    # try one run\n"
             "expc run mnist.exp short --follow            # submit and watch\n"
             "expc run mnist.exp --all                     # everything again\n"
             "expc run mnist.exp -- --debug                # with a word appended to every command",
         .run = run},
        {.name = "clean",
         .summary = "remove the secrets that submissions left for their jobs",
         .description =
             "Secrets from the environment are files below the folder of the runs, which "
             "only you can read, until this removes those of the named targets. Refuses "
             "while a run of the target waits or runs.",
         .takes = {file, targets, settings, output},
         .examples = "expc clean mnist.exp mnist@cluster",
         .run = clean},
        {.name = "verify",
         .summary = "compare the runs of builds, of whatever engines",
         .description = "Says whether the runs of two or more built targets are the same: words, "
                        "environment, working folder, mounts and image, as their task.sh gives "
                        "them; else it names the first difference and ends with 1. Of more than "
                        "200 runs it compares 200 from all over the space, unless --all is given.",
         .takes = {builds},
         .examples = "expc verify build/train@laptop build/train@cluster",
         .run = verify},
        {.name = "test",
         .summary = "run the `test` blocks of a file",
         .description =
             "Evaluates the assertions in the `test` blocks of FILE and says which hold.",
         .takes = {file, settings},
         .examples = "expc test mnist.exp",
         .run = test},
        {.name = "inputs",
         .summary = "list what --set can change",
         .description = "Lists name, type, value and documentation of every input; the names are "
                        "spelled as --set takes them.",
         .takes = {file, settings, json},
         .examples = "expc inputs brc.exp\n"
                     "expc inputs brc.exp --json",
         .run = inputs},
        {.name = "eval",
         .summary = "print the value of an expression",
         .description = "Evaluates EXPRESSION with the declarations of FILE in scope.",
         .takes = {file, expression, settings},
         .examples = "expc eval mnist.exp 'count(hp)'\n"
                     "expc eval mnist.exp 'linspace(0.0, 1.0, points = 5)'",
         .run = eval},
        {.name = "why",
         .summary = "show where the value of a field comes from",
         .description = "Shows every layer that gave FIELD a value, the newest first: declaration, "
                        "`with`, --override; and what the names in it are. FIELD begins with the "
                        "name of an experiment, a platform or a target.",
         .takes = {file, field, settings, json},
         .examples = "expc why mnist.exp mnist.resources.memory\n"
                     "expc why mnist.exp short.command         # of a target, by its built name\n"
                     "expc why mnist.exp cluster.partition",
         .run = why},
        {.name = "explain",
         .summary = "explain a diagnostic by its code",
         .description = "Prints the page of a diagnostic: what it means, a program that has the "
                        "mistake, and the same program mended. "
                        "Without CODE it lists all codes.",
         .takes = {code},
         .examples = "expc explain E0502\n"
                     "expc explain | grep unit",
         .run = explain},
        {.name = "fix",
         .summary = "apply the fixes that need no judgement",
         .description = "Applies the edits of diagnostics that are marked [auto], checks again, "
                        "and says what is left. A file whose fixes "
                        "overlap is left alone.",
         .takes = {file, settings, dry_run},
         .examples = "expc fix mnist.exp\n"
                     "expc fix mnist.exp --dry-run                 # print the mended text instead",
         .run = fix},
        {.name = "completion",
         .summary = "print the completion script of a shell",
         .description = "Prints a script that completes subcommands and options.",
         .takes = {shell},
         .examples = "source <(expc completion bash)\n"
                     "expc completion zsh > ~/.zfunc/_expc\n"
                     "expc completion fish > ~/.config/fish/completions/expc.fish",
         .run = completion},
        {.name = "version",
         .summary = "print the version and the engines of this build",
         .description = "Prints the version of expc and the engines that it can build for.",
         .takes = {json},
         .examples = "expc version",
         .run = version},
        {.name = "internal-tmlanguage",
         .summary = "print the TextMate grammar",
         .description = "Prints editors/vscode/syntaxes/exp.tmLanguage.json, generated from the "
                        "grammar's keywords.",
         .takes = {},
         .examples = "expc internal tmlanguage",
         .run = tmlanguage,
         .hidden = true},
        {.name = "internal-fields",
         .summary = "print the tables of fields and functions",
         .description = "Prints docs/fields.md, generated from the tables of the compiler.",
         .takes = {},
         .examples = "expc internal fields",
         .run = fields,
         .hidden = true},
        {.name = "internal-plan",
         .summary = "print the plan",
         .description = "Prints the intermediate representation: as text, or as versioned JSON.",
         .takes = {file, targets, settings, json, engine_flags, appended_words},
         .examples = "expc internal plan mnist.exp --json",
         .run = plan_text,
         .hidden = true},
    };
    return rows;
}

} // namespace

std::span<const Subcommand> subcommands() {
    return table();
}

} // namespace expc::driver
