// SPDX-License-Identifier: MIT
// Elements of lists in the spelling of other languages.
#include "compiler/parse/explanations.hpp"
#include "grammar/characters.hpp"

namespace expc::parse {

/// `[1; 2]`
bool explain_semicolon_in_list(const ErrorSite& site, diag::Sink& sink) {
    if (!site.expects({Expected::expect_list_end, Expected::expect_arguments_end}) ||
        site.token() != ";")
        return false;
    sink.report(diag::Code::E0106, site.place(), ";", "MATLAB", ",")
        .fix("write `,`", {{site.place(), ","}});
    return true;
}

/// `*flags(params)`, `**base` and `..base`
bool explain_foreign_splice(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view found = site.token();
    const bool is_star = found == "*" || found == "**";
    if (!is_star && found != "..") return false;
    const std::string_view after = site.rest().substr(found.size());
    const std::optional<OpenBracket> open = site.enclosing_bracket();
    const bool may_splice = site.expects({Expected::expect_operand, Expected::expect_entry}) &&
                            open && open->bracket != '(';
    const bool begins_value =
        !after.empty() && (grammar::is_name_part(after.front()) || after.front() == '[');
    if (!may_splice || !begins_value) return false;
    if (is_star) {
        sink.report(diag::Code::E0106, site.place(), found, "Python", "...")
            .fix("write `...`", {{site.place(), "..."}});
    } else {
        sink.report(diag::Code::E0116, site.place(), found, "what is spread has three points")
            .fix("write `...`", {{site.place(), "..."}});
    }
    return true;
}

} // namespace expc::parse
