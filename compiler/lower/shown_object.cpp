// SPDX-License-Identifier: MIT
#include "compiler/lower/shown_object.hpp"

#include "compiler/ast/print.hpp"

#include <fmt/format.h>

namespace expc::lower {

namespace {

class ObjectText {
  public:
    explicit ObjectText(const Sources& sources) : sources_(sources) {}

    std::string take() { return std::move(text_); }

    void record(const sema::FieldNode& node, const std::string& indentation) {
        if (!node.constructor.empty()) text_ += node.constructor + " ";
        text_ += "{\n";
        for (const sema::FieldNode& child : node.children)
            field(child, indentation + "  ");
        text_ += indentation + "}";
    }

  private:
    void field(const sema::FieldNode& node, const std::string& indentation) {
        text_ += fmt::format("{}{} = ", indentation, ast::print_name(node.name));
        if (node.value) text_ += sources_.text(node.value.range());
        if (node.value && !node.children.empty()) text_ += " with ";
        if (!node.value || !node.children.empty()) record(node, indentation);
        text_ += "\n";
        for (const sema::ExprRef& more : node.appended)
            text_ += fmt::format("{}{} += {}\n", indentation, ast::print_name(node.name),
                                 sources_.text(more.range()));
    }

    const Sources& sources_;
    std::string text_;
};

} // namespace

std::string shown_object(const sema::Object& object, const Sources& sources) {
    ObjectText text(sources);
    text.record(object.root, "");
    return text.take();
}

} // namespace expc::lower
