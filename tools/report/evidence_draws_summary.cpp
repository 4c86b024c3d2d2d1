#include "tools/report/evidence_draws_summary.hpp"

#include "tools/console/format.hpp"
#include "tools/console/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kith::tools {
namespace {

using Align = Table::Align;
using results::EvidenceDraws;

std::string spread_table(const EvidenceDraws& draws, const std::vector<std::string>& headlines, std::size_t scenario) {
  Table table({{"Over draws of evidence"},
               {"change", Align::right},
               {"95% of draws", Align::right},
               {"lower in", Align::right},
               {"doubt from evidence", Align::right}});
  for (const std::string& name : headlines) {
    const results::Spread spread = results::spread_of(draws, scenario, draws.measure_index(name));
    const int decimals = decimals_for(spread.mean, (spread.high - spread.low) / 2);
    table.add({name, format_fixed(spread.mean, decimals), format_interval(spread.low, spread.high, decimals),
               format_whole_percent(spread.share_below), format_whole_percent(spread.evidence_share)});
  }
  return table.text();
}

std::string influence_text(const EvidenceDraws& draws, std::size_t scenario) {
  const auto found = results::influences(draws, scenario, draws.measure_index(draws.preference.measure));
  std::string text;
  for (std::size_t i = 0; i < std::min(found.size(), most_influences); ++i) {
    text += fmt::format("{}{} ({:+.2f})", text.empty() ? "" : ", ", draws.numbers[found[i].number].path,
                        found[i].rank_correlation);
  }
  if (text.empty()) return "";
  return wrapped(fmt::format("Beyond chance, the change of {} goes with {} (rank correlation over draws).",
                             draws.preference.measure, text),
                 118, 2) +
         "\n";
}

std::string regret_text(const results::Run& run) {
  const EvidenceDraws& draws = run.evidence_draws;
  const auto regrets = results::regrets(draws);
  Table table({{"Best is " + preference_text(draws.preference)},
               {"best in", Align::right},
               {"expected regret", Align::right},
               {"greatest regret", Align::right}});
  double greatest = 0;
  for (const results::Regret& regret : regrets) greatest = std::max(greatest, regret.greatest);
  const int decimals = decimals_for(greatest, 0);
  for (std::size_t i = 0; i < regrets.size(); ++i)
    table.add({terminal_safe(run.scenarios[i].label), fmt::format("{} of {}", regrets[i].best_in, draws.draws),
               format_fixed(regrets[i].expected, decimals), format_fixed(regrets[i].greatest, decimals)});
  return table.text();
}

nlohmann::ordered_json spread_json(const results::Spread& spread) {
  return {{"mean", spread.mean},
          {"low", spread.low},
          {"high", spread.high},
          {"share_below", spread.share_below},
          {"evidence_deviation", spread.evidence_deviation},
          {"chance_deviation", spread.chance_deviation},
          {"evidence_share", spread.evidence_share}};
}

nlohmann::ordered_json alternative_draws_json(const results::Run& run, std::size_t scenario) {
  const EvidenceDraws& draws = run.evidence_draws;
  nlohmann::ordered_json json{{"label", run.scenarios[scenario].label}};
  auto& rows = json["measures"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < draws.measures.size(); ++i) {
    rows.push_back({{"name", draws.measures[i].name}, {"unit", draws.measures[i].unit}});
    rows.back().update(spread_json(results::spread_of(draws, scenario, i)));
  }
  auto& told = json["influences"] = nlohmann::ordered_json::array();
  for (const auto& influence : results::influences(draws, scenario, draws.measure_index(draws.preference.measure)))
    told.push_back(
        {{"number", draws.numbers[influence.number].path}, {"rank_correlation", influence.rank_correlation}});
  return json;
}

}  // namespace

std::string preference_text(const results::Preference& preference) {
  return fmt::format("the {} {}", preference.lowest ? "lowest" : "highest", preference.measure);
}

std::string draws_text(const results::Run& run, const std::vector<std::string>& headlines) {
  const EvidenceDraws& draws = run.evidence_draws;
  if (draws.draws == 0) return "";
  std::string text;
  for (std::size_t i = 1; i < run.scenarios.size(); ++i)
    text += fmt::format("\n{}\n{}{}", terminal_safe(run.scenarios[i].label), spread_table(draws, headlines, i),
                        influence_text(draws, i));
  text += "\n" + regret_text(run);
  text += wrapped(fmt::format("{} of {} of evidence, the same for all scenarios, {} each, of the same people and "
                              "chance; regret: how far from the best "
                              "scenario of the draw{}.",
                              plural(static_cast<std::int64_t>(draws.draws), "draw"),
                              plural(static_cast<std::int64_t>(draws.numbers.size()), "number"),
                              plural(static_cast<std::int64_t>(draws.replicates), "pair"),
                              in_unit(draws.measures[draws.measure_index(draws.preference.measure)].unit)),
                  118, 2) +
          "\n";
  return text;
}

nlohmann::ordered_json draws_json(const results::Run& run) {
  const EvidenceDraws& draws = run.evidence_draws;
  nlohmann::ordered_json json{
      {"draws", draws.draws},
      {"pairs", draws.replicates},
      {"preference",
       {{"measure", draws.preference.measure}, {"best", draws.preference.lowest ? "lowest" : "highest"}}}};
  auto& numbers = json["numbers"] = nlohmann::ordered_json::array();
  for (const results::DrawnNumber& number : draws.numbers)
    numbers.push_back({{"path", number.path},
                       {"unit", number.unit},
                       {"configured", number.configured},
                       {"distribution", number.distribution},
                       {"source", number.source}});
  auto& alternatives = json["alternatives"] = nlohmann::ordered_json::array();
  for (std::size_t i = 1; i < run.scenarios.size(); ++i) alternatives.push_back(alternative_draws_json(run, i));
  auto& regrets = json["regret"] = nlohmann::ordered_json::array();
  const auto table = results::regrets(draws);
  for (std::size_t i = 0; i < table.size(); ++i)
    regrets.push_back({{"scenario", run.scenarios[i].label},
                       {"best_in", table[i].best_in},
                       {"share", table[i].share},
                       {"expected", table[i].expected},
                       {"greatest", table[i].greatest}});
  return json;
}

}  // namespace kith::tools
