// SPDX-License-Identifier: MIT
#include "compiler/base/match.hpp"
#include "compiler/parse/ast_builder.hpp"
#include "compiler/parse/numbers.hpp"
#include "compiler/parse/strings.hpp"
#include "grammar/characters.hpp"

#include <algorithm>

namespace expc::parse {

ast::ExprId AstBuilder::number(NodeIndex node) {
    const SourceRange place = range_of(node);
    if (has_leading_zero(text_of(node))) report_leading_zero(place);
    if (has_stray_underscore(text_of(node)))
        sink_.report(diag::Code::E0116, place, text_of(node),
                     "`_` stands between two digits, as in `1_000`");
    const Number number = read_number(text_of(node));
    if (const auto* value = std::get_if<Integer>(&number))
        return add(place, ast::IntLiteral{value->value});
    if (const auto* value = std::get_if<Real>(&number))
        return add(place, ast::FloatLiteral{value->value});
    if (const auto* value = std::get_if<Milliseconds>(&number))
        return add(place, ast::DurationLiteral{value->count});
    if (const auto* value = std::get_if<Bytes>(&number))
        return add(place, ast::SizeLiteral{value->count});
    report_number(place, number);
    return add(place, ast::Invalid{});
}

void AstBuilder::report_number(SourceRange place, const Number& number) {
    const std::string_view text = text_of(place);
    match(
        number, [](const Integer&) {}, [](const Real&) {}, [](const Milliseconds&) {},
        [](const Bytes&) {}, [&](const TooLarge&) { sink_.report(diag::Code::E0113, place, text); },
        [&](const RealTooLarge&) { sink_.report(diag::Code::E0119, place, text); },
        [&](const AmbiguousUnit& unit) { report_ambiguous(place, unit); },
        [&](const UnknownUnit& unit) { report_unknown_unit(place, unit); },
        [&](const NotWhole& fraction) {
            sink_.report(diag::Code::E0405, place, text, fraction.smallest);
        });
}

/// `010`, and `0,001` with the comma of other languages.
void AstBuilder::report_leading_zero(SourceRange place) {
    const std::string_view text = text_of(place);
    const bool is_fraction = place.begin >= 2 && text_[place.begin - 1] == ',' &&
                             grammar::is_digit(text_[place.begin - 2]);
    auto report = sink_.report(diag::Code::E0116, place, text, "an integer has no leading zeros");
    if (is_fraction) {
        report.suggestion("the decimal sign is a point: write `.`",
                          {{range(place.begin - 1, place.begin), "."}});
        return;
    }
    const std::size_t first = std::min(text.find_first_not_of("0_"), text.size() - 1);
    const std::string here(text.substr(first));
    report.suggestion(fmt::format("write `{}`", here), {{place, here}});
}

/// `16G`: both readings in full.
void AstBuilder::report_ambiguous(SourceRange place, const AmbiguousUnit& unit) {
    const std::string binary = fmt::format("{}{}", unit.digits, unit.binary);
    const std::string decimal = fmt::format("{}{}", unit.digits, unit.decimal);
    const std::string_view letter = unit.binary.substr(0, 1);
    const std::string_view decimal_letter = letter == "K" ? "k" : letter;
    const auto bytes = [](const std::string& text) {
        const Number number = read_number(text);
        const auto* size = std::get_if<Bytes>(&number);
        return size == nullptr ? std::string("too many") : with_groups(size->count);
    };
    sink_.report(diag::Code::E0402, place, unit.unit)
        .here(fmt::format("{} or {} bytes?", bytes(decimal), bytes(binary)))
        .suggestion(
            fmt::format(
                "`{}` is {} bytes: what Slurm means by `--mem={}{}` and Kubernetes by `{}{}i`",
                binary, bytes(binary), unit.digits, letter, unit.digits, letter),
            {{place, binary}})
        .suggestion(fmt::format("`{}` is {} bytes: what Kubernetes means by `{}{}`", decimal,
                                bytes(decimal), unit.digits, decimal_letter),
                    {{place, decimal}});
}

void AstBuilder::report_unknown_unit(SourceRange place, const UnknownUnit& unit) {
    const auto begin =
        static_cast<std::uint32_t>(place.begin + (unit.unit.data() - text_of(place).data()));
    const SourceRange letters = range(begin, begin + static_cast<std::uint32_t>(unit.unit.size()));
    if (unit.unit.empty()) {
        sink_.report(diag::Code::E0116, place, text_of(place), "its last number has no unit");
        return;
    }
    auto report = sink_.report(diag::Code::E0403, letters, unit.unit);
    if (!unit.near.empty()) {
        report.fix(fmt::format("write `{}`", unit.near), {{letters, std::string(unit.near)}});
    } else if (text_of(place).starts_with("0x") || text_of(place).starts_with("0b")) {
        report.here("not a unit").help("numbers are written in decimal");
    } else {
        report.here("not a unit")
            .help("durations end in `ms` `s` `m` `h` `d`, sizes in `B` `KB` `KiB` `MB` `MiB` `GB` "
                  "`GiB` `TB` `TiB` `PB` `PiB`");
    }
}

} // namespace expc::parse
