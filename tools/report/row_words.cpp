#include "tools/report/row_words.hpp"

#include "engine/time/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace kith::tools {

std::size_t RowWords::column(std::string_view name) const {
  const auto found = std::ranges::find(table_.columns, name, &TableColumn::name);
  if (found == table_.columns.end())
    throw results::ResultsError(fmt::format("the table {} has no column {}", table_.name, name));
  return static_cast<std::size_t>(found - table_.columns.begin());
}

namespace {

std::string label(const std::vector<std::string>& labels, double code) {
  const bool known = code >= 0 && code < static_cast<double>(labels.size());
  return known ? labels[static_cast<std::size_t>(code)] : fmt::format("{:.0f}", code);
}

std::string in_plain_words(std::string text) {
  std::ranges::replace(text, '_', ' ');
  return text;
}

}  // namespace

std::string RowWords::cell(const TableRows& rows, std::size_t row, std::size_t index) const {
  constexpr std::string_view days_since = "days since ";
  const TableColumn& column = table_.columns[index];
  const double value = cell_value(rows.columns[index], row);
  if (std::isnan(value)) return "";
  if (!column.labels.empty()) return in_plain_words(label(column.labels, value));
  if (!column.axis.empty()) return label(run_.measures.dimension(column.axis).labels, value);
  if (column.unit.starts_with(days_since))
    return format_date(parse_date(column.unit.substr(days_since.size())) + std::chrono::days(static_cast<int>(value)));
  return column.kind == CellKind::real ? fmt::format("{:.2g}", value) : fmt::format("{:.0f}", value);
}

bool RowWords::tells(const TableRows& rows, std::size_t row, std::size_t index) const {
  const TableColumn& column = table_.columns[index];
  const double value = cell_value(rows.columns[index], row);
  const bool counts_or_denies =
      column.kind == CellKind::small && (column.labels.empty() || column.labels.front() == "no");
  return !std::isnan(value) && !(counts_or_denies && value == 0);
}

/// `complete` becomes false if a cell named says nothing.
std::string RowWords::filled(std::string_view text, const TableRows& rows, std::size_t row, bool& complete) const {
  std::string words;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('{'), text.size());
    words += text.substr(0, open);
    text.remove_prefix(open);
    const std::size_t close = text.find('}');
    if (text.empty() || close == std::string_view::npos) break;
    std::string_view name = text.substr(1, close - 1);
    const bool only_asked = name.starts_with('?');
    if (only_asked) name.remove_prefix(1);
    const std::size_t index = column(name);
    complete = complete && tells(rows, row, index);
    if (!only_asked) words += cell(rows, row, index);
    text.remove_prefix(close + 1);
  }
  return words;
}

std::string RowWords::all_cells(const TableRows& rows, std::size_t row) const {
  std::string words;
  for (std::size_t i = 0; i < table_.columns.size(); ++i)
    if (tells(rows, row, i))
      words += fmt::format("{}{}: {}", words.empty() ? "" : ", ", in_plain_words(table_.columns[i].name),
                           cell(rows, row, i));
  return words;
}

std::string RowWords::sentence(const TableRows& rows, std::size_t row) const {
  const double code = table_.told_by.empty() ? 0 : cell_value(rows.columns[column(table_.told_by)], row);
  if (!(code >= 0 && code < static_cast<double>(table_.sentences.size()))) return all_cells(rows, row);
  std::string_view text = table_.sentences[static_cast<std::size_t>(code)];
  std::string words;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('['), text.size());
    const std::size_t close = std::min(text.find(']', open), text.size());
    bool complete = true;
    words += filled(text.substr(0, open), rows, row, complete);
    complete = true;
    const std::string optional =
        open < close ? filled(text.substr(open + 1, close - open - 1), rows, row, complete) : "";
    if (complete) words += optional;
    text.remove_prefix(std::min(close + 1, text.size()));
  }
  return words;
}

}  // namespace kith::tools
