// SPDX-License-Identifier: MIT
#include "compiler/lower/output_paths.hpp"

#include "compiler/base/grouped.hpp"
#include "compiler/base/match.hpp"
#include "compiler/ir/run.hpp"
#include "compiler/lower/lower_target.hpp"
#include "compiler/lower/shown_run.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <unordered_map>

namespace expc::lower {

namespace {

constexpr std::uint64_t listed_limit = 1'000'000;

bool tells_runs_apart(const ir::Text& path) {
    return std::ranges::any_of(path.parts, [](const ir::Part& part) {
        const auto* runtime = std::get_if<ir::RuntimePart>(&part);
        if (runtime == nullptr) return false;
        using enum algebra::RuntimeKind;
        return runtime->kind == run_id || runtime->kind == run_index || runtime->kind == run_name ||
               runtime->kind == run_number || runtime->kind == run_dir;
    });
}

std::vector<algebra::ColumnIndex> columns_of(const ir::Text& text) {
    std::set<algebra::ColumnIndex> columns;
    for (const ir::Part& part : text.parts) {
        if (const auto* column = std::get_if<ir::ColumnText>(&part)) columns.insert(column->column);
        if (const auto* table = std::get_if<ir::TableText>(&part))
            columns.insert(table->columns.begin(), table->columns.end());
    }
    return {columns.begin(), columns.end()};
}

/// Texts of columns that would leave the place where the path puts them.
bool check_safe_texts(sema::Evaluator& evaluator, const ir::Output& output,
                      const algebra::Space& space) {
    for (const ir::Part& part : output.path.parts) {
        const auto* text = std::get_if<ir::ColumnText>(&part);
        if (text == nullptr) continue;
        const algebra::Column& column = space.columns[text->column];
        const bool is_range =
            column.domain.pieces.size() == 1 &&
            std::holds_alternative<algebra::IntRange>(column.domain.pieces.front());
        if (is_range) continue;
        for (algebra::Ordinal ordinal = 0; ordinal < column.domain.size(); ++ordinal) {
            const Value value = column.domain.at(ordinal);
            if (value.get_if<algebra::Text>() == nullptr) continue;
            const std::string& content = value.as_text();
            const bool is_unsafe = content.empty() || content == "." || content == ".." ||
                                   content.find('/') != std::string::npos;
            if (!is_unsafe) continue;
            auto report = evaluator.fail(diag::Code::E0705, output.origin, content,
                                         content.empty() ? "it is empty"
                                         : content.find('/') != std::string::npos
                                             ? "it contains `/`"
                                             : "it names another folder");
            if (report)
                report->label(column.origin, "comes from this column")
                    .help(content.find('/') == std::string::npos
                              ? "give the column another text there, or leave it out of the path"
                              : fmt::format("make a name of it: `${{slug({})}}`", column.alias));
            return false;
        }
    }
    return true;
}

/// A path literal as it is written, with the run's folder or id in it: `"model.pt"` becomes
/// `"${run.dir}/model.pt"`, `"/results/best.pt"` becomes `"/results/${run.id}/best.pt"`.
std::string with_run_in_path(const std::string& written, bool is_folder) {
    const std::string path = written.substr(1, written.size() - 2);
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return fmt::format("\"${{run.dir}}/{}\"", path);
    if (is_folder) return fmt::format("\"{}/${{run.id}}\"", path);
    return fmt::format("\"{}/${{run.id}}{}\"", path.substr(0, slash), path.substr(slash));
}

bool report_same(sema::Evaluator& evaluator, const ir::Output& output,
                 const ir::Experiment& experiment, std::uint64_t runs, std::uint64_t first,
                 std::uint64_t second) {
    auto report = evaluator.fail(diag::Code::E0701, output.origin, runs,
                                 output.kind == ir::OutputKind::directory ? "folder" : "file");
    if (!report) return false;
    report->here(runs == experiment.space.count
                     ? fmt::format("the same for every run of `{}`", experiment.name)
                     : fmt::format("the same for {} of the {} runs of `{}`", runs,
                                   experiment.space.count, experiment.name));
    report->note(fmt::format("for example {} and {}", run_shown(experiment.space, first),
                             run_shown(experiment.space, second)));
    const std::string written = evaluator.checker().source_text(output.origin);
    const bool is_literal = written.size() > 2 && written.front() == '"' && written.back() == '"';
    if (is_literal)
        report->help(
            fmt::format("a path of its own for each run: `{}`",
                        with_run_in_path(written, output.kind == ir::OutputKind::directory)));
    else
        report->help("put `${run.dir}` or `${run.id}` into it");
    return false;
}

/// The first two runs with one text, and how many there are of it.
struct Repetition {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    std::uint64_t runs = 0;
};

std::optional<Repetition> find_repetition(const ir::Experiment& experiment, const ir::Text& text) {
    ir::Resolver resolver(experiment);
    std::unordered_map<std::string, Repetition> seen;
    algebra::Cursor cursor(experiment.space, 0);
    bool is_repeated = false;
    for (std::uint64_t index = 0; index < experiment.space.count; ++index, cursor.next()) {
        const std::string path = ir::shown(resolver.text(text, index, cursor.ordinals()));
        Repetition& repetition = seen.try_emplace(path, Repetition{index, index, 0}).first->second;
        if (++repetition.runs == 2) repetition.second = index;
        is_repeated = is_repeated || repetition.runs > 1;
    }
    if (!is_repeated) return std::nullopt;
    std::optional<Repetition> earliest;
    for (const auto& [path, repetition] : seen) {
        if (repetition.runs > 1 && (!earliest || repetition.first < earliest->first))
            earliest = repetition;
    }
    return earliest;
}

/// Whether the texts between literal pieces can be told apart: every piece is injective and no text
/// holds the character that ends it.
bool is_structurally_unique(const ir::Text& path, const algebra::Space& space) {
    std::set<algebra::ColumnIndex> told;
    for (std::size_t i = 0; i < path.parts.size(); ++i) {
        const auto* column = std::get_if<ir::ColumnText>(&path.parts[i]);
        if (column == nullptr) {
            if (std::holds_alternative<ir::TableText>(path.parts[i])) return false;
            continue;
        }
        told.insert(column->column);
        const auto* next =
            i + 1 < path.parts.size() ? std::get_if<std::string>(&path.parts[i + 1]) : nullptr;
        const bool is_last = i + 1 == path.parts.size();
        if (next == nullptr && !is_last) return false;
        const char end = next != nullptr ? next->front() : '\0';
        const algebra::Domain& domain = space.columns[column->column].domain;
        const bool is_range = domain.pieces.size() == 1 &&
                              std::holds_alternative<algebra::IntRange>(domain.pieces.front());
        if (is_range) {
            if (std::string_view("0123456789-").find(end) != std::string_view::npos && end != '\0')
                return false;
            continue;
        }
        for (algebra::Ordinal ordinal = 0; ordinal < domain.size(); ++ordinal) {
            const Value value = domain.at(ordinal);
            if (value.is_none() ||
                (end != '\0' && algebra::word_text(value).find(end) != std::string::npos))
                return false;
        }
    }
    const std::vector<algebra::ColumnIndex> columns(told.begin(), told.end());
    return algebra::check_unique(space, columns).answer == algebra::Uniqueness::Answer::unique;
}

bool check_one(sema::Evaluator& evaluator, const ir::Experiment& experiment,
               const ir::Output& output) {
    if (!check_stays_below(evaluator, output.path, output.origin)) return false;
    if (output.path.parts.empty()) {
        evaluator.fail(diag::Code::E0705, output.origin, "", "it is empty");
        return false;
    }
    if (!check_safe_texts(evaluator, output, experiment.space)) return false;
    if (tells_runs_apart(output.path) || experiment.space.count == 1) return true;
    const std::vector<algebra::ColumnIndex> columns = columns_of(output.path);
    if (columns.empty())
        return report_same(evaluator, output, experiment, experiment.space.count, 0, 1);
    if (experiment.space.count <= listed_limit) {
        const auto repetition = find_repetition(experiment, output.path);
        return !repetition || report_same(evaluator, output, experiment, repetition->runs,
                                          repetition->first, repetition->second);
    }
    const auto answer = algebra::check_unique(experiment.space, columns);
    if (answer.answer == algebra::Uniqueness::Answer::repeated)
        return report_same(evaluator, output, experiment, experiment.space.count, answer.first,
                           answer.second);
    if (is_structurally_unique(output.path, experiment.space)) return true;
    auto report =
        evaluator.fail(diag::Code::E0507, output.origin, "telling whether two runs write this path",
                       grouped(experiment.space.count), grouped(listed_limit));
    if (report) report->help("put the run's id into it: `${run.id}`");
    return false;
}

/// Every path of a target of moderate size, with the folders that runs declare: equal paths of
/// different experiments, and paths inside another run's folder.
struct PathOwner {
    const ir::Experiment* experiment;
    const ir::Output* output;
    std::uint64_t run;
};

/// `o//x` and `./o/x` are `o/x`.
std::string normal(std::string_view path) {
    std::string result = path.starts_with('/') ? "/" : "";
    for (std::size_t begin = 0; begin < path.size();) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        const std::string_view name = path.substr(begin, end - begin);
        begin = end + 1;
        if (name.empty() || name == ".") continue;
        if (!result.empty() && !result.ends_with('/')) result += '/';
        result += name;
    }
    return result;
}

/// The path as a key: `run.dir` is a folder of the run's own.
std::string path_key(const ir::ResolvedText& path, const ir::Experiment& experiment,
                     std::uint64_t run) {
    std::string key;
    for (const algebra::TextPart& part : path) {
        const auto* runtime = std::get_if<algebra::RuntimePart>(&part);
        key += runtime == nullptr
                   ? std::get<std::string>(part)
                   : fmt::format("{}#{}.{}", ir::placeholder(*runtime), experiment.name, run);
    }
    return normal(key);
}

/// Two outputs of a run that have the same path.
bool report_twins(sema::Evaluator& evaluator, const ir::Output& first, const ir::Output& second,
                  const std::string& path) {
    auto report = evaluator.fail(diag::Code::E0707, second.origin, first.name, second.name,
                                 second.kind == ir::OutputKind::directory ? "folder" : "file");
    if (report)
        report->here("the second")
            .label(first.origin, "the first")
            .note(fmt::format("both are `{}`", path));
    return false;
}

/// What the runs of an experiment write where the user says, in one list: outputs, then logs that
/// have a place of their own. Devices are no files of runs.
struct Written {
    const ir::Experiment* experiment;
    std::vector<ir::Output> paths;
};

Written written_by(const LoweredExperiment& experiment) {
    Written written{&experiment.plan, experiment.plan.outputs};
    const auto add_log = [&](const char* field, const std::optional<ir::Text>& path) {
        if (!path) return;
        const auto* begin =
            path->parts.empty() ? nullptr : std::get_if<std::string>(&path->parts.front());
        if (begin != nullptr && begin->starts_with("/dev/")) return;
        const sema::FieldNode* node = experiment.object->field(field);
        written.paths.push_back(
            {field, ir::OutputKind::file, *path, node->value ? node->value.range() : node->range});
    };
    add_log("stdout", experiment.plan.stdout_path);
    add_log("stderr", experiment.plan.stderr_path);
    return written;
}

/// The two logs of a run may share a file: both are appended to.
bool are_logs(const ir::Experiment& experiment, const ir::Output& first, const ir::Output& second) {
    const auto is_log = [&](const ir::Output& output) {
        return std::ranges::none_of(experiment.outputs, [&](const ir::Output& declared) {
            return declared.name == output.name && declared.origin.begin == output.origin.begin;
        });
    };
    return is_log(first) && is_log(second);
}

/// Every path of a target by its key.
class PathOwners {
  public:
    explicit PathOwners(sema::Evaluator& evaluator) : evaluator_(evaluator) {}

    /// False after an error: another run, or another output of the run, has the path.
    bool add(const std::string& path, const PathOwner& owner) {
        const auto [known, is_new] = owners_.try_emplace(path, owner);
        if (is_new) return true;
        const PathOwner& first = known->second;
        if (first.experiment != owner.experiment) {
            auto report = evaluator_.fail(diag::Code::E0701, owner.output->origin, 2, "file");
            if (report)
                report
                    ->label(first.output->origin,
                            fmt::format("`{}` writes it too", first.experiment->name))
                    .note(fmt::format("both write `{}`", path));
            return false;
        }
        if (first.run != owner.run || are_logs(*owner.experiment, *first.output, *owner.output))
            return true;
        return report_twins(evaluator_, *first.output, *owner.output, written(path));
    }

    /// False after an error: a path lies in another run's folder, or below a file.
    bool check_folders() {
        for (const auto& [path, owner] : owners_) {
            for (std::size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0;
                 slash = path.rfind('/', slash - 1)) {
                const auto outer = owners_.find(path.substr(0, slash));
                if (outer != owners_.end() && !check_inside(path, owner, *outer)) return false;
            }
        }
        return true;
    }

  private:
    using Owners = std::unordered_map<std::string, PathOwner>;

    bool check_inside(const std::string& path, const PathOwner& inner,
                      const Owners::value_type& outer) {
        const PathOwner& holder = outer.second;
        const bool is_own = holder.experiment == inner.experiment && holder.run == inner.run;
        const bool is_folder = holder.output->kind == ir::OutputKind::directory;
        if (is_own && is_folder) return true;
        const std::string note =
            fmt::format("`{}` lies in `{}`", written(path), written(outer.first));
        if (is_own) {
            auto report = evaluator_.fail(diag::Code::E0705, inner.output->origin, written(path),
                                          fmt::format("`{}` is a file", holder.output->name));
            if (report) report->label(holder.output->origin, "the file").note(note);
            return false;
        }
        auto report = evaluator_.fail(diag::Code::E0706, inner.output->origin, inner.output->name,
                                      holder.output->name);
        if (report)
            report->label(holder.output->origin, is_folder ? "the folder" : "the file").note(note);
        return false;
    }

    /// Without what makes keys of runs differ.
    static std::string written(std::string path) {
        for (std::size_t mark = path.find('#'); mark != std::string::npos; mark = path.find('#'))
            path.erase(mark, std::min(path.find('/', mark), path.size()) - mark);
        return path;
    }

    sema::Evaluator& evaluator_;
    Owners owners_;
};

bool check_nesting(sema::Evaluator& evaluator, const std::vector<Written>& experiments) {
    PathOwners owners(evaluator);
    for (const Written& written : experiments) {
        const ir::Experiment& experiment = *written.experiment;
        ir::Resolver resolver(experiment);
        algebra::Cursor cursor(experiment.space, 0);
        for (std::uint64_t run = 0; run < experiment.space.count; ++run, cursor.next()) {
            for (const ir::Output& output : written.paths) {
                const auto path = resolver.text(output.path, run, cursor.ordinals());
                if (!owners.add(path_key(path, experiment, run), {&experiment, &output, run}))
                    return false;
            }
        }
    }
    return owners.check_folders();
}

} // namespace

bool check_stays_below(sema::Evaluator& evaluator, const ir::Text& path, SourceRange origin) {
    for (const ir::Part& part : path.parts) {
        const auto* literal = std::get_if<std::string>(&part);
        const bool climbs =
            literal != nullptr && (*literal == ".." || literal->find("/../") != std::string::npos ||
                                   literal->starts_with("../") || literal->ends_with("/.."));
        if (!climbs) continue;
        evaluator.fail(diag::Code::E0705, origin, *literal, "`..` leaves its folder");
        return false;
    }
    return true;
}

bool check_output_paths(sema::Evaluator& evaluator,
                        std::span<const LoweredExperiment* const> experiments) {
    std::uint64_t paths = 0;
    bool may_nest = false;
    std::vector<Written> all;
    for (const LoweredExperiment* experiment : experiments) {
        const Written& written = all.emplace_back(written_by(*experiment));
        for (const ir::Output& output : written.paths) {
            if (!check_one(evaluator, experiment->plan, output)) return false;
            may_nest = may_nest || written.paths.size() > 1 || experiments.size() > 1 ||
                       output.kind == ir::OutputKind::directory;
        }
        paths += experiment->plan.space.count * written.paths.size();
    }
    return !may_nest || paths > 100'000 || check_nesting(evaluator, all);
}

} // namespace expc::lower
