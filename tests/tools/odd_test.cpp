// kith explain --odd: the documents of all models that ship, held against what the program says and does elsewhere.
#include "engine/run/odd.hpp"
#include "tests/tools/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <regex>

namespace kith::tools {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAreArray;
using testing::HasSubstr;

class OddDocument : public Program {
 protected:
  std::string document(const std::string& model) const {
    const Finished made = kith({"explain", "--odd", "--model", model});
    EXPECT_EQ(made.code, 0) << made.err;
    return made.out;
  }
  /// Phases as the document numbers them.
  static std::vector<std::string> phases_in(const std::string& text) {
    static const std::regex phase(R"re((?:^|\n)\d+\. \*\*([^*]+)\*\*: )re");
    std::vector<std::string> names;
    for (std::sregex_iterator one(text.begin(), text.end(), phase), end; one != end; ++one) names.push_back((*one)[1]);
    return names;
  }
  /// Phases as a run goes through them.
  std::vector<std::string> phases_of(const std::vector<std::string>& run) const {
    std::vector<std::string> arguments{"run", "--profile", "--json", "--quiet", "-o", "run.h5", "--force"};
    arguments.insert(arguments.end(), run.begin(), run.end());
    const Finished done = kith(arguments);
    EXPECT_EQ(done.code, 0) << done.err;
    const json told = json::parse(done.out);
    std::vector<std::string> names;
    for (const json& phase : told.at("phases")) names.push_back(phase.at("name"));
    return names;
  }
};

TEST_F(OddDocument, OfEveryModelHasTheProtocolsSevenParts) {
  for (const char* model : {"safety", "contagion", "incarceration", "rumour"}) {
    const std::string text = document(model);
    for (const char* part : {"## 1 Purpose and patterns", "## 2 Entities, state variables and scales",
                             "## 3 Process overview and scheduling", "## 4 Design concepts", "## 5 Initialisation",
                             "## 6 Input data", "## 7 Submodels"})
      EXPECT_THAT(text, HasSubstr(part)) << model;
    for (const OddConcept& one : odd_concepts) EXPECT_THAT(text, HasSubstr(std::string("### ") + one.title)) << model;
    const bool says_nothing = std::string(model) == "rumour";  // the smallest model
    EXPECT_EQ(text.find("The model does not say") != std::string::npos, says_nothing) << model;
    EXPECT_EQ(text.find("Settings of no submodel") != std::string::npos, says_nothing) << model;
  }
}

TEST_F(OddDocument, NamesEverySettingAndMeasureOfTheModel) {
  for (const char* model : {"safety", "incarceration"}) {
    const std::string text = document(model);
    const Finished listed = kith({"explain", "--model", model, "--json"});
    for (const json& topic : json::parse(listed.out)) {
      const std::string name = topic.at("name"), kind = topic.at("kind");
      if (kind != "setting" && kind != "parameter" && kind != "measure" && kind != "headline") continue;
      const bool alone = text.find("`" + name + "`") != std::string::npos;
      const bool with_others = text.find("`" + name.substr(0, name.rfind('.')) + ".*`") != std::string::npos;
      EXPECT_TRUE(alone || with_others) << model << ": " << name;
    }
  }
}

TEST_F(OddDocument, HasThePhasesInTheOrderTheyAreRunIn) {
  write("small.toml", small_scenario());
  EXPECT_THAT(phases_in(document("contagion")), ElementsAreArray(phases_of({"small.toml", "--replicates", "1"})));
  write("wards.toml",
        "extends = \"" KITH_SOURCE_DIR "/scenarios/two-wards.toml\"\n[run]\nburn_in = \"4w\"\nend = 2013-06-30\n");
  EXPECT_THAT(phases_in(document("safety")), ElementsAreArray(phases_of({"wards.toml", "--replicates", "1"})));
}

TEST_F(OddDocument, IsWrittenToAFileThatIsNotThere) {
  EXPECT_EQ(kith({"explain", "--odd", "--model", "contagion", "-o", "odd.md"}).code, 0);
  EXPECT_EQ(text_of("odd.md"), document("contagion"));
  EXPECT_EQ(kith({"explain", "--odd", "--model", "contagion", "-o", "odd.md"}).code, 4);
  EXPECT_EQ(kith({"explain", "--odd", "--model", "contagion", "-o", "odd.md", "--force"}).code, 0);
}

TEST_F(OddDocument, RefusesWhatHasNoEffect) {
  EXPECT_THAT(kith({"explain", "--odd"}).err, AllOf(HasSubstr("--model"), HasSubstr("contagion")));
  EXPECT_THAT(kith({"explain", "--odd", "--model", "contagoin"}).err, HasSubstr("did you mean"));
  EXPECT_EQ(kith({"explain", "seed", "--odd", "--model", "contagion"}).code, 2);
  EXPECT_EQ(kith({"explain", "--odd", "--model", "contagion", "--json"}).code, 2);
  EXPECT_EQ(kith({"explain", "--odd", "--model", "contagion", "--force"}).code, 2);
  EXPECT_EQ(kith({"explain", "seed", "-o", "seed.md"}).code, 2);
}

}  // namespace
}  // namespace kith::tools
