// SPDX-License-Identifier: MIT
// Every named rule of the grammar matches somewhere in the golden cases and examples: a rule that
// no program of ours needs is a rule that nobody tests.
#include "compiler/parse/skipper.hpp"
#include "grammar/file.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

using namespace expc;
namespace pegtl = tao::pegtl;

namespace {

/// Reads on behind a mistake as the compiler does.
struct CountingState : grammar::State {
    std::set<std::string_view> matched;
    std::uint32_t mistake = 0; ///< where the last one is

    [[nodiscard]] int checkpoint() const { return 0; }
    void restore(int, const char*) {}
    [[nodiscard]] std::size_t broken_length(grammar::Broken what, const char* begin) const {
        const std::string_view text(text_begin, static_cast<std::size_t>(text_end - text_begin));
        const std::size_t from = offset(begin);
        if (what == grammar::Broken::everything) return text.size() - from;
        parse::Skipper skipper(text, from, mistake);
        const bool is_entry = what == grammar::Broken::entry;
        return (is_entry ? skipper.entry_end() : skipper.declaration_end()) - from;
    }
};

template <typename Rule>
struct counting : pegtl::normal<Rule> {
    static constexpr bool enable = false;

    template <pegtl::apply_mode A, pegtl::rewind_mode M, template <typename...> class Action,
              template <typename...> class Control, typename Input>
    static bool match(Input& in, CountingState& state) {
        if (!pegtl::normal<Rule>::template match<A, M, Action, Control>(in, state)) return false;
        state.matched.insert(pegtl::demangle<Rule>());
        return true;
    }
    template <typename Input>
    [[noreturn]] static void raise(const Input& in, CountingState& state) {
        state.mistake = state.offset(in.current());
        throw grammar::Abort{};
    }
};

/// Rules of ours that have a name of their own: not the combinators inside them.
template <typename Rule>
struct NamedRule {
    static void visit(std::set<std::string_view>& names) {
        const std::string_view name = pegtl::demangle<Rule>();
        const bool is_ours = name.starts_with("expc::grammar::");
        if (is_ours && name.find('<') == std::string_view::npos) names.insert(name);
    }
};

std::string content_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void count(const std::string& text, CountingState& state) {
    state.mode = {};
    state.depth = 0;
    state.last_gap = {};
    state.last_lines = {};
    state.text_begin = text.data();
    state.text_end = text.data() + text.size();
    pegtl::memory_input<pegtl::tracking_mode::lazy> in(state.text_begin, state.text_end, "");
    pegtl::parse<grammar::file, pegtl::nothing, counting>(in, state);
}

} // namespace

TEST_CASE("every rule of the grammar matches in some golden case or example") {
    std::set<std::string_view> rules;
    pegtl::visit<grammar::file, NamedRule>(rules);
    REQUIRE(rules.size() > 100);

    CountingState state;
    for (const char* folder : {EXPC_SOURCE_DIR "/tests/golden", EXPC_SOURCE_DIR "/examples"}) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            if (entry.path().extension() == ".exp") count(content_of(entry.path()), state);
        }
    }
    std::vector<std::string_view> unmatched;
    std::ranges::copy_if(rules, std::back_inserter(unmatched),
                         [&](std::string_view rule) { return !state.matched.contains(rule); });
    CHECK(unmatched == std::vector<std::string_view>());
}
