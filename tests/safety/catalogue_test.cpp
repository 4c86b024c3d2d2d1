// The catalogue of services: every entry is sound, and a setting written in a scenario reaches the member it names.
#include "tests/safety/small_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

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
                                       {"fidelity_loss", service.fidelity_loss}};
  for (const Effect& effect : service.effects) values[effect.name] = effect.value;
  for (const Mode& mode : service.modes) values[mode.name + "_share"] = mode.share;
  return values;
}

const std::map<std::string, std::string> staff_of{
    {"early_help", "key_worker"}, {"iom_spotlight", "staff"}, {"restorative_justice", "facilitator"}};

std::vector<std::map<std::string, double>> settable(const std::vector<Service>& services) {
  std::vector<std::map<std::string, double>> all;
  for (const Service& service : services) all.push_back(settable(service, staff_of.at(service.name)));
  return all;
}

TEST(Catalogue, HoldsTheThreeServices) {
  EXPECT_THAT(Catalogue::get().names(), testing::ElementsAre("early_help", "iom_spotlight", "restorative_justice"));
}

TEST(Catalogue, EachSettingReachesTheMemberItNames) {
  const Catalogue& catalogue = Catalogue::get();
  const Settings defaults(test::safety_declarations());
  const auto before = settable(catalogue.read(defaults));
  for (std::size_t i = 0; i < before.size(); ++i) {
    for (const Setting& setting : catalogue.settings_of(i)) {
      const std::string name = setting.path.substr(("services." + catalogue.names()[i] + ".").size());
      SCOPED_TRACE(setting.path);
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

TEST(Catalogue, DefaultsAreThoseOfTheFiles) {
  const auto services = settable(Catalogue::get().read(Settings(test::safety_declarations())));
  EXPECT_EQ(services[0].at("places"), 700);
  EXPECT_EQ(services[1].at("places"), 430);
  EXPECT_TRUE(std::isinf(services[2].at("places")));
  EXPECT_TRUE(std::isinf(services[1].at("staff_hours_per_week")));
}

TEST(Catalogue, EveryNumberHasEvidenceAndLiesInItsRange) {
  for (std::size_t i = 0; i < Catalogue::get().definitions().size(); ++i)
    for (const Setting& setting : Catalogue::get().settings_of(i)) {
      if (setting.path.ends_with(".active")) continue;
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

/// Effects are ratios of rates: never zero or negative, whose logarithm there is none of.
TEST(Catalogue, EffectsAllowNoEffectAndNoNonsense) {
  for (std::size_t i = 0; i < Catalogue::get().definitions().size(); ++i) {
    const Service& service = Catalogue::get().definitions()[i];
    for (const Effect& effect : service.effects) {
      const auto& settings = Catalogue::get().settings_of(i);
      const auto setting = std::find_if(settings.begin(), settings.end(), [&](const Setting& s) {
        return s.path == "services." + service.name + "." + effect.name;
      });
      ASSERT_NE(setting, settings.end());
      const double none = effect.kind == EffectKind::recovery ? 0.0 : 1.0;
      EXPECT_LE(setting->lowest, none) << setting->path;
      EXPECT_GE(setting->highest, none) << setting->path;
      const bool recovery = effect.kind == EffectKind::recovery;
      EXPECT_TRUE(recovery || setting->lowest > 0) << setting->path;
      EXPECT_EQ(recovery, effect.risks != 0) << setting->path;
    }
  }
}

TEST(Catalogue, EveryServiceCanReachSomebody) {
  for (const Service& service : Catalogue::get().definitions()) {
    SCOPED_TRACE(service.name);
    EXPECT_NE(service.sources, 0U);
    EXPECT_FALSE(service.effects.empty());
    EXPECT_FALSE(service.seeds.empty());
    EXPECT_EQ(expression_problem(service.eligibility), "");
    EXPECT_EQ(expression_problem(service.priority), "");
    for (const Effect& effect : service.effects) {
      const auto has_mode = [&](const Mode& mode) { return mode.name == effect.mode; };
      EXPECT_TRUE(effect.mode.empty() || std::any_of(service.modes.begin(), service.modes.end(), has_mode));
    }
  }
}

TEST(Expressions, FaultsAreToldInPlainWords) {
  EXPECT_EQ(expression_problem("age >= 18 && accusations_24m >= 4"), "");
  EXPECT_THAT(expression_problem("agee >= 18"), testing::HasSubstr("did you mean 'age'?"));
  EXPECT_NE(expression_problem("age >="), "");
  EXPECT_NE(expression_problem("(age"), "");
}

TEST(Expressions, EveryAttributeIsKnown) {
  for (const Attribute& attribute : attributes()) {
    EXPECT_EQ(expression_problem(std::string(attribute.name) + " > 0"), "");
    EXPECT_STRNE(attribute.unit, "");
    EXPECT_STRNE(attribute.meaning, "");
  }
}

}  // namespace
}  // namespace kith::safety
