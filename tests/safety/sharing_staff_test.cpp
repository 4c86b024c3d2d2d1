// Services that share staff are served by turns: two that are alike but for their names start as many people.
#include "models/safety/services/overview.hpp"
#include "tests/safety/small_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::safety {
namespace {

namespace fs = std::filesystem;
using test::operator+;

class SharingStaff : public testing::Test {
 protected:
  SharingStaff() {
    fs::create_directories(folder_);
    std::ofstream(folder_ / "staff.toml") << "[[staff_pool]]\nname = \"small_team\"\ntitle = \"Small team\"\n"
                                             "agency = \"voluntary sector\"\nhours_per_week = { value = 60, source = "
                                             "\"assumed\", grade = \"assumed\" }\n";
    for (const char* name : {"aa_x", "zz_x"}) std::ofstream(folder_ / (std::string(name) + ".toml")) << entry(name);
  }
  ~SharingStaff() override { fs::remove_all(folder_); }

  static std::string entry(const std::string& name) {
    const auto number = [](const std::string& setting, int value) {
      return "[" + setting + "]\nvalue = " + std::to_string(value) + "\nsource = \"assumed\"\ngrade = \"assumed\"\n";
    };
    return "name = \"" + name +
           "\"\nshared_staff = \"small_team\"\ntitle = \"A mentor\"\nsummary = \"A mentor for those accused.\"\n"
           "agency = \"voluntary sector\"\nseeds = [\"made-up\"]\nactive = true\nprice_year = 2015\n"
           "claims = \"offences\"\nunit = \"person\"\nreferral_sources = [\"accusation\"]\n" +
           number("places", 40) + number("dose_weeks", 8) + number("hours_per_week", 5) +
           "[[effect]]\nname = \"effect\"\nacts_on = \"offending\"\nvalue = 0.9\nsource = \"assumed\"\n"
           "grade = \"assumed\"\n";
  }

  Scenario scenario() const {
    return test::small_scenario(test::services_off(), "", "catalogue = [\"" + folder_.string() + "\"]\n");
  }

  fs::path folder_ = fs::temp_directory_path() / ("kith-sharing-" + std::to_string(getpid()));
};

/// Each place goes to the one that has fewer: they never stand more than a start apart for long.
TEST_F(SharingStaff, IsByTurns) {
  const auto scene = make_scene(scenario());
  const Counts starts = test::counts(test::run(*scene), Tally::service_starts);
  const auto names = scene->catalogue->names();
  const auto of = [&](const std::string& name) {
    const auto number = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    double sum = 0;
    for (std::size_t i = number; i < starts.size(); i += names.size()) sum += starts[i];
    return sum;
  };
  EXPECT_GT(of("aa_x"), 30);
  EXPECT_NEAR(of("aa_x") / of("zz_x"), 1, 0.1);
}

TEST_F(SharingStaff, CheckSaysWhoGoesShort) {
  const auto scene = make_scene(scenario());
  std::string told;
  for (const CheckLine& line : check_services(*scene)) told += line.name + ": " + line.text + "\n";
  EXPECT_THAT(told,
              testing::ContainsRegex("staff small_team: [0-9]+ hours a week are needed and there are 60: aa_x and "
                                     "zz_x go short, by turns"));
}

/// Said with the results of a run, too.
TEST_F(SharingStaff, IsACautionWhereTheirPlacesNeedMore) {
  const std::vector<Caution> cautions = make_safety_model()->cautions(scenario());
  ASSERT_EQ(cautions.size(), 1U);
  EXPECT_EQ(cautions[0].setting, "staff.small_team.hours_per_week");
  EXPECT_EQ(cautions[0].text,
            "aa_x and zz_x share the staff small_team: their places take up 400 hours a week and it has 60, so they go "
            "short, by turns.");
  const auto with = [&](const test::Set& set) {
    return make_safety_model()
        ->cautions(test::small_scenario(test::services_off() + set, "", "catalogue = [\"" + folder_.string() + "\"]\n"))
        .size();
  };
  EXPECT_EQ(with({{"staff.small_team.hours_per_week", "400"}}), 0U);
  EXPECT_EQ(with({{"services.zz_x.active", "false"}}), 0U);
}

}  // namespace
}  // namespace kith::safety
