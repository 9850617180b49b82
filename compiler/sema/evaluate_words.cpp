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

/// Texts of the job that are digits, letters and dashes by their making; others may hold anything.
bool holds_no_surprise(const algebra::TextPart& part) {
    using enum algebra::RuntimeKind;
    const auto* runtime = std::get_if<algebra::RuntimePart>(&part);
    return runtime == nullptr || runtime->kind == run_id || runtime->kind == run_index ||
           runtime->kind == run_name || runtime->kind == run_number || runtime->kind == attempt;
}

/// A text that the job completes, as Hydra's grammar reads it back. Its parts are harmless.
std::vector<algebra::TextPart> hydra_text(const std::vector<algebra::TextPart>& parts) {
    using enum algebra::RuntimeKind;
    const auto* first = std::get_if<algebra::RuntimePart>(&parts.front());
    const bool is_number = parts.size() == 1 && first != nullptr &&
                           (first->kind == run_index || first->kind == attempt);
    // A digit stands for what is not known: at the beginning it asks for quotes.
    std::string sample;
    for (const algebra::TextPart& part : parts) {
        const auto* text = std::get_if<std::string>(&part);
        sample += text != nullptr ? *text : "0";
    }
    if (is_number || is_plain_hydra(sample)) return parts;
    std::vector<algebra::TextPart> quoted;
    append_part(quoted, Value::text("'"));
    for (const algebra::TextPart& part : parts) {
        const auto* text = std::get_if<std::string>(&part);
        if (text == nullptr) {
            quoted.push_back(part);
            continue;
        }
        const std::string whole = quoted_hydra(*text);
        append_part(quoted, Value::text(whole.substr(1, whole.size() - 2)));
    }
    append_part(quoted, Value::text("'"));
    return quoted;
}

void append_hydra(std::vector<algebra::TextPart>& out, const Value& value) {
    const auto add = [&](std::string text) { append_part(out, Value::text(std::move(text))); };
    if (value.is_none()) return add("null");
    if (const auto* text = value.get_if<algebra::RuntimeText>())
        return append_part(out, text_of(hydra_text(*text->parts)));
    if (value.get_if<algebra::Text>() != nullptr)
        return add(is_plain_hydra(value.as_text()) ? value.as_text()
                                                   : quoted_hydra(value.as_text()));
    if (const auto* list = value.get_if<algebra::Shared<algebra::List>>()) {
        add("[");
        for (const Value& element : **list) {
            if (&element != &(*list)->front()) add(",");
            append_hydra(out, element);
        }
        return add("]");
    }
    if (const auto* record = value.get_if<algebra::Shared<algebra::Record>>()) {
        add("{");
        for (const auto& [name, field] : **record) {
            if (&name != &(*record)->front().first) add(",");
            add(name + ":");
            append_hydra(out, field);
        }
        return add("}");
    }
    add(plain_text(value));
}

/// `prefix` and the text of a value, in one word; what the job fills in stays.
Value prefixed(const std::string& prefix, const Value& value) {
    if (value.get_if<algebra::RuntimeText>() == nullptr)
        return Value::text(prefix + plain_text(value));
    std::vector<algebra::TextPart> parts;
    if (!prefix.empty()) append_part(parts, Value::text(prefix));
    append_part(parts, value);
    return text_of(std::move(parts));
}

std::string kept_in_tag(std::string text) {
    const auto is_kept = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               std::string_view("._+-").find(c) != std::string_view::npos;
    };
    std::ranges::replace_if(
        text, [&](char c) { return !is_kept(c); }, '-');
    return text;
}

} // namespace

std::vector<Value> flag_words(const std::string& name, const Value& value, const FlagStyle& style) {
    if (value.is_none()) return {};
    std::string key = "--" + name;
    if (style.has_dashes) std::ranges::replace(key, '_', '-');
    const bool* flag = value.get_if<bool>();
    if (flag != nullptr && !style.bools_as_values)
        return *flag ? std::vector{Value::text(key)} : std::vector<Value>{};
    const auto* list = value.get_if<algebra::Shared<algebra::List>>();
    const std::string prefix = style.is_spaced ? "" : key + "=";
    std::vector<Value> words;
    if (style.is_spaced) words.push_back(Value::text(key));
    if (list == nullptr) words.push_back(prefixed(prefix, value));
    for (const Value& element : list != nullptr ? **list : algebra::List{})
        words.push_back(prefixed(prefix, element));
    return words;
}

std::vector<Value> hydra_words(const std::string& name, const Value& value) {
    const auto* record = value.get_if<algebra::Shared<algebra::Record>>();
    std::vector<Value> words;
    if (record == nullptr) {
        std::vector<algebra::TextPart> parts;
        append_part(parts, Value::text(name + "="));
        append_hydra(parts, value);
        words.push_back(text_of(std::move(parts)));
        return words;
    }
    for (const auto& [key, field] : **record) {
        for (Value& word : hydra_words(key == "_" ? name : name + "." + key, field))
            words.push_back(std::move(word));
    }
    return words;
}

Value tag_entry(const std::string& name, const Value& value) {
    std::string key = name;
    if (const bool* is_on = value.get_if<bool>()) {
        std::erase_if(key, [](char c) { return c == '+' || c == '-'; });
        return Value::text(fmt::format("__{}{}", *is_on ? '+' : '-', key));
    }
    std::erase_if(key, [](char c) { return c == '_' || c == '-'; });
    std::vector<algebra::TextPart> parts;
    append_part(parts, Value::text(fmt::format("__{}_", key)));
    for (algebra::TextPart& part : parts_of(value)) {
        if (const auto* text = std::get_if<std::string>(&part))
            append_part(parts, Value::text(kept_in_tag(*text)));
        else
            parts.push_back(std::move(part));
    }
    return text_of(std::move(parts));
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
    const std::vector<std::string_view> own = {"self", "space"};
    const bool is_own = env_.self != nullptr && member_chain(space) == own;
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
    const Value number = known_argument("tag", arguments, "number", 9);
    const Value digits = known_argument("tag", arguments, "digits", 9);
    if (evaluator_.failed()) return {};
    std::vector<algebra::TextPart> text;
    append_part(text, name);
    const bool* has_number = number.get_if<bool>();
    if (has_number == nullptr || *has_number) {
        const std::int64_t most = 20;
        if (!digits.is_none() && (as_int(digits) < 0 || as_int(digits) > most)) {
            evaluator_.fail(
                diag::Code::E0313, arguments.find("digits", 9).range(),
                fmt::format("`tag` takes 0 to {} digits, not {}", most, as_int(digits)));
            return {};
        }
        const auto width = digits.is_none() ? fmt::format("{}", env_.run_count).size()
                                            : static_cast<std::size_t>(as_int(digits));
        append_part(text, Value::text("_"));
        text.emplace_back(algebra::RuntimePart{algebra::RuntimeKind::run_number, "", nullptr,
                                               static_cast<std::uint32_t>(width)});
    }
    if (const auto* fields = record.get_if<algebra::Shared<algebra::Record>>()) {
        for (const auto& [key, value] : **fields) {
            if (value.is_none() || !is_harmless(BuiltinId::tag, arguments, key, value)) continue;
            append_part(text, tag_entry(key, value));
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
        const bool is_flags = id == BuiltinId::flags;
        if (!is_flags && !is_harmless(id, arguments, key, value)) return {};
        for (Value& word : is_flags ? flag_words(key, value, style) : hydra_words(key, value))
            words.push_back(std::move(word));
    }
    return Value::list(std::move(words));
}

/// Reports a text that may hold anything in the job, where its characters decide how it is written.
bool CallEvaluator::is_harmless(BuiltinId id, const Arguments& arguments, const std::string& key,
                                const Value& value) {
    const auto each = [&](const Value& inner) { return is_harmless(id, arguments, key, inner); };
    if (const auto* list = value.get_if<algebra::Shared<algebra::List>>())
        return std::ranges::all_of(**list, each);
    if (const auto* record = value.get_if<algebra::Shared<algebra::Record>>())
        return std::ranges::all_of(**record, [&](const auto& field) { return each(field.second); });
    const auto* text = value.get_if<algebra::RuntimeText>();
    if (text == nullptr || std::ranges::all_of(*text->parts, holds_no_surprise)) return true;
    const bool is_tag = id == BuiltinId::tag;
    auto report = evaluator_.fail(diag::Code::E0314, arguments.positional[is_tag ? 1 : 0].range(),
                                  fmt::format("`{}` of this record", key),
                                  is_tag ? "what a tag names" : "what `hydra` quotes");
    if (report && !is_tag)
        report->help(fmt::format("leave it out, and add a word of its own after `...hydra(...)`: "
                                 "`\"{}=${{run.dir}}\"`",
                                 key));
    return false;
}

FlagStyle CallEvaluator::flag_style(const Arguments& arguments) {
    const Value style = known_argument("flags", arguments, "style", 9);
    const Value bools = known_argument("flags", arguments, "bools", 9);
    const Value dashes = known_argument("flags", arguments, "dashes", 9);
    const bool* has_dashes = dashes.get_if<bool>();
    return {!style.is_none() && style.as_text() == "--k v", has_dashes != nullptr && *has_dashes,
            !bools.is_none() && bools.as_text() == "value"};
}

} // namespace expc::sema
