// A trial inside a scenario's world: the question as it was asked, held against what the model offers and the scenario
// allows, and run in every replicate.
#pragma once

#include "engine/run/trial.hpp"
#include "engine/settings/scenario.hpp"
#include "results/results.hpp"
#include "tools/studies/kept_replicates.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kith::tools {

/// How those who are given a treatment are told from those they are held against.
enum class TrialDesign : std::uint8_t { random, matching, before_after };

/// As --design takes it.
const std::string& word_of(TrialDesign design);

/// As given on the command line; "" and nothing: not given.
struct TrialRequest {
  std::string treatment;
  std::string design = "random";
  std::string outcome;
  std::optional<double> share;
  std::optional<std::int64_t> people;
  std::optional<std::int64_t> before_days, follow_up_days;
  bool placebo = false;
  bool no_spread = false;
};

/// A sound question.
struct TrialQuestion {
  TrialDesign design = TrialDesign::random;
  TrialPlan plan;
  TrialOffer::Treatment treatment;
  std::vector<TrialOffer::Outcome> outcomes;
  std::vector<std::string> traits;
  std::size_t outcome = 0;
};

/// Throws CommandLineError with all that is wrong with the request, a line each; InputError, at the line that says when
/// the run ends, if the run is too short for it.
TrialQuestion trial_question(const TrialRequest& request, const Scenario& scenario);

/// Holds it in all replicates of the scenario, as many at once as threads and memory allow, but for those `kept` has;
/// what is finished is kept there (null: nowhere). Throws Interrupted.
std::vector<TrialReplicate> run_trial(const Scenario& scenario, const TrialPlan& plan, int threads, bool quiet,
                                      KeptReplicates* kept);

/// A file of it: a row for each subject, by replicate, with all that was counted.
results::Run trial_file(const Scenario& scenario, const TrialQuestion& question,
                        const std::vector<TrialReplicate>& replicates);

}  // namespace kith::tools
