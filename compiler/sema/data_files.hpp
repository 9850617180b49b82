// SPDX-License-Identifier: MIT
// Texts of data files as values of a declared type. A failure says where in the file, and what is
// not as declared. Fields that the type does not name are ignored.
#pragma once

#include "compiler/algebra/value.hpp"
#include "compiler/base/result.hpp"
#include "compiler/sema/type.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace expc::sema {

using algebra::Value;

/// The rows of a CSV text as records of a row type.
[[nodiscard]] Result<Value> read_csv(std::string_view text, const Type& row);
/// A JSON text as a value of a type.
[[nodiscard]] Result<Value> read_json(std::string_view text, const Type& type);
/// A YAML text of one document as a value of a type. The type decides what a plain scalar is: `no`
/// is a text where a Str is declared, and a mistake where a Bool is.
[[nodiscard]] Result<Value> read_yaml(std::string_view text, const Type& type);

/// A place in a document of lists and records as people write it: `layers[1].name`; empty is the
/// whole document.
class DocumentPlace {
  public:
    DocumentPlace() = default;
    /// A field by its name, or an element by its index.
    struct Step {
        std::string name;
        std::size_t index = 0;
        bool is_field = false;
    };

    [[nodiscard]] DocumentPlace field(const std::string& name) const {
        return {path_.empty() ? name : path_ + "." + name, steps_, {name, 0, true}};
    }
    [[nodiscard]] DocumentPlace element(std::size_t index) const {
        return {path_ + "[" + std::to_string(index) + "]", steps_, {{}, index, false}};
    }
    /// The way from the whole document to the place.
    [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
    /// As the subject of a message.
    [[nodiscard]] std::string text() const {
        return path_.empty() ? "the document" : "`" + path_ + "`";
    }

  private:
    DocumentPlace(std::string path, std::vector<Step> steps, Step last)
        : path_(std::move(path)), steps_(std::move(steps)) {
        steps_.push_back(std::move(last));
    }

    std::string path_;
    std::vector<Step> steps_;
};

/// What a declared type wants, as the end of a message: `is not an Int`, `is not "adam" | "sgd"`.
[[nodiscard]] std::string what_is_wanted(const Type& type);

/// A number, `true`, `false` or a text as it stands in a cell or a plain scalar; an empty one is
/// none where the type is optional.
[[nodiscard]] Result<Value> read_scalar(std::string_view text, const Type& type);

} // namespace expc::sema
