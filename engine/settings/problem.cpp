// Problems as text, and the search for the name somebody probably meant.
#include "engine/settings/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace kith {

namespace {

constexpr std::size_t longest_quotation = 80;

std::string list_of(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) {
    if (!text.empty()) text += '\n';
    const std::string place = format_location(problem.where);
    text += place.empty() ? problem.message : place + ": " + problem.message;
  }
  return text;
}

char folded(char letter) {
  if (letter == '-' || letter == ' ') return '_';
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// Edit distance in which swapping two neighbouring letters counts once (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = folded(a[i - 1]) == folded(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) && folded(a[i - 2]) == folded(b[j - 1]))
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

/// One slip in a short name, up to three in a long one; never as many as the name has letters.
std::size_t slips_forgiven(std::size_t length) { return length < 2 ? 0 : std::min<std::size_t>(3, 1 + length / 5); }

}  // namespace

std::string format_location(const SourceLocation& where) {
  std::string text = where.file;
  if (where.line > 0) text += fmt::format(":{}", where.line);
  if (where.line > 0 && where.column > 0) text += fmt::format(":{}", where.column);
  return text;
}

void add_problem(std::vector<Problem>& problems, SourceLocation where, std::string message) {
  problems.push_back({std::move(where), std::move(message)});
}

InputError::InputError(std::vector<Problem> problems)
    : std::runtime_error(list_of(problems)), problems_(std::move(problems)) {}

InputError::InputError(SourceLocation where, std::string message)
    : InputError(std::vector<Problem>{{std::move(where), std::move(message)}}) {}

std::string nearest_name(std::string_view name, const std::vector<std::string>& known) {
  std::string nearest;
  std::size_t least = slips_forgiven(name.size()) + 1;
  for (const std::string& candidate : known) {
    const std::size_t longer = std::max(name.size(), candidate.size());
    const std::size_t shorter = std::min(name.size(), candidate.size());
    if (longer - shorter >= least) continue;
    const std::size_t distance = edit_distance(name, candidate);
    if (distance >= least) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& known) {
  const std::string nearest = nearest_name(name, known);
  return nearest.empty() ? "" : fmt::format("; did you mean '{}'?", nearest);
}

std::string printable(std::string_view text) {
  std::size_t length = std::min(text.size(), longest_quotation);
  const auto continues = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U; };
  while (length > 0 && length < text.size() && continues(length)) --length;
  std::string shown;
  for (const char letter : text.substr(0, length)) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x20 || byte == 0x7f)
      shown += fmt::format("\\x{:02x}", byte);
    else
      shown += letter;
  }
  return length < text.size() ? shown + "..." : shown;
}

std::string in_quotes(std::string_view text) { return fmt::format("'{}'", printable(text)); }

}  // namespace kith
