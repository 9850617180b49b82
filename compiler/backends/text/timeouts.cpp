// SPDX-License-Identifier: MIT
#include "compiler/backends/text/timeouts.hpp"

#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/template.hpp"

namespace expc::backends {

std::string timeout_record(const ir::Target& target) {
    return fill(script_template("record_timeout.sh.in"),
                {{"target", ShellWord::literal(target.name).text()}});
}

} // namespace expc::backends
