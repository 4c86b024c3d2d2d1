#include "tools/console/format.hpp"

#include "engine/time/calendar.hpp"
#include "tools/console/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace kith::tools {
namespace {

/// Puts commas between the thousands of the whole part of `number`.
std::string with_thousands(std::string number) {
  const std::size_t sign = !number.empty() && number[0] == '-' ? 1 : 0;
  std::size_t position = std::min(number.find('.'), number.size());
  while (position > sign + 3) {
    position -= 3;
    number.insert(position, 1, ',');
  }
  return number;
}

std::string padded(const std::string& text, std::size_t columns, Table::Align align) {
  const std::size_t present = width(text);
  const std::string blanks(columns > present ? columns - present : 0, ' ');
  return align == Table::Align::left ? text + blanks : blanks + text;
}

int decimals_showing(double value, int significant_digits) {
  if (!std::isfinite(value) || value == 0) return 0;
  const int leading = static_cast<int>(std::floor(std::log10(std::abs(value))));
  return std::clamp(significant_digits - 1 - leading, 0, 9);
}

/// Whether two numbers differ by more than sums in another order would make them.
bool apart(double low, double high) {
  constexpr double rounding = 1e-9;
  return std::abs(high - low) > rounding * std::max(std::abs(low), std::abs(high));
}

/// "-0.0" is no number one would write.
std::string without_negative_zero(std::string number) {
  const bool zero = number.find_first_of("123456789") == std::string::npos;
  return zero && !number.empty() && (number[0] == '-' || number[0] == '+') ? number.substr(1) : number;
}

void trim_right(std::string& line) { line.erase(line.find_last_not_of(' ') + 1); }

}  // namespace

std::string format_count(std::int64_t value) { return with_thousands(std::to_string(value)); }

std::string format_fixed(double value, int decimals) {
  if (std::isnan(value)) return "-";
  if (std::isinf(value)) return value > 0 ? "infinite" : "-infinite";
  return with_thousands(without_negative_zero(fmt::format("{:.{}f}", value, decimals)));
}

std::string format_plain(double value, int digits) {
  constexpr double million = 1e6;
  if (!std::isfinite(value) || value == 0) return format_fixed(value, 0);
  const double shown = std::abs(value) >= million ? value / million : value;
  const int after = digits - 1 - static_cast<int>(std::floor(std::log10(std::abs(shown))));
  const double step = std::pow(10, after);
  const double rounded = std::round(shown * step) / step;
  std::string text = format_fixed(rounded, std::clamp(after, 0, 9));
  // Zeros that say how far it was rounded stay; those of a number that is no longer than this do not.
  if (rounded == shown && text.find('.') != std::string::npos) text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return shown == value ? text : text + " million";
}

namespace {

/// The sign of the currency a unit begins with; "" if it begins with none.
std::string_view sign_of_money(std::string_view unit) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> signs{
      {{"GBP", "£"}, {"EUR", "€"}, {"USD", "$"}}};
  for (const auto& [code, sign] : signs)
    if (unit == code || unit.starts_with(std::string(code) + " ")) return sign;
  return {};
}

}  // namespace

std::string format_money(double amount, int digits, std::string_view unit) {
  const std::string text = format_plain(amount, digits), sign(sign_of_money(unit));
  return text.starts_with('-') ? "-" + sign + text.substr(1) : sign + text;
}

bool is_money(std::string_view unit) { return !sign_of_money(unit).empty(); }

std::string unit_in_words(std::string unit) {
  constexpr std::string_view per = " per ";
  if (unit == "1" || unit == "ratio") return "";
  if (const std::string sign(sign_of_money(unit)); !sign.empty()) unit.replace(0, 3, sign);
  if (const std::size_t at = unit.find(per); at != std::string::npos) unit.replace(at, per.size(), " a ");
  return unit;
}

std::string date_in_words(const std::string& date) {
  try {
    const std::chrono::year_month_day day(parse_date(date));
    constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                                "July",    "August",   "September", "October", "November", "December"};
    return fmt::format("{} {} {}", static_cast<unsigned>(day.day()), months[static_cast<unsigned>(day.month()) - 1],
                       static_cast<int>(day.year()));
  } catch (const std::invalid_argument&) {
    return date;
  }
}

std::string format_percent(double share, int decimals) {
  return std::isnan(share) ? "-" : format_fixed(100 * share, decimals) + "%";
}

std::string format_whole_percent(double share) { return format_percent(share, 0); }

std::string format_signed_percent(double share, int decimals) {
  if (!std::isfinite(share)) return format_fixed(share, 0);
  constexpr int most_decimals = 4;
  while (share != 0 && decimals < most_decimals && std::abs(100 * share) < 0.5 * std::pow(10, -decimals)) ++decimals;
  const std::string number = format_fixed(100 * share, decimals);
  const bool rises = share > 0 && number.find_first_of("123456789") != std::string::npos;
  return (rises ? "+" : "") + number + "%";
}

std::string format_times(double ratio) {
  constexpr double greatest = 1e6, only_rounding = 1e18;
  if (std::isnan(ratio)) return "-";
  if (ratio > only_rounding) return "exact";
  if (ratio > greatest) return fmt::format(">{}x", format_fixed(greatest, 0));
  return format_fixed(ratio, ratio < 10 ? 1 : 0) + "x";
}

std::string plural(std::int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", format_count(count), noun, by_number(count, "", "s"));
}

std::string_view by_number(std::int64_t count, std::string_view one, std::string_view many) {
  return count == 1 ? one : many;
}

std::string in_unit(std::string_view unit) { return unit.empty() || unit == "1" ? "" : fmt::format(", in {}", unit); }

std::string format_seconds(double seconds) {
  if (!(seconds < 100)) {
    const auto whole = static_cast<std::int64_t>(std::min(seconds, 1e15));
    if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
    return fmt::format("{} h {} min", format_count(whole / 3600), whole % 3600 / 60);
  }
  return seconds < 10 ? fmt::format("{:.2f} s", seconds) : fmt::format("{:.0f} s", seconds);
}

std::string format_bytes(double bytes) {
  constexpr std::array units{"bytes", "kB", "MB", "GB", "TB", "PB"};
  std::size_t unit = 0;
  for (; bytes >= 1000 && unit + 1 < units.size(); ++unit) bytes /= 1000;
  return fmt::format("{:.{}f} {}", bytes, unit == 0 || bytes >= 100 ? 0 : 1, units[unit]);
}

int decimals_for(double value, double half_width) {
  return half_width > 0 && apart(value, value + half_width) ? decimals_showing(half_width, 2)
                                                            : decimals_showing(value, 4);
}

int decimals_apart(double low, double high, int decimals, Show show) {
  constexpr int most_decimals = 9;
  if (!std::isfinite(low) || !std::isfinite(high) || !apart(low, high)) return decimals;
  while (decimals < most_decimals && show(low, decimals) == show(high, decimals)) ++decimals;
  return decimals;
}

std::string format_interval(double low, double high, int decimals, Show show) {
  if (std::isnan(low) || std::isnan(high)) return "-";
  const int enough = decimals_apart(low, high, decimals, show);
  const std::string from = show(low, enough), to = show(high, enough);
  return from == to ? "about " + from : from + " to " + to;
}

std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent) {
  std::string result;
  std::size_t column = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    if (column > indent && column + 1 + width(word) > columns) {
      result += '\n';
      result.append(indent, ' ');
      column = indent;
    } else if (!result.empty()) {
      result += ' ';
      ++column;
    }
    result += word;
    column += width(word);
    at = end + 1;
  }
  return result;
}

std::string Table::text() const {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    std::size_t widest = width(columns_[c].title);
    for (const auto& row : rows_) widest = std::max(widest, width(row[c]));
    widths.push_back(widest);
  }
  std::string result;
  const auto add_line = [&](const auto& cell) {
    std::string line;
    for (std::size_t c = 0; c < columns_.size(); ++c) line += padded(cell(c), widths[c], columns_[c].align) + "  ";
    trim_right(line);
    result += line + "\n";
  };
  add_line([&](std::size_t c) { return columns_[c].title; });
  for (const auto& row : rows_) add_line([&](std::size_t c) { return row[c]; });
  return result;
}

}  // namespace kith::tools
