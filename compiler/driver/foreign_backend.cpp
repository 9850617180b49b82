// SPDX-License-Identifier: MIT
#include "compiler/driver/foreign_backend.hpp"

#include "compiler/algebra/identity.hpp"
#include "compiler/backends/backend.hpp"
#include "compiler/driver/surroundings.hpp"
#include "compiler/ir/forms.hpp"
#include "runtime/files/files.hpp"
#include "runtime/process/filter.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace expc::driver {

namespace {

using Question = nlohmann::ordered_json;

/// More than any tree that people read, and less than what a machine lacks.
constexpr std::uint64_t most_bytes = std::uint64_t{64} << 20U;

/// The command whose standard output is the target's runs, one JSON object a line.
std::vector<std::string> words_for_runs(const std::string& target, const Arguments& arguments) {
    std::vector<std::string> words = {real_path("/proc/self/exe"),
                                      "plan",
                                      arguments.file,
                                      target,
                                      "--runs=all",
                                      "--json",
                                      "--color=never"};
    const auto add = [&](std::string_view option, const std::vector<std::string>& values) {
        for (const std::string& value : values)
            words.push_back(fmt::format("{}={}", option, value));
    };
    add("--set", arguments.sets);
    add("--set-file", arguments.set_files);
    add("--override", arguments.overrides);
    add("--engine-flag", arguments.engine_flags);
    if (!arguments.appended_words.empty()) words.emplace_back("--");
    words.insert(words.end(), arguments.appended_words.begin(), arguments.appended_words.end());
    return words;
}

/// The files that expc's own backend would write; null where it cannot carry the target.
Question own_files(const ir::Plan& plan, const ir::Target& target) {
    diag::Sink unheard;
    const backends::Backend* backend = backends::find(target.platform.engine);
    if (!backends::check_capabilities(target, unheard)) return nullptr;
    backend->check(target, unheard);
    if (unheard.has_errors()) return nullptr;
    Question list = Question::array();
    for (const backends::Artifact& file : backend->emit(plan, target).files) {
        Question object = {{"path", file.path}, {"text", file.content}};
        if (file.executable) object["executable"] = true;
        list.push_back(std::move(object));
    }
    return list;
}

std::string ending_of(const process::Ended& ended) {
    if (ended.signal) return fmt::format("was ended by signal {}", *ended.signal);
    return fmt::format("ended with code {}", *ended.exit);
}

} // namespace

Result<std::string> foreign_question(const ir::Plan& plan, const ir::Target& target,
                                     const Arguments& arguments) {
    ir::Plan alone = plan;
    alone.targets = {target};
    try {
        const Question words = words_for_runs(target.name, arguments);
        return fmt::format(R"({{"version":{},"plan":{},"list_runs":{},"own_files":{}}})"
                           "\n",
                           foreign_version, ir::to_json(alone), words.dump(),
                           own_files(plan, target).dump());
    } catch (const Question::type_error&) {
        return Failure{
            fmt::format("{} cannot be said in JSON: a text in it is not UTF-8", target.name)};
    }
}

Result<ForeignAnswer> ask_foreign_backend(const std::string& program, const std::string& question,
                                          const ir::Target& target,
                                          const std::vector<std::string>& taken) {
    const auto failed = [&](std::string_view how) {
        return Failure{fmt::format("the backend `{}` {}, asked for {}: nothing was written",
                                   program, how, target.name)};
    };
    const Result<process::Filtered> done = process::filter(program, question, most_bytes);
    if (!done) return done.failure();
    switch (done.value().end) {
    case process::FilterEnd::limit: return failed("writes more than 64 MiB");
    case process::FilterEnd::person: return failed("was interrupted");
    case process::FilterEnd::itself: break;
    }
    if (done.value().ended.exit != 0) return failed(ending_of(done.value().ended));
    Result<ForeignAnswer> answer = read_answer(done.value().output, target.requests.size(), taken);
    if (answer) return answer;
    return Failure{fmt::format("cannot use the answer of the backend `{}` for {}: {}", program,
                               target.name, answer.failure().message)};
}

Maker maker_of(const std::string& program) {
    const std::string file = process::program_file(program);
    Maker maker{file_name(program), std::nullopt};
    if (files::kind_behind(file) != files::Kind::file) return maker;
    if (const Result<std::string> content = read_file(file))
        maker.sha256 = algebra::sha256_hex(content.value());
    return maker;
}

std::optional<std::string> foreign_maker(const std::string& folder) {
    const Result<std::string> text = read_file(folder + "/manifest.json");
    if (!text) return std::nullopt;
    const auto manifest = nlohmann::json::parse(text.value(), nullptr, false);
    if (!manifest.is_object() || !manifest.contains("backend")) return std::nullopt;
    const auto& backend = manifest["backend"];
    if (!backend.is_object() || !backend.contains("program")) return std::nullopt;
    return backend["program"].is_string() ? backend["program"].get<std::string>() : "a program";
}

} // namespace expc::driver
