// SPDX-License-Identifier: MIT
// Fields of an experiment that are lists: `wrap`, and the parents in `after`.
#include "compiler/sema/check_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace expc::sema {

namespace {

struct ListExample {
    std::string_view field;
    std::string_view list;
};
constexpr std::array list_examples = {
    ListExample{"after", "[all(prepare)]"},
    ListExample{"wrap", R"(["nice", "-n", "10"])"},
    ListExample{"steps", R"([["make"], ["./train"]])"},
};

/// `each(x)`, `all(x)`, `gather(x, by = [...])`
bool is_parent(ExprRef e) {
    const auto* call = std::get_if<ast::Call>(&e.get().node);
    return call != nullptr && (call->callee.text == "each" || call->callee.text == "all" ||
                               call->callee.text == "gather");
}

} // namespace

/// Reports a record where the field is a list.
bool FieldChecker::refuses_record(const FieldNode& node, const Field& field) {
    const auto example = std::ranges::find(list_examples, field.name, &ListExample::field);
    if (example == list_examples.end() || !node.is_record || !node.range.file) return false;
    checker_.sink()
        .report(diag::Code::E0302, node.range, with_article(field.type), "a record")
        .help(fmt::format("write a list: `{} = {}`", field.name, example->list));
    return true;
}

void FieldChecker::check_wrap(const FieldNode& node, const Scope& scope) {
    check_word_list(node.value, scope, "wrap");
    for (const ExprRef appended : node.appended)
        check_word_list(appended, scope, "wrap");
}

void FieldChecker::check_after(const FieldNode& node, const Scope& scope) {
    if (node.value) check_parents(node.value, scope);
    for (const ExprRef appended : node.appended)
        check_parents(appended, scope);
}

/// An engine is told once what all runs of an experiment wait for: nothing that would have to be
/// asked of each run stands around it.
void FieldChecker::check_parents(ExprRef parents, const Scope& scope) {
    constexpr std::string_view help =
        "all runs of an experiment wait for the same; make two experiments where only some wait";
    constexpr std::string_view wanted = "`each(x)` and `all(x)` in a list, as they stand";
    const Type type = checker_.infer(parents, scope);
    if (type.is_invalid()) return;
    const bool holds_parents = type.is(TypeKind::list) && (type.element().is(TypeKind::upstream) ||
                                                           type.element().is_invalid());
    if (!holds_parents) {
        auto report = checker_.sink().report(diag::Code::E0302, parents.range(),
                                             "a list like `[each(train)]`", with_article(type));
        const std::string written = checker_.source_text(parents.range());
        if (type.is(TypeKind::upstream) && is_parent(parents))
            report.fix(fmt::format("`[{}]`", written),
                       {{parents.range(), fmt::format("[{}]", written)}});
        return;
    }
    const auto* list = std::get_if<ast::List>(&parents.get().node);
    if (list == nullptr) {
        checker_.sink()
            .report(diag::Code::E0302, parents.range(), wanted, "another expression")
            .help(std::string(help));
        return;
    }
    for (const ast::ListElement& element : list->elements) {
        const ExprRef parent = parents.at(element.value);
        const bool is_plain = !element.is_splice && !element.condition && is_parent(parent);
        if (is_plain) continue;
        checker_.sink()
            .report(diag::Code::E0302,
                    element.condition ? parents.at(element.condition).range() : parent.range(),
                    wanted, element.condition ? "a condition" : "another expression")
            .help(std::string(help));
    }
}

} // namespace expc::sema
