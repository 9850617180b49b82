// SPDX-License-Identifier: MIT
#include "compiler/backends/gridengine/extra_flags.hpp"

#include "compiler/backends/gridengine/options.hpp"

#include <map>

namespace expc::backends::gridengine {
namespace {

/// Options that submit.sh gives, by name. `-l` is none: qsub takes any number of them.
std::vector<std::string> flag_names(const ir::Target& target) {
    std::vector<std::string> names = {"-terse", "-N",  "-S",        "-wd",          "-o",  "-j",
                                      "-t",     "-tc", "-hold_jid", "-hold_jid_ad", "-cwd"};
    for (const std::string& word : platform_options(target)) {
        if (word.starts_with('-')) names.push_back(word);
    }
    for (const ir::Experiment& experiment : target.experiments) {
        for (const ir::Group& group : experiment.groups) {
            if (group.resources.cpus > 1) names.emplace_back("-pe");
        }
    }
    return names;
}

/// Values of each option, which are words of their own: what `qsub -help` of Son of Grid
/// Engine 8.1.9 and its submit(1) name, and what later Grid Engines add.
const std::map<std::string_view, std::size_t>& values_of_options() {
    static const std::map<std::string_view, std::size_t> values = {
        {"-@", 1},        {"-A", 1},           {"-C", 1},      {"-M", 1},       {"-N", 1},
        {"-P", 1},        {"-R", 1},           {"-S", 1},      {"-V", 0},       {"-a", 1},
        {"-ac", 1},       {"-ar", 1},          {"-b", 1},      {"-binding", 1}, {"-c", 1},
        {"-ckpt", 1},     {"-clear", 0},       {"-cwd", 0},    {"-dc", 1},      {"-dl", 1},
        {"-e", 1},        {"-h", 0},           {"-hard", 0},   {"-he", 1},      {"-help", 0},
        {"-hold_jid", 1}, {"-hold_jid_ad", 1}, {"-i", 1},      {"-j", 1},       {"-js", 1},
        {"-jsv", 1},      {"-l", 1},           {"-m", 1},      {"-masterq", 1}, {"-mbind", 1},
        {"-noshell", 0},  {"-nostdin", 0},     {"-notify", 0}, {"-now", 1},     {"-o", 1},
        {"-ot", 1},       {"-p", 1},           {"-par", 1},    {"-pe", 2},      {"-pty", 1},
        {"-q", 1},        {"-r", 1},           {"-rou", 1},    {"-sc", 1},      {"-shell", 1},
        {"-si", 1},       {"-soft", 0},        {"-sync", 1},   {"-t", 1},       {"-tc", 1},
        {"-tcon", 1},     {"-terse", 0},       {"-umask", 1},  {"-v", 1},       {"-verify", 0},
        {"-w", 1},        {"-wd", 1},          {"-xd", 1}};
    return values;
}

ReadOption read_qsub_option(const std::string& word) {
    const auto known = values_of_options().find(word);
    if (known == values_of_options().end()) return {word, 0, false};
    return {word, known->second, true, true};
}

constexpr std::string_view verifies = "with it qsub does not submit the runs";
constexpr std::string_view waits_for_jobs =
    "with it qsub waits for jobs, so that a call which is stopped loses them";

} // namespace

ClientOptions qsub_options(const ir::Target& target) {
    return {"qsub",
            read_qsub_option,
            flag_names(target),
            "qsub gets both",
            {},
            {{"-help", verifies},
             {"-verify", verifies},
             {"-w", verifies, "v"},
             {"-w", verifies, "p"},
             {"-clear", "it takes away what submit.sh says before it"},
             {"-@", "what its file says is not known here"},
             {"-sync", waits_for_jobs, "y"},
             {"-now", waits_for_jobs, "y"}}};
}

} // namespace expc::backends::gridengine
