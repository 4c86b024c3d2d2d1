// What the pairs of a comparison draw besides their chance: people and a past of their own, and the numbers the
// scenarios leave to what is known of them. All scenarios of a pair share what it drew. Pair i draws by its number
// alone: pairs that are added change none before.
#pragma once

#include "engine/settings/scenario.hpp"
#include "results/doubt.hpp"
#include "tools/studies/evidence_draws.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace kith::tools {

/// What is asked of a comparison.
struct DoubtAsked {
  bool chance_only = false;  ///< all pairs share people, past and numbers
  bool split = false;        ///< pairs are lived again, to tell which part of the doubt moves a change how much
  std::string posterior{};   ///< a calibration whose numbers are drawn from its sample, together; "": none
};

/// What pairs draw.
struct DoubtPlan {
  std::string population_seed{};          ///< setting that people and past are drawn by; "": they are not
  std::vector<DrawableNumber> numbers{};  ///< effects, costs and other numbers with a distribution; of a posterior, all
  std::vector<results::HeldNumber> held{};
  std::vector<results::Again> agains{};  ///< what each pair is lived again for

  bool chance_alone() const { return population_seed.empty() && numbers.empty(); }
};

/// Throws CommandLineError if doubt is to be split where chance is all there is, ResultsError for the posterior.
DoubtPlan plan_doubt(const std::vector<Scenario>& scenarios, const DoubtAsked& asked);

/// What was planned, without what pairs drew.
results::Doubt described(const DoubtPlan& plan);

/// What pair number `pair` draws; `again`: other people for the same numbers.
results::PairDraws draws_of_pair(const DoubtPlan& plan, const Scenario& scenario, std::int64_t pair,
                                 bool again = false);

/// The scenarios as that pair lives them.
std::vector<Scenario> scenarios_of_pair(const std::vector<Scenario>& scenarios, const DoubtPlan& plan,
                                        std::int64_t pair, bool again = false);

/// "each with people and a past of its own and its own draw of 117 numbers".
std::string drawn_in_words(const DoubtPlan& plan);

}  // namespace kith::tools
