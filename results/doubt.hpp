// What the pairs of a comparison differ in, and so what its intervals cover: chance; who lives there, where each pair
// has people and a past of its own; and what is not known, where each pair has its own draw of the numbers the
// scenarios rest on. Worlds of one pair share all three.
#pragma once

#include "engine/measures/measures.hpp"
#include "results/evidence_draws.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace kith::results {

struct Run;

/// A number that has a distribution and was not drawn.
struct HeldNumber {
  std::string path;
  std::string why;
};

/// A pair lived once more with part of what it drew drawn anew; see split_of.
enum class Again : std::uint8_t {
  chance,  ///< the same people, the same numbers
  people,  ///< other people with another past, and other chance; the same numbers
};

/// Of one pair: what it drew.
struct PairDraws {
  std::int64_t population_seed = 0;
  Reals drawn;  ///< by number
  Reals again;  ///< by Doubt::agains, scenario, Doubt::measures: what came of the pair lived once more
};

struct Doubt {
  bool population = false;           ///< each pair has people and a past of its own
  std::vector<DrawnNumber> numbers;  ///< drawn for each pair
  std::vector<HeldNumber> held;
  std::map<std::int64_t, PairDraws> pairs;  ///< by number of the replicate; empty if chance is all they differ in
  std::vector<Again> agains;                ///< what pairs were lived again for; empty: doubt was not to be split
  std::vector<DrawnMeasure> measures;       ///< kept of pairs lived again

  bool chance_alone() const { return !population && numbers.empty(); }
};

/// Whether arrays have the lengths that the rest says, pairs are those of the run, and measures are of it.
bool is_consistent(const Doubt& doubt, const Run& run);

/// "chance alone", "chance, who lives there, and what is not known".
std::string covered_in_words(const Doubt& doubt);

/// What a 95% interval is of. With more pairs the interval of a mean narrows, as it should where only chance is in
/// doubt; what is not known stays unknown, however often it is drawn.
enum class IntervalOf : std::uint8_t {
  mean,       ///< the mean over replicates lies in it
  one_world,  ///< what one more world would show lies in it (a prediction interval)
};
IntervalOf interval_of(const Doubt& doubt);

/// "one_world" or "mean", as files have it.
std::string interval_word(const Doubt& doubt);

/// One part of the variance of a difference, as a share of all of it, with a 95% interval by resampling pairs.
struct PartOfDoubt {
  double share, low, high;
};
struct SplitOfDoubt {
  PartOfDoubt chance, people, numbers;  ///< of what pairs do not differ in: 0
};

/// How much of the variance of a scalar measure's difference (alternative 1 .. minus base) over pairs goes with which
/// part of the doubt. Chance is nested in people, people in numbers: half of the mean squared difference between a pair
/// and the same lived again with other chance is the variance of chance, likewise with other people of people and
/// chance together, and the rest of the variance over pairs is of the numbers. Interactions count to chance before
/// people before numbers. Estimates below 0 are 0. All NaN if the comparison was not split, the measure was not kept or
/// nothing varies.
SplitOfDoubt split_of(const Run& run, std::string_view measure, std::size_t alternative);

/// The pairs of a comparison as draws of one replicate each, so that what is told of draws (regrets, influences) can be
/// told of them. Of the preferred measure alone, a scalar; no draws if a pair has no value of it.
EvidenceDraws pairs_as_draws(const Run& run, const Preference& preference);

}  // namespace kith::results
