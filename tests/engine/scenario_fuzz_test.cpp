// No text, however mangled, may do anything but load or be refused with an InputError.
#include "engine/settings/scenario.hpp"
#include "tests/engine/scenario_example.hpp"

#include <gtest/gtest.h>

namespace kith {
namespace {

/// A fixed linear congruential generator, so that a failure happens again.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}
  std::size_t below(std::size_t limit) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(state_ >> 33U) % limit;
  }

 private:
  std::uint64_t state_;
};

const std::string sample = R"(model = "town"
visits = -3
"services.clinic.effect" = 1e-3
[scenario]
name = "A \"name\" \u00e9"
question = '''What
if?'''
[run]
start = 2013-04-01
end = 2018-03-31
burn_in = "3y"
step_days = 0x7
[services.clinic]
kind = "small"
open = false
[services.visiting]
wards = ["a", "b"]
shares = [0, 0.5, 1e-1]
[[change]]
at = 2014-04-01
set."services.clinic.places" = 860
set.services = { clinic.open = true, visiting = { wards = [] } }
[[target]]
measure = "visits"
compared_with = "base.toml"
change = "-10%"
by = 2016-03-31
)";

const std::vector<std::string> pieces{"[",
                                      "]",
                                      "[[",
                                      "]]",
                                      "{",
                                      "}",
                                      "=",
                                      ".",
                                      "\"",
                                      "'",
                                      "\"\"\"",
                                      "'''",
                                      "#",
                                      "\n",
                                      "\r",
                                      "\\",
                                      "\\u",
                                      "nan",
                                      "-inf",
                                      "1e999",
                                      "0x",
                                      "2014-02-30",
                                      "07:00",
                                      ",",
                                      "\t",
                                      "\x7f",
                                      "\xe9",
                                      "%",
                                      "change",
                                      "set",
                                      "extends = 'a.toml'\n"};

std::string mangled(Chance& chance) {
  std::string text = sample;
  const std::size_t times = 1 + chance.below(4);
  for (std::size_t i = 0; i < times && !text.empty(); ++i) {
    const std::size_t at = chance.below(text.size());
    const std::size_t length = 1 + chance.below(20);
    switch (chance.below(5)) {
      case 0:
        text[at] = static_cast<char>(chance.below(256));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, pieces[chance.below(pieces.size())]);
        break;
      case 3:
        text.insert(at, text.substr(chance.below(text.size()), length));
        break;
      default:
        text.resize(at);
        break;
    }
  }
  return text;
}

/// Loads the file; true if it is sound. Anything thrown but an InputError with problems fails the test.
bool loads(const std::filesystem::path& file, const std::vector<Override>& overrides = {}) {
  try {
    const Scenario scenario = example::load(file, overrides);
    EXPECT_FALSE(resolved_text(scenario).empty());
    return true;
  } catch (const InputError& error) {
    EXPECT_FALSE(error.problems().empty());
    for (const Problem& problem : error.problems()) EXPECT_FALSE(problem.message.empty());
    return false;
  }
}

/// Loads a fresh file of this text: writing over an old one makes some file systems wait for the disk.
bool loads_text(const example::Folder& folder, const std::string& text) {
  const auto file = folder.write("a.toml", text);
  const bool sound = loads(file);
  std::filesystem::remove(file);
  return sound;
}

TEST(ScenarioFuzz, MangledFilesLoadOrAreRefused) {
  const example::Folder folder;
  Chance chance(20130401);
  int sound = 0;
  constexpr int cases = 3000;
  for (int i = 0; i < cases; ++i) {
    const std::string text = mangled(chance);
    ASSERT_NO_THROW(sound += loads_text(folder, text)) << i << ":\n" << text;
  }
  EXPECT_GT(sound, cases / 50) << "the mangling leaves hardly anything to test";
  EXPECT_LT(sound, cases / 2) << "the mangling hardly does anything";
}

TEST(ScenarioFuzz, EveryBeginningOfAFileLoadsOrIsRefused) {
  const example::Folder folder;
  for (std::size_t length = 0; length <= sample.size(); ++length)
    ASSERT_NO_THROW(loads_text(folder, sample.substr(0, length))) << length;
}

TEST(ScenarioFuzz, MangledOverridesLoadOrAreRefused) {
  const example::Folder folder;
  const auto file = folder.write("a.toml", "model = 'town'\n");
  const auto paths = example::declarations().paths();
  Chance chance(7);
  for (int i = 0; i < 1000; ++i) {
    std::string path = paths[chance.below(paths.size())];
    if (chance.below(4) == 0) path.insert(chance.below(path.size()), pieces[chance.below(pieces.size())]);
    std::string text;
    for (std::size_t j = chance.below(5); j > 0; --j) text += pieces[chance.below(pieces.size())];
    ASSERT_NO_THROW(loads(file, {{path, text, "--set"}})) << path << "=" << text;
  }
}

TEST(ScenarioFuzz, BytesAtRandomAreRefused) {
  const example::Folder folder;
  Chance chance(11);
  for (int i = 0; i < 500; ++i) {
    std::string text(1 + chance.below(200), ' ');
    for (char& letter : text) letter = static_cast<char>(chance.below(256));
    bool sound = true;
    ASSERT_NO_THROW(sound = loads_text(folder, text)) << i;
    EXPECT_FALSE(sound) << i;
  }
}

}  // namespace
}  // namespace kith
