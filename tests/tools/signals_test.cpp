// One rule for signals, for every command that may take long: a request to stop ends it with 130, at any moment, or
// finds it finished; a kill or a full disk leaves whole files or none. 12 commands; counts are in each test. What
// damage to the files that are read does is in damage_test.cpp.
#include "tests/tools/place_fixture.hpp"
#include "tools/places/folder.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <random>

namespace kith::tools {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

struct Command {
  std::vector<std::string> words;
  std::string leaves;  ///< the file or folder it makes; "" if none
  int milliseconds;    ///< it takes about so long
};

class Signals : public PlaceWorld {
 protected:
  Signals() {
    write("small.toml", small_scenario("background = 0.5\n"));
    write("other.toml", small_scenario("background = 0.4\n"));
    write("sweep.toml",
          "scenario = \"small.toml\"\n[sweep]\ndesign = \"saltelli\"\nsamples = 32\nreplicates = 4\n[sweep.vary]\n"
          "\"contagion.transmission\" = { from = 0.005, to = 0.08 }\n\"contagion.recovery\" = { from = 0.1, to = 0.5 "
          "}\n");
    EXPECT_EQ(kith({"run", "small.toml", "--replicates", "300", "--quiet", "-o", "made.h5"}).code, 0);
    EXPECT_EQ(kith({"run", "small.toml", "--replicates", "300", "--set", "run.first_replicate=300", "--quiet", "-o",
                    "rest.h5"})
                  .code,
              0);
    EXPECT_EQ(kith({"sweep", "run", "sweep.toml", "-o", "swept", "--quiet"}).code, 0);
    EXPECT_EQ(kith({"sweep", "merge", "swept", "-o", "swept.h5", "--quiet"}).code, 0);
  }

  static std::vector<Command> commands() {
    return {{{"run", "small.toml", "--replicates", "1500", "-o", "x.h5"}, "x.h5", 300},
            {{"compare", "small.toml", "other.toml", "--replicates", "600", "-o", "x.h5"}, "x.h5", 300},
            {{"compare", "made.h5", "made.h5", "-o", "x.h5"}, "x.h5", 150},
            {{"merge", "made.h5", "rest.h5", "-o", "x.h5"}, "x.h5", 150},
            {{"inspect", "made.h5", "--verify"}, "", 40},
            {{"report", "made.h5", "-o", "x.html"}, "x.html", 120},
            {{"sweep", "merge", "swept", "-o", "x.h5"}, "x.h5", 100},
            {{"sensitivity", "swept.h5", "--report", "x.html"}, "x.html", 200},
            {{"place", "build", "alpha.toml", "-o", "x"}, "x", 60},
            {{"check", "small.toml", "--set", "contagion.people=100000"}, "", 1200},
            {{"bench", "contagion", "--people", "100000", "--steps", "3000"}, "", 800},
            {{"sweep", "run", "sweep.toml", "-o", "y", "--replicates", "40"}, "", 400}};
  }

  /// What the command leaves is whole, or not there, and nothing is half-written. After a kill, a file under another
  /// name may stay.
  void expect_whole(const Command& command, bool killed) const {
    for (const std::string& name : files()) {
      if (name.starts_with("x")) {
        const bool partial = name.find(".partial-") != std::string::npos || name.find(".trial-") != std::string::npos;
        EXPECT_TRUE(name == command.leaves || name == "x.h5.part" || (killed && partial)) << name;
      }
    }
    if (!std::filesystem::exists(folder() / command.leaves) || command.leaves.empty()) return;
    if (command.leaves == "x.h5") {
      EXPECT_EQ(kith({"inspect", "x.h5"}).code, 0);
    }
    if (command.leaves == "x.html") {
      EXPECT_THAT(text_of("x.html"), HasSubstr("</html>"));
    }
    if (command.leaves == "x") {
      EXPECT_EQ(kith({"place", "show", "x"}).code, 0);
    }
  }
  void clean() const { shell("rm -rf x x.* x-* y .y"); }
};

TEST_F(Signals, EveryStopIsTakenTheSameWay) {
  std::mt19937 random(3);  // 7 signals to each of 12 commands, 84 in all
  for (const Command& command : commands())
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGXCPU}) {
      const Child child = start(command.words);
      child.wait_until_it_takes_signals();
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % command.milliseconds));
      const auto asked = std::chrono::steady_clock::now();
      child.send(signal);
      const Finished run = child.finish();
      const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - asked;
      EXPECT_THAT(run.code, AnyOf(0, 130)) << command.words[0] << " signal " << signal << " " << run.signal << run.err;
      EXPECT_LT(taken.count(), 2.0) << command.words[0];
      expect_whole(command, false);
      clean();
    }
}

TEST_F(Signals, KillsLeaveWholeFilesOrNone) {
  std::mt19937 random(4);
  constexpr int kills_each = 15;  // 180 in all
  for (const Command& command : commands())
    for (int kill = 0; kill < kills_each; ++kill) {
      const Child child = start(command.words);
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % command.milliseconds));
      child.send(SIGKILL);
      child.finish();
      expect_whole(command, true);
      clean();
    }
}

TEST_F(Signals, FullDisksAreSaidAndLeaveWholeFilesOrNone) {
  // A limit on the size of files fails writes as a full disk does: 7 sizes for each of 8 commands, 56 in all.
  for (const Command& command : commands()) {
    if (command.leaves.empty()) continue;
    for (const int blocks : {0, 1, 4, 12, 40, 100, 300}) {
      std::string line = "ulimit -f " + std::to_string(blocks) + "; exec \"$1\"";
      for (const std::string& word : command.words) line += " " + word;
      const Finished run = shell(line + " >/dev/null");
      EXPECT_THAT(run.code, AnyOf(0, 4)) << line << run.err;
      if (blocks == 0) {
        EXPECT_EQ(run.code, 4) << line;
      }
      EXPECT_THAT(run.err, Not(HasSubstr("internal error")));
      expect_whole(command, false);
      clean();
    }
  }
}

TEST_F(Signals, PlaceWhoseNameWasTakenMeanwhileGetsAnother) {
  const std::filesystem::path wanted = folder() / "x";
  check_place_writable(wanted, false);
  std::filesystem::create_directory(wanted);
  std::filesystem::create_directory(folder() / "x-2");
  EXPECT_EQ(write_place(wanted, {{"place.toml", "some text"}}, false), folder() / "x-3");
  EXPECT_TRUE(std::filesystem::is_empty(wanted));
  EXPECT_EQ(text_of("x-3/place.toml"), "some text");
}

TEST_F(Signals, SignalsTheCallerIgnoresStayIgnored) {
  const Finished run =
      shell("trap '' HUP; \"$1\" run small.toml --replicates 300 -o x.h5 & sleep 0.1; kill -HUP $!; wait $!");
  EXPECT_EQ(run.code, 0) << run.err;
}

/// However busy the machine is: until something finished was kept. Ten seconds at most.
void wait_until_it_grows(const std::filesystem::path& file) {
  const auto size = [&] {
    std::error_code none;
    const auto bytes = std::filesystem::file_size(file, none);
    return none ? 0 : bytes;
  };
  std::uintmax_t before = 0;
  for (int tries = 0; tries < 1000 && (before == 0 || size() <= before); ++tries) {
    if (before == 0) before = size();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

TEST_F(Signals, SameRequestTwiceAtOnceCountsOnce) {
  const Child child = start({"run", "small.toml", "--replicates", "500000", "-o", "x.h5"});
  ASSERT_TRUE(child.says("replicates"));
  wait_until_it_grows(folder() / "x.h5.part");
  child.send(SIGTERM);
  child.send(SIGTERM);
  const Finished run = child.finish();
  EXPECT_EQ(run.code, 130);
  EXPECT_THAT(run.err, HasSubstr("go on with"));
}

}  // namespace
}  // namespace kith::tools
