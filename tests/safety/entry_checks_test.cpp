// What asks for something it would not get is refused at its line: in the catalogue, in settings and in places too
// small for it.
#include "models/safety/services/overview.hpp"
#include "tests/safety/small_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace kith::safety {
namespace {

namespace fs = std::filesystem;
using test::operator+;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

std::string told_of(const std::function<void()>& read) {
  try {
    read();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

/// A folder with an entry of one effect; `effect` and `top` are lines added to it.
fs::path made_entry(const std::string& unit, const std::string& acts_on, const std::string& effect,
                    const std::string& top = "", const std::string& tables = "") {
  static int number = 0;
  const fs::path folder =
      fs::temp_directory_path() / ("kith-entry-" + std::to_string(getpid()) + "-" + std::to_string(number++));
  fs::create_directories(folder);
  const std::string claims = [&] {
    for (const EffectKindDeclaration& kind : effect_kinds)
      if (acts_on == kind.name) return kind.measure;
    return "offences";
  }();
  std::ofstream(folder / "made_up.toml")
      << "name = \"made_up\"\ntitle = \"Made up\"\nsummary = \"Made up.\"\nagency = \"council\"\nseeds = [\"none\"]\n"
      << "price_year = 2015\nunit = \"" << unit << "\"\nclaims = \"" << claims << "\"\n"
      << (unit == "area" || unit == "workforce" ? "" : "referral_sources = [\"accusation\"]\n") << top
      << "[dose_weeks]\nvalue = 10\nsource = \"made up\"\ngrade = \"assumed\"\n"
      << tables << "[[effect]]\nname = \"effect\"\nacts_on = \"" << acts_on << "\"\nvalue = 0.9\n"
      << "source = \"made up\"\ngrade = \"assumed\"\n"
      << effect;
  return folder;
}

std::string told_of_entry(const std::string& unit, const std::string& acts_on, const std::string& effect,
                          const std::string& top = "", const std::string& tables = "") {
  const fs::path folder = made_entry(unit, acts_on, effect, top, tables);
  const std::string told =
      told_of([&] { test::small_scenario({}, "", "catalogue = [\"" + folder.string() + "\"]\n"); });
  fs::remove_all(folder);
  return told;
}

constexpr const char* two_modes =
    "[[mode]]\nname = \"direct\"\nvalue = 0.5\nsource = \"made up\"\ngrade = \"assumed\"\n"
    "[[mode]]\nname = \"indirect\"\nvalue = 0.5\nsource = \"made up\"\ngrade = \"assumed\"\n";

TEST(EntryChecks, ASoundEntryIsTaken) {
  EXPECT_EQ(told_of_entry("person", "offending", "types = [\"robbery\"]\n"), "");
  EXPECT_EQ(told_of_entry("parties", "offending", "mode = \"direct\"\non_victim = true\n", "", two_modes), "");
  EXPECT_EQ(told_of_entry("area", "opportunity", "types = [\"robbery\"]\n"), "");
}

TEST(EntryChecks, TypesAreNamedOrLeftOut) {
  EXPECT_EQ(told_of_entry("person", "offending", "except_types = [\"robbery\"]\n"), "");
  EXPECT_THAT(told_of_entry("person", "offending", "except_types = [\"robery\"]\n"),
              HasSubstr("did you mean 'robbery'?"));
  EXPECT_THAT(told_of_entry("person", "offending", "types = [\"drugs\"]\nexcept_types = [\"robbery\"]\n"),
              HasSubstr("an effect names the types it acts on, or those it does not act on"));
  EXPECT_THAT(told_of_entry("person", "breach", "except_types = [\"robbery\"]\n"),
              HasSubstr("an effect on breach acts whatever the offence type"));
}

TEST(EntryChecks, AgesAreOfPeople) {
  EXPECT_EQ(told_of_entry("person", "offending", "age_from = 10\nage_below = 18\n"), "");
  EXPECT_THAT(told_of_entry("area", "opportunity", "age_below = 18\n"),
              HasSubstr("a service for the unit 'area' does not use it"));
  EXPECT_THAT(told_of_entry("person", "offending", "age_from = 18\nage_below = 18\n"), HasSubstr("acts at no age"));
}

TEST(EntryChecks, AModeTheServiceLacksIsRefused) {
  EXPECT_THAT(told_of_entry("person", "offending", "mode = \"direct\"\n"),
              ContainsRegex("made_up.toml:[0-9]+:[0-9]+: 'direct' is no mode.*it has no"));
  EXPECT_THAT(told_of_entry("parties", "offending", "mode = \"dirct\"\n", "", two_modes),
              AllOf(HasSubstr("did you mean 'direct'?"), HasSubstr("allowed: direct, indirect")));
}

TEST(EntryChecks, AnExpressionThatNamesNoAttributeIsRefused) {
  for (const std::string text : {"2013-05-31", "1 < 2", "0", "18", "1 && 1"})
    EXPECT_THAT(told_of_entry("person", "offending", "", "eligibility = \"" + text + "\"\n"),
                ContainsRegex("made_up.toml:[0-9]+:[0-9]+: .*names no attribute, so that it is the same for all"))
        << text;
  EXPECT_THAT(told_of_entry("person", "offending", "", "priority = \"3\"\n"), HasSubstr("'3' names no attribute"));
  EXPECT_EQ(told_of_entry("person", "offending", "", "eligibility = \"1\"\n"), "");
}

TEST(EntryChecks, ThatNobodyIsEligibleIsTold) {
  const auto told = [](const std::string& eligibility) {
    const fs::path folder = made_entry("person", "offending", "", "eligibility = \"" + eligibility + "\"\n");
    const auto scene =
        make_scene(test::small_scenario(test::services_off() + test::Set{{"services.made_up.active", "true"}}, "",
                                        "catalogue = [\"" + folder.string() + "\"]\n"));
    fs::remove_all(folder);
    for (const CheckLine& line : check_services(*scene))
      if (line.name == "service made_up") return line.text;
    return std::string();
  };
  EXPECT_THAT(told("age < 0"), HasSubstr("; NOBODY IS ELIGIBLE HERE"));
  EXPECT_THAT(told("age >= 18"), Not(HasSubstr("NOBODY")));
}

TEST(EntryChecks, WhatIsNamedTwiceIsRefused) {
  EXPECT_THAT(told_of_entry("person", "offending", "types = [\"robbery\", \"robbery\"]\n"),
              ContainsRegex("made_up.toml:[0-9]+:[0-9]+: 'robbery' stands here twice"));
  EXPECT_THAT(told_of_entry("person", "offending", "", "onward = [\"homewatch\", \"homewatch\"]\n"),
              ContainsRegex("made_up.toml:[0-9]+:[0-9]+: 'homewatch' stands here twice"));
  EXPECT_THAT(told_of_entry("person", "offending", "", "told_by = [\"police\", \"police\"]\n"),
              ContainsRegex("made_up.toml:[0-9]+:[0-9]+: 'police' stands here twice"));
}

TEST(EntryChecks, AServiceThatEndsBeforeItBeginsIsRefused) {
  EXPECT_THAT(told_of_entry("person", "offending", "", "first_day = 2015-01-01\nlast_day = 2014-12-31\n"),
              ContainsRegex("made_up.toml:[0-9]+:[0-9]+: the last day lies before the first"));
  EXPECT_EQ(told_of_entry("person", "offending", "", "first_day = 2015-01-01\nlast_day = 2015-01-01\n"), "");
}

std::string told_of_settings(const std::string& tables) {
  return told_of([&] {
    const std::vector<Problem> problems = make_safety_model()->problems(test::small_scenario({}, tables));
    if (!problems.empty()) throw InputError(problems);
  });
}

TEST(SettingChecks, AServiceThatEndsBeforeItBeginsIsRefused) {
  EXPECT_THAT(told_of_settings("[services.mash]\nfirst_day = 2015-01-01\nlast_day = 2014-12-31\n"),
              ContainsRegex(":[0-9]+:[0-9]+: 'services.mash.last_day' is 2014-12-31, before 'services.mash.first_day', "
                            "which is 2015-01-01"));
  EXPECT_THAT(told_of_settings("[[change]]\nat = 2014-01-01\nset.\"services.mash.last_day\" = 1899-12-31\n"),
              HasSubstr("'services.mash.last_day' is 1899-12-31"));
  EXPECT_EQ(told_of_settings("[services.mash]\nfirst_day = 2015-01-01\nlast_day = 2015-01-01\n"), "");
}

TEST(SettingChecks, AServiceThatIsOffAndReferredOnToIsTold) {
  const auto told = [](const test::Set& set) {
    const auto scene =
        test::small_scene(test::services_off() + test::Set{{"services.mental_health_liaison.active", "true"}} + set);
    for (const CheckLine& line : check_services(*scene))
      if (line.name == "service mental_health_liaison") return line.text;
    return std::string();
  };
  EXPECT_THAT(told({}), testing::EndsWith("; refers on to drug_alcohol_treatment, which is off"));
  EXPECT_THAT(told({{"services.drug_alcohol_treatment.active", "true"}}), Not(HasSubstr("refers on")));
}

TEST(SettingChecks, ChangesOfAServiceThatIsOffAreTold) {
  const auto told = [](const std::string& more) {
    std::string text;
    for (const CheckLine& line : check_changes(
             test::small_scenario({}, "[[change]]\nat = 2014-01-01\nset.\"services.mash.places\" = 3\n" + more)))
      text += line.name + ": " + line.text + "\n";
    return text;
  };
  EXPECT_EQ(told(""),
            "change of 2014-01-01: 'services.mash.places' is changed to no effect: mash is off from then on\n");
  EXPECT_EQ(told("[[change]]\nat = 2014-02-01\nset.\"services.mash.active\" = true\n"), "");
  EXPECT_EQ(told("[services.mash]\nactive = true\n"), "");
}

TEST(EntryChecks, TypesAreRefusedWhereTheKindActsOnAll) {
  for (const EffectKindDeclaration& kind : effect_kinds) {
    if (kind.takes_types || kind.reach != Reach::people) continue;
    const std::string risks = kind.needs_risks ? "risks = [\"trauma\"]\n" : "";
    EXPECT_THAT(told_of_entry("person", kind.name, risks + "types = [\"robbery\"]\n"),
                ContainsRegex("made_up.toml:[0-9]+:[0-9]+: an effect on " + std::string(kind.name)))
        << kind.name;
    EXPECT_EQ(told_of_entry("person", kind.name, risks), "") << kind.name;
  }
}

TEST(EntryChecks, TheVictimIsRefusedWhereTheKindIsTheOffenders) {
  for (const char* kind : {"cut_ties", "breach", "contact"})
    EXPECT_THAT(told_of_entry("parties", kind, "on_victim = true\n"), HasSubstr("is never the victim's")) << kind;
  EXPECT_THAT(told_of_entry("person", "offending", "on_victim = true\n"), HasSubstr("has a victim"));
}

TEST(EntryChecks, NumbersThatAUnitDoesNotUseAreRefused) {
  const auto number = [](const std::string& name) {
    return "[" + name + "]\nvalue = 0.5\nsource = \"made up\"\ngrade = \"assumed\"\n";
  };
  for (const char* name : {"consent", "patience_weeks", "decay_weeks", "age_limit", "dropout_rate"})
    EXPECT_THAT(told_of_entry("area", "opportunity", "", "", number(name)),
                HasSubstr("a service for the unit 'area' does not use it"))
        << name;
  EXPECT_THAT(told_of_entry("person", "offending", "", "", number("victim_consent")), HasSubstr("does not use it"));
  EXPECT_THAT(told_of_entry("parties", "offending", "", "", number("cost_at_start") + two_modes),
              HasSubstr("would not be used"));
}

TEST(EntryChecks, AParameterNothingReadsIsNoSetting) {
  const auto told = [](const char* path) { return told_of([&] { test::small_scenario({{path, "0.5"}}); }); };
  EXPECT_EQ(told("parameters.injury_treated_share.robbery"), "") << "it has an effect now";
  for (const char* path :
       {"parameters.injury_treated_share.shoplifting", "parameters.acquaintance_share.domestic_burglary",
        "parameters.away_share.domestic_abuse", "parameters.repeat_boost.drugs"})
    EXPECT_THAT(told(path), HasSubstr("unknown setting")) << path;
}

}  // namespace
}  // namespace kith::safety
