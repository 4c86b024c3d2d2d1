// Numbers, durations, sizes and tables as people read them.
#include "tools/format.hpp"

#include "tools/progress.hpp"
#include "tools/terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace kith::tools {
namespace {

TEST(Format, Counts) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(515000), "515,000");
  EXPECT_EQ(format_count(-1234567), "-1,234,567");
  EXPECT_EQ(format_count(std::numeric_limits<std::int64_t>::min()), "-9,223,372,036,854,775,808");
}

TEST(Format, FixedDecimals) {
  EXPECT_EQ(format_fixed(1234.56, 1), "1,234.6");
  EXPECT_EQ(format_fixed(-999.9, 0), "-1,000");
  EXPECT_EQ(format_fixed(0.5, 3), "0.500");
  EXPECT_EQ(format_fixed(std::nan(""), 3), "-");
  EXPECT_EQ(format_fixed(std::numeric_limits<double>::infinity(), 3), "infinite");
}

TEST(Format, DecimalsFollowTheInterval) {
  EXPECT_EQ(decimals_for(59812.3, 712.0), 0);
  EXPECT_EQ(decimals_for(0.2581, 0.0042), 4);
  EXPECT_EQ(decimals_for(0.2581, 0), 4);
  EXPECT_EQ(decimals_for(25.81, std::nan("")), 2);
  EXPECT_EQ(decimals_for(0, 0), 0);
  EXPECT_LE(decimals_for(1e-300, 1e-300), 9);
}

TEST(Format, SecondsAndBytes) {
  EXPECT_EQ(format_seconds(0.123), "0.12 s");
  EXPECT_EQ(format_seconds(42.4), "42 s");
  EXPECT_EQ(format_seconds(250), "4 min 10 s");
  EXPECT_EQ(format_seconds(7500), "2 h 5 min");
  EXPECT_EQ(format_bytes(512), "512 bytes");
  EXPECT_EQ(format_bytes(12'345'678), "12.3 MB");
  EXPECT_EQ(format_bytes(250e9), "250 GB");
}

TEST(Format, WrapsAtWords) {
  EXPECT_EQ(wrapped("one two three", 7, 0), "one two\nthree");
  EXPECT_EQ(wrapped("one two three", 8, 2), "one two\n  three");
  EXPECT_EQ(wrapped("", 8, 2), "");
}

TEST(Format, TableAlignsByCodePoints) {
  Table table({{"name"}, {"cost", Table::Align::right}});
  table.add({"caf\xC3\xA9", "1"});
  table.add({"inn",
             "\xC2\xA3"
             "12"});
  EXPECT_EQ(table.text(),
            "name  cost\ncaf\xC3\xA9     1\ninn    \xC2\xA3"
            "12\n");
}

TEST(Progress, LineFitsAndTellsWhatIsLeft) {
  EXPECT_EQ(progress_line(50, 200, 10, 0), " 25%  50 of 200 steps  5/s  30 s left");
  EXPECT_EQ(progress_line(0, 200, 0, 0), "  0%  0 of 200 steps  0/s  ");
  const std::string bar = progress_line(50, 200, 10, 80);
  EXPECT_LE(bar.size(), 80U);
  EXPECT_THAT(bar, testing::StartsWith("[#####"));
  EXPECT_THAT(progress_line(50, 200, 10, 40), testing::Not(testing::HasSubstr("[")));
}

TEST(Terminal, TerminalSafeKeepsTextOnly) { EXPECT_EQ(terminal_safe("a\x1b[31m\r\n\tb\x7f"), "a?[31m?\n\tb?"); }

}  // namespace
}  // namespace kith::tools
