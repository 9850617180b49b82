// SPDX-License-Identifier: MIT
#include "compiler/driver/session.hpp"
#include "compiler/driver/subcommands.hpp"

#include <nlohmann/json.hpp>

namespace expc::driver {

namespace {

using Step = FieldOrigin::Step;

/// `brc.exp:12:9`, or the option of the command line.
std::string place_of(const Step& step) {
    return step.at ? fmt::format("{}:{}:{}", step.file, step.at->line, step.at->column) : step.file;
}

/// The text in one line, cut where it is long.
std::string in_one_line(const std::string& text) {
    constexpr std::size_t most = 100;
    std::string line;
    for (const char c : text) {
        const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!is_blank)
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    return line.size() > most ? line.substr(0, most) + " ..." : line;
}

void print_origin(const FieldOrigin& origin, Console& console) {
    if (origin.steps.empty()) {
        console.print("{} is given nowhere{}\n", origin.field,
                      origin.default_text ? "; the default is " + *origin.default_text : "");
        return;
    }
    console.print("{}\n", origin.field);
    std::size_t width = 0;
    for (const Step& step : origin.steps)
        width = std::max(width, place_of(step).size());
    for (const Step& step : origin.steps)
        console.print("  {:<{}}  {}{}\n", place_of(step), width, in_one_line(step.text),
                      step.note.empty() ? "" : fmt::format("  ({})", step.note));
}

std::string as_json(const FieldOrigin& origin) {
    nlohmann::ordered_json object = {{"field", origin.field}};
    object["default"] =
        origin.default_text ? nlohmann::ordered_json(*origin.default_text) : nullptr;
    object["steps"] = nlohmann::ordered_json::array();
    for (const Step& step : origin.steps) {
        nlohmann::ordered_json row = {{"file", step.file}};
        if (step.at) {
            row["line"] = step.at->line;
            row["column"] = step.at->column;
        }
        row["text"] = step.text;
        row["note"] = step.note;
        object["steps"].push_back(std::move(row));
    }
    return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

} // namespace

int why(const Arguments& arguments, Console& console) {
    std::optional<Program> program = compile_file(arguments, Depth::declarations, console);
    if (!program) return exit_usage;
    if (!report(*program, arguments, console)) return exit_failed;
    const Result<FieldOrigin> origin = program->why(arguments.field);
    if (!origin) {
        console.error(origin.failure().message);
        return exit_usage;
    }
    if (arguments.json)
        console.out(as_json(origin.value()));
    else
        print_origin(origin.value(), console);
    return exit_ok;
}

} // namespace expc::driver
