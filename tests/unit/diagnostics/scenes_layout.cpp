// SPDX-License-Identifier: MIT
// Messages whose drawing is difficult: ranges of several lines, many labels, wide and hidden
// characters, ends of files.
#include "tests/unit/diagnostics/scene.hpp"

#include <array>

namespace expc::diag::testing {
namespace {

constexpr std::string_view record =
    "  resources = {\n    cpus = 1\n    gpus = 1\n    memory = 12GiB\n  }\n";

void a_range_of_several_lines(Scene& s) {
    const SourceId f = s.file("a.exp", from_line(9, record));
    const SourceRange value = {f, s.at(f, "{").begin, s.at(f, "}").end};
    s.sink.report(Code::E0302, value, "a number", "a record").here("a record");
}

void a_range_that_begins_its_line(Scene& s) {
    const SourceId f = s.file("a.exp", from_line(9, record));
    const SourceRange field = {f, s.at(f, "resources").begin, s.at(f, "}").end};
    s.sink.report(Code::E0204, field, "resources")
        .here("given again here")
        .label(s.at(f, "gpus"), "asks for a GPU");
}

void ranges_inside_each_other(Scene& s) {
    const SourceId f =
        s.file("a.exp", from_line(98, "experiment train {\n") + std::string(record) + "}\n");
    const SourceRange outer = {f, s.at(f, "experiment").begin, s.at(f, "}", "  }\n").end + 2};
    const SourceRange inner = {f, s.at(f, "{", "resources").begin, s.at(f, "}").end};
    s.sink.report(Code::E0302, inner, "a number", "a record")
        .here("a record")
        .label(outer, "in this experiment")
        .label(s.at(f, "12GiB"), "a Size");
}

void four_labels_on_one_line(Scene& s) {
    const SourceId f = s.file("a.exp", "let x = alpha + beta * gamma - delta\n");
    s.sink.report(Code::E0303, s.at(f, "gamma"), "*", "a Size", "a Duration")
        .here("a Duration")
        .label(s.at(f, "alpha"), "an Int")
        .label(s.at(f, "beta"), "a Size")
        .label(s.at(f, "delta"), "a Float");
}

void labels_inside_each_other(Scene& s) {
    const SourceId f = s.file("a.exp", "let x = (1 + two) * 3\n");
    s.sink.report(Code::E0202, s.at(f, "two"), "two")
        .here("not declared")
        .label(s.at(f, "(1 + two) * 3"), "while evaluating this")
        .label(s.at(f, "(1 + two)"), "");
}

void equal_ranges(Scene& s) {
    const SourceId f = s.file("a.exp", "space s = product { a in [1] }\n");
    s.sink.report(Code::E0203, s.at(f, "s ="), "s")
        .here("second")
        .label(s.at(f, "s ="), "also here");
}

void wide_characters_and_tabs(Scene& s) {
    const SourceId f = s.file(
        "wide.exp", "\tnote = \"\xE5\xAE\x9F\xE9\xA8\x93 \xF0\x9F\x98\x80 e\xCC\x81\" + lr\n");
    s.sink.report(Code::E0303, s.at(f, "+"), "+", "Str", "Float")
        .here("here")
        .label(s.at(f, "lr"), "a Float");
}

void hidden_characters(Scene& s) {
    const SourceId f = s.file("hidden\x1B.exp", "a = \"\x1B[31m\xE2\x80\xAE\xFF\" b\n");
    s.sink.report(Code::E0100, s.at(f, "b"), "a newline", "`b\x07`").here("after \x1B[0m");
}

void the_end_of_a_file(Scene& s) {
    const SourceId f = s.file("end.exp", "experiment e {\n  x = 1\n");
    const auto size = static_cast<std::uint32_t>(s.sources[f].text.size());
    s.sink.report(Code::E0100, SourceRange{f, size, size}, "`}`", "the end of the file")
        .here("the file ends here");
}

void an_empty_file(Scene& s) {
    const SourceId f = s.file("empty.exp", "");
    s.sink.report(Code::E0100, SourceRange{f, 0, 0}, "a declaration", "the end of the file")
        .here("nothing");
}

void windows_line_endings(Scene& s) {
    const SourceId f = s.file("dos.exp", "a = 1\r\nb = 2x\r\n");
    s.sink.report(Code::E0403, s.at(f, "2x\r\n"), "x").here("a unit?");
}

void one_line_between(Scene& s) {
    const SourceId f = s.file("a.exp", "let a = 1\nlet b = 2\nlet a = 3\n");
    s.sink.report(Code::E0203, s.at(f, "a", "= 2"), "a")
        .here("second")
        .label(s.at(f, "a"), "first");
}

void a_wide_gutter(Scene& s) {
    const SourceId f =
        s.file("a.exp", from_line(9, "let a = 1\nlet b = 2\n") + from_line(90, "let a = 3\n"));
    s.sink.report(Code::E0203, s.at(f, "a = 3"), "a")
        .here("second")
        .label(s.at(f, "a = 1"), "first")
        .note("a fact");
}

constexpr std::array of_layout = {
    SceneCase{"a range of several lines has a bar", a_range_of_several_lines},
    SceneCase{"a range that begins its line needs no arm", a_range_that_begins_its_line},
    SceneCase{"ranges inside each other have two bars", ranges_inside_each_other},
    SceneCase{"many labels on one line hang on strings", four_labels_on_one_line},
    SceneCase{"the primary marks win where labels overlap", labels_inside_each_other},
    SceneCase{"two labels may share a range", equal_ranges},
    SceneCase{"marks stand below wide characters", wide_characters_and_tabs},
    SceneCase{"hidden characters are spelled out", hidden_characters},
    SceneCase{"the end of a file is shown on its last line", the_end_of_a_file},
    SceneCase{"an empty file has a first line", an_empty_file},
    SceneCase{"line endings of Windows are not shown", windows_line_endings},
    SceneCase{"one line between is shown instead of dots", one_line_between},
    SceneCase{"line numbers are aligned to the right", a_wide_gutter},
};

} // namespace

std::span<const SceneCase> layout_scenes() {
    return of_layout;
}

} // namespace expc::diag::testing
