#include "models/safety/services/overview.hpp"

#include "models/safety/replicate/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace kith::safety {

namespace {

std::optional<double> number(const std::vector<Setting>& settings, const std::string& ending) {
  for (const Setting& setting : settings)
    if (setting.path.ends_with(ending) && std::holds_alternative<double>(setting.default_value))
      return std::get<double>(setting.default_value);
  return std::nullopt;
}

const char* unit_of_places(Unit unit) {
  switch (unit) {
    case Unit::family:
      return "families";
    case Unit::area:
      return "areas";
    case Unit::parties:
      return "cases";
    default:
      return "people";
  }
}

std::string capacity_text(const Service& service, const std::vector<Setting>& settings) {
  std::string text;
  if (const auto places = number(settings, ".places"))
    text = fmt::format("{:g} {}", *places, unit_of_places(service.unit));
  for (const Setting& setting : settings)
    if (setting.path.ends_with("_hours_per_week"))
      text +=
          fmt::format("{}{:g} staff hours a week", text.empty() ? "" : ", ", std::get<double>(setting.default_value));
  return text.empty() ? "no limit" : text;
}

std::string cost_text(const Service& service, const std::vector<Setting>& settings) {
  std::string text;
  if (const auto week = number(settings, ".cost_per_week")) text = fmt::format("GBP {:g} a week", *week);
  if (const auto start = number(settings, ".cost_at_start"))
    text += fmt::format("{}GBP {:g} a start", text.empty() ? "" : " and ", *start);
  for (const Mode& mode : service.modes)
    text += fmt::format("{}GBP {:g} a start ({})", text.empty() ? "" : ", ", mode.cost_at_start, mode.name);
  return text.empty() ? "no cost"
                      : fmt::format("{} ({}/{:02} prices)", text, service.price_year, (service.price_year + 1) % 100);
}

std::string names(const Catalogue& catalogue, const std::vector<std::uint32_t>& services) {
  std::vector<std::string> list;
  for (const std::uint32_t service : services) list.push_back(catalogue.definitions()[service].name);
  return fmt::format("{}", fmt::join(list, ", "));
}

std::string keepers_text(Keepers keepers) {
  std::vector<std::string> list;
  for (std::size_t keeper = 0; keeper < keeper_names.size(); ++keeper)
    if ((keepers >> keeper & 1U) != 0) list.emplace_back(keeper_names[keeper]);
  return fmt::format("{}", fmt::join(list, ", "));
}

std::string sources_text(const Service& service) {
  std::vector<std::string> list;
  for (std::size_t source = 0; source < referral_names.size(); ++source)
    if (service.takes(static_cast<Referral>(source))) list.emplace_back(referral_names[source]);
  return fmt::format("{}", fmt::join(list, ", "));
}

/// Those it acts on, or those it does not if these are fewer.
std::string types_text(std::uint64_t acts_on) {
  const std::vector<std::string> types = offence_type_names();
  std::vector<std::string> named, left_out;
  for (std::size_t k = 0; k < types.size(); ++k) ((acts_on >> k & 1U) != 0 ? named : left_out).push_back(types[k]);
  if (left_out.empty()) return "";
  return left_out.size() < named.size() ? fmt::format(" of all types but {}", fmt::join(left_out, ", "))
                                        : fmt::format(" of {}", fmt::join(named, ", "));
}

std::string ages_text(const Effect& effect) {
  const Effect any{};
  std::string text;
  if (effect.age_from != any.age_from) text += fmt::format(", from age {}", effect.age_from);
  if (effect.age_below != any.age_below) text += fmt::format(", under {}", effect.age_below);
  return text;
}

std::string effect_text(const Effect& effect, const Catalogue& catalogue) {
  const EffectKindDeclaration& kind = declaration(effect.kind);
  std::string on = types_text(effect.types);
  for (std::size_t risk = 0; risk < need_count(); ++risk)
    if ((effect.risks >> risk & 1U) != 0) on += (on.empty() ? " of " : ", ") + need_names()[risk];
  if (!effect.services.empty()) on += " of " + names(catalogue, effect.services);
  return fmt::format("{}: acts on {}{}{}{}", effect.name, kind.name, on, effect.on_victim ? " (the victim's)" : "",
                     ages_text(effect));
}

}  // namespace

std::string one_line(const Service& service, const std::vector<Setting>& settings) {
  return fmt::format("{}; {}; {}; {}; evidence: {}; {}", service.title, service.agency,
                     capacity_text(service, settings), cost_text(service, settings), service.grade,
                     fmt::join(service.seeds, ", "));
}

std::string describe(const Service& service, const Catalogue& catalogue, std::size_t index) {
  const auto& settings = catalogue.settings_of(index);
  std::string text = fmt::format(
      "{}\n{}\nagency: {}\nnamed by: {}\nevidence: {}\nfor: {}\nclaims to move: {}\ncapacity: {}\ncost: {}\n",
      service.title, service.summary, service.agency, fmt::join(service.seeds, ", "), service.grade,
      unit_names[static_cast<std::size_t>(service.unit)], service.claims, capacity_text(service, settings),
      cost_text(service, settings));
  if (!service.existed.empty()) text += "existed: " + service.existed + "\n";
  if (service.sources != 0) text += "comes from: " + sources_text(service) + "\n";
  text += fmt::format("eligible: {}\noffered first: {}\n",
                      service.eligibility.empty() ? "everyone referred" : service.eligibility,
                      service.priority.empty() ? "longest waiting" : service.priority);
  if (const std::string heard = keepers_text(service.hears); !heard.empty() && service.takes_people())
    text += "knows what is noted by: " + heard + "\n";
  if (service.pools != 0) text += "opens to each other the notes of: " + keepers_text(service.pools) + "\n";
  if (service.pool >= catalogue.definitions().size())
    text += "shares staff: " + catalogue.pools()[service.pool - catalogue.definitions().size()].name + "\n";
  if (!service.onward.empty()) text += "refers on to: " + names(catalogue, service.onward) + "\n";
  if (service.season)
    text += fmt::format("season: {}-{:02} to {}-{:02}\n", static_cast<unsigned>(service.season->first.month()),
                        static_cast<unsigned>(service.season->first.day()),
                        static_cast<unsigned>(service.season->last.month()),
                        static_cast<unsigned>(service.season->last.day()));
  for (const Effect& effect : service.effects) text += effect_text(effect, catalogue) + "\n";
  for (const Setting& setting : settings)
    text += fmt::format("  {} = {} {}{}\n", setting.path, format_value(setting.default_value), setting.unit,
                        setting.grade.empty() ? "" : " [" + setting.grade + "]");
  return text;
}

std::string describe(const StaffPool& pool, const Catalogue& catalogue) {
  std::string text = fmt::format("{}\nagency: {}\n  staff.{}.hours_per_week = {:g}\nshared by: ", pool.title,
                                 pool.agency, pool.name, pool.hours_per_week);
  std::vector<std::uint32_t> sharing;
  const auto index = static_cast<std::size_t>(&pool - catalogue.pools().data()) + catalogue.definitions().size();
  for (std::uint32_t i = 0; i < catalogue.definitions().size(); ++i)
    if (catalogue.definitions()[i].pool == index) sharing.push_back(i);
  return text + names(catalogue, sharing) +
         "\nWhere staff are short, services are served by turns: the next place is of the one that takes up the "
         "least of their time; services for areas choose one after the other in that order.\n";
}

std::string describe(const EffectKindDeclaration& kind) {
  return fmt::format(
      "{}\nunit: {}\nno effect: {:g}\nfrom {:g} to {:g}\nmeasure it moves: {}\nWritten as acts_on in an entry of the "
      "catalogue.",
      kind.meaning, kind.unit, kind.none, kind.lowest, kind.highest, kind.measure);
}

namespace {

constexpr int weeks_tried = 26;

double sum_of(const ReplicateResult& result, Tally tally, std::size_t service, std::size_t services) {
  const Counts& values = result.counts(static_cast<std::size_t>(tally));
  double sum = 0;
  for (std::size_t i = service; i < values.size(); i += services) sum += values[i];
  return sum;
}

/// Mean stay in weeks of somebody who begins: the dose, cut short by leaving at a constant rate.
double mean_stay(const Service& service) {
  const double rate = service.dropout_rate * 7 / days_per_year;
  return rate > 0 ? (1 - std::exp(-rate * service.dose_weeks)) / rate : service.dose_weeks;
}

double mean_start_hours(const Service& service) {
  double sum = 0, shares = 0;
  for (const Mode& mode : service.modes) {
    sum += mode.share * mode.hours_at_start;
    shares += mode.share;
  }
  return shares > 0 ? sum / shares : service.hours_at_start;
}

std::string limit_text(double limit) { return std::isinf(limit) ? "unlimited" : fmt::format("{:g}", limit); }

/// What the referrals of a week would need, all being served: places (Little's law) and staff hours a week.
struct Workload {
  double referrals = 0, places = 0, hours = 0;
};

Workload workload_of(const Service& service, const ReplicateResult& tried, std::size_t index, std::size_t services) {
  Workload need;
  need.referrals = sum_of(tried, Tally::referrals, index, services) / weeks_tried;
  const double starts = need.referrals * service.consent * (service.unit == Unit::parties ? service.victim_consent : 1);
  need.places = starts * mean_stay(service);
  need.hours = need.places * service.hours_per_week + starts * mean_start_hours(service);
  return need;
}

}  // namespace

/// Staff shared by several services whose time will not do, and which of them go short.
void add_short_staff(const Scene& scene, const std::vector<double>& needs, std::vector<CheckLine>& lines) {
  const Regime& last = scene.regimes.back();
  for (std::size_t p = 0; p < scene.catalogue->pools().size(); ++p) {
    const std::size_t pool = last.services.size() + p;
    TextList sharing;
    for (const Service& service : last.services)
      if (service.active && service.pool == pool) sharing.push_back(service.name);
    if (sharing.empty() || needs[pool] <= last.pool_hours[pool]) continue;
    lines.push_back(
        {"staff " + scene.catalogue->pools()[p].name,
         fmt::format("{:.0f} hours a week are needed and there are {:.0f}: {} go{} short, by turns", needs[pool],
                     last.pool_hours[pool], fmt::join(sharing, " and "), sharing.size() == 1 ? "es" : "")});
  }
}

/// How many people there are who would be, were their needs known.
std::string truly_text(const Service& service, const EligibleCount& eligible) {
  return service.asks != 0 ? fmt::format(" as far as is known, of {} people who are", eligible.truly) : "";
}

bool ever_active(const Scene& scene, std::size_t service) {
  bool active = false;
  scene.each_regime([&](const Regime& regime) { active = active || regime.services[service].active; });
  return active;
}

/// Whom a service refers on to in vain.
std::string onward_text(const Scene& scene, const Service& service) {
  std::vector<std::uint32_t> off;
  for (const std::uint32_t other : service.onward)
    if (!ever_active(scene, other)) off.push_back(other);
  if (off.empty()) return "";
  return fmt::format("; refers on to {}, {} off", names(*scene.catalogue, off),
                     off.size() == 1 ? "which is" : "which are");
}

std::vector<CheckLine> check_changes(const Scenario& scenario) {
  constexpr std::string_view services = "services.";
  std::vector<CheckLine> lines;
  std::set<std::string> told;
  for (auto change = scenario.changes.begin(); change != scenario.changes.end(); ++change)
    for (const auto& [path, value] : change->set) {
      const std::string table = path.substr(0, path.rfind('.')), active = table + ".active";
      if (!path.starts_with(services) || path == active || told.contains(path)) continue;
      const auto runs = [&](const Change& later) { return later.settings.boolean(active); };
      if (std::any_of(change, scenario.changes.end(), runs)) continue;
      told.insert(path);
      lines.push_back(
          {"change of " + format_date(change->at),
           fmt::format("'{}' is changed to no effect: {} is off from then on", path, table.substr(services.size()))});
    }
  for (const Reaction& reaction : scenario.reactions)
    for (const std::string& path : paths_of(reaction)) {
      const std::string table = path.substr(0, path.rfind('.')), active = table + ".active";
      if (!path.starts_with(services) || path == active || told.contains(path)) continue;
      bool runs = false;
      for_each_settings(scenario, [&](const Settings& settings) { runs = runs || settings.boolean(active); });
      if (runs) continue;
      told.insert(path);
      lines.push_back({"change that reacts", fmt::format("'{}' is changed to no effect: {} is never on", path,
                                                         table.substr(services.size()))});
    }
  return lines;
}

std::vector<CheckLine> check_services(const Scene& scene) {
  const Regime& last = scene.regimes.back();
  const std::size_t count = last.services.size();
  Simulation simulation(scene, Draws{scene.history_seed, 0});
  std::vector<EligibleCount> eligible(count);
  for (std::size_t i = 0; i < count; ++i)
    if (last.services[i].active) eligible[i] = simulation.count_eligible(i);
  const ReplicateResult tried = simulation.try_services(weeks_tried);
  std::vector<Workload> needs(count);
  std::vector<double> pool_needs(last.pool_hours.size());
  for (std::size_t i = 0; i < count; ++i) {
    const Service& service = last.services[i];
    if (!service.active) continue;
    needs[i] = workload_of(service, tried, i, count);
    if (service.unit == Unit::area)
      needs[i].hours =
          std::min<double>(service.places, static_cast<double>(eligible[i].known)) * service.hours_per_week;
    pool_needs[service.pool] += needs[i].hours;
  }
  std::vector<CheckLine> lines;
  std::size_t off = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Service& service = last.services[i];
    off += !service.active;
    if (!service.active) continue;
    const double hours = last.pool_hours[service.pool];
    if (service.unit == Unit::workforce) {
      lines.push_back({"service " + service.name, "trains the staff of other services"});
      continue;
    }
    if (service.unit == Unit::area) {
      lines.push_back({"service " + service.name,
                       fmt::format("{} areas eligible, {} places; needs {:.0f} of {} staff hours a week{}",
                                   eligible[i].known, limit_text(service.places), needs[i].hours, limit_text(hours),
                                   pool_needs[service.pool] > hours ? "; TOO FEW STAFF" : "")});
      continue;
    }
    const bool full = needs[i].places > service.places;
    const bool understaffed = pool_needs[service.pool] > hours;
    lines.push_back(
        {"service " + service.name,
         fmt::format(
             "{} on record are eligible{}; {:.1f} referrals a week need {:.0f} of {} places and {:.0f} of {} "
             "staff hours a week{}{}{}{}",
             eligible[i].known, truly_text(service, eligible[i]), needs[i].referrals, needs[i].places,
             limit_text(service.places), needs[i].hours, limit_text(hours),
             needs[i].referrals == 0 && eligible[i].known == 0 && eligible[i].truly == 0 ? "; NOBODY IS ELIGIBLE HERE"
                                                                                         : "",
             full ? "; WILL OVERFLOW" : "", understaffed ? "; TOO FEW STAFF" : "", onward_text(scene, service))});
  }
  add_short_staff(scene, pool_needs, lines);
  lines.push_back({"services off", fmt::format("{} of {}; kith explain lists them", off, count)});
  return lines;
}

}  // namespace kith::safety
