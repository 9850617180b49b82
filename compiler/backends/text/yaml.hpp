// SPDX-License-Identifier: MIT
// YAML that every reader takes for the same bytes: a text is quoted unless it is a plain word that
// nobody reads as a number or a truth value, and a script stands as a block only where all its
// characters may.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace expc::backends {

/// A node of a YAML document.
class Yaml {
  public:
    using Map = std::vector<std::pair<std::string, Yaml>>;
    using List = std::vector<Yaml>;

    Yaml(std::string text) : value_(std::move(text)) {}
    Yaml(std::string_view text) : value_(std::string(text)) {}
    Yaml(const char* text) : value_(std::string(text)) {}
    Yaml(std::int64_t number) : value_(number) {}
    Yaml(double number) : value_(number) {}
    Yaml(bool truth) : value_(truth) {}
    Yaml(Map map) : value_(std::move(map)) {}
    Yaml(List list) : value_(std::move(list)) {}
    [[nodiscard]] static Yaml map() { return Map{}; }
    [[nodiscard]] static Yaml list() { return List{}; }

    /// Adds an entry to a map; keys come once each.
    Yaml& add(std::string key, Yaml value);
    /// Adds an element to a list.
    Yaml& add(Yaml element);

    /// Whether a map has no entry or a list no element.
    [[nodiscard]] bool empty() const;
    /// The document, with its final newline. Texts are UTF-8 without NUL.
    [[nodiscard]] std::string text() const;

  private:
    void write(std::string& out, std::size_t indentation, bool after_dash) const;

    std::variant<std::string, std::int64_t, double, bool, Map, List> value_;
};

/// A text as a word on one line: plain where that is safe, else in double quotes, with everything
/// beyond printable ASCII escaped.
[[nodiscard]] std::string yaml_word(std::string_view text);

} // namespace expc::backends
