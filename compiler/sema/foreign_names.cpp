// SPDX-License-Identifier: MIT
#include "compiler/sema/foreign_names.hpp"

#include <algorithm>
#include <array>

namespace expc::sema {

namespace {

struct ForeignField {
    std::string_view owner;
    std::string_view word;
    std::string_view here;
};

constexpr auto foreign_fields = std::to_array<ForeignField>({
    {"resources", "mem", "memory"},
    {"resources", "ram", "memory"},
    {"resources", "mem_per_node", "memory"},
    {"resources", "walltime", "time"},
    {"resources", "timeout", "time"},
    {"resources", "runtime", "time"},
    {"resources", "duration", "time"},
    {"resources", "time_limit", "time"},
    {"resources", "cores", "cpus"},
    {"resources", "threads", "cpus"},
    {"resources", "ncpus", "cpus"},
    {"resources", "num_cpus", "cpus"},
    {"resources", "cpus_per_task", "cpus"},
    {"resources", "ngpus", "gpus"},
    {"resources", "num_gpus", "gpus"},
    {"resources", "gpus_per_node", "gpus"},
    {"resources", "gres", "gpus"},
    {"resources", "ntasks", "tasks"},
    {"resources", "storage", "disk"},
    {"experiment", "cmd", "command"},
    {"experiment", "shell", "command"},
    {"experiment", "run", "command"},
    {"experiment", "script", "command"},
    {"experiment", "args", "command"},
    {"experiment", "argv", "command"},
    {"experiment", "program", "command"},
    {"experiment", "entrypoint", "command"},
    {"experiment", "params", "space"},
    {"experiment", "parameters", "space"},
    {"experiment", "sweep", "space"},
    {"experiment", "grid", "space"},
    {"experiment", "image", "container"},
    {"experiment", "volumes", "mounts"},
    {"experiment", "environment", "env"},
    {"experiment", "cwd", "workdir"},
    {"experiment", "working_dir", "workdir"},
    {"experiment", "chdir", "workdir"},
    {"experiment", "log", "stdout"},
    {"experiment", "depends_on", "after"},
    {"experiment", "needs", "after"},
    {"experiment", "retries", "retry"},
    {"retry", "retries", "attempts"},
    {"retry", "max_retries", "attempts"},
    {"retry", "max_attempts", "attempts"},
    {"container", "image", "oci"},
    {"container", "docker", "oci"},
    {"container", "singularity", "sif"},
    {"mount", "path", "at"},
    {"mount", "target", "at"},
    {"mount", "mountPath", "at"},
    {"slurm", "queue", "partition"},
    {"slurm", "time", "max_time"},
    {"slurm", "modules", "setup"},
    {"gridengine", "partition", "queue"},
    {"gridengine", "pe", "parallel_environment"},
    {"bash", "script", "run"},
    {"bash", "env", "vars"},
});

struct ForeignFunction {
    std::string_view word;
    std::string_view here;
};

constexpr auto foreign_functions = std::to_array<ForeignFunction>({
    {"interval", "`x ~ uniform(0.0, 1.0)` in `sample(n = 20, seed = 7) { ... }`"},
    {"getenv", "in a job: `run.env(\"NAME\")`; at compile time: `input name: Str = env(\"NAME\")`"},
    {"getvar", "in a job: `run.env(\"NAME\")`; at compile time: `input name: Str = env(\"NAME\")`"},
    {"arange", "`range(start, stop, step = k)`, or `linspace(a, b, points = n)` for floats"},
    {"seq", "`range(start, stop, step = k)`, or `linspace(a, b, points = n)` for floats"},
    {"size", "`len(list)`; for a space: `count(space)`"},
    {"length", "`len(list)`; for a space: `count(space)`"},
    {"string", "`str(x)`, or the value in a text: `\"${x}\"`"},
    {"format", "the value in a text: `\"${x}\"`; with digits: `fixed(x, 2)`, `pad(n, 3)`"},
    {"concatenate", "`[...a, ...b]` for lists, `concat { ... }` for spaces"},
    {"expand", "a space makes the combinations: `product { a in [...], b in [...] }`"},
    {"glob", "expc reads no folders: list the values, or read them with `load_csv`"},
    {"open",
     "`load_csv`, `load_json` and `load_yaml` read data: `load_json(\"p.json\") as {lr: Float}`"},
    {"print", "`expc plan` and `expc eval` show values"},
    {"pow", "a product, or the number itself: `1e-4`"},
    {"sqrt", "there are no roots and powers: write the number"},
    {"gauss", "`x ~ normal(0.0, 1.0)` in `sample(n = 20, seed = 7) { ... }`"},
    {"log_uniform", "`x ~ loguniform(1e-5, 1e-2)` in `sample(n = 20, seed = 7) { ... }`"},
});

} // namespace

std::string_view field_instead_of(std::string_view owner, std::string_view word) {
    const auto row = std::ranges::find_if(foreign_fields, [&](const ForeignField& field) {
        return field.owner == owner && field.word == word;
    });
    return row == foreign_fields.end() ? std::string_view() : row->here;
}

std::string_view instead_of_function(std::string_view word) {
    const std::size_t point = word.rfind('.');
    const std::string_view last = point == std::string_view::npos ? word : word.substr(point + 1);
    const auto row = std::ranges::find(foreign_functions, last, &ForeignFunction::word);
    return row == foreign_functions.end() ? std::string_view() : row->here;
}

} // namespace expc::sema
