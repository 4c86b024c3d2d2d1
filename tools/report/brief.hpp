// The answer in ten seconds, as text: targets, the numbers that decide, what was changed, and how far all that may be
// trusted. The page's first screen and the screen of `kith compare` are both made of it, so that they say the same.
// Which numbers decide is declared in the model.
#pragma once

#include "engine/run/model.hpp"
#include "engine/settings/resolved_values.hpp"
#include "results/comparison.hpp"

#include <string>
#include <vector>

namespace kith::tools {

struct Brief {
  struct Target {
    std::string answer;  ///< as verdict_in_a_word
    std::string title;
    std::string from, to, change;  ///< levels, and what was reached with its interval; "" if it was not judged
    std::string asked;
    std::string met;        ///< in how many pairs; "" if it was not judged
    std::string judged_on;  ///< what was looked at; or why it could not be judged
    std::string missed;     ///< that the model misses this very figure on its card; ""
  };
  /// One that decides: a fall is below zero, and a gain, in every one of them.
  struct Number {
    std::string title, unit;
    std::string from, to, change, interval;
    std::string worse;  ///< the chance that it rises; "" if nobody says that a rise is worse
    std::string
        drawn;  ///< what else was drawn: "evidence" (over the whole run, as draws are kept of it), "unit costs", or ""
    std::string with_drawn;  ///< the interval then
    std::string split;       ///< what the doubt about the change is made of; "" if it was not split
  };
  /// A service or another table of settings.
  struct Changed {
    std::string title;
    std::string what;
    std::string money;     ///< in a full year; "" if it has no cost of its own
    std::string evidence;  ///< grades; "" if it rests on none
  };
  std::string name, question;
  std::string answer;  ///< to the first target, in one plain sentence; "" if there is none
  std::vector<Target> targets;
  std::string numbers_title;
  std::vector<Number> numbers;
  std::string nothing_differs;  ///< as on_no_headline; "" if a headline differs
  std::vector<Changed> changed;
};

/// Of an alternative (1 ..). `model`: the run's, or null if this program does not carry it.
Brief brief_of(const results::Run& run, const Model* model, std::size_t alternative);

/// How far this place and time may be trusted: cautions, published figures the base misses, then what fits.
std::vector<std::string> trust_in(const results::Run& run);
/// One phrase to stand beside intervals: "95% interval: where the change in one such future would lie, by 20 pairs;
/// between them vary chance, who lives there, and what is not known (117 numbers; 4 more are kept as they are)".
std::string interval_in_words(const results::Run& run);
/// What the intervals cover and what not; one sentence.
std::string covered_by_intervals(const results::Run& run);
/// Over which years numbers a year are told: "Numbers a year are of full years from April 2014."
std::string years_told(const results::Run& run);

/// Is the thing a setting belongs to switched off on that day (on the first, if `at` is empty)?
bool is_off(const ResolvedValues& values, const std::string& path, const std::string& at);

}  // namespace kith::tools
