// SPDX-License-Identifier: MIT
#include "compiler/lower/queue_values.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace expc::lower {
namespace {

bool is_control(unsigned char c) {
    return c < 0x20 || c == 0x7f;
}

bool is_word(const std::string& text) {
    return !text.empty() &&
           std::ranges::none_of(text, [](unsigned char c) { return c == ' ' || is_control(c); });
}

/// No name of a queue or an account; what stands in one is rather a mistake, or another option.
bool is_name(const std::string& text) {
    return is_word(text) && text.front() != '-' &&
           text.find_first_of(";'\"`\\") == std::string::npos;
}

std::string without_blanks(std::string text) {
    std::erase(text, ' ');
    return text;
}

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || number < 0)
        return std::nullopt;
    return number;
}

/// Whether a rule holds for all; it is asked for each, so that each mistake is told.
template <typename Range, typename Rule>
bool all_of_each(const Range& range, const Rule& rule) {
    return std::ranges::count_if(range, [&](const auto& each) { return !rule(each); }) == 0;
}

/// `120`, `120s` or `2m`, in seconds; at most what sbatch takes.
std::optional<std::int64_t> seconds_in(std::string_view text) {
    static const std::map<char, std::int64_t> units = {{'s', 1}, {'m', 60}, {'h', 3600}};
    constexpr std::int64_t most = 65'535;
    std::int64_t unit = 1;
    if (const auto found = text.empty() ? units.end() : units.find(text.back());
        found != units.end()) {
        unit = found->second;
        text.remove_suffix(1);
    }
    const std::optional<std::int64_t> number = number_in(text);
    if (!number || *number > most / unit) return std::nullopt;
    return *number * unit;
}

/// Reads features of nodes as slurmctld does: operands, operators between them, brackets in pairs.
class Features {
  public:
    [[nodiscard]] static bool are_in(std::string_view text) {
        Features features;
        return std::ranges::all_of(text, [&](char c) { return features.takes(c); }) &&
               !features.wants_operand_ && features.open_.empty();
    }

  private:
    [[nodiscard]] bool takes(char c) {
        if (c == ' ' || is_control(static_cast<unsigned char>(c))) return false;
        if (c == '(' || c == '[') {
            open_ += c == '(' ? ')' : ']';
            return wants_operand_;
        }
        if (c == ')' || c == ']') {
            if (wants_operand_ || !open_.ends_with(c)) return false;
            open_.pop_back();
            return true;
        }
        const bool is_operator = c == '&' || c == '|' || c == ',';
        const bool fits = !wants_operand_ || !is_operator;
        wants_operand_ = is_operator;
        return fits;
    }

    std::string open_; ///< the brackets that have to come
    bool wants_operand_ = true;
};

/// Signals that what starts runs passes on to them: of others the shell around a run would die, and
/// SIGINT is ignored in what a shell starts in the background.
bool is_passed_on(std::string_view name) {
    constexpr std::array<std::string_view, 8> names = {"HUP", "TERM", "USR1", "USR2",
                                                       "1",   "15",   "10",   "12"};
    if (name.starts_with("SIG")) name.remove_prefix(3);
    return std::ranges::find(names, name) != names.end();
}

} // namespace

bool QueueValues::are_words(std::initializer_list<std::string_view> names) const {
    return all_of_each(names, [&](std::string_view name) {
        std::optional<std::string> text;
        fields_.read(name, text);
        return !text || is_name(*text) ||
               fields_.refuse(name, "one word: not empty, without `-` in front, and without "
                                    "blanks, newlines, quotes, `;` and `\\`");
    });
}

bool QueueValues::are_lines(std::initializer_list<std::string_view> names) const {
    return all_of_each(names, [&](std::string_view name) {
        std::optional<std::string> text;
        fields_.read(name, text);
        return !text || std::ranges::none_of(*text, is_control) || fields_.refuse(name, "one line");
    });
}

bool QueueValues::are_features(std::string_view name) const {
    std::optional<std::string> text;
    fields_.read(name, text);
    return !text || Features::are_in(*text) ||
           fields_.refuse(name, fmt::format("features joined by `&`, `|` or `,` without blanks, "
                                            "such as `a100&ib`, not `{}`",
                                            *text));
}

bool QueueValues::are_resources(std::initializer_list<std::string_view> names) const {
    return all_of_each(names, [&](std::string_view name) {
        std::optional<std::string> text;
        fields_.read(name, text);
        return !text || (is_word(*text) && text->find_first_of(",=") == std::string::npos) ||
               fields_.refuse(name,
                              "the name of one resource: not empty, without blanks, `,` and `=`");
    });
}

bool QueueValues::read_signal(std::optional<std::string>& signal) const {
    if (!signal) return true;
    std::string text = without_blanks(*signal);
    const std::size_t colon = text.find(':');
    const std::string addressed = colon == std::string::npos ? "" : text.substr(0, colon + 1);
    if (addressed.find('R') != std::string::npos)
        return fields_.refuse("signal",
                              "`R:` signals a reservation's jobs; the run would not get it");
    if (!addressed.empty() && addressed != "B:")
        return fields_.refuse("signal", "a signal and when it comes, such as `USR1 @ 2m`");
    text.erase(0, addressed.size());
    const std::size_t at = text.find('@');
    const std::string name = text.substr(0, at);
    if (!is_passed_on(name))
        return fields_.refuse(
            "signal",
            fmt::format("one of HUP, TERM, USR1 and USR2, which reach the run, as in `USR1 @ 2m`; "
                        "not `{}`",
                        name));
    signal = addressed + name;
    if (at == std::string::npos) return true;
    const std::optional<std::int64_t> seconds = seconds_in(std::string_view(text).substr(at + 1));
    if (!seconds)
        return fields_.refuse("signal",
                              fmt::format("a time of at most 65535 seconds before the end, such as "
                                          "`{} @ 2m`, not `{}`",
                                          name, text.substr(at + 1)));
    signal = fmt::format("{}{}@{}", addressed, name, *seconds);
    return true;
}

bool QueueValues::is_mail_address(const std::string& address) const {
    return is_name(address) || fields_.refuse("mail", fmt::format("`to` is a user or an address, "
                                                                  "not `{}`",
                                                                  address));
}

bool QueueValues::are_mail_events(const std::vector<std::string>& events) const {
    static const std::vector<std::string> known = {
        "NONE",          "BEGIN",          "END",        "FAIL",       "REQUEUE",
        "ALL",           "INVALID_DEPEND", "STAGE_OUT",  "TIME_LIMIT", "TIME_LIMIT_90",
        "TIME_LIMIT_80", "TIME_LIMIT_50",  "ARRAY_TASKS"};
    return all_of_each(events, [&](const std::string& event) {
        return std::ranges::find(known, event) != known.end() ||
               fields_.refuse("mail", fmt::format("`{}` is no event that Slurm mails about: {}",
                                                  event, fmt::join(known, ", ")));
    });
}

} // namespace expc::lower
