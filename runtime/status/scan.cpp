// SPDX-License-Identifier: MIT
#include "runtime/status/scan.hpp"

#include "runtime/files/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <dirent.h>
#include <fcntl.h>
#include <tuple>
#include <unistd.h>

namespace expc::status {
namespace {

constexpr std::size_t longest_record = 16384;

/// Records found so far; of an appended run several, until `finish` keeps the latest.
struct Found {
    Entry entry;
    double start = 0.0;
    std::uint64_t order = 0;
};

class Collector {
  public:
    explicit Collector(const Liveness& alive) : alive_(alive) {}

    void add(std::string_view text, std::string_view file_name) {
        const auto record = parse(text);
        if (!record || (!file_name.empty() && record->id.hex() != file_name)) {
            ++unreadable_;
            return;
        }
        const bool running = record->state == State::running;
        found_.push_back({.entry = {.id = record->id,
                                    .digest = record->digest,
                                    .index = record->index,
                                    .state = record->state,
                                    .alive = running && alive_(*record)},
                          .start = record->start,
                          .order = found_.size()});
    }

    Scan finish() {
        std::ranges::sort(found_, [](const Found& a, const Found& b) {
            return std::tie(a.entry.id, a.start, a.order) < std::tie(b.entry.id, b.start, b.order);
        });
        Scan result{.entries = {}, .unreadable = unreadable_};
        for (const Found& one : found_) {
            if (!result.entries.empty() && result.entries.back().id == one.entry.id)
                result.entries.back() = one.entry;
            else
                result.entries.push_back(one.entry);
        }
        return result;
    }

  private:
    const Liveness& alive_;
    std::vector<Found> found_;
    std::uint64_t unreadable_ = 0;
};

void read_one(int folder, const char* name, Collector& collector) {
    const files::Descriptor file(::openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file) return;
    char text[longest_record];
    const ssize_t size = ::read(file.number(), text, sizeof text);
    collector.add({text, static_cast<std::size_t>(std::max<ssize_t>(size, 0))}, name);
}

void read_folder(const std::string& path, Collector& collector) {
    DIR* stream = ::opendir(path.c_str());
    if (stream == nullptr) return;
    while (const dirent* entry = ::readdir(stream))
        if (entry->d_name[0] != '.') read_one(::dirfd(stream), entry->d_name, collector);
    ::closedir(stream);
}

void read_appended(const std::string& path, Collector& collector) {
    const auto content = files::read(path);
    if (!content) return;
    std::string_view rest = content.value();
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        collector.add(rest.substr(0, end), {});
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
}

} // namespace

const Entry* Scan::find(const Key& id) const {
    const auto place = std::ranges::lower_bound(entries, id, {}, &Entry::id);
    return place != entries.end() && place->id == id ? &*place : nullptr;
}

Scan scan(const std::string& folder, const Liveness& alive) {
    Collector collector(alive);
    for (const std::string& name : files::names_in(folder)) {
        const std::string path = fmt::format("{}/{}", folder, name);
        if (name.size() == 2) read_folder(path, collector);
        if (name != "append") continue;
        for (const std::string& job : files::names_by_age_in(path))
            read_appended(fmt::format("{}/{}", path, job), collector);
    }
    return collector.finish();
}

std::optional<Record> read(const std::string& folder, const Key& id) {
    const auto text = files::read(fmt::format("{}/{}", folder, place(id)));
    auto record = text ? parse(text.value()) : std::nullopt;
    return record && record->id == id ? record : std::nullopt;
}

} // namespace expc::status
