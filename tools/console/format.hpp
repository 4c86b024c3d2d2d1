// Numbers, durations and sizes as people read them, and plain text tables.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kith::tools {

std::string format_count(std::int64_t value);          ///< "515,000"
std::string format_fixed(double value, int decimals);  ///< "1,234.5"; "-" for NaN
std::string format_seconds(double seconds);            ///< "3.2 s", "4 min 10 s", "2 h 5 min"
std::string format_bytes(double bytes);                ///< "12.3 MB"

/// As a person would write it: "863,000", "1.13 million", "0.12"; rounded to so many digits, three for most uses.
std::string format_plain(double value, int digits);
/// The same with the sign of the currency that the unit begins with: "-£518,000".
std::string format_money(double amount, int digits, std::string_view unit);
bool is_money(std::string_view unit);         ///< "GBP ...", or another currency with a sign
std::string unit_in_words(std::string unit);  ///< "£ (2015/16 prices) a year" for "GBP (2015/16 prices) per year"
std::string date_in_words(const std::string& date);  ///< "1 October 2013" for "2013-10-01"; what is no date stays

std::string format_percent(double share, int decimals = 1);  ///< "1.8%"; "-" for NaN
std::string format_whole_percent(double share);              ///< "2%"
/// "+1.8%", "-0.04%": with more decimals, up to four, where one would show nothing.
std::string format_signed_percent(double share, int decimals = 1);
/// How many times as much: "7.5x", "1,240x", ">1,000,000x"; "exact" if nothing but rounding is left to divide by.
std::string format_times(double ratio);
std::string plural(std::int64_t count, std::string_view noun);  ///< "1 pair", "1,000 pairs"
/// What goes with one thing or with many: by_number(count, "is", "are").
std::string_view by_number(std::int64_t count, std::string_view one, std::string_view many);
std::string in_unit(std::string_view unit);  ///< ", in days"; "" for a plain number

/// Decimals that show `value` to four significant digits and `half_width` (if it is a positive number) to two. A half
/// width of nothing but rounding counts as none.
int decimals_for(double value, double half_width);

/// A number with so many decimals.
using Show = std::string (*)(double value, int decimals);
/// As many decimals, `decimals` at least, as two ends need to be told apart when shown.
int decimals_apart(double low, double high, int decimals, Show show = format_fixed);
/// "3.1 to 4.0", told apart; "about 3.1" if only rounding parts them; "-" if there is none.
std::string format_interval(double low, double high, int decimals, Show show = format_fixed);

/// What a screen is taken to hold in a line.
inline constexpr std::size_t screen_columns = 118;
/// Breaks `text` into lines of at most `columns`, each after the first starting with `indent` spaces.
std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent);

/// Columns of text, aligned by the widest cell.
class Table {
 public:
  enum class Align { left, right };
  struct Column {
    std::string title;
    Align align = Align::left;
  };
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  std::string text() const;  ///< with a title line; every line ends in a line feed

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace kith::tools
