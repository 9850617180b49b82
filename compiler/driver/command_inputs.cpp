// SPDX-License-Identifier: MIT
#include "compiler/driver/session.hpp"
#include "compiler/driver/subcommands.hpp"

#include <nlohmann/json.hpp>

namespace expc::driver {

namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson text_or_null(const std::optional<std::string>& text) {
    return text ? OrderedJson(*text) : OrderedJson(nullptr);
}

std::string as_json(const InputDescription& input) {
    const OrderedJson object = {{"name", input.name},
                                {"type", input.type},
                                {"default", text_or_null(input.default_value)},
                                {"value", text_or_null(input.value)},
                                {"doc", input.doc}};
    return object.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

void print_table(const std::vector<InputDescription>& inputs, Console& console) {
    std::size_t name_width = 4;
    std::size_t type_width = 4;
    std::size_t value_width = 5;
    for (const InputDescription& input : inputs) {
        name_width = std::max(name_width, input.name.size());
        type_width = std::max(type_width, input.type.size());
        value_width = std::max(value_width, input.value.value_or("(not set)").size());
    }
    const auto line = [&](std::string_view name, std::string_view type, std::string_view value,
                          std::string_view doc) {
        std::string text = fmt::format("{:<{}}  {:<{}}  {:<{}}  {}", name, name_width, type,
                                       type_width, value, value_width, doc);
        text.erase(text.find_last_not_of(' ') + 1);
        console.out(text + "\n");
    };
    line("name", "type", "value", "meaning");
    for (const InputDescription& input : inputs)
        line(input.name, input.type, input.value.value_or("(not set)"), input.doc);
}

} // namespace

int inputs(const Arguments& arguments, Console& console) {
    std::optional<Program> program = compile_file(arguments, Depth::declarations, console);
    if (!program) return exit_usage;
    const std::vector<InputDescription> inputs = program->inputs();
    if (!report(*program, arguments, console)) return exit_failed;
    if (arguments.json) {
        for (const InputDescription& input : inputs)
            console.out(as_json(input));
    } else if (inputs.empty()) {
        console.print("{} has no inputs\n", arguments.file);
    } else {
        print_table(inputs, console);
    }
    return exit_ok;
}

} // namespace expc::driver
