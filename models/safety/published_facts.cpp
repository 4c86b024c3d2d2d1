#include "models/safety/published_facts.hpp"

#include "engine/evidence/fact_file.hpp"
#include "engine/settings/scenario.hpp"
#include "models/safety/files.hpp"
#include "models/safety/measures.hpp"
#include "models/safety/services/service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace kith::safety {
namespace {

FactOfTrial read_trial(const TomlTable& table) {
  if (!table.has("trial")) return {};
  const TomlTable told = table.table("trial");
  const std::vector<std::string> services = Catalogue::get().names();
  FactOfTrial trial{told.text("service"), told.numbers("changes"), told.texts("of")};
  if (std::ranges::find(services, trial.service) == services.end())
    told.problem("service", fmt::format("no service is called {}{}", in_quotes(trial.service),
                                        did_you_mean(trial.service, services)));
  if (trial.changes.size() != trial.of.size()) told.problem("of", "says of each of the changes what changed");
  return trial;
}

FactScope read_scope(const TomlTable& table) {
  FactScope scope{
      table.text("place", ""), {}, table.boolean("fitted", true), table.real("least_years", 0), read_trial(table)};
  if (!scope.place.empty() || table.has("about")) scope.about = table.date("about");
  return scope;
}

std::vector<PublishedFact> read_all() {
  const MeasureSet measures =
      declare_measures(RunSettings{}.timeline(), {"(small areas of the place)"}, Catalogue::get());
  std::vector<Problem> problems;
  std::vector<PublishedFact> all;
  std::set<std::string> names;
  for (const EmbeddedFile& file : kith_safety_files()) {
    if (!file.name.starts_with("facts/")) continue;
    const TomlTable table = TomlTable::parse(file.text, std::string(file.name), problems);
    const FactScope scope = read_scope(table);
    if (table.has("fitted") && table.text("use") != "calibrate")
      table.problem("fitted", "only what the model may be fitted to (use = \"calibrate\") says whether it was");
    for (Fact& fact : read_fact(table, measures)) {
      if (!names.insert(fact.name).second) table.problem("name", "another fact has this name");
      all.push_back({std::move(fact), scope});
    }
    table.finish();
  }
  if (!problems.empty()) throw InputError(problems);
  return all;
}

/// Why a run is not held against what was observed elsewhere, at another time or for longer; "" if it is.
std::string out_of_scope(const FactScope& scope, std::string_view place, Date start, double years) {
  if (years < scope.least_years) return fmt::format("it is told of runs of {:g} years and more", scope.least_years);
  constexpr std::chrono::days about_a_year{366};
  const bool here = scope.place.empty() || scope.place == place;
  const bool then = scope.about == Date{} || std::chrono::abs(scope.about - start) <= about_a_year;
  if (here && then) return "";
  return fmt::format("it was observed {}{}{}; this run is of another {}",
                     scope.place.empty() ? "" : "in all of " + scope.place,
                     scope.place.empty() || scope.about == Date{} ? "" : " ",
                     scope.about == Date{} ? "" : "from " + format_date(scope.about) + " on",
                     here   ? "time"
                     : then ? "place"
                            : "place and time");
}

}  // namespace

const std::vector<PublishedFact>& published_facts() {
  static const std::vector<PublishedFact> facts = read_all();
  return facts;
}

std::vector<Fact> card_facts(std::string_view place, Date start, double years) {
  std::vector<Fact> card;
  bool fitted_here = false;
  for (const auto& [published, scope] : published_facts()) {
    Fact fact = published;
    const std::string other = out_of_scope(scope, place, start, years);
    if (fact.use == "calibrate" && (!scope.fitted || fact.measure.empty())) fact.fitted = "not yet";
    if (fact.not_measured.empty()) fact.not_measured = other;
    fitted_here |= other.empty() && !scope.place.empty() && fact.use == "calibrate" && scope.fitted;
    card.push_back(std::move(fact));
  }
  for (Fact& fact : card)
    if (!fitted_here && fact.use == "calibrate" && fact.fitted.empty()) fact.fitted = "elsewhere";
  return card;
}

}  // namespace kith::safety
