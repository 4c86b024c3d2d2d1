// Numbers, durations, sizes and tables as people read them.
#include "tools/console/format.hpp"

#include "tools/console/progress.hpp"
#include "tools/console/terminal.hpp"

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

TEST(Format, RoundingIsNoInterval) {
  EXPECT_EQ(decimals_for(3790.661640452, 1e-13), 0);
  EXPECT_EQ(format_interval(3790.66164045201, 3790.66164045202, 0), "about 3,791");
  EXPECT_EQ(format_fixed(-0.04, 0), "0") << "and not -0";
}

TEST(Format, EndsOfAnIntervalAreToldApart) {
  EXPECT_EQ(format_interval(0.00112, 0.00134, 1, format_percent), "0.11% to 0.13%");
  EXPECT_EQ(format_interval(-0.0012, -0.0011, 1, format_signed_percent), "-0.12% to -0.11%");
  EXPECT_EQ(format_interval(3.21, 3.24, 1), "3.21 to 3.24");
  EXPECT_EQ(format_interval(3.2, 4.1, 1), "3.2 to 4.1");
  EXPECT_EQ(format_interval(0, 0, 0), "about 0");
  EXPECT_EQ(format_interval(std::nan(""), 1, 0), "-");
}

TEST(Format, SharesAndTimes) {
  EXPECT_EQ(format_percent(0.0179), "1.8%");
  EXPECT_EQ(format_signed_percent(0.0179), "+1.8%");
  EXPECT_EQ(format_signed_percent(-0.0004), "-0.04%");
  EXPECT_EQ(format_signed_percent(0), "0.0%");
  EXPECT_EQ(format_signed_percent(-1e-12), "0.0000%");
  EXPECT_EQ(format_signed_percent(std::nan("")), "-");
  EXPECT_EQ(format_times(7.46), "7.5x");
  EXPECT_EQ(format_times(1240.2), "1,240x");
  EXPECT_EQ(format_times(2.5e7), ">1,000,000x");
  EXPECT_EQ(format_times(4.56e29), "exact") << "only rounding is left";
  EXPECT_EQ(format_times(std::numeric_limits<double>::infinity()), "exact");
  EXPECT_EQ(format_times(std::nan("")), "-");
}

TEST(Format, OneAndMany) {
  EXPECT_EQ(plural(1, "pair"), "1 pair");
  EXPECT_EQ(plural(1000, "draw"), "1,000 draws");
  EXPECT_EQ(by_number(1, "is", "are"), "is");
  EXPECT_EQ(by_number(0, "is", "are"), "are");
  EXPECT_EQ(in_unit("offences a year"), ", in offences a year");
  EXPECT_EQ(in_unit(""), "");
  EXPECT_EQ(in_unit("1"), "");
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

TEST(Format, NumbersAreThoseAPersonWouldWrite) {
  EXPECT_EQ(format_plain(863949.27, 3), "864,000");
  EXPECT_EQ(format_plain(1127959, 3), "1.13 million");
  EXPECT_EQ(format_plain(-3.14159, 3), "-3.14");
  EXPECT_EQ(format_plain(0.0123456, 2), "0.012");
  EXPECT_EQ(format_plain(8, 3), "8");
  EXPECT_EQ(format_plain(0, 3), "0");
  EXPECT_EQ(format_plain(0.27, 3), "0.27");
  EXPECT_EQ(format_plain(17996000, 3), "18.0 million") << "rounded, and said to be";
  EXPECT_EQ(format_money(-518240, 3, "GBP per year"), "-£518,000");
  EXPECT_EQ(format_money(12, 3, "EUR"), "€12");
  EXPECT_EQ(unit_in_words("GBP (2015/16 prices) per year"), "£ (2015/16 prices) a year");
  EXPECT_EQ(date_in_words("2013-10-01"), "1 October 2013");
  EXPECT_EQ(date_in_words("soon"), "soon");
}

}  // namespace
}  // namespace kith::tools
