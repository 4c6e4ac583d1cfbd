// SPDX-License-Identifier: GPL-2.0
// Buffered files that can be exchanged while tracing runs.
#include "format/output.h"

#include <cerrno>
#include <unistd.h>

namespace dtrace::format {

namespace {

constexpr size_t BUFFER_SIZE = 1 << 16;

/// Opens for appending; large buffer, so that lines leave in few writes.
Result<FILE*> open_append(const std::string& path) {
    FILE* file = std::fopen(path.c_str(), "ae");
    if (!file)
        return errno_error(errno);
    std::setvbuf(file, nullptr, _IOFBF, BUFFER_SIZE);
    return file;
}

} // namespace

Output::Output() : name_("<stdout>") {
    std::setvbuf(stdout, nullptr, _IOFBF, BUFFER_SIZE);
}

FILE* Output::current() const {
    return reopened_ ? reopened_.get() : original_ ? original_.get() : stdout;
}

Status Output::open(const std::string& path) {
    auto file = open_append(path);
    if (!file)
        return file.error();
    original_.reset(*file);
    name_ = path;
    return {};
}

void Output::write(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), current());
}

Status Output::flush() {
    if (std::fflush(current()) != 0 || std::ferror(current()))
        return errno_error(errno, "failed to write to " + name_);
    return {};
}

Status Output::reopen(const std::string& path) {
    if (path.empty()) {
        reopened_.reset();
        return {};
    }
    auto file = open_append(path);
    if (!file)
        return file.error();
    std::fflush(current());
    reopened_.reset(*file);
    return {};
}

void Output::truncate() {
    std::fflush(current());
    if (::ftruncate(::fileno(current()), 0) == 0)
        std::fseek(current(), 0, SEEK_SET);
}

} // namespace dtrace::format
