#include "models/safety/cautions.hpp"

#include "models/safety/evidence.hpp"
#include "models/safety/measures.hpp"
#include "models/safety/people.hpp"
#include "models/safety/places.hpp"
#include "models/safety/services/service.hpp"
#include "models/safety/supervision/reoffending.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cmath>
#include <cstdlib>

namespace kith::safety {

namespace {

constexpr int years_held_current = 5;  ///< between the years of data and of a run; no evidence, a matter of judgement
constexpr std::int64_t whole_week = 7;
constexpr std::int64_t longest_step_held = 28;  ///< tests/invariance/step_length_test.cpp holds no longer ones

/// Digits from `at` on.
std::size_t digits(std::string_view text, std::size_t at) {
  std::size_t count = 0;
  while (at + count < text.size() && std::isdigit(static_cast<unsigned char>(text[at + count])) != 0) ++count;
  return count;
}

int year_of(Date date) { return static_cast<int>(std::chrono::year_month_day{date}.year()); }

/// How far the run reaches beyond the years `data` is of.
int years_beyond(const RunSettings& run, YearSpan data) {
  return std::max({0, data.first - year_of(run.start), year_of(run.end) - data.last});
}

void add_if_far(std::vector<Caution>& cautions, const RunSettings& run, std::string_view stated,
                const std::string& setting, const std::string& what) {
  const std::optional<YearSpan> years = years_named(stated);
  if (!years) return;
  const int beyond = years_beyond(run, *years);
  if (beyond <= years_held_current) return;
  cautions.push_back({setting, fmt::format("{}; the run is of {} to {}, up to {} years away.", what,
                                           format_date(run.start), format_date(run.end), beyond)});
}

/// The population that offending was fitted to, as the evidence states it.
std::string population_of_rates() {
  constexpr std::string_view label = "(population: ";
  for (const Setting& parameter : Evidence::get().parameters())
    if (parameter.path.starts_with("parameters.base_rate.")) {
      const std::size_t at = parameter.source.rfind(label);
      if (at == std::string::npos) return "";
      const std::size_t from = at + label.size();
      return parameter.source.substr(from, parameter.source.size() - from - 1);
    }
  return "";
}

std::string financial_year(int first) { return fmt::format("{}/{:02}", first, (first + 1) % 100); }

void add_steps(std::vector<Caution>& cautions, const RunSettings& run) {
  if (run.step_days > whole_week) {
    TextList names;
    for (const Measure& measure : declare_measures(run.timeline(), {}, Catalogue::get()).measures)
      if (measure.needs_short_steps && measure.group == "headlines") names.push_back(measure.name);
    const std::string_view others =
        run.step_days > longest_step_held
            ? " Steps of more than four weeks were never held against shorter ones: any other figure may move, too."
            : "";
    cautions.push_back({"run.step_days", fmt::format("Steps are {} days long. With steps longer than a week these "
                                                     "figures move by more than chance does: {}.{}",
                                                     run.step_days, fmt::join(names, ", "), others)});
  } else if (whole_week % run.step_days != 0) {
    cautions.push_back({"run.step_days", fmt::format("Steps of {} days do not make up a week: a reporting period is {} "
                                                     "days long.",
                                                     run.step_days, run.timeline().report_days)});
  }
}

/// Whether a measure of this name, or its yearly course, is of people who are followed up.
bool is_followed_up(const MeasureSet& measures, const std::string& name) {
  return std::ranges::any_of(measures.measures, [&](const Measure& measure) {
    return (measure.name == name || measure.name == name + "_by_year") &&
           std::ranges::count(measure.dimensions, "cohort") > 0;
  });
}

/// The cohort a target is judged on: the last whose year is over by its day, or the first if it has none.
std::int32_t cohort_judged(const RunSettings& run, const Target& target) {
  constexpr int calendar_slack_days = 3;  // years of the calendar and of 365.25 days may part by so much
  if (!target.by) return 0;
  const auto days = static_cast<double>((*target.by - run.start).count() + 1 + calendar_slack_days);
  return static_cast<std::int32_t>(days / days_per_year) - 1;
}

/// The first last day of a run by which a cohort is followed up.
Date known_from(const RunSettings& run, std::int32_t cohort) {
  auto day = static_cast<Day>(cohort * days_per_year);
  while (!followed_up(cohort, day)) ++day;
  return run.start + std::chrono::days(day);
}

void add_targets_too_late(std::vector<Caution>& cautions, const RunSettings& run, const std::vector<Target>& targets) {
  if (targets.empty()) return;
  const MeasureSet measures = declare_measures(run.timeline(), {}, Catalogue::get());
  for (const Target& target : targets) {
    const std::int32_t cohort = cohort_judged(run, target);
    const Date known = known_from(run, std::max(cohort, 0));
    const std::string name = target.measure.substr(0, target.measure.find('['));
    if (cohort < 0 || known <= run.end || !is_followed_up(measures, name)) continue;
    cautions.push_back(
        {"run.end", fmt::format("The target of {}{} cannot be judged: who reoffends is followed for 18 months after "
                                "the year, so that run.end must be {} or later; it is {}.",
                                target.measure, target.by ? " by " + format_date(*target.by) : "", format_date(known),
                                format_date(run.end))});
  }
}

/// Services that share staff which could not look after all their places, as they stand under these settings.
void add_overtaxed_staff(std::vector<Caution>& cautions, const Catalogue& catalogue, const Settings& settings) {
  const std::vector<Service> services = catalogue.read(settings);
  const std::vector<double> hours = catalogue.pool_hours(services, settings);
  for (std::size_t p = 0; p < catalogue.pools().size(); ++p) {
    const std::size_t pool = services.size() + p;
    TextList sharing;
    double needed = 0;
    for (const Service& service : services) {
      if (!service.active || service.pool != pool) continue;
      sharing.push_back(service.name);
      needed += service.hours_per_week > 0 ? service.places * service.hours_per_week : 0;
    }
    const std::string setting = "staff." + catalogue.pools()[p].name + ".hours_per_week";
    const bool told = std::any_of(cautions.begin(), cautions.end(),
                                  [&](const Caution& caution) { return caution.setting == setting; });
    if (told || sharing.size() < 2 || needed <= hours[pool] || std::isinf(needed)) continue;
    cautions.push_back(
        {setting, fmt::format("{} share the staff {}: their places take up {:.0f} hours a week and it "
                              "has {:.0f}, so they go short, by turns.",
                              fmt::join(sharing, " and "), catalogue.pools()[p].name, needed, hours[pool])});
  }
}

}  // namespace

std::optional<YearSpan> years_named(std::string_view text) {
  std::optional<YearSpan> span;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = digits(text, at);
    if (length == 4 && (text.substr(at, 2) == "19" || text.substr(at, 2) == "20")) {
      const int year = std::atoi(std::string(text.substr(at, 4)).c_str());
      const bool financial = at + 4 < text.size() && text[at + 4] == '/' && digits(text, at + 5) == 2;
      if (!span) span = YearSpan{year, year};
      span = YearSpan{std::min(span->first, year), std::max(span->last, year + (financial ? 1 : 0))};
    }
    at += std::max<std::size_t>(length, 1);
  }
  return span;
}

std::vector<Caution> cautions_of(const Scenario& scenario) {
  std::vector<Caution> cautions;
  const auto run = read<RunSettings>(scenario.settings);
  const std::string place = shipped_places().read(read_place_settings(scenario.settings)).description.reference;
  add_if_far(cautions, run, place, "place", "People and households are those of: " + place);
  const std::string prices = financial_year(static_cast<int>(scenario.settings.real("parameters.costs.price_year")));
  add_if_far(cautions, run, prices, "parameters.costs.price_year", "Money is in prices of " + prices);
  const std::string rates = population_of_rates();
  add_if_far(cautions, run, rates, "parameters.base_rate", "Rates of offending were fitted to: " + rates);
  add_steps(cautions, run);
  add_targets_too_late(cautions, run, scenario.targets);
  const Catalogue& catalogue = Catalogue::get(scenario.catalogue);
  for_each_settings(scenario, [&](const Settings& settings) { add_overtaxed_staff(cautions, catalogue, settings); });
  return cautions;
}

}  // namespace kith::safety
