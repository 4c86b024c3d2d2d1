#include "tools/report/answer.hpp"

#include "engine/run/reactions.hpp"
#include "tools/console/format.hpp"
#include "tools/report/comparison_summary.hpp"
#include "tools/report/summary.hpp"
#include "tools/studies/cost_benefit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kith::tools {
namespace {

using results::PairedDifference;
using results::Run;

constexpr std::int64_t fewest_pairs_for_a_verdict = 5;

constexpr std::int64_t fewest_pairs_for_far_away = 3;

constexpr const char* cannot_tell = "Cannot tell";

/// One decimal, or as many as a small share needs to be seen.
int decimals_of_share(double share) {
  int decimals = 1;
  while (share != 0 && decimals < 4 && std::abs(100 * share) < 0.5 * std::pow(10, -decimals)) ++decimals;
  return decimals;
}

std::string share_in_percent(double share) { return format_percent(std::abs(share), decimals_of_share(share)); }

std::string joined(const std::vector<std::string>& words) {
  if (words.size() < 2) return words.empty() ? "" : words[0];
  return fmt::format("{} and {}", fmt::join(words.begin(), words.end() - 1, ", "), words.back());
}

/// Whether the goal lies outside the interval in which 95% of pairs are to be expected, and none has met it.
bool is_far_from(const results::Goal& goal, const results::Verdict& verdict) {
  const double mark = std::isnan(goal.change) ? goal.value : goal.change;
  const auto pairs = static_cast<double>(verdict.reached.count);
  // Of one pair more; that of the mean is narrower by the root of (pairs + 1).
  const double widened = verdict.intervals == results::IntervalOf::mean ? std::sqrt(pairs + 1) : 1;
  // The wider side: the other may end where no value can be.
  const results::Estimate& reached = verdict.reached;
  const double half = std::max(reached.high - reached.mean, reached.mean - reached.low) * widened;
  return verdict.met.met == 0 && verdict.reached.count >= fewest_pairs_for_far_away &&
         std::abs(verdict.reached.mean - mark) > half;
}

std::string sureness(const results::Goal& goal, const results::Verdict& verdict) {
  const std::string word = verdict_in_a_word(goal, verdict);
  if (word == cannot_tell) return word;
  return word + (word == "No" ? ", not in this model" : ", in this model");
}

std::string on_goal(const Run& run, const results::Goal& goal) {
  const results::Verdict verdict = results::judge(run, goal);
  std::string text = fmt::format("{}: the target, {}, was met in {} of {}", sureness(goal, verdict),
                                 in_words(goal.name), verdict.met.met, plural(verdict.met.count, "paired run"));
  if (!goal.by.empty()) text += " in " + verdict.judged_on;
  const results::Estimate& reached = verdict.reached;
  if (std::isnan(goal.change) || reached.count == 0) return text + ".";
  const int decimals = decimals_apart(reached.low, reached.high, 1, format_percent);
  text += fmt::format("; on average the measure changed by {}", format_signed_percent(reached.mean, decimals));
  if (reached.count > 1)
    text += fmt::format(" (95% {})", format_interval(reached.low, reached.high, decimals, format_signed_percent));
  return text + ".";
}

/// "visits falls by 0.7% (95% 0.5% to 0.9%)"
std::string in_a_clause(const HeadlineDifference& row) {
  const PairedDifference& difference = row.difference;
  const results::Estimate& relative = difference.relative;
  const bool falls = difference.difference.mean < 0;
  const std::string verb = falls ? "falls by" : "rises by";
  if (std::isnan(relative.mean))
    return fmt::format("{} {} {:.4g} {}", in_words(row.measure.name), verb, std::abs(difference.difference.mean),
                       row.measure.unit);
  const double low = std::abs(falls ? relative.high : relative.low),
               high = std::abs(falls ? relative.low : relative.high);
  const int decimals = decimals_apart(low, high, decimals_of_share(relative.mean), format_percent);
  return fmt::format("{} {} {} (95% {})", in_words(row.measure.name), verb,
                     format_percent(std::abs(relative.mean), decimals),
                     format_interval(low, high, decimals, format_percent));
}

struct Sorted {
  std::vector<std::string> changes, none, small, unsure;
};

Sorted sorted_headlines(const Run& run, const Model* model, std::size_t alternative) {
  Sorted sorted;
  for (const HeadlineDifference& row : headline_differences(headline_names(run, model), run, alternative)) {
    const PairedDifference& difference = row.difference;
    if (difference.exactly_none())
      sorted.none.push_back(in_words(row.measure.name));
    else if (is_told(row.telling))
      sorted.changes.push_back(in_a_clause(row));
    else if (row.telling == results::Telling::too_small)
      sorted.small.push_back(in_words(row.measure.name));
    else if (difference.difference.count > 0)
      sorted.unsure.push_back(in_words(row.measure.name));
  }
  return sorted;
}

/// To the last bit; what neither knows differs in nothing.
bool differs(const Run& run, const std::string& measure, std::size_t alternative) {
  const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  return !std::ranges::equal(
      results::values_of(run, measure, 0).rows, results::values_of(run, measure, alternative).rows,
      [&](const auto& base, const auto& other) { return std::ranges::equal(base, other, same); });
}

std::string on_changes(const Sorted& sorted, const Run& run, std::size_t alternative) {
  if (sorted.changes.empty() && sorted.unsure.empty() && sorted.small.empty()) return on_no_headline(run, alternative);
  constexpr std::size_t most_clauses = 3;
  std::vector<std::string> told = sorted.changes;
  told.resize(std::min(told.size(), most_clauses));
  std::string text = capitalised(joined(told));
  if (!sorted.small.empty())
    text += fmt::format("{}{} {} by no more than matters", text.empty() ? "" : "; ", joined(sorted.small),
                        sorted.small.size() == 1 ? "changes" : "change");
  if (!sorted.unsure.empty()) {
    text += text.empty() ? "" : "; ";
    text += fmt::format("for {} no change can be told from {} with {}", joined(sorted.unsure),
                        run.doubt.chance_alone() ? "chance" : "doubt",
                        plural(static_cast<std::int64_t>(run.replicates.size()), "pair"));
  }
  return capitalised(text) + ".";
}

/// That no target was set, or why those set could not be judged.
std::string on_unjudged_goal(const Run& run, std::size_t alternative) {
  std::vector<std::string> reasons;
  for (const results::Goal& goal : run.goals)
    if (goal.scenario == run.scenarios[alternative].label)
      reasons.push_back(fmt::format("the target, {}, could not be judged: {}", in_words(goal.name),
                                    results::judge(run, goal).judged_on));
  return reasons.empty() ? " No target was set that could be judged." : " " + capitalised(joined(reasons)) + ".";
}

std::string answer_for(const Run& run, const Model* model, std::size_t alternative) {
  const Sorted sorted = sorted_headlines(run, model, alternative);
  const std::string changes = on_changes(sorted, run, alternative);
  for (const results::Goal& goal : run.goals)
    if (goal.scenario == run.scenarios[alternative].label && results::judge(run, goal).judged)
      return on_goal(run, goal) + " " + changes;
  const std::string whole = run.replicates.size() < 2 ? "" : on_unjudged_goal(run, alternative);
  if (run.replicates.size() < 2) return "Cannot tell: one pair of runs gives no interval. " + changes;
  return changes + whole;
}

}  // namespace

std::string on_no_headline(const Run& run, std::size_t alternative) {
  // What is told of changes that react is of the scenarios, not of the worlds.
  const auto differing = std::ranges::count_if(run.measures.measures, [&](const Measure& measure) {
    return std::ranges::count(measure.dimensions, reaction_axis) == 0 && differs(run, measure.name, alternative);
  });
  if (differing == 0) return "Nothing differs at all: the two worlds are the same to the last bit.";
  return fmt::format("No headline differs; {} {}.", plural(differing, "other measure"), differing == 1 ? "does" : "do");
}

std::string on_recording(const Run& run, std::size_t alternative) {
  const std::vector<std::string> headlines = headline_names(run, nullptr);
  const auto headline = [&](const std::string& name) { return std::ranges::count(headlines, name) > 0; };
  const Recording& told = run.presentation.recording;
  // As the table of headlines tells them, all taken together.
  const auto rows = headline_differences(headlines, run, alternative);
  const auto row_of = [&](const std::string& name) {
    return *std::ranges::find(rows, name, [](const HeadlineDifference& row) { return row.measure.name; });
  };
  if (!headline(told.recorded) || !headline(told.all)) return "";
  const HeadlineDifference of_recorded = row_of(told.recorded), of_all = row_of(told.all);
  const PairedDifference &recorded = of_recorded.difference, &all = of_all.difference;
  if (!is_told(of_recorded.telling) || recorded.difference.mean <= 0 || std::isnan(recorded.relative.mean)) return "";
  const std::string rise =
      fmt::format("{} rises by {}", capitalised(told.recorded_in_words), share_in_percent(recorded.relative.mean));
  if (all.exactly_none())
    return fmt::format("{} while {} stay exactly the same: {}.", rise, told.all_in_words, told.meaning);
  if (is_told(of_all.telling) && all.difference.mean < 0)
    return fmt::format("{} while {} fall by {}: {}.", rise, told.all_in_words, share_in_percent(all.relative.mean),
                       told.meaning);
  if (of_all.telling == results::Telling::too_small)
    return fmt::format("{} while {} change by no more than matters: {}.", rise, told.all_in_words, told.meaning);
  if (!is_told(of_all.telling))
    return fmt::format("{} while no change of {} can be told from {}: {}.", rise, told.all_in_words,
                       run.doubt.chance_alone() ? "chance" : "doubt", told.meaning);
  if (recorded.relative.low > all.relative.high)
    return fmt::format("{}, {} only by {}: {}.", rise, told.all_in_words, share_in_percent(all.relative.mean),
                       told.meaning);
  return "";
}

namespace {

/// Goals so small that no one can mean the number: any change in that direction.
bool asks_for_any(const results::Goal& goal) {
  constexpr double next_to_nothing = 0.0005;
  return std::abs(goal.change) <= next_to_nothing;
}

/// "falls by about 1%"
std::string movement(double change) {
  if (change == 0) return "does not change";
  return fmt::format("{} by about {}", change < 0 ? "falls" : "rises", share_in_percent(change));
}

/// As many digits as were written: "5%", "2.5%".
std::string asked_share(const results::Goal& goal) { return format_plain(100 * std::abs(goal.change), 4) + "%"; }

/// "visits falls by about 1%, not by 5%"; which way is not said where it cannot be told.
std::string change_against(const results::Goal& goal, const results::Verdict& verdict, const std::string& word) {
  const results::Estimate& reached = verdict.reached;
  const std::string head = fmt::format("{} {}", in_words(goal.measure), movement(reached.mean));
  const bool as_asked = reached.mean != 0 && (reached.mean < 0) == (goal.change < 0);
  const std::string size = asks_for_any(goal) ? "" : fmt::format(" by {}", asked_share(goal));
  const std::string verb = goal.change < 0 ? "fall" : "rise";
  if (word == cannot_tell) {
    const std::string interval =
        reached.count < 2
            ? ""
            : fmt::format(" (95% {})", format_interval(reached.low, reached.high, 1, format_signed_percent));
    return fmt::format("{} on average{}; asked: {}", head, interval, asked_in_words(goal));
  }
  const bool is_no = word.starts_with("No") || word == "Probably not";
  if (is_no && reached.count > 1 && reached.low < 0 && reached.high > 0)
    return fmt::format("{} may fall or rise (95% {}) and does not {}{}", in_words(goal.measure),
                       format_interval(reached.low, reached.high, 1, format_signed_percent), verb, size);
  if (is_no)
    return as_asked && !size.empty() ? fmt::format("{}, not{}", head, size)
                                     : fmt::format("{} and does not {}{}", head, verb, size);
  return size.empty() ? head : fmt::format("{}, and {} was asked", head, asked_share(goal));
}

/// "visits is 0.27, where 0.25 was asked"
std::string level_against(const results::Goal& goal, const results::Verdict& verdict) {
  return fmt::format("{} is {}, where {} was asked", in_words(goal.measure), format_plain(verdict.reached.mean, 3),
                     asked_in_words(goal));
}

/// "; its services cost £485,000 a year more"
std::string on_cost_of_services(const Run& run, std::size_t alternative) {
  const auto found = cost_benefit(run, alternative);
  if (!found || found->sums.empty()) return "";
  const double more = found->sums.back().line.services.mean;
  if (std::abs(more) < 1) return "";
  return fmt::format("; services cost {} a year {}", format_money(std::abs(more), 3, run.presentation.ledger.unit),
                     more > 0 ? "more" : "less");
}

constexpr const char* answer_for_one =
    "This page describes one scenario; alone it cannot say what a change would bring, which takes a comparison with a "
    "base over the same chances.";

}  // namespace

std::string verdict_in_a_word(const results::Goal& goal, const results::Verdict& verdict) {
  const results::Share& met = verdict.met;
  if (!verdict.judged) return "Not judged";
  if (is_far_from(goal, verdict)) return "No";
  if (met.count < fewest_pairs_for_a_verdict) return cannot_tell;
  if (met.low > 0.8) return "Yes";
  if (met.low > 0.5) return "Probably";
  if (met.high < 0.2) return "No";
  if (met.high < 0.5) return "Probably not";
  return cannot_tell;
}

std::string on_few_pairs(const results::Goal& goal, const results::Verdict& verdict) {
  const bool few = verdict.judged && verdict.met.count < fewest_pairs_for_a_verdict;
  return few && !is_far_from(goal, verdict) ? "so few pairs cannot settle it" : "";
}

std::string asked_in_words(const results::Goal& goal) {
  if (std::isnan(goal.change)) return format_plain(goal.value, 4);
  if (asks_for_any(goal)) return goal.change < 0 ? "any fall" : "any rise";
  return (goal.change > 0 ? "+" : "") + format_plain(100 * goal.change, 4) + "%";
}

std::string plain_answer(const Run& run, std::size_t alternative) {
  for (const results::Goal& goal : run.goals) {
    if (goal.scenario != run.scenarios[alternative].label) continue;
    const results::Verdict verdict = results::judge(run, goal);
    const std::string word = verdict_in_a_word(goal, verdict);
    if (!verdict.judged) return fmt::format("{}: {}.", word, verdict.judged_on);
    return fmt::format("{}: {}{}.", word,
                       std::isnan(goal.change) ? level_against(goal, verdict) : change_against(goal, verdict, word),
                       on_cost_of_services(run, alternative));
  }
  return "";
}

Titles titles_of(const Model* model, const std::string& axis) {
  Titles titles;
  if (model == nullptr) return titles;
  // "origin:service": the labels of origin have the titles of services.
  for (const std::string& titled : model->presentation().titled_axes) {
    const std::size_t colon = titled.find(':');
    if (titled.substr(0, colon) != axis) continue;
    const std::string kind = in_words(colon == std::string::npos ? axis : titled.substr(colon + 1));
    for (const Explanation& explanation : model->explanations({}))
      if (explanation.kind == kind)
        titles[explanation.name] =
            explanation.summary.substr(0, explanation.summary.find(';'));  // what follows are particulars
  }
  return titles;
}

std::string in_words(const std::string& name) {
  std::string words;
  for (const char c : name) words += c == '_' ? " " : c == '[' ? " (" : c == ']' ? ")" : std::string(1, c);
  return words;
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::vector<std::string> headline_names(const Run& run, const Model* model) {
  const auto scalar = [&](const Measure& measure) {
    return measure.dimensions.size() == (results::is_comparison(run) ? 1U : 0U);
  };
  std::vector<std::string> present, chosen;
  for (const Measure& measure : run.measures.measures)
    if (measure.group == "headlines" && scalar(measure)) present.push_back(measure.name);
  if (model == nullptr) return present;
  for (const std::string& name : model->headlines())
    if (std::ranges::find(present, name) != present.end()) chosen.push_back(name);
  return chosen;
}

std::vector<std::string> answer_to(const Run& run, const Model* model) {
  if (!results::is_comparison(run)) return {answer_for_one};
  std::vector<std::string> answers;
  for (std::size_t i = 1; i < run.scenarios.size(); ++i) {
    const std::string note = on_recording(run, i);
    answers.push_back(answer_for(run, model, i) + (note.empty() ? "" : " " + note));
  }
  return answers;
}

}  // namespace kith::tools
