// The catalogue of services: every entry is sound, and a setting written in a scenario reaches the member it names.
#include "engine/settings/distribution.hpp"
#include "models/safety/services/overview.hpp"
#include "tests/safety/small_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

namespace kith::safety {
namespace {

/// Everything a scenario can set about a service, by the name it has in scenarios. Written out here on its own, so that
/// the table in the catalogue is held against something else.
std::map<std::string, double> settable(const Service& service, const std::string& staff) {
  std::map<std::string, double> values{{"active", service.active},
                                       {"places", service.places},
                                       {staff + "_hours_per_week", service.staff_hours_per_week},
                                       {"hours_per_week", service.hours_per_week},
                                       {"hours_at_start", service.hours_at_start},
                                       {"cost_at_start", service.cost_at_start},
                                       {"cost_per_week", service.cost_per_week},
                                       {"consent", service.consent},
                                       {"victim_consent", service.victim_consent},
                                       {"dose_weeks", service.dose_weeks},
                                       {"dropout_rate", service.dropout_rate},
                                       {"patience_weeks", service.patience_weeks},
                                       {"longest_wait_weeks", service.longest_wait_weeks},
                                       {"decay_weeks", service.decay_weeks},
                                       {"age_limit", service.age_limit},
                                       {"fidelity_loss", service.fidelity_loss}};
  for (const Effect& effect : service.effects) values[effect.name] = effect.value;
  for (const Mode& mode : service.modes) values[mode.name + "_share"] = mode.share;
  return values;
}

const std::map<std::string, std::string> staff_of{{"early_help", "key_worker"}, {"restorative_justice", "facilitator"}};

std::vector<std::map<std::string, double>> settable(const std::vector<Service>& services) {
  std::vector<std::map<std::string, double>> all;
  for (const Service& service : services)
    all.push_back(settable(service, staff_of.contains(service.name) ? staff_of.at(service.name) : "staff"));
  return all;
}

/// Every scheme of the five strategies, as the tables of systems list them, and the entries that carry it.
const std::map<std::string, TextList> schemes{
    {"MASH (multi-agency safeguarding hub)", {"mash"}},
    {"All-age Early Help / Troubled Families / whole-family", {"early_help", "troubled_families"}},
    {"IOM \"Spotlight\" (GM, since 2010)", {"iom_spotlight"}},
    {"MAPPA", {"mappa"}},
    {"Restorative justice; RJ steering group; neighbourhood justice panels",
     {"restorative_justice", "neighbourhood_justice_panels"}},
    {"Problem-solving criminal justice / courts", {"problem_solving_courts"}},
    {"NPS (high risk) / CRC (medium & below); Probation", {"probation_high_risk", "probation_medium_risk"}},
    {"YOS/YJS, FTE reduction, diversion", {"youth_offending_service"}},
    {"'Trusted adult' District Youth Team; contextual safeguarding; Complex Safeguarding Hub; transition offer",
     {"trusted_adult_team", "complex_safeguarding_hub"}},
    {"Drug/alcohol: RISE (ADS, CRI, Lifeline), custody-suite/court pathways, LAAA, DPPO", {"drug_alcohol_treatment"}},
    {"Reduce the Strength", {"reduce_the_strength"}},
    {"DA perpetrator programme; DA champions; DA reporting centres; Freedom Programme",
     {"domestic_abuse_perpetrator_programme", "domestic_abuse_champions", "domestic_abuse_victim_support"}},
    {"Victim Contact Scheme, Victim Notification Scheme; victim support",
     {"victim_contact_scheme", "victim_notification_scheme"}},
    {"Super-victim co-ordinators", {"super_victim_coordinators"}},
    {"Hate crime TPRCs; MANTRA; Report Racism; Hate Crime Working Group",
     {"hate_crime_reporting_centres", "hate_crime_web_reporting"}},
    {"Missing from home/care (MFH/MFC)", {"missing_from_home"}},
    {"CSE: Project/Operation Phoenix, Protect Team; modern slavery", {"child_exploitation_team"}},
    {"Organised crime: Programme/Operation Challenger, Operation Bank, gang injunctions, firearms",
     {"organised_crime_disruption", "gang_injunctions"}},
    {"ASB tools (2014 Act), triple-track, vulnerability panels, mediation, ABC",
     {"antisocial_behaviour_case_management"}},
    {"Prevent/Channel; community tension groups", {"prevent_channel"}},
    {"Homewatch, Pubwatch, Community Guardians, specials, cadets",
     {"homewatch", "pubwatch", "community_guardians", "special_constables"}},
    {"GM VRU 'Greater than Violence'; Serious Violence Duty", {"hot_spot_patrol", "assault_data_sharing"}},
    {"TOG Mind training; trauma-informed borough", {"trauma_informed_practice"}},
    {"Agencies: police, council, fire, probation, CCG/NHS, housing (Trafford HT, YourHousing), Phoenix Futures, AIM, "
     "ROC, Women in Prison, Positive Steps, courts, CPS, prisons, DAAT",
     {"women_offenders_pathway", "mental_health_liaison", "accommodation_employment_support"}},
    {"seasonal and night-time", {"summer_campaign", "bonfire_campaign", "night_time_economy"}},
};

TEST(Catalogue, HoldsEveryScheme) {
  const TextList names = Catalogue::get().names();
  std::set<std::string> carried;
  for (const auto& [scheme, entries] : schemes)
    for (const std::string& entry : entries) {
      EXPECT_THAT(names, testing::Contains(entry)) << scheme;
      carried.insert(entry);
    }
  for (const std::string& name : names) EXPECT_TRUE(carried.contains(name)) << name << " carries no scheme of the list";
}

/// The first cells of the rows of the table under the heading that has "A2" in it.
std::vector<std::string> systems_of(const std::string& file) {
  std::vector<std::string> systems;
  std::ifstream text(file);
  bool inside = false;
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("#")) inside = line.find("A2") != std::string::npos;
    if (!inside || !line.starts_with("|") || line.starts_with("|---") || line.starts_with("| system")) continue;
    systems.push_back(line.substr(1, line.find('|', 1) - 1));
  }
  return systems;
}

/// Where a file of the systems the strategies name is at hand, every row of it is in the list above.
TEST(Catalogue, TheListOfSchemesIsWhole) {
  const char* file = std::getenv("KITH_SEED_SYSTEMS");
  if (file == nullptr) GTEST_SKIP() << "KITH_SEED_SYSTEMS names no file";
  const std::vector<std::string> systems = systems_of(file);
  EXPECT_GT(systems.size(), 20U);
  for (const std::string& system : systems) EXPECT_TRUE(schemes.contains(system)) << "'" << system << "' has no entry";
}

/// Evaluations count proven reoffending, in which these are rare and not told apart: only what is aimed at them acts on
/// them, and names them.
TEST(Catalogue, EffectsOnOffendingLeaveOutWhatWasNotMeasured) {
  const std::set<std::pair<std::string, std::string>> aimed{{"mappa", "domestic_abuse"},
                                                            {"mappa", "sexual_offence"},
                                                            {"domestic_abuse_perpetrator_programme", "domestic_abuse"},
                                                            {"organised_crime_disruption", "exploitation"}};
  const TextList types = offence_type_names();
  for (const Service& service : Catalogue::get().definitions())
    for (const Effect& effect : service.effects) {
      if (effect.kind != EffectKind::offending) continue;
      for (std::size_t k = 0; k < types.size(); ++k) {
        const bool not_measured =
            types[k] == "domestic_abuse" || types[k] == "sexual_offence" || types[k] == "exploitation";
        if (not_measured && !aimed.contains({service.name, types[k]})) {
          EXPECT_EQ(effect.types >> k & 1U, 0U) << service.name << " " << types[k];
        }
      }
    }
}

TEST(Catalogue, PatrolsFindDrugsAndWeaponsAndDoNotPreventThem) {
  const TextList types = offence_type_names();
  const Settings defaults(test::safety_declarations());
  const Service patrol = Catalogue::get().read(defaults)[test::service_number("hot_spot_patrol")];
  for (const Effect& effect : patrol.effects)
    for (std::size_t k = 0; k < types.size(); ++k) {
      const bool found = types[k] == "drugs" || types[k] == "weapons";
      const bool acts = (effect.types >> k & 1U) != 0;
      if (effect.kind == EffectKind::opportunity) {
        EXPECT_FALSE(found && acts) << types[k];
        EXPECT_NEAR(std::log(effect.value), std::log(0.88) / 4, 0.003) << "a quarter of the crime is where they are";
      } else {
        EXPECT_EQ(effect.kind, EffectKind::reporting);
        EXPECT_EQ(acts, found) << types[k];
        EXPECT_GT(effect.value, 1);
      }
    }
}

/// Three accusations of theft or violence make somebody eligible for Integrated Offender Management, three of others do
/// not.
TEST(Catalogue, IntegratedOffenderManagementIsForTheftAndViolence) {
  const std::size_t service = test::service_number("iom_spotlight");
  const auto eligible_with = [&](const std::string& type) {
    const auto scene = test::small_scene({{"run.burn_in", "\"0d\""}, {"parameters.history_years", "0"}});
    const TextList types = offence_type_names();
    const auto number = static_cast<std::uint8_t>(std::find(types.begin(), types.end(), type) - types.begin());
    State& start = scene->start;
    int people = 0;
    for (EntityId person = 0; person < scene->population.size() && people < 10; ++person) {
      if (!scene->population.alive(person, 0) || scene->population.age(person, 0) < 18 ||
          start.offender_of[person] != nobody)
        continue;
      ++people;
      const auto record = static_cast<RecordId>(start.offenders.size());
      start.offender_of[person] = record;
      start.offenders.emplace_back().person = person;
      for (int i = 0; i < 3; ++i) {
        start.accusations.push_back({record, start.offenders[record].last_accusation, -1, number});
        start.offenders[record].last_accusation = static_cast<RecordId>(start.accusations.size() - 1);
        start.offenders[record].accusations += 1;
      }
    }
    return test::simulation_of(*scene).count_eligible(service).known;
  };
  const std::int64_t without = eligible_with("public_order");
  for (const char* type : {"shoplifting", "domestic_burglary", "robbery", "violence_with_injury", "weapons"})
    EXPECT_EQ(eligible_with(type), without + 10) << type;
  for (const char* type : {"drugs", "domestic_abuse", "sexual_offence"})
    EXPECT_EQ(eligible_with(type), without) << type;
}

TEST(Catalogue, IsInOrderOfName) {
  const TextList names = Catalogue::get().names();
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
}

TEST(Catalogue, EachSettingReachesTheMemberItNames) {
  const Catalogue& catalogue = Catalogue::get();
  const Settings defaults(test::safety_declarations());
  const auto before = settable(catalogue.read(defaults));
  for (std::size_t i = 0; i < before.size(); ++i) {
    for (const Setting& setting : catalogue.settings_of(i)) {
      const std::string name = setting.path.substr(("services." + catalogue.names()[i] + ".").size());
      SCOPED_TRACE(setting.path);
      if (name == "first_day" || name == "last_day") continue;  // see DaysReachTheirMembers
      Settings settings = defaults;
      auto expected = before;
      if (name == "active") {
        const bool now = !settings.boolean(setting.path);
        settings.set(setting.path, now, {"test"});
        expected[i][name] = now;
      } else {
        const double value = std::get<double>(setting.default_value) * 0.9 + 0.0123;
        settings.set(setting.path, value, {"test"});
        ASSERT_TRUE(expected[i].contains(name));
        expected[i][name] = value;
      }
      EXPECT_EQ(settable(catalogue.read(settings)), expected);
    }
  }
}

TEST(Catalogue, DaysReachTheirMembers) {
  const Catalogue& catalogue = Catalogue::get();
  Settings settings(test::safety_declarations());
  settings.set("services.homewatch.first_day", parse_date("2014-02-03"), {"test"});
  settings.set("services.homewatch.last_day", parse_date("2015-06-07"), {"test"});
  settings.set("services.homewatch.active", false, {"test"});
  const Service homewatch = catalogue.read(settings)[test::service_number("homewatch")];
  EXPECT_EQ(homewatch.first_day, parse_date("2014-02-03"));
  EXPECT_EQ(homewatch.last_day, parse_date("2015-06-07"));
  EXPECT_FALSE(homewatch.runs_on(parse_date("2014-05-01"))) << "not active";
  Service active = homewatch;
  active.active = true;
  EXPECT_FALSE(active.runs_on(parse_date("2014-02-02")));
  EXPECT_TRUE(active.runs_on(parse_date("2014-02-03")));
  EXPECT_TRUE(active.runs_on(parse_date("2015-06-07")));
  EXPECT_FALSE(active.runs_on(parse_date("2015-06-08")));
}

TEST(Catalogue, ASeasonMayPassOverTheNewYear) {
  using namespace std::chrono;
  const Season summer{July / 1, September / 5};
  EXPECT_TRUE(summer.contains(parse_date("2014-07-01")));
  EXPECT_TRUE(summer.contains(parse_date("2014-09-05")));
  EXPECT_FALSE(summer.contains(parse_date("2014-09-06")));
  const Season winter{November / 20, January / 10};
  EXPECT_TRUE(winter.contains(parse_date("2014-12-31")));
  EXPECT_TRUE(winter.contains(parse_date("2015-01-10")));
  EXPECT_FALSE(winter.contains(parse_date("2015-01-11")));
}

TEST(Catalogue, StaffHoursReachTheirPool) {
  const Catalogue& catalogue = Catalogue::get();
  Settings settings(test::safety_declarations());
  settings.set("staff.probation_officers.hours_per_week", 123.0, {"test"});
  const std::vector<Service> services = catalogue.read(settings);
  const std::vector<double> hours = catalogue.pool_hours(services, settings);
  ASSERT_EQ(hours.size(), services.size() + catalogue.pools().size());
  const Service& mappa = services[test::service_number("mappa")];
  EXPECT_EQ(hours[mappa.pool], 123);
  EXPECT_EQ(mappa.pool, services[test::service_number("probation_high_risk")].pool);
  EXPECT_EQ(hours[test::service_number("restorative_justice")], 40);
  EXPECT_TRUE(std::isinf(hours[test::service_number("iom_spotlight")]));
}

TEST(Catalogue, WhatRunsUnaskedSaysWhereItIsSaidThatItExisted) {
  for (const Service& service : Catalogue::get().read(Settings(test::safety_declarations()))) {
    EXPECT_EQ(service.active, !service.existed.empty()) << service.name;
    if (!service.existed.empty()) {
      EXPECT_THAT(describe(service, Catalogue::get(), test::service_number(service.name)),
                  testing::HasSubstr("existed: " + service.existed));
    }
  }
}

TEST(Catalogue, DefaultsAreThoseOfTheFiles) {
  const auto services = settable(Catalogue::get().read(Settings(test::safety_declarations())));
  const auto of = [&](const char* name) { return services[test::service_number(name)]; };
  EXPECT_EQ(of("early_help").at("places"), 700);
  EXPECT_EQ(of("iom_spotlight").at("places"), 430);
  EXPECT_TRUE(std::isinf(of("restorative_justice").at("places")));
  EXPECT_TRUE(std::isinf(of("iom_spotlight").at("staff_hours_per_week")));
}

TEST(Catalogue, EveryNumberHasEvidenceAndLiesInItsRange) {
  for (std::size_t i = 0; i < Catalogue::get().definitions().size(); ++i)
    for (const Setting& setting : Catalogue::get().settings_of(i)) {
      if (!std::holds_alternative<double>(setting.default_value)) continue;
      SCOPED_TRACE(setting.path);
      EXPECT_NE(setting.source, "");
      EXPECT_NE(setting.grade, "");
      EXPECT_NE(setting.unit, "");
      EXPECT_NE(setting.help, "");
      EXPECT_LE(setting.lowest, std::get<double>(setting.default_value));
      EXPECT_GE(setting.highest, std::get<double>(setting.default_value));
      EXPECT_EQ(setting.when, When::any_time);
    }
}

/// Draws of a number lie around the value it has where nothing is drawn, or the two would tell different stories.
TEST(Catalogue, AValueLiesInTheMiddleHalfOfItsDistribution) {
  for (std::size_t i = 0; i < Catalogue::get().definitions().size(); ++i)
    for (const Setting& setting : Catalogue::get().settings_of(i)) {
      if (setting.distribution.empty()) continue;
      const Distribution distribution(setting.distribution);
      EXPECT_GE(std::get<double>(setting.default_value), distribution.quantile(0.25)) << setting.path;
      EXPECT_LE(std::get<double>(setting.default_value), distribution.quantile(0.75)) << setting.path;
    }
}

/// What is said about an effect allows for none, and for its kind's own nonsense never.
TEST(Catalogue, EffectsAllowNoEffectAndNoNonsense) {
  for (std::size_t i = 0; i < Catalogue::get().definitions().size(); ++i) {
    const Service& service = Catalogue::get().definitions()[i];
    for (const Effect& effect : service.effects) {
      const auto& settings = Catalogue::get().settings_of(i);
      const auto setting = std::find_if(settings.begin(), settings.end(), [&](const Setting& s) {
        return s.path == "services." + service.name + "." + effect.name;
      });
      ASSERT_NE(setting, settings.end());
      const EffectKindDeclaration& kind = declaration(effect.kind);
      EXPECT_LE(setting->lowest, kind.none) << setting->path;
      EXPECT_GE(setting->highest, kind.none) << setting->path;
      EXPECT_GE(setting->lowest, kind.lowest) << setting->path;
      EXPECT_NE(std::get<double>(setting->default_value), kind.none) << setting->path << " does nothing";
      EXPECT_NE(setting->distribution, "") << setting->path << " is not certain";
    }
  }
}

TEST(Catalogue, EveryServiceCanReachSomebody) {
  for (const Service& service : Catalogue::get().definitions()) {
    SCOPED_TRACE(service.name);
    EXPECT_EQ(service.sources != 0, service.takes_people());
    EXPECT_FALSE(service.effects.empty());
    EXPECT_FALSE(service.seeds.empty());
    EXPECT_NE(service.agency, "");
    EXPECT_GE(service.price_year, 2000);
    EXPECT_EQ(expression_problem(service.eligibility, service.unit), "");
    EXPECT_EQ(expression_problem(service.priority, service.unit), "");
    for (const Effect& effect : service.effects) {
      const auto has_mode = [&](const Mode& mode) { return mode.name == effect.mode; };
      EXPECT_TRUE(effect.mode.empty() || std::any_of(service.modes.begin(), service.modes.end(), has_mode));
    }
  }
}

/// The measure an entry claims to move is one there is, and one that an effect of the entry moves.
TEST(Catalogue, ClaimsAreOfMeasures) {
  std::set<std::string> measures;
  for (const Measure& measure : make_safety_model()->measures().measures) measures.insert(measure.name);
  for (const EffectKindDeclaration& kind : effect_kinds) EXPECT_TRUE(measures.contains(kind.measure)) << kind.name;
  for (const Service& service : Catalogue::get().definitions()) {
    const bool moved = std::any_of(service.effects.begin(), service.effects.end(), [&](const Effect& effect) {
      return declaration(effect.kind).measure == service.claims;
    });
    EXPECT_TRUE(moved) << service.name << " claims " << service.claims;
  }
}

TEST(Expressions, FaultsAreToldInPlainWords) {
  EXPECT_EQ(expression_problem("age >= 18 && accusations_24m >= 4"), "");
  EXPECT_THAT(expression_problem("agee >= 18"), testing::HasSubstr("did you mean 'age'?"));
  EXPECT_NE(expression_problem("age >="), "");
  EXPECT_NE(expression_problem("(age"), "");
  // Taken by the parser without a word: the first sets everybody's age, the second holds of everybody.
  EXPECT_THAT(expression_problem("age = 18"), testing::HasSubstr("write =="));
  EXPECT_THAT(expression_problem("10 <= age <= 17"), testing::HasSubstr("a < b && b < c"));
}

TEST(Expressions, EveryAttributeIsKnown) {
  for (const Unit unit : {Unit::person, Unit::area})
    for (const Attribute& attribute : unit == Unit::area ? area_attributes() : attributes()) {
      EXPECT_EQ(expression_problem(attribute.name + " > 0", unit), "");
      EXPECT_NE(attribute.unit, "");
      EXPECT_NE(attribute.meaning, "");
    }
  EXPECT_NE(expression_problem("age > 0", Unit::area), "");
}

}  // namespace
}  // namespace kith::safety
