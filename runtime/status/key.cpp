// SPDX-License-Identifier: MIT
#include "runtime/status/status.hpp"

#include <fmt/format.h>

#include <ctime>
#include <sys/utsname.h>

namespace expc::status {
namespace {

constexpr std::size_t key_digits = 20;

std::optional<unsigned> hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a') + 10U;
    return std::nullopt;
}

} // namespace

std::string Key::hex() const {
    return fmt::format("{:016x}{:04x}", high, low);
}

std::optional<Key> key_from(std::string_view text) {
    if (text.size() != key_digits) return std::nullopt;
    Key key;
    for (std::size_t k = 0; k < key_digits; ++k) {
        const auto value = hex_value(text[k]);
        if (!value) return std::nullopt;
        if (k < 16)
            key.high = key.high << 4U | *value;
        else
            key.low = static_cast<std::uint16_t>(unsigned{key.low} << 4U | *value);
    }
    return key;
}

std::string folder(std::string_view run_root, std::string_view target,
                   std::string_view experiment) {
    return fmt::format("{}/{}/.status/{}", run_root, target, experiment);
}

std::string place(const Key& id) {
    const std::string text = id.hex();
    return fmt::format("{}/{}", std::string_view(text).substr(0, 2), text);
}

double now() {
    timespec time{};
    clock_gettime(CLOCK_REALTIME, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

std::string this_host() {
    utsname names{};
    uname(&names);
    return names.nodename;
}

} // namespace expc::status
