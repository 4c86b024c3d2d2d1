// kith compare --evidence-draws: the scenarios run again with numbers of evidence drawn from what is known of them. A
// number is drawn where nothing is written for it: what a file, a [[change]] or --set says of a setting holds.
#pragma once

#include "engine/run/fitted_sample.hpp"
#include "engine/settings/scenario.hpp"
#include "results/doubt.hpp"
#include "results/results.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace kith::tools {

/// A number that can be drawn.
struct DrawableNumber {
  Setting setting;
  /// What its draw is keyed by: its path; or, where numbers of one table state the same help and source (a unit cost by
  /// type), the path of the first of them: what is wrong with the source is wrong with all.
  std::string key;
  /// Where it is drawn from instead of its distribution: a column of the sample. Numbers of one posterior come from one
  /// point of it. Null: from its distribution.
  std::shared_ptr<const FittedSample> posterior{};
  std::size_t column = 0;
};

/// How origins of values that come from a posterior begin.
inline constexpr std::string_view origin_of_posterior = "posterior ";

/// `number` as the setting's type, rounded if it takes whole numbers.
Value typed_number(const Setting& setting, double number);

struct EvidenceDrawing {
  std::vector<DrawableNumber> numbers;
  std::int64_t draws = 0;
  std::int64_t replicates = 0;  ///< of each scenario in each draw; the first of the run
  results::Preference preference;
};

/// Whether nothing is written for a setting.
bool is_default(const Settings& settings, const std::string& path);

/// Settings with a distribution, with what keys their draws.
std::vector<DrawableNumber> drawable_numbers(const Declarations& declarations);

/// Whether some scenario leaves it to be drawn at some time: nothing is written for it, or the best point of its
/// posterior.
bool is_ever_drawn(const std::vector<Scenario>& scenarios, const DrawableNumber& number);

/// Those of them that some scenario leaves to its default at some time, but for those of tables a switch `active` keeps
/// off in all scenarios, all the time, and those that are held.
std::vector<DrawableNumber> numbers_left_to_evidence(const std::vector<Scenario>& scenarios);
/// The same, but for those that are held: fitted to facts with others, they are drawn from a posterior or not at all.
std::vector<results::HeldNumber> numbers_held(const std::vector<Scenario>& scenarios);
/// What the ranges allowed cut off the distributions of these numbers, a sentence without full stop each, led by the
/// path; none for a number of which next to nothing is cut.
std::vector<std::string> cuts_of(const std::vector<DrawableNumber>& numbers);

/// The draw's value of a number: the quantile of its distribution at a uniform keyed by seed, key and draw, so that it
/// is the same for every scenario and however many draws are made; of a posterior, the value at a point drawn likewise.
Value drawn_value(const DrawableNumber& number, std::uint64_t seed, std::int64_t draw);

/// The scenario with the draw's values for the numbers nothing is written for, on the first day and after each change;
/// values of a posterior's best point give way, too.
/// Their origin is "evidence draw N".
Scenario with_draw(const Scenario& scenario, const std::vector<DrawableNumber>& numbers, std::int64_t draw);

/// "lowest:visits", a measure among `known`. Throws CommandLineError.
results::Preference preference_from(const std::string& text, const std::vector<std::string>& known);

/// What was drawn, in words for a file.
results::DrawnNumber described(const DrawableNumber& number);

/// `value` of a setting that is a number.
double as_number(const Value& value);

/// Measures that have one value a replicate, of declarations with the axis of scenarios or without.
std::vector<results::DrawnMeasure> single_measures(const MeasureSet& measures);

/// Builds and runs every draw, one after the other, with progress on standard error unless `quiet`. Throws Interrupted.
results::EvidenceDraws run_draws(const std::vector<Scenario>& scenarios, const std::vector<std::string>& labels,
                                 const EvidenceDrawing& drawing, int threads, bool quiet);

}  // namespace kith::tools
