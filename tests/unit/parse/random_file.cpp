// SPDX-License-Identifier: MIT
#include "tests/unit/parse/random_file.hpp"

#include <array>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace expc::test {

namespace {

using namespace ast;

class RandomFile {
  public:
    explicit RandomFile(std::uint64_t seed) : random_(seed) {}

    File take() {
        const std::size_t count = 1 + below(4);
        for (std::size_t index = 0; index < count; ++index) {
            file_.declarations.push_back({{}, maybe() ? "A line.\n\nAnother." : "", declaration()});
        }
        return std::move(file_);
    }

  private:
    std::size_t below(std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_);
    }
    bool maybe() { return below(2) == 0; }
    template <typename T, std::size_t N>
    T any(const std::array<T, N>& choices) {
        return choices[below(N)];
    }
    template <typename Make>
    auto several(std::size_t most, Make make) {
        std::vector<decltype(make())> result;
        for (std::size_t left = below(most + 1); left > 0; --left)
            result.push_back(make());
        return result;
    }

    Name word() {
        constexpr auto words =
            std::to_array<std::string_view>({"lr", "x1", "_a", "require", "let", "space", "product",
                                             "run", "self", "old", "use", "on", "None_"});
        return {std::string(any(words)), {}};
    }
    Name key() {
        constexpr auto keys =
            std::to_array<std::string_view>({"optimizer.lr", "in", "", "a b", "${x}", "q\"\\"});
        return maybe() ? word() : Name{std::string(any(keys)), {}};
    }
    std::string text() {
        constexpr auto texts =
            std::to_array<std::string_view>({"", "a", "$", "${", "\\", "\"", "'", "\n",
                                             "\t\x01\x7f", "\u00e9\U0001F600", "#", "}", "a b "});
        return std::string(any(texts)) + std::string(any(texts));
    }

    ExprId add(decltype(Expr::node) node) { return file_.exprs.add({{}, std::move(node)}); }
    ExprId optional_expr() { return maybe() ? expr() : ExprId{}; }

    ExprId expr() {
        constexpr std::size_t deepest = 6;
        ++depth_;
        const ExprId result = depth_ > deepest || below(4) == 0 ? leaf() : branch();
        --depth_;
        return result;
    }

    ExprId leaf() {
        constexpr auto floats =
            std::to_array<double>({0.0, 1.0, 1e-5, 1e22, 0.1, 1e300, 123456.789});
        constexpr auto ints =
            std::to_array<std::int64_t>({0, 7, 1'000'000, std::numeric_limits<std::int64_t>::max(),
                                         std::numeric_limits<std::int64_t>::min()});
        constexpr auto amounts =
            std::to_array<std::int64_t>({0, 1, 999, 5'400'000, 1 << 20, 16'000'000'000});
        switch (below(7)) {
        case 0: return add(NoneLiteral{});
        case 1: return add(BoolLiteral{maybe()});
        case 2: return add(IntLiteral{any(ints)});
        case 3: return add(FloatLiteral{any(floats)});
        case 4: return add(DurationLiteral{any(amounts)});
        case 5: return add(SizeLiteral{any(amounts)});
        default: return add(NameUse{word().text});
        }
    }

    ExprId branch() {
        switch (below(18)) {
        case 0: return add(string());
        case 1: return add(Member{expr(), word()});
        case 2: return add(Index{expr(), expr()});
        case 3: return call();
        case 4: return add(Unary{maybe() ? UnaryOp::negate : UnaryOp::logical_not, expr()});
        case 5: return add(Binary{static_cast<BinaryOp>(below(16)), {}, expr(), expr()});
        case 6: return add(Conditional{expr(), expr(), expr()});
        case 7:
            return add(Match{expr(), several(3, [&] {
                                 return MatchArm{optional_expr(), expr(), {}};
                             })});
        case 8: return add(LetIn{word(), expr(), expr()});
        case 9:
            return add(List{several(4, [&] {
                return ListElement{expr(), maybe(), optional_expr(), {}};
            })});
        case 10: return add(Comprehension{expr(), word(), expr(), optional_expr()});
        case 11: return add(Range{expr(), expr(), maybe()});
        case 12: return add(Record{block()});
        case 13: return add(Constructor{{"slurm", {}}, block()});
        case 14: return space();
        case 15: return add(With{expr(), block()});
        case 16: return add(Without{expr(), several(3, [&] { return key(); })});
        default: return add(Ascription{expr(), type()});
        }
    }

    ExprId call() { return add(Call{{maybe() ? "run.env" : "float", {}}, arguments()}); }
    ExprId space() {
        return add(SpaceBlock{static_cast<SpaceKind>(below(5)), {}, arguments(), block()});
    }
    std::vector<Argument> arguments() {
        return several(3, [&] {
            return Argument{maybe() ? std::optional(word()) : std::nullopt, expr()};
        });
    }

    StringLiteral string() {
        StringLiteral result;
        for (std::size_t left = below(4); left > 0; --left) {
            const bool follows_text = !result.parts.empty() && !result.parts.back().hole;
            const bool is_hole = follows_text || maybe();
            StringPart part{is_hole ? "" : text(), is_hole ? expr() : ExprId{}, {}};
            if (is_hole || !part.text.empty()) result.parts.push_back(std::move(part));
        }
        return result;
    }

    Block block() {
        return {several(3, [&] { return Entry{{}, "", entry()}; }), {}};
    }

    decltype(Entry::node) entry() {
        const auto alias = [&] { return maybe() ? std::optional(word()) : std::nullopt; };
        const auto path = [&] {
            std::vector<Name> names = several(2, [&] { return key(); });
            names.push_back(key());
            return names;
        };
        switch (below(10)) {
        case 0: return Assign{path(), maybe(), expr()};
        case 1: return Unset{path()};
        case 2: return Spread{expr()};
        case 3: return Require{expr(), optional_expr(), optional_expr()};
        case 4: return Axis{key(), alias(), expr(), optional_expr(), optional_expr()};
        case 5: return RandomAxis{key(), alias(), expr()};
        case 6: return Filter{maybe(), expr()};
        case 7: return Nested{maybe() ? space() : call()};
        case 8: return Assert{expr()};
        default: return LocalLet{word(), expr()};
        }
    }

    TypeId add_type(decltype(TypeExpr::node) node) {
        return file_.types.add({{}, std::move(node)});
    }
    TypeId type() {
        ++depth_;
        const TypeId result = depth_ > 6 ? add_type(NamedType{{"Int", {}}}) : any_type();
        --depth_;
        return result;
    }
    TypeId any_type() {
        switch (below(5)) {
        case 0: return add_type(GenericType{{"Map", {}}, {type(), type()}});
        case 1: return add_type(OptionalType{add_type(NamedType{word()})});
        case 2:
            return add_type(RecordType{several(3, [&] { return RecordTypeField{key(), type()}; })});
        case 3: return add_type(LiteralUnion{{{text(), {}}, {text(), {}}}});
        default: return add_type(NamedType{word()});
        }
    }

    Definition definition() {
        const auto kind = static_cast<Kind>(below(6));
        return {kind, {}, word(), kind == Kind::space ? space() : expr()};
    }

    decltype(Declaration::node) declaration() {
        switch (below(9)) {
        case 0: return Use{"lab.exp", {}, several(3, [&] { return word(); }), {}};
        case 1: return Input{word(), type(), optional_expr(), optional_expr()};
        case 2: return Secret{word(), expr()};
        case 3: return Let{word(), maybe() ? type() : TypeId{}, expr()};
        case 4:
            return Fn{word(),
                      several(3,
                              [&] {
                                  return Parameter{word(), type()};
                              }),
                      type(), expr()};
        case 5: return TypeAlias{word(), type(), optional_expr()};
        case 6: return definition();
        case 7:
            return Target{{},
                          maybe() ? std::optional(word()) : std::nullopt,
                          expr(),
                          expr(),
                          maybe() ? std::optional(block()) : std::nullopt};
        default: return Test{text(), {}, block()};
        }
    }

    std::mt19937_64 random_;
    File file_;
    std::size_t depth_ = 0;
};

} // namespace

File random_file(std::uint64_t seed) {
    return RandomFile(seed).take();
}

} // namespace expc::test
