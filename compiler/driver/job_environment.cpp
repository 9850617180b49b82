// SPDX-License-Identifier: MIT
#include "compiler/driver/job_environment.hpp"

#include "compiler/base/match.hpp"
#include "compiler/driver/surroundings.hpp"
#include "runtime/status/status.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>

namespace expc::driver {

namespace {

/// What a run keeps where the platform says `inherit_env = false`, besides EXPC_*.
constexpr std::array<std::string_view, 7> kept_names = {"HOME",  "LANG",   "LOGNAME", "PATH",
                                                        "SHELL", "TMPDIR", "USER"};

using Variables = std::map<std::string, std::string>;

void forget_the_rest(const ir::Platform& platform, Variables& variables) {
    std::set<std::string_view> kept(kept_names.begin(), kept_names.end());
    for (const ir::SecretSource& secret : platform.secrets) {
        if (secret.from == ir::SecretSource::From::environment) kept.insert(secret.where);
    }
    std::erase_if(variables, [&](const auto& variable) {
        return !kept.contains(variable.first) && !variable.first.starts_with("EXPC_");
    });
}

/// Parameters of a run that expc itself was started by are none of these runs.
void forget_parameters(Variables& variables) {
    std::erase_if(variables,
                  [](const auto& variable) { return variable.first.starts_with("EXPC_PARAM_"); });
}

std::string without_final_newlines(std::string text) {
    text.erase(text.find_last_not_of('\n') + 1);
    return text;
}

std::string home_path(const std::string& path, const Variables& variables) {
    const auto home = variables.find("HOME");
    if (!path.starts_with("~/") || home == variables.end()) return path;
    return home->second + path.substr(1);
}

Result<std::string> read_secret(const ir::SecretSource& source, const Variables& variables) {
    if (source.from == ir::SecretSource::From::file) {
        Result<std::string> content = read_file(home_path(source.where, variables));
        if (content) return without_final_newlines(std::move(content).value());
        return Failure{fmt::format("secret `{}`: cannot read `{}`: {}", source.secret, source.where,
                                   content.failure().message)};
    }
    const auto found = variables.find(source.where);
    if (found != variables.end()) return found->second;
    return Failure{fmt::format("secret `{}`: the environment variable {} is not set", source.secret,
                               source.where)};
}

} // namespace

std::vector<std::string> JobEnvironment::lines() const {
    std::vector<std::string> lines;
    for (const auto& [name, value] : inherited)
        lines.push_back(fmt::format("{}={}", name, value));
    return lines;
}

Result<JobEnvironment> job_environment(const ir::Target& target, const RunPlaces& places) {
    JobEnvironment job{environment_variables(),
                       {},
                       status::this_host(),
                       std::to_string(::getpid()),
                       places.run_root + "/" + target.name};
    for (const ir::SecretSource& source : target.platform.secrets) {
        Result<std::string> secret = read_secret(source, job.inherited);
        if (!secret) return secret.failure();
        job.secrets[source.secret] = std::move(secret).value();
    }
    forget_parameters(job.inherited);
    if (!target.platform.inherit_env) forget_the_rest(target.platform, job.inherited);
    job.inherited["EXPC_PROJECT"] = places.project;
    job.inherited["EXPC_RUN_ROOT"] = places.run_root;
    job.inherited["EXPC_JOB_ID"] = job.job;
    return job;
}

std::string RunTexts::fill(const ir::ResolvedText& text) {
    std::string filled;
    for (const algebra::TextPart& part : text) {
        filled += match(
            part, [](const std::string& literal) { return literal; },
            [&](const ir::RuntimePart& runtime) { return value(runtime); });
    }
    return filled;
}

std::string RunTexts::value(const ir::RuntimePart& part) {
    switch (part.kind) {
    case ir::RuntimeKind::run_dir: return run_folder_;
    case ir::RuntimeKind::target_dir: return job_.target_folder;
    case ir::RuntimeKind::node: return job_.node;
    case ir::RuntimeKind::job_id: return job_.job;
    case ir::RuntimeKind::attempt: return "1";
    case ir::RuntimeKind::secret: return job_.secrets.at(part.variable);
    case ir::RuntimeKind::variable: break;
    case ir::RuntimeKind::run_id:
    case ir::RuntimeKind::run_index:
    case ir::RuntimeKind::run_name:
    case ir::RuntimeKind::run_number: return {}; // the resolver has filled these in
    }
    const auto found = job_.inherited.find(part.variable);
    if (found != job_.inherited.end()) return found->second;
    if (part.fallback) return *part.fallback;
    if (std::ranges::find(missing_, part.variable) == missing_.end()) {
        missing_.push_back(part.variable);
    }
    return {};
}

} // namespace expc::driver
