// SPDX-License-Identifier: MIT
// The tables of fields and of built-in functions as a page for people: docs/fields.md, which a test
// compares with this.
#pragma once

#include <string>

namespace expc::sema {

[[nodiscard]] std::string schema_page();

} // namespace expc::sema
