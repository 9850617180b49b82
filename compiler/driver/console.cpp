// SPDX-License-Identifier: MIT
#include "compiler/driver/console.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace expc::driver {

namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 16U;

bool is_set(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0';
}

bool colored(ColorChoice choice, int descriptor) {
    switch (choice) {
    case ColorChoice::always: return true;
    case ColorChoice::never: return false;
    case ColorChoice::automatic: break;
    }
    if (is_set("NO_COLOR")) return false;
    if (is_set("CLICOLOR_FORCE") && std::strcmp(std::getenv("CLICOLOR_FORCE"), "0") != 0)
        return true;
    const char* terminal = std::getenv("TERM");
    return isatty(descriptor) == 1 && (terminal == nullptr || std::strcmp(terminal, "dumb") != 0);
}

} // namespace

Console::~Console() {
    flush();
}

void Console::write(Stream& stream, std::string_view text) {
    if (stream.error != 0) return;
    stream.buffer += text;
    if (stream.buffer.size() >= buffer_size) drain(stream);
}

void Console::drain(Stream& stream) {
    std::string_view rest = stream.buffer;
    while (!rest.empty() && stream.error == 0) {
        const ssize_t written = ::write(stream.descriptor, rest.data(), rest.size());
        if (written >= 0)
            rest.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            stream.error = errno;
    }
    stream.buffer.clear();
}

void Console::err(std::string_view text) {
    drain(out_);
    write(err_, text);
    drain(err_);
}

void Console::message(std::string_view kind, std::string_view color, std::string_view text) {
    if (colored_err_)
        err(fmt::format("\x1b[1;{}m{}\x1b[0m: {}\n", color, kind, text));
    else
        err(fmt::format("{}: {}\n", kind, text));
}

void Console::error(std::string_view text) {
    message("error", "31", text);
}
void Console::warning(std::string_view text) {
    message("warning", "33", text);
}

void Console::flush() {
    drain(out_);
    drain(err_);
}

int Console::finish(int code) {
    flush();
    if (out_.error == 0 || out_.error == EPIPE) return code;
    error(fmt::format("cannot write to standard output: {}", std::strerror(out_.error)));
    return code == 0 ? 1 : code;
}

void Console::choose_colors(ColorChoice choice) {
    colored_out_ = colored(choice, out_.descriptor);
    colored_err_ = colored(choice, err_.descriptor);
}

bool Console::interactive() const {
    return isatty(STDIN_FILENO) == 1 && isatty(err_.descriptor) == 1;
}

unsigned Console::width() const {
    constexpr unsigned where_unknown = 100;
    winsize size{};
    if (ioctl(err_.descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return where_unknown;
    return size.ws_col;
}

std::string Console::ask(std::string_view question) {
    err(question);
    std::string line;
    char character = '\0';
    while (::read(STDIN_FILENO, &character, 1) == 1 && character != '\n')
        line += character;
    return line;
}

} // namespace expc::driver
