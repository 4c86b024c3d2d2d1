#include "models/safety/measures.hpp"

#include "engine/measures/axes.hpp"
#include "models/safety/costs/costs.hpp"
#include "models/safety/evidence.hpp"
#include "models/safety/lives/tables.hpp"
#include "models/safety/people.hpp"
#include "models/safety/services/service.hpp"

#include <fmt/format.h>

namespace kith::safety {

std::size_t reported_age_band(int age) {
  constexpr std::array<int, 5> upper{15, 18, 25, 35, 50};
  std::size_t band = 0;
  while (band < upper.size() && age >= upper[band]) ++band;
  return band;
}

namespace {

/// Money says of which year its prices are, "GBP (2015/16 prices) per year"; other units stay.
std::string in_prices_of(std::optional<int> year, const std::string& unit) {
  constexpr std::string_view pounds = "GBP";
  if (!unit.starts_with(pounds)) return unit;
  const std::string prices =
      year ? fmt::format(" ({}/{:02} prices)", *year, (*year + 1) % 100) : " (prices of costs.price_year)";
  return std::string(pounds) + prices + unit.substr(pounds.size());
}

/// Whether a measure keeps its value at steps of any length: Measure::needs_short_steps.
enum class Steps { any_step, short_steps };

}  // namespace

MeasureSet declare_measures(const Timeline& timeline, const std::vector<std::string>& area_codes,
                            const Catalogue& catalogue, std::optional<int> price_year) {
  MeasureSet set;
  const std::vector<std::string> years = year_labels(timeline);
  set.dimensions = {
      reporting_axis(timeline),
      labelled("offence_type", offence_type_names(), "Offence type"),
      labelled("area", area_codes, "Small area (LSOA 2011 code)"),
      labelled("year", years, "Twelve months from the start of the run; a year cut short says where it ends"),
      labelled("cohort", years, "Twelve months in which people enter a reoffending cohort"),
      labelled("sex", std::array<const char*, 2>{"female", "male"}, "Sex"),
      labelled("age_band", age_band_names, "Age in years"),
      labelled("age_group", age_group_names, "Youth or adult"),
      labelled("victim_age", victim_age_labels, "Age of the person harmed in years"),
      labelled("supervisor", supervisor_names, "Who supervises"),
      labelled("court", court_names, "Court"),
      labelled("verdict", verdict_names, "How a case ended"),
      labelled("sentence", sentence_names, "Sentence"),
      labelled("disposal", disposal_names, "What put a person in the cohort"),
      labelled("earlier_proofs", earlier_proofs_names, "Cautions and convictions before the one that put them in"),
      labelled("earlier_convictions", earlier_proofs_names, "Convictions before"),
      labelled("agency", agency_names, "Agency"),
      labelled("service", catalogue.names(), "Service or scheme"),
      labelled("note_keeper", keeper_names, "Agency that keeps notes"),
      labelled("provider", catalogue.agencies(), "Agency that provides services"),
      labelled("risk_factor", need_names(), "Risk factor"),
      labelled("ethnicity", ethnicity_names, "Ethnic group"),
      labelled("deprivation", deprivation_names, "Fifth of England's small areas, by deprivation of the area lived in"),
      labelled("company", company_names, "Whether somebody offended alone or with others"),
      labelled("detected_offences", detected_offences_names, "Detected offences of one person during the run"),
      labelled("months_since", months_since_names, "Months of thirty days since the last harm, the first being 1"),
      labelled("services_at_once", services_at_once_names, "Services somebody is in at the same time"),
      labelled("organisation", organisation_names(catalogue), "Justice agency or provider of services"),
      labelled("payer", cost_payers(catalogue), "Who pays, or bears the harm"),
      labelled("cost_kind", cost_kind_names, "Kind of cost"),
      labelled("cost_item", cost_item_names(catalogue), "What costs: kind, payer, item and type")};
#define KITH_DECLARATION(name, unit, group, dimensions, number, closure, steps, meaning)                            \
  set.measures.push_back(Measure{#name, in_prices_of(price_year, unit), meaning, group, dimensions, Number::number, \
                                 Closure::closure, Steps::steps == Steps::short_steps});
  KITH_SAFETY_MEASURES(KITH_DECLARATION)
#undef KITH_DECLARATION
  set.event_columns = {
      {"day", "days since " + format_date(timeline.start), "Day of the offence", {}},
      {"offence_type", "", "Offence type", offence_type_names()},
      {"offender",
       "",
       "Row of the offender in the population; another life stands in it once its household has moved away",
       {}},
      {"offenders", "people", "People who took part", {}},
      {"victim",
       "",
       "Row of the person or dwelling harmed, by victim_kind; -1 if none; another life stands in a person's row once "
       "their household has moved away",
       {}},
      {"area", "", "Small area, by index on the axis area", {}},
      {"reported", "", "Did police come to know", {"no", "yes"}},
      {"recorded", "", "Was it recorded", {"no", "yes"}},
      {"outcome", "", "How the case was decided", {"none", "no_action", "out_of_court", "charge"}},
      {"victim_kind", "", "What the row in victim is of", {"none", "person", "dwelling"}}};
  set.tables = declare_life_tables(format_date(timeline.start), catalogue);
  return set;
}

}  // namespace kith::safety
