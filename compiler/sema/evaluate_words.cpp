// SPDX-License-Identifier: MIT
// What a record becomes for a program: flags, Hydra overrides, tags, slugs.
#include "compiler/sema/evaluate_calls.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace expc::sema {

namespace {

std::string plain_text(const Value& value) {
    if (const bool* flag = value.get_if<bool>()) return *flag ? "true" : "false";
    return algebra::word_text(value);
}

/// A string that Hydra's grammar reads back as itself without quotes.
bool is_plain_hydra(const std::string& text) {
    const auto is_safe = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               std::string_view("/-_.:%?@+|").find(c) != std::string_view::npos;
    };
    if (text.empty() || !std::ranges::all_of(text, is_safe)) return false;
    // Words that Hydra reads as another type keep their quotes.
    std::string lower = text;
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (lower == "true" || lower == "false" || lower == "null" || lower == "nan" || lower == "inf")
        return false;
    const bool may_be_number = std::isdigit(static_cast<unsigned char>(text.front())) != 0 ||
                               text.front() == '-' || text.front() == '+' || text.front() == '.';
    return !may_be_number;
}

/// Single quotes; a backslash counts only before a quote, so runs of them there are doubled.
std::string quoted_hydra(const std::string& text) {
    std::string out = "'";
    std::size_t backslashes = 0;
    for (const char c : text) {
        if (c == '\'') out.append(backslashes + 1, '\\');
        backslashes = c == '\\' ? backslashes + 1 : 0;
        out += c;
    }
    out.append(backslashes, '\\');
    return out + "'";
}

std::string hydra_value(const Value& value) {
    if (value.is_none()) return "null";
    if (value.get_if<algebra::Text>() != nullptr)
        return is_plain_hydra(value.as_text()) ? value.as_text() : quoted_hydra(value.as_text());
    if (const auto* list = value.get_if<algebra::Shared<algebra::List>>()) {
        std::vector<std::string> elements;
        for (const Value& element : **list)
            elements.push_back(hydra_value(element));
        return fmt::format("[{}]", fmt::join(elements, ","));
    }
    if (const auto* record = value.get_if<algebra::Shared<algebra::Record>>()) {
        std::vector<std::string> fields;
        for (const auto& [name, field] : **record)
            fields.push_back(name + ":" + hydra_value(field));
        return fmt::format("{{{}}}", fmt::join(fields, ","));
    }
    return plain_text(value);
}

} // namespace

std::vector<std::string> flag_words(const std::string& name, const Value& value,
                                    const FlagStyle& style) {
    if (value.is_none()) return {};
    std::string key = "--" + name;
    if (style.has_dashes) std::ranges::replace(key, '_', '-');
    const bool* flag = value.get_if<bool>();
    if (flag != nullptr && !style.bools_as_values)
        return *flag ? std::vector{key} : std::vector<std::string>{};
    const auto* list = value.get_if<algebra::Shared<algebra::List>>();
    if (list == nullptr)
        return style.is_spaced ? std::vector{key, plain_text(value)}
                               : std::vector{key + "=" + plain_text(value)};
    std::vector<std::string> words;
    if (style.is_spaced) words.push_back(key);
    for (const Value& element : **list)
        words.push_back(style.is_spaced ? plain_text(element) : key + "=" + plain_text(element));
    return words;
}

std::vector<std::string> hydra_words(const std::string& name, const Value& value) {
    const auto* record = value.get_if<algebra::Shared<algebra::Record>>();
    if (record == nullptr) return {name + "=" + hydra_value(value)};
    std::vector<std::string> words;
    for (const auto& [key, field] : **record) {
        for (std::string& word : hydra_words(key == "_" ? name : name + "." + key, field))
            words.push_back(std::move(word));
    }
    return words;
}

std::string tag_entry(const std::string& name, const Value& value) {
    std::string key = name;
    if (const bool* is_on = value.get_if<bool>()) {
        std::erase_if(key, [](char c) { return c == '+' || c == '-'; });
        return fmt::format("__{}{}", *is_on ? '+' : '-', key);
    }
    std::erase_if(key, [](char c) { return c == '_' || c == '-'; });
    std::string text = plain_text(value);
    const auto is_kept = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               std::string_view("._+-").find(c) != std::string_view::npos;
    };
    std::ranges::replace_if(
        text, [&](char c) { return !is_kept(c); }, '-');
    return fmt::format("__{}_{}", key, text);
}

std::string slug(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_kept = byte < 0x80 && std::isalnum(byte) != 0;
        if (is_kept)
            out += static_cast<char>(std::tolower(byte));
        else if (!out.empty() && out.back() != '-')
            out += '-';
    }
    while (!out.empty() && out.back() == '-')
        out.pop_back();
    return out;
}

/// The number of runs of a space, which may be that of the experiment itself.
Value CallEvaluator::count_of(ExprRef space) {
    const bool is_own =
        env_.self != nullptr && member_chain(space) == std::vector<std::string>{"self", "space"};
    if (is_own) {
        const FieldNode* field = env_.self->field("space");
        if (field == nullptr) return Value::of(std::int64_t{1});
        space = field->value;
    }
    const auto found = evaluator_.space_of(space);
    return found != nullptr ? Value::of(static_cast<std::int64_t>(found->count)) : Value();
}

Value CallEvaluator::make_tag(const Value& name, const Arguments& arguments, bool with_entries) {
    const Value record = with_entries ? argument(arguments, "record", 1) : Value();
    const Value number = argument(arguments, "number", 9);
    const Value digits = argument(arguments, "digits", 9);
    std::vector<algebra::TextPart> text;
    append_part(text, name);
    const bool* has_number = number.get_if<bool>();
    if (has_number == nullptr || *has_number) {
        const auto width = digits.is_none()
                               ? fmt::format("{}", env_.run_count).size()
                               : static_cast<std::size_t>(*digits.get_if<std::int64_t>());
        append_part(text, Value::text("_"));
        text.emplace_back(algebra::RuntimePart{algebra::RuntimeKind::run_number, "", nullptr,
                                               static_cast<std::uint32_t>(width)});
    }
    if (const auto* fields = record.get_if<algebra::Shared<algebra::Record>>()) {
        for (const auto& [key, value] : **fields) {
            if (!value.is_none()) append_part(text, Value::text(tag_entry(key, value)));
        }
    }
    return text_of(std::move(text));
}

Value CallEvaluator::make_words(BuiltinId id, const Value& record, const Arguments& arguments) {
    const FlagStyle style = flag_style(arguments);
    algebra::List words;
    const auto* fields = record.get_if<algebra::Shared<algebra::Record>>();
    if (fields == nullptr) return Value::list(std::move(words));
    for (const auto& [key, value] : **fields) {
        for (std::string& word :
             id == BuiltinId::flags ? flag_words(key, value, style) : hydra_words(key, value)) {
            words.push_back(Value::text(std::move(word)));
        }
    }
    return Value::list(std::move(words));
}

FlagStyle CallEvaluator::flag_style(const Arguments& arguments) {
    const Value style = argument(arguments, "style", 9);
    const Value bools = argument(arguments, "bools", 9);
    const Value dashes = argument(arguments, "dashes", 9);
    const bool* has_dashes = dashes.get_if<bool>();
    return {!style.is_none() && style.as_text() == "--k v", has_dashes != nullptr && *has_dashes,
            !bools.is_none() && bools.as_text() == "value"};
}

} // namespace expc::sema
