// Reads the catalogue (models/safety/catalogue/ and any further folders, one file a service) into the services of
// service.hpp; what is unsound is gathered and thrown together.
#include "models/safety/services/service.hpp"

#include "engine/settings/toml_table.hpp"
#include "engine/settings/toml_tree.hpp"
#include "models/safety/costs/costs.hpp"
#include "models/safety/evidence.hpp"
#include "models/safety/files.hpp"
#include "models/safety/services/attributes.hpp"
#include "models/safety/services/entry_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <set>

namespace kith::safety {

bool Season::contains(Date date) const {
  const std::chrono::year_month_day day{date};
  const std::chrono::month_day now{day.month(), day.day()};
  return first <= last ? first <= now && now <= last : first <= now || now <= last;
}

namespace {

/// The numbers every service may have: name in the file and in scenarios, member, and what it means.
struct NumberField {
  const char* name;
  double Service::*member;
  const char* unit;
  double highest;
  const char* help;
};
constexpr double unlimited = std::numeric_limits<double>::infinity();
constexpr std::array<NumberField, 15> number_fields{{
    {"places", &Service::places, "places", 1e7,
     "How many (people, families, areas) can be in the service at the same time"},
    {"staff_hours_per_week", &Service::staff_hours_per_week, "hours per week", 1e7, "Staff time there is"},
    {"hours_per_week", &Service::hours_per_week, "hours per week", 168,
     "Staff time one enrolled person or family takes"},
    {"hours_at_start", &Service::hours_at_start, "hours", 1e4, "Staff time a start takes"},
    {"cost_at_start", &Service::cost_at_start, "GBP", 1e7, "Cost of a start"},
    {"cost_per_week", &Service::cost_per_week, "GBP per week", 1e6, "Cost of a week enrolled"},
    {"consent", &Service::consent, "probability", 1, "Probability that an offer is taken up"},
    {"victim_consent", &Service::victim_consent, "probability", 1, "Probability that the victim wants it"},
    {"dose_weeks", &Service::dose_weeks, "weeks", 5200,
     "Planned length; areas are chosen again and staff are trained over this time"},
    {"dropout_rate", &Service::dropout_rate, "per year", 100, "Rate of leaving early"},
    {"patience_weeks", &Service::patience_weeks, "weeks", 5200, "Mean time after which somebody waiting gives up"},
    {"longest_wait_weeks", &Service::longest_wait_weeks, "weeks", 5200, "Referrals older than this are closed"},
    {"decay_weeks", &Service::decay_weeks, "weeks", 5200, "Time over which the effect fades after completion"},
    {"age_limit", &Service::age_limit, "years", 120, "People leave on reaching this age"},
    {"fidelity_loss", &Service::fidelity_loss, "per year", 1, "Share of the effect lost each year as practice drifts"},
}};

template <class Names>
std::size_t find_word(const Names& names, const std::string& word, const TomlTable& table, const std::string& key) {
  const auto found = std::find(names.begin(), names.end(), word);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  const std::string near = nearest_name(word, {names.begin(), names.end()});
  const std::string hint =
      near.empty() ? fmt::format("; allowed: {}", fmt::join(names, ", ")) : "; did you mean '" + near + "'?";
  table.problem(key, "unknown word " + in_quotes(word) + hint);
  return 0;
}

/// A number with its evidence ({ value, range, unit, source, grade, ... }) as the setting `path`.
Setting evidence_setting(const TomlTable& table, const std::string& path, double lowest, double highest,
                         const std::string& unit, const std::string& help) {
  Setting setting;
  setting.path = path;
  setting.default_value = table.real("value");
  setting.unit = table.text("unit", unit);
  setting.help = table.text("help", help);
  setting.source = table.text("source");
  setting.grade = table.text("grade");
  find_word(evidence_grades(), setting.grade, table, "grade");
  setting.when = When::any_time;
  const NumberList range = table.numbers("range", NumberList{lowest, highest});
  if (range.size() != 2 || range[0] > range[1] || range[0] < lowest || range[1] > highest) {
    table.problem("range",
                  fmt::format("a range is two numbers within {:g} and {:g}, the lower first", lowest, highest));
    return setting;
  }
  setting.lowest = range[0];
  setting.highest = range[1];
  read_distribution(table, setting);
  check_value(table, setting, path);
  return setting;
}

TextList kind_names() {
  TextList names;
  for (const EffectKindDeclaration& kind : effect_kinds) names.emplace_back(kind.name);
  return names;
}

bool can_reach(Reach reach, Unit unit) {
  switch (reach) {
    case Reach::people:
      return unit != Unit::area && unit != Unit::workforce;
    case Reach::pair:
      return unit == Unit::parties;
    case Reach::areas:
      return unit == Unit::area;
    case Reach::people_and_areas:
      return unit != Unit::workforce;
    case Reach::services:
      return unit == Unit::workforce;
  }
  return false;
}

/// An evaluation that is named; else the service itself. Its effects on one thing are told apart by their order, not by
/// the way they are given: a person has a service's effect once, whichever ways it was given.
EffectBasis basis_of(const TomlTable& table, const Service& service, const Effect& effect) {
  if (const std::string evaluation = table.text("evaluation", ""); !evaluation.empty())
    return purpose_of(evaluation).hash;
  const auto earlier = std::count_if(service.effects.begin(), service.effects.end(), [&](const Effect& other) {
    return other.kind == effect.kind && other.mode == effect.mode && other.on_victim == effect.on_victim;
  });
  return purpose_of(fmt::format("effect {} of {} on {}{}", earlier, service.name, declaration(effect.kind).name,
                                effect.on_victim ? " of the victim" : ""))
      .hash;
}

/// Those named, or all but those named.
void read_types(const TomlTable& table, Effect& effect) {
  const auto named = [&](const char* key) {
    std::uint64_t types = 0;
    for (const std::string& type : table.texts(key, TextList{}))
      types |= 1ULL << find_word(offence_type_names(), type, table, key);
    return types;
  };
  if (const std::uint64_t types = named("types"); types != 0) effect.types = types;
  effect.types &= ~named("except_types");
}

Effect read_effect(const TomlTable& table, const Service& service) {
  Effect effect;
  effect.name = table.text("name", "effect");
  effect.kind = static_cast<EffectKind>(find_word(kind_names(), table.text("acts_on"), table, "acts_on"));
  const EffectKindDeclaration& kind = declaration(effect.kind);
  if (!can_reach(kind.reach, service.unit))
    table.problem("acts_on", fmt::format("a service for the unit '{}' has no effect on {}",
                                         unit_names[static_cast<std::size_t>(service.unit)], kind.name));
  read_types(table, effect);
  for (const std::string& risk : table.texts("risks", TextList{}))
    effect.risks = static_cast<NeedSet>(effect.risks | 1U << find_word(need_names(), risk, table, "risks"));
  effect.on_victim = table.boolean("on_victim", false);
  effect.age_from = static_cast<int>(table.integer("age_from", effect.age_from));
  effect.age_below = static_cast<int>(table.integer("age_below", effect.age_below));
  effect.mode = table.text("mode", "");
  effect.basis = basis_of(table, service, effect);
  check_effect(table, service, effect);
  return effect;
}

std::optional<Season> read_season(const TomlTable& table) {
  if (!table.has("season")) return std::nullopt;
  const TextList days = table.texts("season");
  std::vector<std::chrono::month_day> ends;
  for (const std::string& day : days) {
    try {
      const std::chrono::year_month_day date{parse_date("2000-" + day)};
      ends.push_back(date.month() / date.day());
    } catch (const std::invalid_argument&) {
      table.problem("season", in_quotes(day) + " is no day of the year, such as \"07-01\"");
    }
  }
  if (days.size() != 2) table.problem("season", "a season is two days, such as [\"07-01\", \"08-31\"]");
  return ends.size() == 2 ? std::optional(Season{ends[0], ends[1]}) : std::nullopt;
}

void read_numbers(const TomlTable& table, Service& service, std::vector<Setting>& settings) {
  const std::string path = "services." + service.name + ".";
  const std::string staff = table.text("staff", "staff");
  service.places = service.staff_hours_per_week = unlimited;
  for (const NumberField& field : number_fields) {
    const std::string name = field.member == &Service::staff_hours_per_week ? staff + "_hours_per_week" : field.name;
    if (!table.has(name)) continue;
    if (field.member == &Service::staff_hours_per_week && table.has("shared_staff"))
      table.problem(name, "a service has either staff of its own or shared_staff");
    settings.push_back(evidence_setting(table.table(name), path + name, 0, field.highest, field.unit, field.help));
  }
}

void read_modes(const TomlTable& table, Service& service, std::vector<Setting>& settings) {
  for (const TomlTable& entry : table.tables("mode")) {
    Mode mode;
    mode.name = entry.text("name");
    mode.hours_at_start = entry.real("hours_at_start", 0.0);
    mode.cost_at_start = entry.real("cost_at_start", 0.0);
    service.modes.push_back(mode);
    settings.push_back(evidence_setting(entry, "services." + service.name + "." + mode.name + "_share", 0, 1, "share",
                                        "Share of starts that go this way"));
  }
}

void read_effects(const TomlTable& table, Service& service, std::vector<Setting>& settings) {
  const std::string path = "services." + service.name + ".";
  std::set<std::string> names;
  for (const TomlTable& entry : table.tables("effect")) {
    service.effects.push_back(read_effect(entry, service));
    const Effect& effect = service.effects.back();
    const EffectKindDeclaration& kind = declaration(effect.kind);
    service.kinds |= 1U << static_cast<unsigned>(effect.kind);
    settings.push_back(evidence_setting(entry, path + effect.name, kind.lowest, kind.highest, kind.unit, kind.meaning));
    if (!names.insert(effect.name).second) entry.problem("name", "two effects are called " + in_quotes(effect.name));
    if (service.grade.empty() && kind.measure == service.claims) service.grade = settings.back().grade;
  }
  if (service.grade.empty()) table.problem("claims", "no effect of this service moves " + in_quotes(service.claims));
}

void declare_window(const TomlTable& table, const Service& service, std::vector<Setting>& settings) {
  const std::string path = "services." + service.name + ".";
  Setting active;
  active.path = path + "active";
  active.default_value = table.boolean("active", false);
  active.help = "Is the service running";
  active.when = When::any_time;
  settings.push_back(active);
  Setting day = active;
  day.path = path + "first_day";
  day.default_value = table.date("first_day", parse_date("1900-01-01"));
  day.help = "The first day it runs, while active";
  settings.push_back(day);
  day.path = path + "last_day";
  day.default_value = table.date("last_day", parse_date("2199-12-31"));
  day.help = "The last day it runs, while active";
  settings.push_back(day);
  if (std::get<Date>(day.default_value) < table.date("first_day", parse_date("1900-01-01")))
    table.problem("last_day", "the last day lies before the first: it would never run");
}

void check_expression(const TomlTable& table, const char* key, const std::string& expression, Unit unit) {
  const std::string problem = expression_problem(expression, unit);
  if (!problem.empty()) table.problem(key, problem);
}

Keepers read_keepers(const TomlTable& table, const char* key) {
  Keepers keepers = 0;
  for (const std::string& agency : table.texts(key, TextList{}))
    keepers |= bit(static_cast<Keeper>(find_word(keeper_names, agency, table, key)));
  return keepers;
}

/// Whose notes a service sees, and what its eligibility asks of them.
void read_hearing(const TomlTable& table, Service& service) {
  service.pools = read_keepers(table, "pools");
  service.hears = static_cast<Keepers>(service.pools | read_keepers(table, "told_by"));
  for (std::size_t keeper = 0; keeper < keeper_names.size(); ++keeper)
    if (service.agency == keeper_names[keeper]) service.hears |= bit(static_cast<Keeper>(keeper));
  for (const Attribute& asked : attributes_asked(service.eligibility, service.unit))
    for (std::size_t need = 0; need < need_count(); ++need)
      if (service.unit != Unit::area && asked.name == need_names()[need])
        service.asks |= static_cast<NeedSet>(1U << need);
}

Service read_service(const TomlTable& table, std::vector<Setting>& settings) {
  Service service;
  service.name = table.text("name");
  if (service.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos)
    table.problem("name", in_quotes(service.name) + " is no name: small letters, digits and _");
  service.title = table.text("title");
  service.summary = table.text("summary");
  service.agency = table.text("agency");
  service.claims = table.text("claims");
  service.seeds = table.texts("seeds");
  service.existed = table.text("existed", "");
  service.price_year = table.integer("price_year");
  if (!has_prices_of(service.price_year))
    table.problem(
        "price_year",
        fmt::format("no prices are known of the financial year {}; kith explain price_index lists those that are",
                    service.price_year));
  service.unit = static_cast<Unit>(find_word(unit_names, table.text("unit"), table, "unit"));
  service.eligibility = table.text("eligibility", "");
  service.priority = table.text("priority", "");
  for (const char* key : {"eligibility", "priority"})
    check_expression(table, key, std::string_view(key) == "priority" ? service.priority : service.eligibility,
                     service.unit);
  service.in_custody = table.boolean("in_custody", false);
  service.civil_order = table.boolean("civil_order", false);
  if (table.has("replaces_supervision_by"))
    service.replaces_supervision_by =
        find_word(supervisor_names, table.text("replaces_supervision_by"), table, "replaces_supervision_by");
  service.season = read_season(table);
  for (const std::string& source : table.texts("referral_sources", TextList{}))
    service.sources |= 1ULL << find_word(referral_names, source, table, "referral_sources");
  if (!service.takes_people() && service.sources != 0)
    table.problem("referral_sources", "nobody is referred to a service for areas or staff");
  const std::string asked = service.eligibility + service.priority;
  service.uses_centrality = asked.find(centrality_attribute) != std::string::npos;
  service.uses_notifications = asked.find("notifications_12m") != std::string::npos;
  read_hearing(table, service);
  declare_window(table, service, settings);
  read_numbers(table, service, settings);
  read_modes(table, service, settings);
  read_effects(table, service, settings);
  check_entry(table, service);
  const auto purpose_for = [&](const char* what) { return purpose_of("services." + service.name + "." + what); };
  service.consent_purpose = purpose_for("consent");
  service.victim_consent_purpose = purpose_for("victim_consent");
  service.dropout_purpose = purpose_for("dropout");
  service.patience_purpose = purpose_for("patience");
  service.mode_purpose = purpose_for("mode");
  service.breach_purpose = purpose_for("breach");
  service.turn_purpose = purpose_for("turn");
  return service;
}

StaffPool read_pool(const TomlTable& table, std::vector<Setting>& settings) {
  StaffPool pool{table.text("name"), table.text("title"), table.text("agency"), 0};
  settings.push_back(evidence_setting(table.table("hours_per_week"), "staff." + pool.name + ".hours_per_week", 0, 1e7,
                                      "hours per week", "Staff time shared by the services that draw on it"));
  pool.hours_per_week = std::get<double>(settings.back().default_value);
  return pool;
}

/// Sets the member that the setting `name` of a service stands for.
void read_setting(Service& service, const std::string& name, const std::string& path, const Settings& settings) {
  if (name == "active")
    service.active = settings.boolean(path);
  else if (name == "first_day")
    service.first_day = settings.date(path);
  else if (name == "last_day")
    service.last_day = settings.date(path);
  else {
    const double value = settings.real(path);
    for (const NumberField& field : number_fields) {
      const bool staff = field.member == &Service::staff_hours_per_week && name.ends_with("_hours_per_week");
      if (name == field.name || staff) service.*field.member = value;
    }
    for (Effect& effect : service.effects)
      if (effect.name == name) effect.value = value;
    for (Mode& mode : service.modes)
      if (mode.name + "_share" == name) mode.share = value;
  }
}

/// Files of a folder that end in .toml, by name.
std::vector<std::filesystem::path> toml_files(const std::filesystem::path& folder, std::vector<Problem>& problems) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(folder, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error))
    if (entry->path().extension() == ".toml") files.push_back(entry->path());
  if (error)
    add_problem(problems, {folder.string()}, "the catalogue folder cannot be read: " + error.message());
  else if (files.empty())
    add_problem(problems, {folder.string()},
                "the catalogue folder holds no file that ends in .toml; write one for each service");
  std::sort(files.begin(), files.end());
  return files;
}

/// Staff called as others are, or that no service draws on, would be passed over.
template <class References>
void check_pools(const std::vector<StaffPool>& pools, const References& references) {
  for (std::size_t p = 0; p < pools.size(); ++p) {
    const std::string& name = pools[p].name;
    const auto first =
        std::find_if(pools.begin(), pools.end(), [&](const StaffPool& pool) { return pool.name == name; });
    const bool drawn_on = std::any_of(references.of.begin(), references.of.end(),
                                      [&](const auto& said) { return said.second.pool == name; });
    if (first != pools.begin() + static_cast<std::ptrdiff_t>(p))
      references.of_pools[p].problem(
          "name", fmt::format("there is staff called {} already, and it is another one: {}", in_quotes(name),
                              references.of_pools[static_cast<std::size_t>(first - pools.begin())].location().file));
    else if (!drawn_on)
      references.of_pools[p].problem("name",
                                     "no service draws on this staff; one does by shared_staff = \"" + name + "\"");
  }
}

}  // namespace

/// What a file says by name of things that stand in other files.
struct Catalogue::References {
  struct Reference {
    TomlTable where;
    std::string key;
    TextList names;
  };
  struct OfService {
    std::string pool;
    Reference onward;
    std::vector<Reference> effects;
    TomlTable table;
    std::string file;
  };
  std::map<std::string, OfService> of;       ///< by service
  std::set<std::string, std::less<>> texts;  ///< of files read
  std::vector<TomlTable> of_pools;           ///< in the order of the pools
};

void Catalogue::read_file(std::string_view text, const std::string& name, References& references,
                          std::vector<Problem>& problems) {
  // Scenarios that are compared may each bring a copy of one entry.
  if (!references.texts.emplace(text).second) return;
  const std::size_t before = problems.size();
  const TomlTable table = TomlTable::parse(text, name, problems);
  if (table.keys().empty()) {
    if (problems.size() == before) add_problem(problems, {name}, "holds neither a service nor a [[staff_pool]]");
    return;
  }
  for (const TomlTable& entry : table.tables("staff_pool")) {
    pools_.push_back(read_pool(entry, pool_settings_));
    references.of_pools.push_back(entry);
  }
  const bool only_staff = table.keys() == TextList{"staff_pool"};
  if (!only_staff) {
    settings_.emplace_back();
    services_.push_back(read_service(table, settings_.back()));
    const std::string& service = services_.back().name;
    if (const auto other = references.of.find(service); other != references.of.end())
      table.problem("name", fmt::format("there is a service called {} already, and it is another one: {}",
                                        in_quotes(service), other->second.file));
    References::OfService said{
        table.text("shared_staff", ""), {table, "onward", table.texts("onward", TextList{})}, {}, table, name};
    for (const TomlTable& effect : table.tables("effect"))
      said.effects.push_back({effect, "services", effect.texts("services", TextList{})});
    references.of.emplace(service, std::move(said));
  }
  table.finish();
}

/// Puts services in order of name and turns names of other services and of staff into their numbers.
void Catalogue::put_in_order(const References& references) {
  std::vector<std::size_t> order(services_.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return services_[a].name < services_[b].name; });
  std::vector<Service> services;
  std::vector<std::vector<Setting>> settings;
  for (const std::size_t i : order) {
    services.push_back(std::move(services_[i]));
    settings.push_back(std::move(settings_[i]));
  }
  services_ = std::move(services);
  settings_ = std::move(settings);
  const TextList known = names();
  TextList pools;
  for (const StaffPool& pool : pools_) pools.push_back(pool.name);
  const auto numbers = [&](const References::Reference& said) {
    std::vector<std::uint32_t> found;
    for (const std::string& name : said.names)
      found.push_back(static_cast<std::uint32_t>(find_word(known, name, said.where, said.key)));
    return found;
  };
  for (std::size_t i = 0; i < services_.size(); ++i) {
    Service& service = services_[i];
    const References::OfService& said = references.of.at(service.name);
    service.onward = numbers(said.onward);
    for (std::size_t e = 0; e < service.effects.size(); ++e) {
      service.effects[e].services = numbers(said.effects[e]);
      if ((declaration(service.effects[e].kind).reach == Reach::services) == service.effects[e].services.empty())
        said.effects[e].where.problem("services", "an effect on services, and no other, names the services");
    }
    service.pool = static_cast<std::uint32_t>(
        said.pool.empty() ? i : services_.size() + find_word(pools, said.pool, said.table, "shared_staff"));
  }
}

Catalogue::Catalogue(const Folders& folders) {
  constexpr std::size_t most_bytes = 1 << 20;
  std::vector<Problem> problems;
  References references;
  for (const EmbeddedFile& file : kith_safety_files())
    if (file.name.starts_with("catalogue/")) read_file(file.text, std::string(file.name), references, problems);
  for (const std::filesystem::path& folder : folders)
    for (const std::filesystem::path& file : toml_files(folder, problems))
      if (const auto text = read_text_file(file, most_bytes, {}, problems))
        read_file(*text, file.string(), references, problems);
  if (problems.empty()) check_pools(pools_, references);
  if (problems.empty()) put_in_order(references);
  if (!problems.empty()) throw InputError(problems);
}

std::vector<std::filesystem::path> Catalogue::files_of(const Folders& folders) {
  std::vector<Problem> problems;
  std::vector<std::filesystem::path> files;
  for (const std::filesystem::path& folder : folders)
    for (std::filesystem::path& file : toml_files(folder, problems)) files.push_back(std::move(file));
  if (!problems.empty()) throw InputError(std::move(problems));
  return files;
}

const Catalogue& Catalogue::get(const Folders& folders) {
  static std::mutex mutex;
  static std::map<Folders, std::unique_ptr<const Catalogue>> read_before;
  const std::lock_guard lock(mutex);
  auto& catalogue = read_before[folders];
  if (!catalogue) catalogue.reset(new Catalogue(folders));
  return *catalogue;
}

TextList Catalogue::names() const {
  TextList names;
  for (const Service& service : services_) names.push_back(service.name);
  return names;
}

TextList Catalogue::agencies() const {
  std::set<std::string> agencies;
  for (const Service& service : services_) agencies.insert(service.agency);
  return {agencies.begin(), agencies.end()};
}

void Catalogue::declare(Declarations& declarations) const {
  for (const auto& settings : settings_)
    for (const Setting& setting : settings) declarations.add(setting);
  for (const Setting& setting : pool_settings_) declarations.add(setting);
}

std::vector<Service> Catalogue::read(const Settings& settings) const {
  std::vector<Service> services = services_;
  for (std::size_t i = 0; i < services.size(); ++i) {
    Service& service = services[i];
    const std::size_t prefix = std::string("services.").size() + service.name.size() + 1;
    for (const Setting& setting : settings_[i])
      read_setting(service, setting.path.substr(prefix), setting.path, settings);
  }
  return services;
}

std::vector<double> Catalogue::pool_hours(const std::vector<Service>& services, const Settings& settings) const {
  std::vector<double> hours;
  for (const Service& service : services) hours.push_back(service.staff_hours_per_week);
  for (const Setting& setting : pool_settings_) hours.push_back(settings.real(setting.path));
  return hours;
}

}  // namespace kith::safety
