// SPDX-License-Identifier: MIT
#include "runtime/status/writer.hpp"

#include "runtime/files/files.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace expc::status {
namespace {

int change_places(const std::string& a, const std::string& b) {
    const int status = ::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE);
    return status == 0 ? 0 : errno;
}

} // namespace

Writer::Writer(std::string folder)
    : folder_(std::move(folder)), spare_(fmt::format("{}/.spare.{}", folder_, ::getpid())) {}

Writer::~Writer() {
    if (spare_exists_) ::unlink(spare_.c_str());
}

Result<Done> Writer::write(const Record& record) {
    write_text(record, text_);
    if (auto filled = fill_spare(); !filled) return filled;
    return install(fmt::format("{}/{}", folder_, place(record.id)));
}

Result<Done> Writer::fill_spare() {
    const int flags = O_WRONLY | O_CREAT | O_CLOEXEC;
    files::Descriptor file(::open(spare_.c_str(), flags, 0666));
    if (!file && errno == ENOENT) {
        if (auto made = files::make_folders(folder_); !made) return made;
        file = files::Descriptor(::open(spare_.c_str(), flags, 0666));
    }
    if (!file) return files::failed("write", spare_, errno);
    spare_exists_ = true;
    if (const int error = files::write_all(file.number(), text_); error != 0)
        return files::failed("write", spare_, error);
    if (::ftruncate(file.number(), static_cast<off_t>(text_.size())) != 0)
        return files::failed("write", spare_, errno);
    return Done{};
}

/// The first record of a run takes the spare file for itself; later ones exchange, or replace where
/// the file system knows no exchange.
Result<Done> Writer::install(const std::string& path) {
    if (change_places(spare_, path) == 0) return Done{};
    if (::rename(spare_.c_str(), path.c_str()) != 0) {
        if (errno != ENOENT) return files::failed("write", path, errno);
        if (auto made = files::make_folders(files::parent(path)); !made) return made;
        if (::rename(spare_.c_str(), path.c_str()) != 0) return files::failed("write", path, errno);
    }
    spare_exists_ = false;
    return Done{};
}

} // namespace expc::status
