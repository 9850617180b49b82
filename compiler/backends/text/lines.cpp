// SPDX-License-Identifier: MIT
#include "compiler/backends/text/lines.hpp"

namespace expc::backends {

void Lines::append(std::string_view line) {
    if (!line.empty()) text_.append(2 * depth_, ' ').append(line);
    text_ += '\n';
}

void Lines::add_all(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        append(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
}

} // namespace expc::backends
