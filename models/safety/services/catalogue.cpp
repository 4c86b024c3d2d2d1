// Reads the catalogue (models/safety/catalogue/, one file a service) into the services of service.hpp; what is unsound
// is gathered and thrown together.
#include "models/safety/services/service.hpp"

#include "engine/embedded.hpp"
#include "engine/settings/toml_table.hpp"
#include "models/safety/evidence.hpp"

#include <algorithm>
#include <limits>

std::span<const kith::EmbeddedFile> kith_safety_files();

namespace kith::safety {

namespace {

/// The numbers every service may have: name in the file and in scenarios, member, and what it means.
struct NumberField {
  const char* name;
  double Service::* member;
  const char* unit;
  double highest;
  const char* help;
};
constexpr double unlimited = std::numeric_limits<double>::infinity();
constexpr std::array<NumberField, 14> number_fields{{
    {"places", &Service::places, "places", 1e7, "How many can be in the service at the same time"},
    {"staff_hours_per_week", &Service::staff_hours_per_week, "hours per week", 1e7, "Staff time there is"},
    {"hours_per_week", &Service::hours_per_week, "hours per week", 168, "Staff time one enrolled person or family takes"},
    {"hours_at_start", &Service::hours_at_start, "hours", 1e4, "Staff time a start takes"},
    {"cost_at_start", &Service::cost_at_start, "GBP", 1e7, "Cost of a start"},
    {"cost_per_week", &Service::cost_per_week, "GBP per week", 1e6, "Cost of a week enrolled"},
    {"consent", &Service::consent, "probability", 1, "Probability that an offer is taken up"},
    {"victim_consent", &Service::victim_consent, "probability", 1, "Probability that the victim wants it"},
    {"dose_weeks", &Service::dose_weeks, "weeks", 5200, "Planned length"},
    {"dropout_rate", &Service::dropout_rate, "per year", 100, "Rate of leaving early"},
    {"patience_weeks", &Service::patience_weeks, "weeks", 5200, "Mean time after which somebody waiting gives up"},
    {"longest_wait_weeks", &Service::longest_wait_weeks, "weeks", 5200, "Referrals older than this are closed"},
    {"decay_weeks", &Service::decay_weeks, "weeks", 5200, "Time over which the effect fades after completion"},
    {"fidelity_loss", &Service::fidelity_loss, "per year", 1, "Share of the effect lost each year as practice drifts"},
}};

template <class Names>
std::size_t find_word(const Names& names, const std::string& word, const TomlTable& table, const std::string& key) {
  const auto found = std::find(names.begin(), names.end(), word);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  const std::string near = nearest_name(word, {names.begin(), names.end()});
  table.problem(key, "unknown word '" + word + "'" + (near.empty() ? "" : "; did you mean '" + near + "'?"));
  return 0;
}

/// A number with its evidence ({ value, range, unit, source, grade, ... }) as the setting services.<service>.<name>.
Setting evidence_setting(const TomlTable& table, const std::string& path, double highest, const std::string& unit,
                         const std::string& help) {
  Setting setting;
  setting.path = path;
  setting.default_value = table.real("value");
  setting.unit = table.text("unit", unit);
  setting.help = table.text("help", help);
  setting.source = table.text("source");
  setting.grade = table.text("grade");
  setting.distribution = table.text("distribution", "");
  setting.when = When::any_time;
  const NumberList range = table.numbers("range", NumberList{0, highest});
  setting.lowest = range.empty() ? 0 : range.front();
  setting.highest = range.empty() ? highest : range.back();
  const double value = std::get<double>(setting.default_value);
  if (value < setting.lowest || value > setting.highest) table.problem("value", "lies outside its own range");
  return setting;
}

Effect read_effect(const TomlTable& table) {
  Effect effect;
  effect.name = table.text("name", "effect");
  effect.kind = static_cast<EffectKind>(find_word(effect_kind_names, table.text("multiplies"), table, "multiplies"));
  const TextList types = table.texts("types", TextList{});
  if (!types.empty()) effect.types = 0;
  for (const std::string& type : types) effect.types |= 1ULL << find_word(offence_type_names(), type, table, "types");
  for (const std::string& risk : table.texts("risks", TextList{}))
    effect.risks = static_cast<std::uint8_t>(effect.risks | 1U << find_word(risk_names, risk, table, "risks"));
  effect.on_victim = table.boolean("on_victim", false);
  effect.mode = table.text("mode", "");
  return effect;
}

Service read_service(const TomlTable& table, std::vector<Setting>& settings) {
  Service service;
  service.name = table.text("name");
  service.title = table.text("title");
  service.summary = table.text("summary");
  service.agency = table.text("agency");
  service.seeds = table.texts("seeds");
  service.eligibility = table.text("eligibility", "");
  service.priority = table.text("priority", "");
  service.unit = static_cast<Unit>(find_word(unit_names, table.text("unit"), table, "unit"));
  service.in_custody = table.boolean("in_custody", false);
  for (const std::string& source : table.texts("referral_sources"))
    service.sources |= 1ULL << find_word(referral_names, source, table, "referral_sources");

  const std::string path = "services." + service.name + ".";
  Setting active;
  active.path = path + "active";
  active.default_value = table.boolean("active", false);
  active.help = "Is the service running";
  active.when = When::any_time;
  settings.push_back(active);
  const std::string staff = table.text("staff", "staff");
  service.places = service.staff_hours_per_week = unlimited;
  for (const NumberField& field : number_fields) {
    const std::string name = field.member == &Service::staff_hours_per_week ? staff + "_hours_per_week" : field.name;
    if (table.has(name)) settings.push_back(evidence_setting(table.table(name), path + name, field.highest, field.unit, field.help));
  }
  for (const TomlTable& entry : table.tables("effect")) {
    service.effects.push_back(read_effect(entry));
    settings.push_back(evidence_setting(entry, path + service.effects.back().name, 100, "ratio", "Size of the effect while enrolled"));
  }
  if (table.has("mode")) {
    for (const TomlTable& entry : table.tables("mode")) {
      Mode mode;
      mode.name = entry.text("name");
      mode.hours_at_start = entry.real("hours_at_start", 0.0);
      mode.cost_at_start = entry.real("cost_at_start", 0.0);
      service.modes.push_back(mode);
      settings.push_back(evidence_setting(entry, path + mode.name + "_share", 1, "share", "Share of starts that go this way"));
    }
  }
  service.consent_purpose = purpose_of("services." + service.name + ".consent");
  service.victim_consent_purpose = purpose_of("services." + service.name + ".victim_consent");
  service.dropout_purpose = purpose_of("services." + service.name + ".dropout");
  service.patience_purpose = purpose_of("services." + service.name + ".patience");
  service.mode_purpose = purpose_of("services." + service.name + ".mode");
  return service;
}

}  // namespace

Catalogue::Catalogue() {
  std::vector<Problem> problems;
  for (const EmbeddedFile& file : kith_safety_files()) {
    if (!file.name.starts_with("catalogue/")) continue;
    const TomlTable table = TomlTable::parse(file.text, std::string(file.name), problems);
    settings_.emplace_back();
    services_.push_back(read_service(table, settings_.back()));
    table.finish();
  }
  if (!problems.empty()) throw InputError(problems);
}

const Catalogue& Catalogue::get() {
  static const Catalogue catalogue;
  return catalogue;
}

std::vector<std::string> Catalogue::names() const {
  std::vector<std::string> names;
  for (const Service& service : services_) names.push_back(service.name);
  return names;
}

void Catalogue::declare(Declarations& declarations) const {
  for (const auto& settings : settings_)
    for (const Setting& setting : settings) declarations.add(setting);
}

std::vector<Service> Catalogue::read(const Settings& settings) const {
  std::vector<Service> services = services_;
  for (std::size_t i = 0; i < services.size(); ++i) {
    Service& service = services[i];
    const std::size_t prefix = std::string("services.").size() + service.name.size() + 1;
    for (const Setting& setting : settings_[i]) {
      const std::string name = setting.path.substr(prefix);
      if (name == "active") {
        service.active = settings.boolean(setting.path);
        continue;
      }
      const double value = settings.real(setting.path);
      for (const NumberField& field : number_fields)
        if (name == field.name || (field.member == &Service::staff_hours_per_week && name.ends_with("_hours_per_week") &&
                                   name != "hours_per_week"))
          service.*field.member = value;
      for (Effect& effect : service.effects)
        if (effect.name == name) effect.value = value;
      for (Mode& mode : service.modes)
        if (mode.name + "_share" == name) mode.share = value;
    }
  }
  return services;
}

}  // namespace kith::safety
