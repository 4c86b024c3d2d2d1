// What the project quotes from the community-safety strategies (tests/safety/quotes.toml) stands in its files and,
// where the strategies are at hand, in them; and no number attributed to a strategy stands anywhere without being in
// that table.
#include "engine/settings/toml_table.hpp"
#include "tests/house/source_tree.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <map>

namespace kith::safety {
namespace {

namespace fs = std::filesystem;

/// Some words of a strategy and their line, counted from 1.
struct Place {
  std::int64_t line;
  std::string says;
};

/// A number of ours that follows from numbers of the strategy: text as we write it, and text such as "4,530 / 8,780".
struct WorkedOut {
  std::string number, from;
};

struct Quote {
  std::string file, ours, seed;
  std::vector<Place> places;
  std::vector<WorkedOut> worked_out;
};

/// Words of ours beside a strategy's name whose numbers are our own.
struct Own {
  std::string file, words, why;
};

struct Table {
  std::map<std::string, std::string> document_files;  ///< by short name: how the name of its text begins
  std::vector<Quote> quotes;
  std::vector<Own> own;
};

std::vector<WorkedOut> read_worked_out(const TomlTable& entry) {
  std::vector<WorkedOut> all;
  for (const std::string& text : entry.texts("worked_out", TextList{})) {
    const std::size_t equals = text.find(" = ");
    all.push_back({text.substr(0, equals), text.substr(equals + 3)});
  }
  return all;
}

Quote read_quote(const TomlTable& entry) {
  Quote quote{entry.text("file"), entry.text("ours"), entry.text("seed"), {}, read_worked_out(entry)};
  quote.places.push_back({entry.integer("line"), entry.text("says")});
  if (entry.has("and_line")) quote.places.push_back({entry.integer("and_line"), entry.text("and_says")});
  return quote;
}

Table read_table() {
  std::vector<Problem> problems;
  Table table;
  const TomlTable file =
      TomlTable::parse(house::read_text(house::project_root() / "tests/safety/quotes.toml"), "quotes.toml", problems);
  for (const TomlTable& entry : file.tables("document")) {
    EXPECT_NE(entry.text("title"), "");
    table.document_files[entry.text("name")] = entry.text("file");
  }
  for (const TomlTable& entry : file.tables("quote")) table.quotes.push_back(read_quote(entry));
  for (const TomlTable& entry : file.tables("own"))
    table.own.push_back({entry.text("file"), entry.text("words"), entry.text("why")});
  file.finish();
  for (const Problem& problem : problems) ADD_FAILURE() << problem.message;
  return table;
}

const Table& table() {
  static const Table read = read_table();
  return read;
}

bool is_year(const std::string& number) { return std::regex_match(number, std::regex("(19|20)\\d\\d")); }

/// Numbers of a text as they are written, without commas. Years, dates, the second half of "2012/13" and "2014-17", and
/// the numbers of names ("manchester-2014") are none.
std::vector<std::string> numbers_of(const std::string& text) {
  static const std::regex number("(^|[^\\w.,/-]|[^\\w.,/]-|^-)(\\d[\\d,]*(\\.\\d+)?)");
  std::vector<std::string> all;
  for (std::sregex_iterator found(text.begin(), text.end(), number); found != std::sregex_iterator(); ++found) {
    std::string digits = (*found)[2].str();
    while (digits.ends_with(",")) digits.pop_back();
    const bool commas = digits.find(',') != std::string::npos;
    std::erase(digits, ',');
    if (commas || !is_year(digits)) all.push_back(digits);
  }
  return all;
}

bool holds(const std::vector<std::string>& numbers, const std::string& number) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

std::string without_commas(std::string text) {
  std::erase(text, ',');
  return text;
}

/// The numbers a strategy prints in the words quoted; "two" and a hundred per cent may be reckoned with.
std::vector<std::string> printed(const Quote& quote) {
  std::vector<std::string> all{"100"};
  for (const Place& place : quote.places) {
    for (const std::string& number : numbers_of(place.says)) all.push_back(number);
    if (place.says.find("two ") != std::string::npos) all.emplace_back("2");
  }
  return all;
}

/// Whether `worked` follows from numbers among `known`, to the digits it is written with.
bool follows(const WorkedOut& worked, const std::vector<std::string>& known) {
  const std::vector<std::string> operands = numbers_of(worked.from);
  for (const std::string& operand : operands)
    if (!holds(known, operand)) return false;
  const std::string number = without_commas(worked.number);
  const std::size_t point = number.find('.');
  const double digits = point == std::string::npos ? 0 : static_cast<double>(number.size() - point - 1);
  const double exact = operands.size() == 2 ? std::stod(operands[0]) / std::stod(operands[1]) : 0;
  return std::abs(exact - std::stod(number)) <= 0.5 * std::pow(10.0, -digits) * (1 + 1e-9);
}

TEST(Quotes, StandInOurFilesWithTheNumbersOfTheirWords) {
  for (const Quote& quote : table().quotes) {
    SCOPED_TRACE(quote.file + ": " + quote.ours);
    EXPECT_TRUE(table().document_files.contains(quote.seed));
    EXPECT_THAT(house::read_text(house::project_root() / quote.file), testing::HasSubstr(quote.ours));
    const std::vector<std::string> known = printed(quote);
    std::vector<std::string> sound = known;
    for (const WorkedOut& worked : quote.worked_out) {
      EXPECT_TRUE(follows(worked, known)) << worked.number << " = " << worked.from;
      sound.push_back(without_commas(worked.number));
    }
    for (const std::string& number : numbers_of(quote.ours)) EXPECT_TRUE(holds(sound, number)) << number;
  }
}

/// The folder of the strategies' texts beside that of the file of systems; empty if not at hand.
fs::path strategies() {
  const char* systems = std::getenv("KITH_SEED_SYSTEMS");
  const fs::path folder = systems == nullptr ? fs::path() : fs::path(systems).parent_path() / "../seeds";
  return fs::is_directory(folder) ? folder : fs::path();
}

/// The lines of the strategy whose text's name begins so.
std::vector<std::string> lines_of(const fs::path& folder, const std::string& beginning) {
  std::vector<std::string> lines;
  for (const auto& file : fs::directory_iterator(folder))
    if (file.path().filename().string().starts_with(beginning))
      house::each_line(house::read_text(file.path()), [&](int, const std::string& line) { lines.push_back(line); });
  return lines;
}

TEST(Quotes, StandInTheStrategies) {
  const fs::path folder = strategies();
  if (folder.empty()) GTEST_SKIP() << "no folder of strategies beside the file KITH_SEED_SYSTEMS names";
  for (const Quote& quote : table().quotes) {
    const std::vector<std::string> lines = lines_of(folder, table().document_files.at(quote.seed));
    for (const Place& place : quote.places) {
      SCOPED_TRACE(quote.ours);
      ASSERT_LE(place.line, std::ssize(lines));
      EXPECT_THAT(lines[static_cast<std::size_t>(place.line - 1)], testing::HasSubstr(place.says));
    }
  }
}

bool is_scanned(const house::SourceFile& file) {
  const bool numbers = file.is_in("models/safety/catalogue") || file.is_in("models/safety/evidence") ||
                       file.is_in("models/safety/facts") || file.is_in("models/population/evidence");
  return file.is_in("scenarios") || file.is_in("docs") || numbers || file.path == "README.md" ||
         file.path == "models/safety/starter.toml";
}

/// What between two empty lines names a strategy, or speaks of one.
bool speaks_of_a_strategy(const std::string& paragraph) {
  static const std::regex naming(
      "(manchester-2014|oldham-20(16|24)|trafford-2015|oxfordshire-2011)($|[^-\\w])|[Ss]trateg(y|ies)\\b|"
      "[Pp]lan of 20|[Tt]he document reports");
  return std::regex_search(paragraph, naming);
}

/// Of a paragraph of TOML, the lines in which a strategy's number would be attributed to it; all of other files.
std::string attributing_lines(const std::string& paragraph, bool toml) {
  static const std::regex key("^(source|summary|question|help|pattern|target|change) *=|^#");
  std::string lines;
  house::each_line(paragraph, [&](int, const std::string& line) {
    if (!line.starts_with("seeds =") && (!toml || std::regex_search(line, key))) lines += line + "\n";
  });
  return lines;
}

/// "-0.01%": the way a scenario writes that any fall counts.
bool means_any(const std::string& number) { return number == "0.01"; }

/// The numbers the table answers for in the paragraph.
std::vector<std::string> answered(const std::string& file, const std::string& paragraph) {
  std::vector<std::string> all;
  const auto take = [&](const std::string& of, const std::string& words) {
    if (of != file || paragraph.find(words) == std::string::npos) return;
    for (const std::string& number : numbers_of(words)) all.push_back(number);
  };
  for (const Quote& quote : table().quotes) take(quote.file, quote.ours);
  for (const Own& own : table().own) take(own.file, own.words);
  return all;
}

std::vector<std::string> paragraphs_of(const std::string& text) {
  std::vector<std::string> all(1);
  house::each_line(text, [&](int, const std::string& line) {
    if (line.empty())
      all.emplace_back();
    else
      all.back() += line + "\n";
  });
  return all;
}

house::Complaints unquoted_numbers(const house::SourceFile& file) {
  house::Complaints complaints;
  for (const std::string& paragraph : paragraphs_of(file.text)) {
    const std::string lines = attributing_lines(paragraph, file.extension() == ".toml");
    if (!speaks_of_a_strategy(lines)) continue;
    const std::vector<std::string> known = answered(file.path, paragraph);
    for (const std::string& number : numbers_of(lines))
      if (!holds(known, number) && !means_any(number))
        complaints.push_back(
            fmt::format("{}: {} is attributed to a strategy, not in quotes.toml: {}", file.path, number, lines));
  }
  return complaints;
}

TEST(Quotes, EveryNumberOfAStrategyIsInTheTable) {
  int scanned = 0;
  for (const house::SourceFile& file : house::source_tree())
    if (is_scanned(file)) {
      ++scanned;
      EXPECT_THAT(unquoted_numbers(file), testing::IsEmpty());
    }
  EXPECT_GT(scanned, 60);
}

TEST(Quotes, ANumberThatIsNotInTheTableIsFound) {
  const auto found = [](const char* name, const char* text) { return unquoted_numbers({name, text}).size(); };
  EXPECT_EQ(found("docs/a.md", "Manchester's strategy of 2014 sets\n12.5% less.\n"), 1U);
  EXPECT_EQ(found("docs/a.md", "Manchester's strategy.\n\nOf 12 pairs.\n"), 0U);
  EXPECT_EQ(found("docs/a.md", "The strategies of 2014-17 and 2012/13, 1999.\n"), 0U);
  EXPECT_EQ(found("scenarios/a.toml", "change = \"-10%\"\nsource = \"manchester-2014: less\"\n"), 1U);
  EXPECT_EQ(found("scenarios/a.toml", "change = \"-0.01%\"\nsource = \"manchester-2014: less\"\n"), 0U);
  EXPECT_EQ(found("scenarios/a.toml", "places = 7\nsource = \"oldham-2016: many\"\n"), 0U);
  EXPECT_EQ(found("scenarios/a.toml", "change = \"-10%\"\nsource = \"asked for this example\"\n"), 0U);
  EXPECT_EQ(found("scenarios/trafford-priorities.toml", "source = \"trafford-2015: a cohort of 44\"\n"), 1U);
}

/// A goal of a size is a strategy's, and then in the table, or was asked for an example, and then says so.
TEST(Quotes, AGoalThatNoStrategySetsSaysSo) {
  for (const house::SourceFile& file : house::source_tree()) {
    if (!is_scanned(file)) continue;
    for (const std::string& paragraph : paragraphs_of(file.text)) {
      const bool goal =
          paragraph.find("change = \"") != std::string::npos && paragraph.find("0.01%") == std::string::npos;
      if (goal && !speaks_of_a_strategy(attributing_lines(paragraph, true))) {
        EXPECT_THAT(paragraph, testing::HasSubstr("asked for this example")) << file.path;
      }
    }
    const bool tenth = std::regex_search(file.text, std::regex("by 10% within|tenth less reoffending|_rate -10%"));
    if (tenth) {
      EXPECT_THAT(file.text, testing::HasSubstr("asked for this example")) << file.path;
    }
  }
}

}  // namespace
}  // namespace kith::safety
