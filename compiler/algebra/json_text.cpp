// SPDX-License-Identifier: MIT
#include "compiler/algebra/json_text.hpp"

#include "compiler/algebra/number.hpp"
#include "compiler/base/match.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::algebra {

namespace {

/// Appends the JSON of one value after the other; recursion follows the value.
class Writer {
  public:
    explicit Writer(JsonStyle style) : style_(style) {}

    void write(const Value& value) {
        match(
            value.storage(), [this](None) { out_ += "null"; },
            [this](bool truth) { out_ += truth ? "true" : "false"; },
            [this](std::int64_t whole) { out_ += std::to_string(whole); },
            [this](double number) { write_number(number); },
            [this](Duration duration) { write_quantity(duration, duration.milliseconds); },
            [this](Size size) { write_quantity(size, size.bytes); },
            [this](const Text& text) { out_ += json_string(*text.content); },
            [this](const Shared<List>& elements) { write_list(*elements); },
            [this](const Shared<Record>& fields) { write_record(*fields); },
            [this](const RuntimeText& text) { write_runtime(text); });
    }
    [[nodiscard]] std::string take() { return std::move(out_); }

  private:
    void write_number(double number) {
        out_ += style_.mathematical_numbers ? number_text(number) : repr(number);
    }

    template <typename Quantity>
    void write_quantity(Quantity quantity, std::int64_t amount) {
        out_ +=
            style_.mathematical_numbers ? std::to_string(amount) : json_string(display(quantity));
    }

    void write_list(const List& elements) {
        out_ += '[';
        for (std::size_t i = 0; i < elements.size(); ++i) {
            out_ += i == 0 ? "" : ",";
            write(elements[i]);
        }
        out_ += ']';
    }

    void write_record(const Record& fields) {
        std::vector<const Record::value_type*> order;
        for (const auto& field : fields) {
            order.push_back(&field);
        }
        if (style_.sort_keys) {
            std::sort(order.begin(), order.end(),
                      [](const auto* a, const auto* b) { return a->first < b->first; });
        }
        out_ += '{';
        for (std::size_t i = 0; i < order.size(); ++i) {
            out_ += i == 0 ? "" : ",";
            out_ += json_string(order[i]->first);
            out_ += ':';
            write(order[i]->second);
        }
        out_ += '}';
    }

    void write_part(const TextPart& part) {
        out_ += match(
            part, [](const std::string& literal) { return json_string(literal); },
            [](const RuntimePart& runtime) {
                const bool is_secret = runtime.kind == RuntimeKind::secret;
                return fmt::format("{{\"{}\":{}}}", is_secret ? "secret" : "runtime",
                                   json_string(runtime_part_name(runtime)));
            });
    }

    void write_runtime(const RuntimeText& text) {
        if (secret_name(text) != nullptr) return write_part(text.parts->front());
        out_ += '[';
        for (std::size_t i = 0; i < text.parts->size(); ++i) {
            out_ += i == 0 ? "" : ",";
            write_part((*text.parts)[i]);
        }
        out_ += ']';
    }

    JsonStyle style_;
    std::string out_;
};

} // namespace

std::string json_string(std::string_view text) {
    std::string out = "\"";
    for (const char character : text) {
        switch (character) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        case '\b': out += "\\b"; break;
        case '\f': out += "\\f"; break;
        default:
            if (static_cast<unsigned char>(character) < 0x20) {
                out += fmt::format("\\u{:04x}", static_cast<unsigned>(character));
            } else {
                out += character;
            }
        }
    }
    return out + "\"";
}

std::string json_text(const Value& value, JsonStyle style) {
    Writer writer(style);
    writer.write(value);
    return writer.take();
}

} // namespace expc::algebra
