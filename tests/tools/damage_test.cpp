// Whatever happened to the files a command reads, it says so, or tells what they held: files of results, of a sweep,
// what is kept of a stopped run and published tables are cut short, and have bits turned and stretches overwritten. 24
// damages for each of 9 commands, 216 in all. How each kind of damage is noticed is in tests/results.
#include "tests/tools/place_fixture.hpp"

#include <gmock/gmock.h>

#include <random>

namespace kith::tools {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

constexpr int damages_each = 24;

struct Reading {
  std::vector<std::string> words;
  std::string read;    ///< the file that is damaged
  std::string leaves;  ///< what the command makes; "" if nothing
};

/// The bytes cut short, with a bit turned, or with a stretch overwritten.
std::string damaged(std::string bytes, int kind, std::mt19937& random) {
  const std::size_t at = random() % bytes.size();
  if (kind % 3 == 0) return bytes.substr(0, at);
  if (kind % 3 == 1) {
    bytes[at] ^= static_cast<char>(1 << random() % 8);
    return bytes;
  }
  const std::size_t length = std::min<std::size_t>(1 + random() % 64, bytes.size() - at);
  for (std::size_t i = 0; i < length; ++i) bytes[at + i] = static_cast<char>(random());
  return bytes;
}

class DamagedInputs : public PlaceWorld {
 protected:
  DamagedInputs() {
    write("small.toml", small_scenario("background = 0.5\n"));
    write("other.toml", small_scenario("background = 0.4\n"));
    write("sweep.toml",
          "scenario = \"small.toml\"\n[sweep]\ndesign = \"saltelli\"\nsamples = 4\nreplicates = 2\n[sweep.vary]\n"
          "\"contagion.transmission\" = { from = 0.005, to = 0.08 }\n\"contagion.recovery\" = { from = 0.1, to = 0.5 "
          "}\n");
    expect_done({"run", "small.toml", "--replicates", "3", "-o", "a.h5"});
    expect_done({"run", "small.toml", "--replicates", "3", "--set", "run.first_replicate=3", "-o", "b.h5"});
    expect_done({"run", "other.toml", "--replicates", "3", "-o", "c.h5"});
    expect_done({"sweep", "run", "sweep.toml", "-o", "swept"});
    expect_done({"sweep", "merge", "swept", "-o", "swept.h5"});
  }
  void expect_done(std::vector<std::string> words) const {
    words.push_back("--quiet");
    const Finished run = kith(words);
    EXPECT_EQ(run.code, 0) << words[0] << run.err;
  }

  static std::vector<Reading> readings() {
    return {{{"merge", "a.h5", "b.h5", "-o", "x.h5"}, "b.h5", "x.h5"},
            {{"compare", "a.h5", "c.h5", "-o", "x.h5"}, "c.h5", "x.h5"},
            {{"report", "a.h5", "-o", "x.html"}, "a.h5", "x.html"},
            {{"inspect", "a.h5", "--verify"}, "a.h5", ""},
            {{"sensitivity", "swept.h5", "--report", "x.html"}, "swept.h5", "x.html"},
            {{"run", "small.toml", "--replicates", "3", "-o", "x.h5"}, "small.toml", "x.h5"},
            {{"sweep", "run", "sweep.toml", "-o", "x"}, "sweep.toml", ""},
            {{"place", "build", "alpha.toml", "-o", "x"}, "people.csv", "x"},
            {{"place", "build", "alpha.toml", "-o", "x"}, "alpha.toml", "x"}};
  }

  /// What is made is whole; nothing is made of what was refused.
  void expect_whole(const Reading& reading, const Finished& run) const {
    const bool made = !reading.leaves.empty() && std::filesystem::exists(folder() / reading.leaves);
    EXPECT_EQ(made, run.code == 0 && !reading.leaves.empty()) << run.err;
    if (!made) return;
    if (reading.leaves == "x.h5") {
      EXPECT_EQ(kith({"inspect", "x.h5", "--verify"}).code, 0);
    }
    if (reading.leaves == "x.html") {
      EXPECT_THAT(text_of("x.html"), HasSubstr("</html>"));
    }
    if (reading.leaves == "x") {
      EXPECT_EQ(kith({"place", "show", "x"}).code, 0);
    }
  }
};

TEST_F(DamagedInputs, AreRefusedOrReadAsTheyStand) {
  std::mt19937 random(5);
  for (const Reading& reading : readings()) {
    const std::string sound = text_of(reading.read);
    int refused = 0;
    for (int damage = 0; damage < damages_each; ++damage) {
      write(reading.read, damaged(sound, damage, random));
      const Finished run = kith(reading.words);
      const std::string told = reading.words[0] + " with damage " + std::to_string(damage) + ": " + run.err;
      EXPECT_THAT(run.code, AnyOf(0, 3, 4)) << told << " signal " << run.signal;
      EXPECT_THAT(run.err, Not(HasSubstr("internal error"))) << told;
      expect_whole(reading, run);
      refused += run.code != 0;
      shell("rm -rf x x.*");
    }
    write(reading.read, sound);
    EXPECT_GE(refused, damages_each / 3) << reading.words[0] << ": what is cut short is noticed";
  }
}

}  // namespace
}  // namespace kith::tools
