// An offence type or a need is one file: what it lacks, what nothing reads and what is no word of ours is told at its
// line.
#include "engine/evidence/nouns.hpp"
#include "models/safety/evidence.hpp"
#include "models/safety/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::safety {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// The files of the program, with one more or in place of one.
std::vector<EmbeddedFile> files_with(std::string_view name, std::string_view text) {
  std::vector<EmbeddedFile> files;
  for (const EmbeddedFile& file : kith_safety_files())
    if (file.name != name) files.push_back(file);
  files.push_back({name, text});
  return files;
}

std::string text_of(std::string_view name) {
  for (const EmbeddedFile& file : kith_safety_files())
    if (file.name == name) return std::string(file.text);
  throw std::invalid_argument(std::string(name));
}

std::string without_line(std::string text, std::string_view begins) {
  const std::size_t at = text.find(begins);
  return text.erase(at, text.find('\n', at) + 1 - at);
}

std::string refusal(const std::vector<EmbeddedFile>& files) {
  try {
    const Evidence evidence{files};
  } catch (const InputError& error) {
    return error.what();
  }
  return "none";
}

bool has_setting(const Evidence& evidence, const std::string& path) {
  return std::ranges::any_of(evidence.parameters(), [&](const Setting& setting) { return setting.path == path; });
}

TEST(Nouns, AnOffenceTypeIsOneFile) {
  const std::string text = without_line(text_of("offences/other_theft.toml"), "listed");
  const Evidence evidence{files_with("offences/bicycle_theft.toml", text)};
  EXPECT_EQ(evidence.offence_types().size(), Evidence::get().offence_types().size() + 1);
  EXPECT_EQ(evidence.offence_types().back().name, "bicycle_theft");
  EXPECT_EQ(evidence.offence_types().back().victim, VictimKind::dwelling);
  EXPECT_TRUE(has_setting(evidence, "parameters.base_rate.bicycle_theft"));
  EXPECT_TRUE(has_setting(evidence, "parameters.custody_months.bicycle_theft"));
}

TEST(Nouns, ANeedIsOneFile) {
  const Evidence evidence{files_with("needs/gambling.toml", R"(meaning = "Gambles to their harm"
is_work = true
[numbers]
risk_prevalence = 0.01
risk_deprivation = 0
risk_recovery = 0.5
risk_offending = 1.1
risk_lowest_age = 12
risk_highest_age = 90
risk_proneness = 0.5
risk_female_ratio = 0.5
risk_age_trend = 0
risk_event_share = 0
"risk_raised_by.alcohol_misuse" = 2
[evidence.risk_offending]
population = "nobody"
source = "made up"
grade = "assumed"
)")};
  EXPECT_EQ(evidence.needs().size(), Evidence::get().needs().size() + 1);
  EXPECT_EQ(evidence.needs().back().name, "gambling");
  EXPECT_TRUE(evidence.needs().back().is_work);
  EXPECT_TRUE(has_setting(evidence, "parameters.risk_raised_by.alcohol_misuse.gambling"));
  const auto setting = std::ranges::find(evidence.parameters(), "parameters.risk_offending.gambling", &Setting::path);
  ASSERT_NE(setting, evidence.parameters().end());
  EXPECT_EQ(std::get<double>(setting->default_value), 1.1);
  EXPECT_THAT(setting->source, HasSubstr("made up"));
}

TEST(Nouns, ComeInTheOrderTheyAreListed) {
  EXPECT_EQ(Evidence::get().offence_types().front().name, "violence_with_injury");
  EXPECT_EQ(need_names().at(static_cast<std::size_t>(Risk::trauma)), "trauma");
}

TEST(Nouns, EveryFaultIsToldAtItsLine) {
  const EmbeddedFile faulty{"offences/bicycle_theft.toml", R"(title = "Bicycle theft"
family = "acquistive"
victim = "person"
[numbers]
bas_rate = 0.01
[evidence.report_probability]
population = "nobody"
source = "made up"
grade = "asumed"
)"};
  EXPECT_THAT(refusal(files_with(faulty.name, faulty.text)),
              AllOf(HasSubstr("offences/bicycle_theft.toml:2:1: 'acquistive' is no family: violent,"),
                    HasSubstr("offences/bicycle_theft.toml:4:2: 'numbers.base_rate' is missing"),
                    HasSubstr("offences/bicycle_theft.toml:5:1: unknown key 'bas_rate'; did you mean 'base_rate'?"),
                    HasSubstr("offences/bicycle_theft.toml:9:1: 'asumed' is no grade of evidence")));
}

TEST(Nouns, ANumberOutsideItsRangeIsTold) {
  std::string text = without_line(text_of("offences/robbery.toml"), "report_probability");
  text.insert(text.find("[numbers]\n") + 10, "report_probability = 1.5\n");
  EXPECT_THAT(refusal(files_with("offences/robbery.toml", text)),
              HasSubstr("report_probability.robbery: 1.5 lies outside its own range"));
}

TEST(Nouns, TheNeedsThatRulesNameAreThere) {
  const std::string text = without_line(text_of("needs/trauma.toml"), "listed");
  EXPECT_THAT(refusal(files_with("needs/trauma.toml", text)),
              HasSubstr("needs/trauma.toml must be there and be listed as number 6"));
}

TEST(Nouns, NumbersAreGivenByAKindOfNoun) {
  const std::string text =
      "[strangeness]\nhelp = \"h\"\nunit = \"u\"\nrange = [0, 1]\npopulation = \"-\"\nsource = "
      "\"s\"\ngrade = \"assumed\"\nby = \"planet\"\n";
  EXPECT_THAT(refusal(files_with("evidence/strange.toml", text)),
              HasSubstr("numbers are given by \"offence\", by \"need\" or by \"contact\""));
}

}  // namespace
}  // namespace kith::safety
