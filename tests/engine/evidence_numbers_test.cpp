// Numbers with their evidence are read from tables and from nouns; whatever is wrong is told at its line.
#include "engine/evidence/numbers.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace kith {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* rest = R"(
range = [0, 10]
unit = "metres a year"
population = "Wales"
source = "a book"
grade = "expert"
help = "Growth"
)";

constexpr const char* oak = "listed = 1\n[numbers]\ngrowth = 2\nseeds = 5\n";
constexpr const char* fern =
    "[numbers]\ngrowth = 3\n[evidence.growth]\nsource = \"a fern book\"\npopulation = \"Kent\"\ngrade = \"trial\"\n";

struct Read {
  std::vector<Setting> numbers;
  std::vector<Problem> problems;
  std::vector<std::string> told;  ///< names of tables, with their labels

  explicit Read(const std::string& evidence) {
    const std::vector<EmbeddedFile> files{
        {"evidence/plants.toml", evidence}, {"plants/oak.toml", oak}, {"plants/fern.toml", fern}};
    const std::vector<NounKind> kinds{{"plant", read_nouns(files, "plants", problems)}, {"soil", {}}};
    read_evidence_files(files, kinds, numbers, problems,
                        [&](const TomlTable&, const std::string& name, const std::vector<std::string>& labels) {
                          told.push_back(name);
                          for (const std::string& label : labels) told.back() += " " + label;
                        });
  }
  std::string problem() const { return problems.empty() ? "" : InputError(problems).what(); }
  double value(std::size_t i) const { return std::get<double>(numbers.at(i).default_value); }
};

TEST(Numbers, OneHasItsValueAndWhatIsKnownOfIt) {
  const Read read(std::string("[wood.growth]\nvalue = 4\ndistribution = \"lognormal(4, 0.1)\"") + rest);
  EXPECT_EQ(read.problem(), "");
  ASSERT_EQ(read.numbers.size(), 1U);
  const Setting& one = read.numbers[0];
  EXPECT_EQ(one.path, "parameters.wood.growth");
  EXPECT_EQ(read.value(0), 4);
  EXPECT_EQ(one.lowest, 0);
  EXPECT_EQ(one.highest, 10);
  EXPECT_EQ(one.unit, "metres a year");
  EXPECT_EQ(one.source, "a book (population: Wales)");
  EXPECT_EQ(one.grade, "expert");
  EXPECT_EQ(one.distribution, "lognormal(4, 0.1)");
  EXPECT_EQ(one.when, When::at_start);
  EXPECT_THAT(read.told, ElementsAre("wood.growth"));
}

TEST(Numbers, SeveralAreListedByLabel) {
  const Read read(std::string("[height]") + rest + "[height.values]\nold = 9\nyoung = 1\n");
  EXPECT_EQ(read.problem(), "");
  EXPECT_EQ(read.numbers.at(1).path, "parameters.height.young");
  EXPECT_EQ(read.value(0), 9);
  EXPECT_THAT(read.told, ElementsAre("height old young"));
}

TEST(Numbers, NounsGiveTheirOwnWithTheirOwnSource) {
  const Read read(std::string("[growth]\nby = \"plant\"") + rest);
  EXPECT_EQ(read.problem(), "");
  ASSERT_EQ(read.numbers.size(), 2U);
  EXPECT_EQ(read.numbers[0].path, "parameters.growth.oak");
  EXPECT_EQ(read.value(1), 3);
  EXPECT_EQ(read.numbers[0].source, "a book (population: Wales)");
  EXPECT_EQ(read.numbers[1].source, "a fern book (population: Kent)");
  EXPECT_EQ(read.numbers[1].grade, "trial");
}

TEST(Numbers, OnlySomeNounsNeedGiveOne) {
  EXPECT_THAT(Read(std::string("[seeds]\nby = \"plant\"") + rest).problem(), HasSubstr("plants/fern.toml"));
  const Read read(std::string("[seeds]\nby = \"plant\"\nonly_some = true") + rest);
  EXPECT_EQ(read.problem(), "");
  EXPECT_THAT(read.told, ElementsAre("seeds oak"));
}

TEST(Numbers, ANumberThatHoldsForEachOfAKindIsOneForEach) {
  const std::vector<EmbeddedFile> files{
      {"evidence/a.toml",
       "[shade]\nby = \"plant\"\neach = \"soil\"\nrange = [0, 1]\nunit = \"share\"\npopulation = "
       "\"-\"\nsource = \"assumed\"\ngrade = \"assumed\"\nhelp = \"Shade\"\n"},
      {"plants/oak.toml", "[numbers]\n\"shade.clay\" = 0.5\n\"shade.sand\" = 0.25\n"},
      {"soils/clay.toml", ""},
      {"soils/sand.toml", ""}};
  std::vector<Problem> problems;
  const std::vector<NounKind> kinds{{"plant", read_nouns(files, "plants", problems)},
                                    {"soil", read_nouns(files, "soils", problems)}};
  std::vector<Setting> numbers;
  read_evidence_files(files, kinds, numbers, problems);
  EXPECT_EQ(problems.empty() ? "" : std::string(InputError(problems).what()), "");
  ASSERT_EQ(numbers.size(), 2U);
  EXPECT_EQ(numbers[0].path, "parameters.shade.clay.oak");
  EXPECT_EQ(std::get<double>(numbers[1].default_value), 0.25);
}

TEST(Numbers, WhatIsWrongIsToldAtItsLine) {
  const auto problem = [](const std::string& begin) { return Read("[growth]\n" + begin + rest).problem(); };
  EXPECT_THAT(problem("value = 11"), AllOf(HasSubstr("plants.toml:2:"), HasSubstr("outside its own range")));
  EXPECT_THAT(problem("value = 4\ndistribution = \"lognormal(1, 0.1)\""), HasSubstr("plants.toml:2:"));
  EXPECT_THAT(problem("value = 4\ndistribution = \"normally\""), HasSubstr("plants.toml:3:"));
  EXPECT_THAT(problem("value = 4\nheld = \"why\""), HasSubstr("nothing holds it"));
  EXPECT_THAT(problem("value = 4\nunti = 3"), HasSubstr("unknown key 'unti'"));
  EXPECT_THAT(problem("by = \"tree\""), HasSubstr("numbers are given by \"plant\" or by \"soil\""));
  EXPECT_THAT(problem("by = \"plant\"\neach = \"tree\""), HasSubstr("numbers are of each \"plant\" or each \"soil\""));
  const std::string guessed =
      "[growth]\nvalue = 4\nrange = [5, 1]\nunit = \"m\"\npopulation = \"-\"\nsource = "
      "\"-\"\ngrade = \"guess\"\nhelp = \"-\"\n";
  EXPECT_THAT(Read(guessed).problem(), AllOf(HasSubstr("'guess' is no grade"), HasSubstr("the lower first")));
}

TEST(NumberReader, ReadsWhatTheSettingsSayAndNotesIt) {
  const Read read(std::string("[growth]\nby = \"plant\"") + rest);
  Declarations declarations;
  for (const Setting& number : read.numbers) declarations.add(number);
  Settings settings(declarations);
  settings.set("parameters.growth.fern", 7.0, {});
  NumberReader reader(settings, read.numbers);
  EXPECT_EQ(reader.number("growth.fern"), 7);
  EXPECT_EQ(reader.number_or("growth.moss", -1), -1);
  EXPECT_THAT(reader.used(), ElementsAre("growth.fern"));
  EXPECT_THAT(reader.numbers("growth", TextList{"fern", "oak"}), ElementsAre(7, 2));
  EXPECT_THAT(reader.used(), ElementsAre("growth.fern", "growth.oak"));
  EXPECT_THROW(reader.number("growth.moss"), std::logic_error);
}

}  // namespace
}  // namespace kith
