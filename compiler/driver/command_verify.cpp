// SPDX-License-Identifier: MIT
#include "compiler/driver/built_target.hpp"
#include "compiler/driver/session.hpp"
#include "compiler/driver/subcommands.hpp"

#include <algorithm>

namespace expc::driver {

namespace {

constexpr std::uint64_t most_compared = 200;
constexpr std::size_t asked_at_once = 250;

/// All indexes, or so many from all over the space, the first and the last among them.
std::vector<std::uint64_t> indexes_to_compare(std::uint64_t runs, bool all) {
    const std::uint64_t number = all ? runs : std::min(runs, most_compared);
    std::vector<std::uint64_t> indexes;
    indexes.reserve(number);
    for (std::uint64_t i = 0; i < number; ++i) {
        const auto share =
            static_cast<double>(i) / static_cast<double>(std::max<std::uint64_t>(number - 1, 1));
        const auto spread = static_cast<std::uint64_t>(share * static_cast<double>(runs - 1));
        indexes.push_back(number == runs ? i : spread);
    }
    return indexes;
}

/// What differs in one run: the first string of its form that is not the same.
std::string difference_in_run(const BuiltTarget& first, const BuiltTarget& second,
                              const std::string& experiment, std::uint64_t index,
                              const std::vector<std::string>& left,
                              const std::vector<std::string>& right) {
    const auto place = std::ranges::mismatch(left, right);
    const auto shown = [](const auto& at, const std::vector<std::string>& form) {
        return at == form.end() ? std::string("(nothing more)") : *at;
    };
    const std::size_t width = std::max(first.folder.size(), second.folder.size());
    return fmt::format("{}, run {} differs:\n  {:<{}}  {}\n  {:<{}}  {}\n", experiment, index,
                       first.folder, width, shown(place.in1, left), second.folder, width,
                       shown(place.in2, right));
}

/// Compares runs of one experiment of two builds.
class Comparison {
  public:
    Comparison(const BuiltTarget& first, const BuiltTarget& second, Console& console)
        : first_(first), second_(second), console_(console) {}

    /// Nothing where all compared runs are the same; else a text that says where they are not.
    Result<std::string> differ(const std::string& experiment,
                               const std::vector<std::uint64_t>& indexes) {
        for (std::size_t begin = 0; begin < indexes.size(); begin += asked_at_once) {
            const std::size_t end = std::min(begin + asked_at_once, indexes.size());
            const std::vector<std::uint64_t> some(
                indexes.begin() + static_cast<std::ptrdiff_t>(begin),
                indexes.begin() + static_cast<std::ptrdiff_t>(end));
            const auto left = ids_of_runs(first_, experiment, some);
            if (!left) return left.failure();
            const auto right = ids_of_runs(second_, experiment, some);
            if (!right) return right.failure();
            for (std::size_t i = 0; i < some.size(); ++i) {
                if (left.value()[i] != right.value()[i]) return name(experiment, some[i]);
            }
            if (end < indexes.size())
                console_.err(
                    fmt::format("{}: {} of {} runs compared\n", experiment, end, indexes.size()));
        }
        return std::string();
    }

  private:
    Result<std::string> name(const std::string& experiment, std::uint64_t index) {
        const auto left = form_of_run(first_, experiment, index);
        if (!left) return left.failure();
        const auto right = form_of_run(second_, experiment, index);
        if (!right) return right.failure();
        if (left.value() == right.value())
            return fmt::format("{}, run {}: the ids differ, because other columns count in them\n",
                               experiment, index);
        return difference_in_run(first_, second_, experiment, index, left.value(), right.value());
    }

    const BuiltTarget& first_;
    const BuiltTarget& second_;
    Console& console_;
};

/// A text where the two do not have the same experiments with the same numbers of runs.
std::string different_shape(const BuiltTarget& first, const BuiltTarget& second) {
    const auto told = [](const BuiltTarget& target) {
        std::string text = fmt::format("  {}:", target.folder);
        for (const BuiltExperiment& experiment : target.experiments)
            text += fmt::format(" {} ({})", experiment.name, counted(experiment.runs, "run"));
        return text + "\n";
    };
    const bool is_same =
        std::ranges::equal(first.experiments, second.experiments,
                           [](const BuiltExperiment& left, const BuiltExperiment& right) {
                               return left.name == right.name && left.runs == right.runs;
                           });
    return is_same ? "" : "the experiments differ:\n" + told(first) + told(second);
}

int compare(const BuiltTarget& first, const BuiltTarget& second, bool all, Console& console) {
    if (const std::string shape = different_shape(first, second); !shape.empty()) {
        console.out(shape);
        return exit_failed;
    }
    bool is_described_alike = true;
    std::uint64_t compared = 0;
    std::uint64_t runs = 0;
    for (std::size_t i = 0; i < first.experiments.size(); ++i) {
        const BuiltExperiment& experiment = first.experiments[i];
        const auto indexes = indexes_to_compare(experiment.runs, all);
        const auto difference = Comparison(first, second, console).differ(experiment.name, indexes);
        if (!difference) {
            console.error(difference.failure().message);
            return exit_failed;
        }
        if (!difference.value().empty()) {
            console.out(difference.value());
            return exit_failed;
        }
        is_described_alike =
            is_described_alike && experiment.runs_digest == second.experiments[i].runs_digest;
        compared += indexes.size();
        runs += experiment.runs;
    }
    const bool is_proved = is_described_alike || compared == runs;
    console.print("{} ({}) and {} ({}): {}\n", first.folder, first.engine, second.folder,
                  second.engine,
                  is_proved ? fmt::format("the same {}", counted(runs, "run"))
                            : fmt::format("no difference in {} of {} runs; --all compares the rest",
                                          compared, runs));
    return is_proved ? exit_ok : exit_failed;
}

} // namespace

int verify(const Arguments& arguments, Console& console) {
    if (arguments.builds.size() < 2) {
        console.error("verify compares builds: name two or more, for example "
                      "build/train@laptop build/train@cluster");
        return exit_usage;
    }
    std::vector<BuiltTarget> targets;
    for (const std::string& folder : arguments.builds) {
        Result<BuiltTarget> target = read_built_target(folder);
        if (!target) {
            console.error(target.failure().message);
            return exit_usage;
        }
        targets.push_back(std::move(target).value());
    }
    int code = exit_ok;
    for (std::size_t i = 1; i < targets.size(); ++i)
        code = std::max(code, compare(targets.front(), targets[i], arguments.all, console));
    return code;
}

} // namespace expc::driver
