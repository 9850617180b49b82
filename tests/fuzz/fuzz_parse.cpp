// SPDX-License-Identifier: MIT
// Any bytes: parsing ends, never crashes, and gives a tree whose print can be made; what was read
// without a mistake prints as something that reads without a mistake.
#include "compiler/ast/print.hpp"
#include "compiler/parse/parse.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace expc;
    Sources sources;
    const SourceId source =
        sources.add("fuzz.exp", std::string(reinterpret_cast<const char*>(data), size));
    diag::Sink sink;
    const ast::File file = parse::parse_file(sources, source, sink);
    const std::string printed = ast::print(file);
    if (sink.has_errors()) return 0;

    const SourceId second = sources.add("printed.exp", printed);
    const ast::File again = parse::parse_file(sources, second, sink);
    const bool is_stable = !sink.has_errors() && ast::print(again) == printed;
    if (!is_stable) std::abort();
    return 0;
}
