// SPDX-License-Identifier: MIT
// Messages about programs with the mistakes that people bring from other languages or make in
// sweeps.
#include "tests/unit/diagnostics/scene.hpp"

#include <array>

namespace expc::diag::testing {
namespace {

void colon_after_a_field(Scene& s) {
    const SourceId f = s.file("savio.exp", from_line(7, "  partition: \"savio3_gpu\"\n"));
    const SourceRange colon = s.at(f, ":");
    s.sink.report(Code::E0102, colon)
        .here("fields are written `name = value`")
        .fix("replace `:` with ` =`", {{colon, " ="}});
}

void unclosed_brace(Scene& s) {
    const SourceId f =
        s.file("mnist.exp", from_line(3, "space hp = product {\n  lr in [1e-3]\n  seed in 0..<3\n\n"
                                         "experiment mnist {\n}\n"));
    const SourceRange keyword = s.at(f, "experiment");
    s.sink.report(Code::E0105, s.at(f, "{"), "{")
        .here("opened here")
        .label(keyword,
               "`experiment` can only start at the top level, so the block must end before it")
        .fix("insert `}` on line 6", {{{f, keyword.begin - 1, keyword.begin - 1}, "}"}});
}

void two_readings_of_a_range(Scene& s) {
    const SourceId f = s.file("mnist.exp", from_line(5, "  seed in 0..5\n"));
    s.sink.report(Code::E0107, s.at(f, "0..5"), 5)
        .here("5 values or 6?")
        .help("`0..<5` is 0, 1, 2, 3, 4 (like Python's `range(5)`)")
        .help("`0..=5` is 0, 1, 2, 3, 4, 5 (like Slurm's `--array=0-5`)");
}

void a_size_without_unit(Scene& s) {
    const SourceId f =
        s.file("train.exp", from_line(14, "  resources = { cpus = 4, memory = 16 }\n"));
    s.sink.report(Code::E0401, s.at(f, "16"), "memory", "size", "16")
        .here("an Int")
        .label(s.at(f, "memory"), "a Size is expected because of this field")
        .help("write the unit, for example `16GiB`");
}

void a_zip_of_unequal_columns(Scene& s) {
    const SourceId f = s.file(
        "sweep.exp", from_line(5, "    width in [256, 512, 1024]\n    batch in [512, 256]\n"));
    s.sink.report(Code::E0502, s.at(f, "[512, 256]"), "3 and 2")
        .here("2 values")
        .label(s.at(f, "[256, 512, 1024]"), "3 values")
        .help("give `batch` a third value, or use `product` for all 6 combinations");
}

void filters_that_leave_nothing(Scene& s) {
    const SourceId f =
        s.file("sweep.exp", from_line(3, "space hp = product {\n  lr in [1e-3, 3e-3]\n"
                                         "  width in [512, 1024]\n\n  exclude width == 1024\n"
                                         "  exclude lr < 1e-2\n}\n"));
    s.sink.report(Code::E0504, s.at(f, "hp"), "`hp`", 12)
        .here("12 combinations before filters")
        .label(s.at(f, "exclude width == 1024"), "removes 4, leaving 8")
        .label(s.at(f, "exclude lr < 1e-2"), "removes the other 8; the largest `lr` is 3e-3");
}

void a_string_for_a_command(Scene& s) {
    const SourceId f = s.file(
        "mnist.exp", from_line(12, "  command = \"python train.py --lr ${lr} --tag 'a b'\"\n"));
    const SourceRange text = s.at(f, "\"python train.py --lr ${lr} --tag 'a b'\"");
    const std::string list = R"(["python", "train.py", "--lr", lr, "--tag", "a b"])";
    s.sink.report(Code::E0601, text)
        .here("a Str; expected List<Word>")
        .note("one string would have to be split and quoted again by every backend; a list never "
              "is.\n"
              "For pipes, loops or `module load`, use `bash { run = '''...''' }`")
        .fix("`" + list + "`", {{text, list}});
}

void a_circle_of_experiments(Scene& s) {
    const SourceId f =
        s.file("pipeline.exp", from_line(28, "  inputs = { stats = all(report).stats }\n") +
                                   from_line(9, "  inputs = { data = each(preprocess).data }\n") +
                                   from_line(20, "  inputs = { ckpt = each(train).ckpt }\n"));
    s.sink.report(Code::E0703, s.at(f, "report"), "preprocess")
        .here("preprocess needs report ...")
        .label(s.at(f, "train"), "... report needs train ...")
        .label(s.at(f, "preprocess"), "... and train needs preprocess");
}

void a_broken_rule_in_another_file(Scene& s) {
    const SourceId rules = s.file(
        "lab/savio.exp",
        from_line(26, "  require resources.cpus >= 2 * resources.gpus : \"2 cores per GPU\"\n"));
    const SourceId f = s.file("brc.exp", from_line(21, "  resources = { cpus = 1, gpus = 1 }\n") +
                                             from_line(14, "target train on savio_gpu\n"));
    s.sink
        .report(Code::E0801, s.at(f, "cpus = 1"), "train", "savio_gpu",
                "Savio wants 2 CPU cores per GPU")
        .here("these resources")
        .label(s.at(f, "train on savio_gpu"), "checked because of this target")
        .label(s.at(rules, "resources.cpus >= 2 * resources.gpus"), "the rule")
        .note("resources.cpus >= 2 * resources.gpus\n    |          |    |       |\n    1          "
              "no   2       1");
}

void an_unused_name(Scene& s) {
    const SourceId f = s.file("a.exp", "let half = 0.5\n");
    s.sink.report(Code::W0201, s.at(f, "half"), "constant", "half");
}

void a_mistake_on_the_command_line(Scene& s) {
    s.sink.report(Code::E0902, SourceRange{}, "epoch")
        .note("inputs of train.exp: epochs, seeds")
        .help("an input with a similar name exists: `epochs`");
}

constexpr std::array of_language = {
    SceneCase{"a colon after a field has an automatic fix", colon_after_a_field},
    SceneCase{"an unclosed brace shows where it began and where it must end", unclosed_brace},
    SceneCase{"a help may stand for each reading", two_readings_of_a_range},
    SceneCase{"the texts of two labels on one line stand below each other", a_size_without_unit},
    SceneCase{"two neighbouring lines are shown without a gap", a_zip_of_unequal_columns},
    SceneCase{"distant lines have dots between them", filters_that_leave_nothing},
    SceneCase{"a note of two lines keeps its indentation", a_string_for_a_command},
    SceneCase{"a circle shows each of its steps", a_circle_of_experiments},
    SceneCase{"a second file gets an arrow of its own", a_broken_rule_in_another_file},
    SceneCase{"a warning without texts is three lines", an_unused_name},
    SceneCase{"a mistake outside all files has no arrow", a_mistake_on_the_command_line},
};

} // namespace

std::span<const SceneCase> language_scenes() {
    return of_language;
}

} // namespace expc::diag::testing
