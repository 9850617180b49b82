// SPDX-License-Identifier: MIT
#include "runtime/process/anonymous_file.hpp"

#include "runtime/files/files.hpp"

#include <sys/mman.h>
#include <unistd.h>

namespace expc::process {

files::Descriptor anonymous_file(std::string_view content) {
    files::Descriptor file(memfd_create("expc", MFD_CLOEXEC));
    if (!file || files::write_all(file.number(), content) != 0) return {};
    ::lseek(file.number(), 0, SEEK_SET);
    return file;
}

std::string content_of(const files::Descriptor& file) {
    std::string content;
    char block[1U << 16U];
    off_t offset = 0;
    for (;;) {
        const ssize_t count = ::pread(file.number(), block, sizeof block, offset);
        if (count <= 0) return content;
        content.append(block, static_cast<std::size_t>(count));
        offset += count;
    }
}

} // namespace expc::process
