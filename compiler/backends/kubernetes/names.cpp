// SPDX-License-Identifier: MIT
#include "compiler/backends/kubernetes/names.hpp"

#include "compiler/algebra/identity.hpp"
#include "compiler/ir/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace expc::backends::kubernetes {
namespace {

constexpr std::size_t hash_length = 10;
/// A pod is called after its Job and its index, and its host name has at most 63 characters: what
/// follows the experiment is the hash, the group, the chunk, a selection and the index.
constexpr std::size_t experiment_length = 24;
constexpr std::size_t label_length = 63;
constexpr std::size_t subdomain_length = 253;

std::string hash_of(std::string_view content) {
    return algebra::sha256_hex(content).substr(0, hash_length);
}

/// The start of a name: lower case, and a letter first.
std::string stem_of(std::string_view name, std::size_t length) {
    std::string stem = ir::slug(name);
    if (stem.empty() || stem.front() < 'a' || stem.front() > 'z') stem.insert(0, "x-");
    stem.resize(std::min(stem.size(), length));
    while (stem.ends_with('-'))
        stem.pop_back();
    return stem;
}

bool is_lower_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_letter_or_digit(char c) {
    return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z');
}

/// Of letters, digits and `others`, at least one.
bool is_made_of(std::string_view text, std::string_view others) {
    return !text.empty() && std::ranges::all_of(text, [&](char c) {
        return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
    });
}

bool is_word_start(std::string_view tag) {
    return is_letter_or_digit(tag.front()) || tag.front() == '_';
}

/// `sha256:` and hexadecimal digits.
bool is_digest(std::string_view text) {
    constexpr std::size_t shortest = 32;
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || !is_made_of(text.substr(0, colon), "+._-")) return false;
    const std::string_view digits = text.substr(colon + 1);
    return digits.size() >= shortest &&
           digits.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// `lab/vision`: parts of lower case and digits, with `.`, `_` and `-` inside.
bool is_repository(std::string_view path) {
    // One `.`, one or two `_`, or any number of `-` between letters and digits.
    constexpr std::array<std::string_view, 6> doubled = {"..", "._", "_.", "-.", ".-", "___"};
    while (true) {
        const std::size_t slash = path.find('/');
        const std::string_view part = path.substr(0, slash);
        const bool is_sound =
            !part.empty() && is_lower_or_digit(part.front()) && is_lower_or_digit(part.back()) &&
            std::ranges::all_of(
                part,
                [](char c) { return is_lower_or_digit(c) || c == '.' || c == '_' || c == '-'; }) &&
            std::ranges::none_of(doubled, [&](std::string_view two) {
                return part.find(two) != std::string_view::npos;
            });
        if (!is_sound) return false;
        if (slash == std::string_view::npos) return true;
        path.remove_prefix(slash + 1);
    }
}

} // namespace

std::string target_label(const ir::Plan& plan, const ir::Target& target) {
    const std::string whole = fmt::format("{}\n{}\n{}", plan.root_file, target.name,
                                          target.platform.run_root.value_or(""));
    return fmt::format("{}-{}", stem_of(target.name, 40), hash_of(whole));
}

std::string object_name(const ir::Experiment& experiment, std::string_view content) {
    return fmt::format("{}-{}", stem_of(experiment.name, experiment_length), hash_of(content));
}

std::string job_name(const ir::Experiment& experiment, std::size_t group,
                     std::string_view content) {
    return fmt::format("{}-{}-0", object_name(experiment, content), group);
}

std::string secret_name(std::string_view label) {
    return fmt::format("secrets-{}", label);
}

std::string archive_name(std::string_view label, const ir::MountSource& source) {
    const std::string path = source.path.value_or("");
    const std::size_t begin = path.rfind('-') + 1;
    return fmt::format("upload-{}-{}", path.substr(begin, path.rfind('.') - begin),
                       label.substr(label.size() - hash_length));
}

std::string volume_name(const ir::Target& target, std::string_view mount) {
    const auto& storage = target.platform.storage;
    const auto found = std::ranges::find(storage, mount, &ir::MountSource::mount);
    return fmt::format("{}-{}", stem_of(mount, 40), found - storage.begin());
}

bool is_label(std::string_view text) {
    if (text.empty() || text.size() > label_length) return false;
    if (!is_lower_or_digit(text.front()) || !is_lower_or_digit(text.back())) return false;
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

bool is_subdomain(std::string_view text) {
    if (text.size() > subdomain_length) return false;
    for (;;) {
        const std::size_t dot = text.find('.');
        if (!is_label(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

bool is_label_value(std::string_view text) {
    const auto ends = [](char c) { return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z'); };
    if (text.empty()) return true;
    if (text.size() > label_length || !ends(text.front()) || !ends(text.back())) return false;
    return std::all_of(text.begin(), text.end(),
                       [&](char c) { return ends(c) || c == '-' || c == '_' || c == '.'; });
}

bool is_label_key(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash != std::string_view::npos && !is_subdomain(text.substr(0, slash))) return false;
    const std::string_view name = slash == std::string_view::npos ? text : text.substr(slash + 1);
    return !name.empty() && is_label_value(name);
}

bool is_data_key(std::string_view text) {
    constexpr std::size_t longest = 253;
    return !text.empty() && text.size() <= longest && is_made_of(text, "._-") && text != "." &&
           !text.starts_with("..");
}

bool is_image(std::string_view text) {
    constexpr std::size_t longest = 1000;
    constexpr std::size_t longest_tag = 128;
    const std::size_t at = text.find('@');
    if (at != std::string_view::npos && !is_digest(text.substr(at + 1))) return false;
    std::string_view path = text.substr(0, at);
    const std::size_t colon = path.rfind(':');
    if (colon != std::string_view::npos && path.find('/', colon) == std::string_view::npos) {
        const std::string_view tag = path.substr(colon + 1);
        if (tag.size() > longest_tag || !is_made_of(tag, "_.-") || !is_word_start(tag))
            return false;
        path = path.substr(0, colon);
    }
    const std::size_t slash = path.find('/');
    const std::string_view first = path.substr(0, slash);
    const bool has_host =
        slash != std::string_view::npos &&
        (first.find_first_of(".:") != std::string_view::npos || first == "localhost");
    const std::size_t port = first.find(':');
    const bool has_port_of_digits =
        port == std::string_view::npos ||
        (port + 1 < first.size() &&
         first.find_first_not_of("0123456789", port + 1) == std::string_view::npos);
    if (has_host && (!is_made_of(first, ".:-") || !has_port_of_digits)) return false;
    return text.size() <= longest && is_repository(has_host ? path.substr(slash + 1) : path);
}

} // namespace expc::backends::kubernetes
