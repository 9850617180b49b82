// SPDX-License-Identifier: MIT
#include "runtime/remote/connection.hpp"

#include "runtime/process/capture.hpp"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

namespace expc::remote {
namespace {

/// Between what start-up files print and what a script prints.
constexpr std::string_view beginning = "expc begins\n";

/// Whether the user's configuration for the host says where connections are shared.
bool is_shared_already(const std::string& host) {
    const auto said = process::run_and_capture(
        {.argv = {"ssh", "-G", "--", host}, .environment = {}, .folder = {}, .input = {}});
    return said && said.value().output.find("\ncontrolpath /") != std::string::npos;
}

/// A folder that only this user can enter, with a short name: the path of a socket has 108 bytes at
/// most. Empty where somebody else has that name. Sockets go with their connections, the folder
/// stays.
std::string folder_of_sockets() {
    std::string name = fmt::format("/tmp/expc-ssh-{}", ::getuid());
    static_cast<void>(::mkdir(name.c_str(), S_IRWXU));
    struct stat facts {};
    const bool is_ours = ::lstat(name.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode) &&
                         facts.st_uid == ::getuid() && (facts.st_mode & (S_IRWXG | S_IRWXO)) == 0;
    return is_ours ? name : std::string{};
}

std::vector<std::string> split_words(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = text.find(' ');
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return words;
}

std::string trimmed(std::string_view text) {
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.remove_suffix(1);
    return std::string(text);
}

/// The way out where ssh would have asked a person.
std::string advice(std::string_view words, const std::string& host) {
    if (words.find("Permission denied") != std::string_view::npos)
        return " (expc answers no questions of ssh: use a key with an agent, or a connection that "
               "your ssh configuration shares)";
    if (words.find("Host key verification failed") != std::string_view::npos)
        return fmt::format(" (call `ssh {}` once, and compare the key that it shows)", host);
    return "";
}

} // namespace

std::string quoted(std::string_view text) {
    std::string word = "'";
    for (const char c : text) {
        if (c == '\'')
            word += R"('\'')";
        else
            word += c;
    }
    return word + "'";
}

Connection::Connection(std::string host)
    : host_(std::move(host)), ssh_("ssh -o BatchMode=yes -o LogLevel=ERROR") {
    if (is_shared_already(host_)) return;
    const std::string folder = folder_of_sockets();
    is_shared_ = !folder.empty();
    if (is_shared_)
        ssh_ += fmt::format(" -o ControlMaster=auto -o ControlPath={}/{}-%C -o ControlPersist=60",
                            folder, ::getpid());
}

Connection::~Connection() {
    if (!is_shared_) return;
    std::vector<std::string> argv = split_words(ssh_);
    argv.insert(argv.end(), {"-O", "exit", "--", host_});
    static_cast<void>(process::run_and_capture(
        {.argv = std::move(argv), .environment = {}, .folder = {}, .input = {}}));
}

Result<std::string> Connection::ask(std::string_view script) const {
    std::vector<std::string> argv = split_words(ssh_);
    // Words that mean the same to every shell that an account may have.
    argv.insert(argv.end(), {"--", host_, "exec", "bash", "-l", "-s"});
    auto said = process::run_and_capture(
        {.argv = std::move(argv),
         .environment = {},
         .folder = {},
         .input = fmt::format("printf '%s\\n' {}\n{}",
                              quoted(beginning.substr(0, beginning.size() - 1)), script)});
    if (!said) return said.failure();
    const process::Captured& captured = said.value();
    if (!captured.succeeded()) {
        const std::string words = trimmed(captured.errors);
        return Failure{words.empty()
                           ? fmt::format("ssh {} ended with {}", host_, captured.ended.shell_code())
                           : fmt::format("{}: {}{}", host_, words, advice(words, host_))};
    }
    const std::size_t begin = captured.output.find(beginning);
    if (begin == std::string::npos) return Failure{host_ + " ran no script of ours"};
    return captured.output.substr(begin + beginning.size());
}

} // namespace expc::remote
