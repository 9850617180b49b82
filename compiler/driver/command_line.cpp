// SPDX-License-Identifier: MIT
#include "compiler/driver/command_line.hpp"

#include "compiler/driver/names.hpp"
#include "compiler/driver/options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace expc::driver {

namespace {

/// CLI11's tables for the whole command line, bound to `arguments`.
class Parser {
  public:
    Parser() : app_("", "expc") {
        app_.require_subcommand(0, 1);
        app_.set_help_flag("-h,--help", "show this help");
        app_.add_flag("--version", version_, "print the version");
        declare_common(app_, arguments_);
        for (const Subcommand& subcommand : subcommands())
            declare_subcommand(subcommand);
    }

    [[nodiscard]] CLI::App& app() { return app_; }
    [[nodiscard]] Arguments& arguments() { return arguments_; }
    [[nodiscard]] bool version() const { return version_; }
    [[nodiscard]] const Subcommand* chosen() const {
        const std::vector<CLI::App*> parsed = app_.get_subcommands();
        if (parsed.empty()) return nullptr;
        return &*std::ranges::find(subcommands(), parsed.front()->get_name(), &Subcommand::name);
    }

  private:
    void declare_subcommand(const Subcommand& subcommand) {
        CLI::App* app =
            app_.add_subcommand(std::string(subcommand.name), std::string(subcommand.summary));
        app->set_help_flag("-h,--help", "show this help");
        for (const Takes group : subcommand.takes)
            declare(*app, group, arguments_);
        declare_common(*app, arguments_);
    }

    CLI::App app_;
    Arguments arguments_;
    bool version_ = false;
};

OptionShape describe(const CLI::Option& option) {
    OptionShape shape;
    for (const std::string& name : option.get_snames())
        shape.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames())
        shape.names.push_back("--" + name);
    if (option.get_expected_max() > 0) shape.value = option.get_type_name();
    shape.description = option.get_description();
    shape.required = option.get_required();
    shape.repeats = option.get_expected_max() > 1;
    return shape;
}

CommandShape describe(const CLI::App& app, const Subcommand& subcommand) {
    CommandShape shape{
        std::string(subcommand.name), std::string(subcommand.summary), {}, subcommand.hidden};
    for (const CLI::Option* option : app.get_options())
        shape.options.push_back(describe(*option));
    std::ranges::stable_partition(shape.options, &OptionShape::positional);
    return shape;
}

std::vector<CommandShape> describe(Parser& parser) {
    std::vector<CommandShape> shapes;
    for (const Subcommand& subcommand : subcommands()) {
        shapes.push_back(
            describe(*parser.app().get_subcommand(std::string(subcommand.name)), subcommand));
    }
    return shapes;
}

/// A list of runs, or a word that can be meant as nothing else: `-1` is refused later.
bool is_selection(std::string_view word) {
    return !word.empty() && word.find_first_not_of("0123456789,-:") == std::string_view::npos &&
           word != "--";
}

/// `--runs` may stand alone: joins it with a selection that follows, else makes it `--runs=all`.
/// The word behind the last one that stood alone.
std::optional<std::string> join_runs(std::vector<std::string>& words) {
    std::optional<std::string> behind;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] != "--runs") continue;
        const bool has_next = i + 1 < words.size();
        if (has_next && words[i + 1].empty()) continue;
        const bool selects = has_next && is_selection(words[i + 1]);
        words[i] = "--runs=" + (selects ? words[i + 1] : std::string("all"));
        if (selects)
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        else if (has_next)
            behind = words[i + 1];
    }
    return behind;
}

/// `expc help` and `expc help plan` are `expc --help` and `expc plan --help`.
void understand_help(std::vector<std::string>& words) {
    if (words.empty() || words[0] != "help") return;
    words.erase(words.begin());
    words.emplace_back("--help");
}

/// `expc internal plan` is one subcommand with a name of its own.
void join_internal(std::vector<std::string>& words) {
    if (words.size() < 2 || words[0] != "internal") return;
    words[1] = "internal-" + words[1];
    words.erase(words.begin());
}

/// Cuts off the words after the first `--`; nothing when there is none.
std::optional<std::vector<std::string>> take_appended(std::vector<std::string>& words) {
    const auto separator = std::ranges::find(words, "--");
    if (separator == words.end()) return std::nullopt;
    std::vector<std::string> appended(separator + 1, words.end());
    words.erase(separator, words.end());
    return appended;
}

bool takes(const Subcommand& subcommand, Takes group) {
    return std::ranges::find(subcommand.takes, group) != subcommand.takes.end();
}

/// Whether the subcommand in front is one that takes an expression.
bool takes_expression(const std::vector<std::string>& words) {
    for (const std::string& word : words) {
        const auto named = std::ranges::find(subcommands(), word, &Subcommand::name);
        if (named != subcommands().end()) return takes(*named, Takes::expression);
    }
    return false;
}

/// `-1` and `-b.c` are expressions and no options: they go behind a `--`, as the user may write it.
void protect_expression(std::vector<std::string>& words) {
    const auto is_negative = [](const std::string& word) {
        return word.size() > 1 && word[0] == '-' && word[1] != '-' && word != "-h";
    };
    const auto found = std::ranges::find_if(words, is_negative);
    if (found == words.end() || std::ranges::find(words, "--") != words.end()) return;
    std::string expression = std::move(*found);
    words.erase(found);
    words.emplace_back("--");
    words.push_back(std::move(expression));
}

std::string learn_more(const Subcommand* subcommand) {
    if (subcommand == nullptr) return "\n`expc --help` lists the subcommands";
    return fmt::format("\n`expc {} --help` says more", subcommand->name);
}

UsageError unknown_subcommand(const std::string& word) {
    std::vector<std::string> names;
    for (const Subcommand& subcommand : subcommands()) {
        if (!subcommand.hidden) names.emplace_back(subcommand.name);
    }
    if (word.ends_with(".exp"))
        return {fmt::format(
            "a subcommand is missing: `expc check {0}`, `expc plan {0}`, `expc run {0}`", word)};
    return {fmt::format("there is no subcommand `{}`{}", word, did_you_mean(word, names)) +
            learn_more(nullptr)};
}

UsageError unknown_words(Parser& parser, const std::vector<std::string>& extras) {
    const Subcommand* subcommand = parser.chosen();
    const auto unknown =
        std::ranges::find_if(extras, [](const auto& each) { return each != "--"; });
    const std::string& word = unknown != extras.end() ? *unknown : extras.front();
    if (subcommand == nullptr && !word.starts_with("-")) return unknown_subcommand(word);
    const std::string place =
        subcommand == nullptr ? "expc" : fmt::format("expc {}", subcommand->name);
    if (!word.starts_with("-"))
        return {fmt::format("`{}` does not take `{}`", place, word) + learn_more(subcommand)};
    std::vector<std::string> names;
    const CLI::App* app =
        subcommand == nullptr ? &parser.app() : parser.app().get_subcommands().front();
    for (; app != nullptr; app = app->get_parent()) {
        for (const CLI::Option* option : app->get_options()) {
            for (const std::string& name : option->get_lnames())
                names.push_back("--" + name);
        }
    }
    const std::string name = word.substr(0, word.find('='));
    const bool is_for_programs = name == "--json" || name == "--format";
    return {fmt::format("`{}` has no option `{}`{}", place, name,
                        is_for_programs ? "; did you mean `--diagnostics=json`?"
                                        : did_you_mean(name, names)) +
            learn_more(subcommand)};
}

/// What the parser says, and in plain words what it says of an option without its value:
/// "--first: 1 required N missing".
std::string reason_of(const CLI::ParseError& error) {
    const std::string said = error.what();
    constexpr std::string_view before = ": 1 required ";
    constexpr std::string_view behind = " missing";
    const std::size_t name = said.find(before);
    if (!said.starts_with("--") || name == std::string::npos || !said.ends_with(behind))
        return said;
    const std::size_t begin = name + before.size();
    const std::string value = said.substr(begin, said.size() - behind.size() - begin);
    return fmt::format("`{0}` needs a value, `{0} {1}`", said.substr(0, name), value);
}

UsageError missing_positional(const Subcommand& subcommand, const CLI::ParseError& error) {
    return {fmt::format("`expc {}`: {}", subcommand.name, reason_of(error)) +
            learn_more(&subcommand)};
}

std::variant<Call, HelpText, UsageError>
finished(Parser& parser, std::optional<std::vector<std::string>> appended) {
    const Subcommand* subcommand = parser.chosen();
    if (parser.version())
        subcommand = &*std::ranges::find(subcommands(), "version", &Subcommand::name);
    if (subcommand == nullptr)
        return UsageError{"a subcommand is missing\n\n" + program_help(describe(parser))};
    Arguments& arguments = parser.arguments();
    if (appended && !takes(*subcommand, Takes::appended_words)) {
        return UsageError{fmt::format("`expc {}` takes no words after `--`", subcommand->name) +
                          learn_more(subcommand)};
    }
    if (appended) arguments.appended_words = std::move(*appended);
    return Call{subcommand, std::move(arguments)};
}

} // namespace

std::variant<Call, HelpText, UsageError> parse_command_line(std::vector<std::string> words) {
    const bool has_expression = takes_expression(words);
    if (has_expression) protect_expression(words);
    std::optional<std::vector<std::string>> appended =
        has_expression ? std::nullopt : take_appended(words);
    understand_help(words);
    join_internal(words);
    std::optional<std::string> behind = join_runs(words);
    std::ranges::reverse(words);
    Parser parser;
    try {
        parser.app().parse(words);
    } catch (const CLI::CallForHelp&) {
        const Subcommand* subcommand = parser.chosen();
        if (subcommand == nullptr) return HelpText{program_help(describe(parser))};
        return HelpText{
            command_help(describe(*parser.app().get_subcommands().front(), *subcommand))};
    } catch (const CLI::ExtrasError&) {
        return unknown_words(parser, parser.app().remaining(true));
    } catch (const CLI::ParseError& error) {
        const Subcommand* subcommand = parser.chosen();
        if (subcommand != nullptr) return missing_positional(*subcommand, error);
        return UsageError{error.what() + learn_more(nullptr)};
    }
    parser.arguments().word_behind_runs = std::move(behind);
    return finished(parser, std::move(appended));
}

std::vector<CommandShape> command_shapes() {
    Parser parser;
    return describe(parser);
}

} // namespace expc::driver
