#include "tools/report/reactions_text.hpp"

#include "results/comparison.hpp"
#include "tools/console/format.hpp"
#include "tools/console/terminal.hpp"

#include <fmt/format.h>

#include <cmath>

namespace kith::tools {
namespace {

std::string date_of(const results::Run& run, double day) {
  return format_date(parse_date(run.start) + std::chrono::days(static_cast<int>(day)));
}

std::string in_words(const results::Run& run, const results::ReactionTold& told) {
  const char* of_what = results::is_comparison(run) ? "pair" : "replicate";
  const auto all = static_cast<std::int64_t>(told.replicates);
  if (told.acted == 0) return fmt::format("{}: it acted in none of {}.", told.name, plural(all, of_what));
  std::string text = fmt::format("{}: it acted in {} of {}, ", told.name, told.acted, plural(all, of_what));
  const std::string earliest = date_of(run, told.earliest), latest = date_of(run, told.latest);
  text += earliest == latest
              ? fmt::format("first on {}", earliest)
              : fmt::format("first between {} and {} (median {})", earliest, latest, date_of(run, told.median));
  return text + fmt::format("; on average {:.3g} {} and {:.0f} days in force.", told.mean_times,
                            told.mean_times == 1 ? "time" : "times", told.mean_days);
}

}  // namespace

std::vector<std::string> reactions_in_words(const results::Run& run, std::size_t scenario) {
  std::vector<std::string> sentences;
  for (const results::ReactionTold& told : results::reactions_told(run, scenario))
    sentences.push_back(in_words(run, told));
  return sentences;
}

std::string reactions_text(const results::Run& run, std::size_t scenario) {
  std::string text;
  const auto add = [&](const std::string& whose, std::size_t of) {
    for (const std::string& sentence : reactions_in_words(run, of))
      text += "\n" + wrapped(terminal_safe(fmt::format("Change that reacts{}: {}", whose, sentence)), 100, 2) + "\n";
  };
  if (scenario > 0) add(" in the base", 0);
  add("", scenario);
  return text;
}

nlohmann::ordered_json reactions_json(const results::Run& run, std::size_t scenario) {
  auto list = nlohmann::ordered_json::array();
  const auto date = [&](double day) {
    return std::isnan(day) ? nlohmann::ordered_json() : nlohmann::ordered_json(date_of(run, day));
  };
  for (const results::ReactionTold& told : results::reactions_told(run, scenario))
    list.push_back({{"name", told.name},
                    {"replicates", told.replicates},
                    {"acted", told.acted},
                    {"earliest", date(told.earliest)},
                    {"median", date(told.median)},
                    {"latest", date(told.latest)},
                    {"mean_times", told.mean_times},
                    {"mean_days", told.mean_days}});
  return list;
}

}  // namespace kith::tools
