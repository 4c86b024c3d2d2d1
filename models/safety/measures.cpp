#include "models/safety/measures.hpp"

#include "models/safety/costs/costs.hpp"
#include "models/safety/evidence.hpp"
#include "models/safety/lives/tables.hpp"
#include "models/safety/people.hpp"
#include "models/safety/services/service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <limits>
#include <numeric>

namespace kith::safety {

std::size_t reported_age_band(int age) {
  constexpr std::array<int, 5> upper{15, 18, 25, 35, 50};
  std::size_t band = 0;
  while (band < upper.size() && age >= upper[band]) ++band;
  return band;
}

namespace {

template <class Names>
Dimension labelled(std::string name, const Names& names, std::string meaning) {
  return Dimension{std::move(name), "", std::move(meaning), {names.begin(), names.end()}, {}};
}

Dimension time_axis(const Timeline& timeline) {
  Dimension time{"time", "days since " + format_date(timeline.start), "First day of the reporting period", {}, {}};
  for (std::int32_t period = 0; period < timeline.period_count(); ++period)
    time.values.push_back(period * timeline.report_days);
  return time;
}

/// Twelve-month periods since the start, named like "2013/14"; one that the run ends in says so: "2013/14 (to
/// 2013-06-30)".
std::vector<std::string> year_labels(const Timeline& timeline) {
  std::vector<std::string> labels;
  const int first = static_cast<int>(std::chrono::year_month_day{timeline.start}.year());
  for (int year = 0; year * days_per_year <= timeline.last_day(); ++year) {
    const std::string end = timeline.year_is_whole(year) ? "" : fmt::format(" (to {})", format_date(timeline.end));
    labels.push_back(fmt::format("{}/{:02}{}", first + year, (first + year + 1) % 100, end));
  }
  return labels;
}

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
      time_axis(timeline),
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

Recorder::Recorder(const MeasureSet& set, const Timeline& timeline, std::int64_t replicate)
    : set_(set), timeline_(timeline), periods_(timeline.period_count()), result_(set, replicate) {
  for (const Measure& measure : set.measures) shapes_.push_back(set.shape(measure));
}

std::size_t Recorder::offset(Tally tally, std::size_t first, std::initializer_list<std::size_t> rest) const {
  const auto& shape = shapes_[static_cast<std::size_t>(tally)];
  std::size_t at = first;
  std::size_t axis = 1;
  for (const std::size_t index : rest) at = at * shape[axis++] + index;
  return at;
}

void Recorder::count(Tally tally, Day day, std::initializer_list<std::size_t> where, std::int32_t amount) {
  if (day < 0 || day / timeline_.report_days >= periods_) return;
  const auto period = static_cast<std::size_t>(timeline_.period_of(day));
  result_.counts(static_cast<std::size_t>(tally))[offset(tally, period, where)] += amount;
}

void Recorder::add(Tally tally, Day day, std::initializer_list<std::size_t> where, double amount) {
  if (day < 0 || day / timeline_.report_days >= periods_) return;
  const auto period = static_cast<std::size_t>(timeline_.period_of(day));
  result_.reals(static_cast<std::size_t>(tally))[offset(tally, period, where)] += amount;
}

std::size_t Recorder::offset(Tally tally, std::initializer_list<std::size_t> index) const {
  const auto& shape = shapes_[static_cast<std::size_t>(tally)];
  std::size_t at = 0;
  std::size_t axis = 0;
  for (const std::size_t i : index) at = at * shape[axis++] + i;
  return at;
}

void Recorder::count_at(Tally tally, std::initializer_list<std::size_t> index, std::int32_t amount) {
  result_.counts(static_cast<std::size_t>(tally))[offset(tally, index)] += amount;
}

void Recorder::add_at(Tally tally, std::initializer_list<std::size_t> index, double amount) {
  result_.reals(static_cast<std::size_t>(tally))[offset(tally, index)] += amount;
}

void Recorder::clear(Tally tally) {
  Reals& whole = result_.reals(static_cast<std::size_t>(tally));
  std::fill(whole.begin(), whole.end(), 0.0);
}

void Recorder::leave_out(Tally tally, std::size_t first) {
  Reals& whole = result_.reals(static_cast<std::size_t>(tally));
  const std::size_t width = whole.size() / shapes_[static_cast<std::size_t>(tally)].front();
  std::fill_n(whole.begin() + static_cast<std::ptrdiff_t>(first * width), width,
              std::numeric_limits<double>::quiet_NaN());
}

void Recorder::set_counts(Tally tally, const Counts& counts) {
  Counts& whole = result_.counts(static_cast<std::size_t>(tally));
  assert(counts.size() == whole.size());
  whole = counts;
}

void Recorder::set(Tally headline, double value) { result_.reals(static_cast<std::size_t>(headline))[0] = value; }

void Recorder::set_at(Tally tally, std::size_t index, double value) {
  result_.reals(static_cast<std::size_t>(tally)).at(index) = value;
}

std::int64_t Recorder::total(Tally tally) const {
  const Counts& values = counts(tally);
  return std::accumulate(values.begin(), values.end(), std::int64_t{0});
}

void Recorder::start_event_log() { result_.event_columns.resize(set_.event_columns.size()); }

void Recorder::log_event(std::initializer_list<std::int32_t> row) {
  std::size_t column = 0;
  for (const std::int32_t value : row) result_.event_columns[column++].push_back(value);
}

}  // namespace kith::safety
