// A comparison in a screenful and as JSON: what each alternative changes, with intervals; whether targets were met; and
// plain words where nothing can be told apart.
#pragma once

#include "results/comparison.hpp"
#include "results/telling.hpp"
#include "tools/report/panels.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace kith::tools {

struct HeadlineDifference {
  Measure measure;
  results::PairedDifference difference;
  results::Telling telling;
};

/// The named measures (one value a replicate) of an alternative (1 ..) against the base, in that order; how they stand,
/// taken together.
std::vector<HeadlineDifference> headline_differences(const std::vector<std::string>& names, const results::Run& run,
                                                     std::size_t alternative);

/// A headline of an alternative against the base in the years of results::full_years.
struct YearlyDifference {
  results::PairedDifference difference;
  bool of_full_years;  ///< false: the run has no yearly course of it, or none with values, so it is of the whole run
};
YearlyDifference yearly_difference(const results::Run& run, const std::string& measure, std::size_t alternative);

/// The same of several, and how they stand, taken together.
struct YearlyHeadline {
  Measure measure;
  YearlyDifference yearly;
  results::Telling telling;
};
std::vector<YearlyHeadline> yearly_headlines(const std::vector<std::string>& names, const results::Run& run,
                                             std::size_t alternative);

/// What is said of a number that cannot differ, as it is of years before the change.
inline constexpr const char* measured_before = "measured before the change";
/// How a measure of one value stands, in words.
std::string verdict_in_words(const results::Run& run, const std::string& measure, results::Telling telling,
                             std::size_t alternative);

struct LabelDifference {
  std::string label;
  results::PairedDifference difference;
  results::Telling telling;
};

/// A panel by label; labels with nothing in either scenario are left out. How they stand, taken together.
std::vector<LabelDifference> label_differences(const Panel& panel, const results::Run& run, std::size_t alternative);

/// How the rows of a panel stand, taken together.
std::vector<results::Telling> tellings_in(const Panel& panel, const results::Run& run,
                                          const std::vector<results::PairedDifference>& rows);
/// What "cannot tell" and "no difference that matters" mean in this comparison, a sentence or two each.
std::vector<std::string> tellings_in_words(const results::Run& run);

/// "Target ...: met in 3 of 8 pairs, ...", or why it is not judged; one paragraph.
std::string goal_text(const results::Run& run, const results::Goal& goal);

/// The whole screen, without a line about files and times.
std::string comparison_text(const results::Run& run, const std::vector<std::string>& headlines);
nlohmann::ordered_json comparison_json(const results::Run& run, const std::vector<std::string>& headlines);

nlohmann::ordered_json difference_json(const results::PairedDifference& difference, results::Telling telling);
nlohmann::ordered_json goal_json(const results::Run& run, const results::Goal& goal);

}  // namespace kith::tools
