// SPDX-License-Identifier: MIT
#include "tests/unit/backends/built_tree.hpp"

#include <boost/filesystem.hpp>
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace expc::tests {
namespace {

namespace fs = boost::filesystem;

std::string content_of(const fs::path& path) {
    std::ifstream file(path.string(), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> result;
    for (std::string& word : words)
        result.push_back(word.data());
    result.push_back(nullptr);
    return result;
}

void redirect(int descriptor, const std::string& path, int flags) {
    const int file = open(path.c_str(), flags, 0644);
    dup2(file, descriptor);
    close(file);
}

} // namespace

const std::vector<std::vector<std::string>>& shells() {
    static const std::vector<std::vector<std::string>> list = {
        {"dash"}, {"busybox", "ash"}, {"bash"}};
    return list;
}

BuiltTree::BuiltTree(const ir::Plan& plan, const ir::Target& target) {
    const fs::path folder = fs::temp_directory_path() / fs::unique_path("expc it's %%%%%%%%");
    project_ = folder.string();
    const backends::Backend* backend = backends::find(target.platform.engine);
    REQUIRE(backend != nullptr);
    artifacts_ = backend->emit(plan, target);
    for (const backends::Artifact& artifact : artifacts_.files)
        write("build/.store/0123456789/" + artifact.path, artifact.content, artifact.executable);
    write("build/.store/0123456789/project", "../../..\n");
    write(plan.root_file, "");
    fs::create_directory(folder / ".tests");
}

BuiltTree::~BuiltTree() {
    fs::remove_all(project_);
}

Environment BuiltTree::places() const {
    return {{"EXPC_PROJECT", project_}, {"EXPC_RUN_ROOT", runs()}};
}

Outcome BuiltTree::run(const std::vector<std::string>& command,
                       const Environment& environment) const {
    Environment all = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}, {"HOME", project_}};
    for (const auto& [name, value] : environment)
        all[name] = value;
    std::vector<std::string> variables;
    for (const auto& [name, value] : all)
        variables.push_back(name + "=" + value);
    std::vector<std::string> words = command;
    const std::string output = project_ + "/.tests/output";
    const std::string errors = project_ + "/.tests/errors";
    const pid_t child = fork();
    if (child == 0) {
        redirect(0, "/dev/null", O_RDONLY);
        redirect(1, output, O_WRONLY | O_CREAT | O_TRUNC);
        redirect(2, errors, O_WRONLY | O_CREAT | O_TRUNC);
        if (chdir(project_.c_str()) != 0) _exit(126);
        execvpe(words[0].c_str(), pointers(words).data(), pointers(variables).data());
        _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return {code, content_of(output), content_of(errors)};
}

Outcome BuiltTree::task(const std::vector<std::string>& shell, const std::string& experiment,
                        const std::vector<std::string>& arguments) const {
    std::vector<std::string> command = shell;
    command.push_back(folder() + "/" + experiment + "/task.sh");
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run(command, places());
}

void BuiltTree::write(const std::string& path, const std::string& content, bool executable) const {
    const fs::path full = fs::path(project_) / path;
    fs::create_directories(full.parent_path());
    std::ofstream(full.string(), std::ios::binary) << content;
    if (executable) fs::permissions(full, fs::add_perms | fs::owner_exe);
}

std::string BuiltTree::read(const std::string& path) const {
    return content_of(fs::path(project_) / path);
}

bool BuiltTree::exists(const std::string& path) const {
    return fs::exists(fs::path(project_) / path);
}

std::vector<std::string> nul_ended(const std::string& text) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\0', at);
        words.push_back(text.substr(at, end - at));
        at = end == std::string::npos ? text.size() : end + 1;
    }
    return words;
}

} // namespace expc::tests
