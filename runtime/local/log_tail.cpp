// SPDX-License-Identifier: MIT
#include "runtime/local/words.hpp"

#include "runtime/files/descriptor.hpp"

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace expc::local {
namespace {

constexpr off_t most_bytes = 4096;
constexpr std::size_t most_columns = 200;

std::string end_of(const std::string& path) {
    const files::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat facts {};
    if (!file || ::fstat(file.number(), &facts) != 0 || !S_ISREG(facts.st_mode)) return {};
    std::string text(static_cast<std::size_t>(std::min(facts.st_size, most_bytes)), '\0');
    const off_t start = facts.st_size - static_cast<off_t>(text.size());
    const ssize_t count = ::pread(file.number(), text.data(), text.size(), start);
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    return text;
}

} // namespace

std::vector<std::string> last_lines(const std::string& path, std::size_t lines) {
    const std::string text = end_of(path);
    std::string_view rest = text;
    while (rest.ends_with('\n'))
        rest.remove_suffix(1);
    std::vector<std::string> found;
    while (!rest.empty() && found.size() < lines) {
        const std::size_t newline = rest.rfind('\n');
        const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
        found.push_back(cut(rest.substr(begin), most_columns));
        rest = rest.substr(0, newline == std::string_view::npos ? 0 : newline);
    }
    std::ranges::reverse(found);
    return found;
}

} // namespace expc::local
