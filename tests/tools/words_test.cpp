// What the program prints for people: commands that can be pasted, and a page that says its numbers without scripts.
#include "tests/tools/browser.hpp"
#include "tests/tools/program.hpp"
#include "tools/console/shell.hpp"

#include <gmock/gmock.h>

#include <regex>

namespace kith::tools {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(Shell, PathsCanBePasted) {
  EXPECT_EQ(shell_path("runs/a.toml"), "runs/a.toml");
  EXPECT_EQ(shell_path("my runs/a.toml"), "'my runs/a.toml'");
  EXPECT_EQ(shell_path("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_path("runs/study/"), "runs/study");
  EXPECT_EQ(shell_path("/"), "/");
  EXPECT_EQ(shell_path("-x.toml"), "./-x.toml");
  EXPECT_EQ(named_after("runs/study/", ".h5"), "runs/study.h5");
  EXPECT_EQ(named_after("runs/study", ".h5"), "runs/study.h5");
  EXPECT_EQ(named_after(".", ".h5").filename().string().front(),
            std::filesystem::current_path().filename().string().front());
}

TEST(Shell, OptionsStandBeforeWhatIsNoOption) {
  EXPECT_EQ(with_option("kith run a.toml", "--resume"), "kith run a.toml --resume");
  EXPECT_EQ(with_option("kith run a.toml --resume -o b.h5", "--resume"), "kith run a.toml --resume -o b.h5");
  EXPECT_EQ(with_option("kith run -o b.h5 -- -x.toml", "--resume"), "kith run -o b.h5 --resume -- -x.toml");
  EXPECT_EQ(with_option("kith run -- --resume", "--resume"), "kith run --resume -- --resume");
  EXPECT_EQ(with_option("kith run 'a -- b.toml'", "--resume"), "kith run 'a -- b.toml' --resume");
}

class Printed : public WithBrowser<Program> {
 protected:
  /// Runs what follows `before` in `text`, up to the end of the line or a semicolon, as a shell would.
  Finished paste(const std::string& text, const std::string& before) const {
    const std::size_t at = text.find(before);
    EXPECT_NE(at, std::string::npos) << text;
    if (at == std::string::npos) return {};
    std::string command = text.substr(at + before.size());
    command = command.substr(0, command.find_first_of("\n;"));
    return shell("kith() { '" + std::string(program) + "' \"$@\"; }; " + command);
  }
};

TEST_F(Printed, CommandsCanBePastedWhateverTheirPathsHold) {
  int number = 0;
  for (const std::string name : {"plain", "with blank", "it's", "a;b", "$HOME", "-dash"}) {
    const std::string folder = "./" + name;
    const Finished made = kith({"new", "contagion", "-o", folder + ".toml"});
    ASSERT_EQ(made.code, 0) << made.err;
    write("c.toml", small_scenario("background = 0.01\n"));
    if (name != "a;b") {  // the paste stops at a semicolon
      const Finished checked = paste(made.out, "try: ");
      EXPECT_EQ(checked.code, 0) << name << checked.err << made.out;
    }
    write("sweep.toml",
          "scenario = \"c.toml\"\n[sweep]\npoints = 2\n[sweep.vary]\n\"contagion.transmission\" = { from = 0.02, to = "
          "0.1 "
          "}\n");
    const std::string out = folder + (++number % 2 == 0 ? "/" : "");
    const Finished run = kith({"sweep", "run", "sweep.toml", "-o", out});
    ASSERT_EQ(run.code, 0) << run.err;
    if (name == "a;b") continue;
    const Finished merged = paste(run.out, "Next: ");
    EXPECT_EQ(merged.code, 0) << name << merged.err << run.out;
    EXPECT_TRUE(std::filesystem::exists(Program::folder() / (name + ".h5"))) << name;
    const Finished status = kith({"sweep", "status", out});
    EXPECT_THAT(status.out, HasSubstr(".h5"));
    EXPECT_THAT(status.out, Not(HasSubstr("/.h5")));
  }
}

TEST_F(Printed, APageSaysItsMainNumbersWithoutScripts) {
  write("base.toml", small_scenario());
  for (const char* name : {"more", "less"})
    write(std::string(name) + ".toml",
          std::string("extends = \"base.toml\"\n[scenario]\nname = \"") + name +
              "\"\n[[change]]\nat = 2020-06-01\nset.\"contagion.transmission\" = 0.1\n"
              "[[target]]\nmeasure = \"mean_active_share\"\ncompared_with = \"base.toml\"\n"
              "change = \"+1%\"\n");
  const Finished compared =
      kith({"compare", "base.toml", "more.toml", "less.toml", "-o", "c.h5", "--report", "c.html", "--detail"});
  ASSERT_EQ(compared.code, 0) << compared.err;
  const std::string page = text_of("c.html");
  const std::string said = std::regex_replace(page.substr(0, page.find("<script")), std::regex("<[^>]*>"), " ");
  EXPECT_THAT(said, AllOf(HasSubstr("mean active share"), HasSubstr("contagion.transmission"), HasSubstr("2020-06-01"),
                          HasSubstr("Target mean active share +1%"), HasSubstr("met in 4 of 4 pairs"),
                          HasSubstr("The main numbers stand in tables below")));
  // Every number of the screen's headline table stands in the page.
  const std::size_t from = compared.out.find("mean_active_share  ");
  std::istringstream line(compared.out.substr(from, compared.out.find('\n', from) - from));
  std::string word;
  for (line >> word; line >> word;) {
    if (word.find_first_of("0123456789") != std::string::npos && word.back() != 'x') {
      EXPECT_THAT(said, HasSubstr(word));
    }
  }
  EXPECT_THAT(page, Not(HasSubstr("{{")));
}

TEST_F(Printed, APageWithoutScriptsTellsRoutesAndMoney) {
  const Finished compared =
      kith({"compare", KITH_SOURCE_DIR "/scenarios/two-wards.toml", KITH_SOURCE_DIR "/scenarios/two-wards.toml",
            "--replicates", "2", "-o", "same.h5", "--report", "same.html", "--quiet"});
  ASSERT_EQ(compared.code, 0) << compared.err;
  write("wards.toml", "extends = \"" KITH_SOURCE_DIR
                      "/scenarios/two-wards.toml\"\n"
                      "[[change]]\nat = 2014-04-01\nset.\"services.hot_spot_patrol.active\" = true\n");
  const Finished changed = kith({"compare", KITH_SOURCE_DIR "/scenarios/two-wards.toml", "wards.toml", "--replicates",
                                 "2", "-o", "c.h5", "--report", "c.html", "--detail"});
  ASSERT_EQ(changed.code, 0) << changed.err;
  const std::string page = text_of("c.html");
  const std::string said = std::regex_replace(page.substr(0, page.find("<script")), std::regex("<[^>]*>"), " ");
  EXPECT_THAT(said, AllOf(HasSubstr("Who pays, who gains (GBP a year, full years from April 2014); below zero"),
                          HasSubstr("Where the change in offences comes from"), HasSubstr("public money"),
                          HasSubstr("all together"), HasSubstr("Averted")));
  EXPECT_THAT(changed.out, AllOf(HasSubstr("a year: full years from April 2014"), HasSubstr("Headline (whole run)")));
  EXPECT_THAT(text_of("same.html"), HasSubstr("No setting differs"));
}

TEST_F(Printed, AYearWrittenAsTextIsOneProblem) {
  write("by.toml", small_scenario() +
                       "[[target]]\nmeasure = \"mean_active_share\"\nvalue = 0.1\nby = \"2016\"\n"
                       "[[change]]\nat = \"2020\"\nset.\"contagion.transmission\" = 0.1\n");
  const Finished finished = kith({"check", "by.toml"});
  EXPECT_EQ(finished.code, 3);
  EXPECT_THAT(finished.err, AllOf(HasSubstr("target[1].by"), HasSubstr("change[1].at"), Not(HasSubstr("1970"))));
}

}  // namespace
}  // namespace kith::tools
