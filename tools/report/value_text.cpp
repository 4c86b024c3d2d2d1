#include "tools/report/value_text.hpp"

#include "engine/settings/problem.hpp"
#include "results/full_years.hpp"
#include "results/statistics.hpp"
#include "results/value_of_information.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/terminal.hpp"
#include "tools/studies/cost_benefit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kith::tools {
namespace {

using Align = Table::Align;
using results::Run;

constexpr std::size_t fewest_pairs = 10;
constexpr std::size_t most_numbers_shown = 12;

struct Gains {
  std::vector<Reals> of_options;  ///< by scenario, pair
  std::vector<Reals> numbers;     ///< by number drawn, pair
};

Gains gains_of(const Run& run, const Ledger::Sum& sum) {
  const auto refuse = [&](const char* why) {
    throw results::ResultsError(fmt::format("what knowing more would be worth cannot be told of this file: {}", why));
  };
  if (!results::is_comparison(run)) refuse("it is no comparison, so there is nothing to choose from");
  if (net_benefits(run).empty()) refuse("its model has no ledger of costs, so a better choice has no price");
  if (run.doubt.numbers.empty()) refuse("its pairs drew no numbers; compare without --chance-only");
  if (run.replicates.size() < fewest_pairs)
    refuse("it has fewer than 10 pairs; compare with more --replicates, or kith extend it");
  Gains gains;
  gains.of_options.emplace_back(run.replicates.size(), 0.0);
  for (std::size_t i = 1; i < run.scenarios.size(); ++i) gains.of_options.push_back(net_gains(run, i, sum));
  for (std::size_t number = 0; number < run.doubt.numbers.size(); ++number) {
    Reals& drawn = gains.numbers.emplace_back();
    for (const ReplicateResult& pair : run.replicates)
      drawn.push_back(run.doubt.pairs.at(pair.replicate).drawn.at(number));
  }
  return gains;
}

std::size_t number_called(const Run& run, const std::string& name) {
  std::vector<std::string> known;
  for (const results::DrawnNumber& number : run.doubt.numbers) known.push_back(number.path);
  const auto found = std::ranges::find(known, name);
  if (found == known.end())
    throw CommandLineError(
        fmt::format("--study: the pairs drew no number {}{}", in_quotes(name), did_you_mean(name, known)));
  return static_cast<std::size_t>(found - known.begin());
}

double worth_of(const Gains& gains, const Run& run, const Study& study) {
  return results::value_of_study(gains.of_options, gains.numbers[number_called(run, study.number)],
                                 study.standard_error);
}

std::string money(double amount) { return format_fixed(amount, 0); }

std::string choice_text(const Run& run, const ValueQuestion& question, const Gains& gains,
                        const results::ValueOfInformation& found) {
  const std::string& unit = run.presentation.ledger.unit;
  const std::string chosen = terminal_safe(run.scenarios[found.best].name);
  const double gain = results::estimate(gains.of_options[found.best]).mean;
  std::string text = fmt::format("Judged by {} ({}, {}), ", question.sum.name, unit, results::full_years(run).words);
  text += found.best == 0
              ? fmt::format("no alternative is expected to gain anything: keep {}. ", chosen)
              : fmt::format("{} is to be chosen as things are known: it is expected to gain {}. ", chosen, money(gain));
  text += fmt::format(
      "Whoever had known beforehand how each of these {} comes out would have gained {} {} more on average; no study "
      "of "
      "any kind can be worth more than about that.",
      plural(static_cast<std::int64_t>(run.replicates.size()), "pair"), money(found.worth_all), unit);
  return wrapped(text, screen_columns, 0) + "\n";
}

/// The numbers beyond chance. Numbers that are drawn as one are told as one.
std::string worth_text(const Run& run, const results::ValueOfInformation& found) {
  const std::string drawn = plural(static_cast<std::int64_t>(found.numbers.size()), "number");
  const std::string pairs = plural(static_cast<std::int64_t>(run.replicates.size()), "pair");
  if (found.numbers.empty() || !found.numbers.front().told)
    return wrapped(fmt::format(
                       "Of {} drawn none goes with the gain beyond chance in {}, so none can be named that would be "
                       "worth knowing; more pairs may tell. --json has what each looks like.",
                       drawn, pairs),
                   screen_columns, 0) +
           "\n";
  Table table({{fmt::format("Worth of knowing a number exactly ({})", run.presentation.ledger.unit)},
               {"worth", Align::right},
               {"at most", Align::right}});
  std::vector<std::pair<std::string, results::ValueOfNumber>> rows;
  std::vector<std::size_t> alike;
  for (const results::ValueOfNumber& one : found.numbers) {
    if (!one.told || rows.size() == most_numbers_shown) break;
    const bool as_last =
        !rows.empty() && rows.back().second.chance == one.chance && rows.back().second.worth == one.worth;
    if (as_last) {
      ++alike.back();
    } else {
      rows.emplace_back(run.doubt.numbers[one.number].path, one);
      alike.push_back(0);
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i)
    table.add({terminal_safe(rows[i].first) + (alike[i] > 0 ? fmt::format(" and {} drawn with it", alike[i]) : ""),
               money(rows[i].second.worth), money(rows[i].second.most)});
  return table.text() +
         wrapped(fmt::format(
                     "worth: what the choice would gain on average, a year, if the number were known before it, and "
                     "with it whatever goes with it; so rows do not add up. at most: the same, if gains went with "
                     "it two standard errors more steeply. Told are those of {} that go with the gain beyond "
                     "chance in {}, all taken together.",
                     drawn, pairs),
                 screen_columns, 2) +
         "\n";
}

bool is_told(const results::ValueOfInformation& found, std::size_t number) {
  return std::ranges::any_of(found.numbers, [&](const auto& one) { return one.number == number && one.told; });
}

}  // namespace

std::string value_text(const Run& run, const ValueQuestion& question) {
  const Gains gains = gains_of(run, question.sum);
  const auto found = results::value_of_information(gains.of_options, gains.numbers);
  std::string text = choice_text(run, question, gains, found) + "\n" + worth_text(run, found);
  for (const Study& study : question.studies)
    text += wrapped(fmt::format("A study that measures {} with a standard error of {:g} would be worth {} {}{}.",
                                study.number, study.standard_error, money(worth_of(gains, run, study)),
                                run.presentation.ledger.unit,
                                is_told(found, number_called(run, study.number))
                                    ? ""
                                    : ", though with so few pairs that is not told from nothing"),
                    screen_columns, 2) +
            "\n";
  return text;
}

nlohmann::ordered_json value_json(const Run& run, const ValueQuestion& question) {
  const Gains gains = gains_of(run, question.sum);
  const auto found = results::value_of_information(gains.of_options, gains.numbers);
  nlohmann::ordered_json json{{"sum", question.sum.id},
                              {"unit", run.presentation.ledger.unit},
                              {"years", results::full_years(run).words},
                              {"pairs", run.replicates.size()},
                              {"chosen", run.scenarios[found.best].label},
                              {"gain", results::estimate(gains.of_options[found.best]).mean},
                              {"worth_all", found.worth_all}};
  auto& numbers = json["numbers"] = nlohmann::ordered_json::array();
  for (const results::ValueOfNumber& one : found.numbers)
    numbers.push_back({{"number", run.doubt.numbers[one.number].path},
                       {"worth", one.worth},
                       {"at_most", one.most},
                       {"chance", one.chance},
                       {"beyond_chance", one.told}});
  auto& studies = json["studies"] = nlohmann::ordered_json::array();
  for (const Study& study : question.studies)
    studies.push_back(
        {{"number", study.number}, {"standard_error", study.standard_error}, {"worth", worth_of(gains, run, study)}});
  return json;
}

}  // namespace kith::tools
