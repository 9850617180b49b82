// SPDX-License-Identifier: MIT
#include "compiler/lower/known_runs.hpp"

#include "compiler/algebra/identity.hpp"
#include "compiler/algebra/space.hpp"
#include "compiler/ir/run.hpp"

#include <fmt/format.h>

namespace expc::lower {

void for_each_known_run(const ir::Experiment& experiment, const algebra::Space& part,
                        const VisitRun& visit) {
    algebra::Identifier identifier(experiment.space, experiment.identity);
    algebra::Cursor cursor(part, 0);
    for (std::uint64_t row = 0; row < part.count; ++row, cursor.next()) {
        const algebra::RunId id = identifier.id(cursor.ordinals());
        const std::uint64_t index = algebra::rank(experiment.space, cursor.digits()).value_or(row);
        const sema::KnownRun run{static_cast<std::int64_t>(index), id.hex(),
                                 ir::run_name(experiment.name, id)};
        if (!visit(cursor.ordinals(), run)) return;
    }
}

bool are_few_enough(sema::Evaluator& evaluator, const algebra::Space& space, SourceRange place) {
    if (space.count <= known_runs_limit) return true;
    auto report = evaluator.fail(
        diag::Code::E0313, place,
        fmt::format("what is computed with a run's own number or name is looked at for each run, "
                    "and there are {} of them; the limit is {}",
                    space.count, known_runs_limit));
    if (report)
        report->help("as a word and in a text they cost nothing, `\"${run.index}\"`: leave what "
                     "depends on them to the program");
    return false;
}

} // namespace expc::lower
