#include "engine/tables/delimited_text.hpp"

#include "engine/settings/file_kind.hpp"
#include "engine/settings/toml_tree.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <utility>

namespace kith {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view no_break_blank = "\xC2\xA0", narrow_blank = "\xE2\x80\xAF";
constexpr std::array separators{',', ';', '\t', '|'};
constexpr std::size_t sample_bytes = 256 * 1024;
constexpr std::size_t sample_rows = 100;
constexpr std::size_t sample_characters = 200;  // of text that may be UTF-16

enum class Utf16 { no, little, big };

/// UTF-16 by its mark or, without one, by every second byte being 0 as in Latin text.
Utf16 utf16_of(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return Utf16::little;
  if (bytes.starts_with("\xFE\xFF")) return Utf16::big;
  const std::size_t length = std::min(bytes.size() / 2, sample_characters);
  std::size_t first = 0, second = 0;
  for (std::size_t i = 0; i < length; ++i) {
    first += bytes[2 * i] == '\0';
    second += bytes[2 * i + 1] == '\0';
  }
  if (length < 2) return Utf16::no;
  if (first == 0 && 2 * second > length) return Utf16::little;
  return second == 0 && 2 * first > length ? Utf16::big : Utf16::no;
}

void append_utf8(std::string& text, char32_t letter) {
  const auto byte = [&](char32_t bits) { text += static_cast<char>(bits); };
  if (letter < 0x80) return byte(letter);
  if (letter < 0x800) {
    byte(0xC0 | (letter >> 6));
  } else {
    if (letter < 0x10000) {
      byte(0xE0 | (letter >> 12));
    } else {
      byte(0xF0 | (letter >> 18));
      byte(0x80 | ((letter >> 12) & 0x3F));
    }
    byte(0x80 | ((letter >> 6) & 0x3F));
  }
  byte(0x80 | (letter & 0x3F));
}

/// Half a pair that stands alone becomes a byte that is no UTF-8, which is then told.
std::string utf8_of(std::string_view bytes, Utf16 order) {
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]), second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(order == Utf16::little ? first | second << 8 : first << 8 | second);
  };
  std::string text;
  text.reserve(bytes.size() / 2);
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    const char32_t letter = unit(at);
    const bool leads = letter >= 0xD800 && letter < 0xDC00, follows = letter >= 0xDC00 && letter < 0xE000;
    if (leads && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 && unit(at + 2) < 0xE000) {
      append_utf8(text, 0x10000 + ((letter - 0xD800) << 10) + (unit(at + 2) - 0xDC00));
      at += 2;
    } else if (leads || follows) {
      text += '\xFF';
    } else if (letter != 0xFEFF) {
      append_utf8(text, letter);
    }
  }
  if (bytes.size() % 2 != 0) text += '\xFF';
  return text;
}

/// How alike the rows of a text are if cells are parted so.
struct Likeness {
  std::size_t rows = 0;   ///< as wide as `width`
  std::size_t width = 0;  ///< the widest that two rows have, or the only row
};

Likeness likeness_of(std::string_view text, char separator, std::size_t begin) {
  std::map<std::size_t, std::size_t> rows_of_width;
  DelimitedRows rows(text, separator, begin);
  DelimitedRow row;
  std::size_t read = 0;
  while (read < sample_rows && rows.next(row)) {
    ++rows_of_width[row.cells.size()];
    ++read;
  }
  Likeness found;
  for (const auto& [width, count] : rows_of_width)
    if (width >= 2 && (count >= 2 || read == 1)) found = {count, width};
  // Upright strokes stand in text now and then: they part cells only if they do so in every row.
  return separator == '|' && found.rows < read ? Likeness{} : found;
}

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t length = 0;
  while (at + length < text.size() && text[at + length] >= '0' && text[at + length] <= '9') ++length;
  return length;
}

/// "12,345,678" with `mark` between threes and nothing else: the digits alone, or nothing. At least one mark.
std::optional<std::string> without_thousands(std::string_view text, std::string_view mark) {
  const std::size_t first = digits_at(text, 0);
  if (first < 1 || first > 3 || text[0] == '0') return std::nullopt;
  std::string digits(text.substr(0, first));
  std::size_t at = first;
  while (at < text.size()) {
    if (!text.substr(at).starts_with(mark) || digits_at(text, at + mark.size()) != 3) return std::nullopt;
    digits += text.substr(at + mark.size(), 3);
    at += mark.size() + 3;
  }
  return at == first ? std::nullopt : std::optional(digits);
}

std::optional<double> plain_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// Thousands parted by `mark`, decimals by `point`.
std::optional<double> grouped_number(std::string_view text, std::string_view mark, char point) {
  const std::size_t split = text.find(point);
  const std::string_view rest = split == std::string_view::npos ? "" : text.substr(split + 1);
  const auto digits = without_thousands(text.substr(0, split), mark);
  if (!digits || digits_at(rest, 0) != rest.size()) return std::nullopt;
  return plain_number(*digits + (rest.empty() ? "" : ".") + std::string(rest));
}

std::optional<double> with_decimal_comma(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos || digits_at(text, 0) != comma || comma == 0) return std::nullopt;
  const std::string_view rest = text.substr(comma + 1);
  if (rest.empty() || digits_at(rest, 0) != rest.size()) return std::nullopt;
  return plain_number(std::string(text.substr(0, comma)) + "." + std::string(rest));
}

}  // namespace

std::size_t DelimitedRow::extent() const {
  std::size_t last = cells.size();
  while (last > 0 && cells[last - 1].empty()) --last;
  return last;
}

std::size_t DelimitedRow::filled() const {
  return static_cast<std::size_t>(std::ranges::count_if(cells, [](const std::string& cell) { return !cell.empty(); }));
}

void read_table_text(std::string_view bytes, TableText& result) {
  result.text = bytes;
  if (const FileKind kind = kind_of_file(bytes); !kind.is.empty()) {
    result.fault = "is " + std::string(kind.is) + ", not a table of text";
    if (!kind.instead.empty()) result.fault += "; " + std::string(kind.instead);
    return;
  }
  if (const Utf16 order = utf16_of(bytes); order != Utf16::no) {
    result.converted = utf8_of(bytes, order);
    result.text = result.converted;
  }
  if (result.text.starts_with(byte_order_mark)) result.text.remove_prefix(byte_order_mark.size());
  if (const auto bad = first_byte_not_utf8(result.text)) {
    result.fault = "not UTF-8 text; convert the file to UTF-8 (Excel: save as \"CSV UTF-8\")";
    result.fault_line = 1 + static_cast<std::size_t>(std::ranges::count(result.text.substr(0, *bad), '\n'));
  }
}

DelimitedRows::DelimitedRows(std::string_view text, char separator, std::size_t begin, int line)
    : text_(text),
      separator_(separator),
      carriage_returns_(text.find('\n') == std::string_view::npos),
      at_(begin),
      line_(line) {}

bool DelimitedRows::next(DelimitedRow& row) {
  row.after_gap = false;
  for (;;) {
    while (at_ < text_.size() && at_line_end()) {
      pass_line_end();
      row.after_gap = true;
    }
    if (at_ >= text_.size()) return false;
    if (text_.substr(at_).starts_with(byte_order_mark)) at_ += byte_order_mark.size();  // files put end to end
    row.cells.clear();
    row.line = line_;
    for (;;) {
      row.cells.push_back(cell());
      if (at_ >= text_.size() || text_[at_] != separator_) break;
      ++at_;
    }
    if (at_ < text_.size()) pass_line_end();
    if (row.cells.size() == 1 || row.extent() > 0) return true;
    row.after_gap = true;
  }
}

bool DelimitedRows::at_line_end() const {
  if (text_[at_] == '\n') return true;
  return text_[at_] == '\r' && (carriage_returns_ || (at_ + 1 < text_.size() && text_[at_ + 1] == '\n'));
}

void DelimitedRows::pass_line_end() {
  at_ += text_[at_] == '\r' && !carriage_returns_ ? 2 : 1;
  ++line_;
}

void DelimitedRows::skip_blanks() {
  while (at_ < text_.size() && text_[at_] == ' ') ++at_;
}

std::string DelimitedRows::cell() {
  const std::size_t begin = at_;
  skip_blanks();
  if (at_ < text_.size() && text_[at_] == '"') return quoted();
  while (at_ < text_.size() && text_[at_] != separator_ && !at_line_end()) ++at_;
  return std::string(without_blanks(text_.substr(begin, at_ - begin)));
}

std::string DelimitedRows::quoted() {
  const int opened = line_;
  std::string cell;
  for (++at_; at_ < text_.size(); ++at_) {
    if (text_[at_] == '"') {
      ++at_;
      if (at_ >= text_.size() || text_[at_] != '"') {
        // What stands between the closing quote and the separator is kept, so that no character is lost unseen.
        const std::size_t after = at_;
        while (at_ < text_.size() && text_[at_] != separator_ && !at_line_end()) ++at_;
        return cell + std::string(without_blanks(text_.substr(after, at_ - after)));
      }
    }
    line_ += text_[at_] == '\n' || (carriage_returns_ && text_[at_] == '\r');
    cell += text_[at_];
  }
  open_quote_ = opened;
  return cell;
}

Separation separation_of(std::string_view text) {
  Separation found;
  if (text.starts_with("sep=") && text.size() > 5 && (text[5] == '\n' || text[5] == '\r'))
    return {text[4], text.substr(5).starts_with("\r\n") ? 7U : 6U, 2};
  Likeness best;
  for (const char separator : separators) {
    const Likeness likeness = likeness_of(text.substr(0, sample_bytes), separator, 0);
    if (std::pair(likeness.rows, likeness.width) <= std::pair(best.rows, best.width)) continue;
    best = likeness;
    found.separator = separator;
  }
  return found;
}

std::string_view without_blanks(std::string_view text) {
  const auto blank_at_start = [&]() -> std::size_t {
    return text.starts_with(' ') ? 1 : text.starts_with(no_break_blank) ? 2 : text.starts_with(narrow_blank) ? 3 : 0;
  };
  const auto blank_at_end = [&]() -> std::size_t {
    return text.ends_with(' ') ? 1 : text.ends_with(no_break_blank) ? 2 : text.ends_with(narrow_blank) ? 3 : 0;
  };
  while (const std::size_t length = blank_at_start()) text.remove_prefix(length);
  while (const std::size_t length = blank_at_end()) text.remove_suffix(length);
  return text;
}

WrittenNumber read_number(std::string_view cell, char separator) {
  std::string_view text = without_blanks(cell);
  if (const auto plain = plain_number(text)) return {plain};
  const double sign = text.starts_with('-') ? -1 : 1;
  if (sign < 0) text.remove_prefix(1);
  std::optional<double> value = grouped_number(text, ",", '.');
  if (separator != ',') {
    const auto decimal = with_decimal_comma(text);
    if (value && decimal) return {std::nullopt, true};
    if (decimal) value = decimal;
    if (!value) value = grouped_number(text, ".", ',');
  }
  for (const std::string_view mark : {std::string_view(" "), no_break_blank, narrow_blank})
    if (!value) value = grouped_number(text, mark, '.');
  if (value) *value *= sign;
  return {value};
}

}  // namespace kith
