// tools/ works for whatever models it is given: it names no measure of any that ships, and no service, attribute or
// other thing that one explains. The list is made of what the models declare. Only what builds places for one model,
// and the program that ships them, may.
#include "tests/house/source_tree.hpp"
#include "tests/tools/shipped_models.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::tools {
namespace {

using house::Complaints;
using house::SourceFile;
using testing::IsEmpty;
using testing::SizeIs;

std::set<std::string> names_in_models() {
  std::set<std::string> names;
  for (const std::string& name : models().names())
    for (const MeasureSet& set : {models().named(name).measures(), models().named(name).twin_measures()})
      for (const Measure& measure : set.measures) names.insert(measure.name);
  for (const std::string& name : models().names())
    for (const Explanation& thing : models().named(name).explanations())
      if (thing.name.find('_') != std::string::npos) names.insert(thing.name);
  names.erase("active");  // also the switch of a table of settings
  return names;
}

/// A name of one word is a common word, too, and counts only where it stands in quotes alone.
Complaints names_told_in(const SourceFile& file, const std::set<std::string>& names) {
  static const std::regex word(R"("?\b\w+\b"?)");
  Complaints complaints;
  house::each_line(file.text, [&](int number, const std::string& line) {
    for (std::sregex_iterator match(line.begin(), line.end(), word), end; match != end; ++match) {
      std::string name = match->str();
      const bool quoted = name.size() > 2 && name.front() == '"' && name.back() == '"';
      std::erase(name, '"');
      if (names.contains(name) && (quoted || name.find('_') != std::string::npos))
        complaints.push_back(file.path + ":" + std::to_string(number) + ": names " + name + " of a model");
    }
  });
  return complaints;
}

TEST(NamesOfModels, AreNotInTools) {
  const std::set<std::string> names = names_in_models();
  EXPECT_GT(names.size(), 100U);
  Complaints all;
  for (const SourceFile& file : house::source_tree()) {
    if (!file.is_in("tools") || file.is_in("tools/places") || file.is_in("tools/shipped")) continue;
    std::ranges::copy(names_told_in(file, names), std::back_inserter(all));
  }
  EXPECT_THAT(all, IsEmpty());
}

TEST(NamesOfModels, AreSeen) {
  const std::set<std::string> names = names_in_models();
  EXPECT_THAT(names_told_in({"tools/a.cpp", "measure == \"harm_per_year\"; // recorded_crime\n"}, names), SizeIs(2));
  EXPECT_THAT(names_told_in({"tools/a.cpp", "run(\"harm\")\n"}, names), SizeIs(1));
  EXPECT_THAT(names_told_in({"tools/a.cpp", "such as services.iom_spotlight.effect=0.5..1\n"}, names), SizeIs(1));
  EXPECT_THAT(names_told_in({"tools/a.cpp", "// no harm in a cost\n"}, names), IsEmpty());
}

}  // namespace
}  // namespace kith::tools
