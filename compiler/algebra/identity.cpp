// SPDX-License-Identifier: MIT
// Tokens and ids.
#include "compiler/algebra/identity.hpp"

#include "compiler/algebra/json_text.hpp"
#include "compiler/algebra/number.hpp"
#include "compiler/base/match.hpp"

#include <sodium.h>

namespace expc::algebra {

namespace {

constexpr std::uint64_t largest_kept_domain = 1U << 16U;
/// Stands in `kept_` for a token that was not computed yet; no lane is that large.
constexpr RunId not_computed{~std::uint64_t{0}, ~std::uint64_t{0}};

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t number = 0;
    for (const char byte : bytes) {
        number = number << 8U | static_cast<unsigned char>(byte);
    }
    return number;
}

IdentityText text_of_runtime(const Value& value) {
    return {'s', json_text(value, {})};
}

} // namespace

IdentityText identity_text(const Value& value) {
    constexpr JsonStyle canonical{.sort_keys = true, .mathematical_numbers = true};
    return match(
        value.storage(),
        [](None) -> IdentityText {
            return {'-', ""};
        },
        [](bool truth) -> IdentityText {
            return {'b', truth ? "true" : "false"};
        },
        [](std::int64_t whole) -> IdentityText {
            return {'n', std::to_string(whole)};
        },
        [](double number) -> IdentityText {
            return {'n', number_text(number)};
        },
        [](Duration duration) -> IdentityText {
            return {'n', std::to_string(duration.milliseconds)};
        },
        [](Size size) -> IdentityText {
            return {'n', std::to_string(size.bytes)};
        },
        [](const Text& text) -> IdentityText {
            return {'s', *text.content};
        },
        [&](const Shared<List>&) -> IdentityText {
            return {'l', json_text(value, canonical)};
        },
        [&](const Shared<Record>&) -> IdentityText {
            return {'r', json_text(value, canonical)};
        },
        [&](const RuntimeText&) { return text_of_runtime(value); });
}

std::string sha256(std::string_view data) {
    std::string digest(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                       reinterpret_cast<const unsigned char*>(data.data()), data.size());
    return digest;
}

std::string sha256_hex(std::string_view data) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const char byte : sha256(data)) {
        hex += digits[static_cast<unsigned char>(byte) >> 4U];
        hex += digits[static_cast<unsigned char>(byte) & 15U];
    }
    return hex;
}

RunId token(std::string_view column, const Value& value) {
    if (value.is_none()) {
        return {};
    }
    const IdentityText text = identity_text(value);
    std::string data(column);
    data += '\0';
    data += text.kind;
    data += '\0';
    data += text.text;
    const std::string digest = sha256(data);
    const std::string_view bytes = digest;
    return {big_endian(bytes.substr(0, 5)), big_endian(bytes.substr(5, 5))};
}

void RunId::write_hex(char* out) const {
    static constexpr std::string_view digits = "0123456789abcdef";
    for (unsigned position = 0; position < 10; ++position) {
        const unsigned shift = 36 - 4 * position;
        out[position] = digits[high >> shift & 15U];
        out[10 + position] = digits[low >> shift & 15U];
    }
}

std::string RunId::hex() const {
    std::string text(20, '0');
    write_hex(text.data());
    return text;
}

Identifier::Identifier(const Space& space, std::vector<ColumnIndex> columns)
    : space_(&space), columns_(std::move(columns)), kept_(space.columns.size()) {
    for (const ColumnIndex column : columns_) {
        const std::uint64_t size = space.columns[column].domain.size();
        if (size <= largest_kept_domain) {
            kept_[column].resize(size, not_computed);
        }
    }
}

RunId Identifier::contribution(ColumnIndex column, Ordinal ordinal) {
    std::vector<RunId>& kept = kept_[column];
    if (ordinal < kept.size() && kept[ordinal] != not_computed) {
        return kept[ordinal];
    }
    const Column& known = space_->columns[column];
    const Value value = known.domain.at(ordinal);
    const RunId result = known.was && *known.was == value ? RunId{} : token(known.name, value);
    if (ordinal < kept.size()) {
        kept[ordinal] = result;
    }
    return result;
}

RunId Identifier::id(std::span<const Ordinal> ordinals) {
    RunId sum;
    for (const ColumnIndex column : columns_) {
        sum += contribution(column, ordinals[column]);
    }
    return sum;
}

std::vector<ColumnIndex> identity_columns(const Space& space) {
    std::vector<ColumnIndex> counted;
    for (ColumnIndex column = 0; column < space.columns.size(); ++column) {
        if (space.columns[column].counts_in_id) {
            counted.push_back(column);
        }
    }
    return counted;
}

} // namespace expc::algebra
