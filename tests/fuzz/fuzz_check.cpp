// SPDX-License-Identifier: MIT
// Any bytes: checking and planning end and never crash, and a program without a mistake has a sound
// plan whose JSON form reads back. The program sees an empty environment and no file but itself.
#include "compiler/ir/forms.hpp"
#include "compiler/lower/compile.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace expc;
    const std::string text(reinterpret_cast<const char*>(data), size);
    Surroundings surroundings;
    surroundings.read_file = [&](const std::string& path) -> Result<std::string> {
        if (path == "/project/fuzz.exp") return text;
        return Failure{"No such file or directory"};
    };
    surroundings.environment = [](const std::string&) -> std::optional<std::string> { return {}; };
    CompileOptions options;
    options.path = "/project/fuzz.exp";
    options.project_root = "/project";
    options.working_folder = "/project";
    Program program = Program::compile(options, surroundings);
    if (program.sink().has_errors()) return 0;

    const std::string json = ir::to_json(program.plan());
    const auto again = ir::from_json(json);
    const bool is_sound =
        ir::verify(program.plan()).empty() && again && ir::to_json(again.value()) == json;
    if (!is_sound) std::abort();
    return 0;
}
