#include "tools/program/search.hpp"

#include "tools/console/terminal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <sstream>

namespace kith::tools {
namespace {

constexpr const char* word_kind = "word";
constexpr const char* absent_kind = "absent word";

/// Ways to say one thing, any of which will do.
using Ways = std::vector<std::string>;

/// Small letters, with blanks for what parts words: "hot_spot", "Hot-spot" and "hot spot" are one.
std::string folded(std::string text) {
  for (char& c : text)
    c = c == '_' || c == '-' || c == '.' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

bool is_of_field(const Topic& topic) { return topic.kind == word_kind || topic.kind == absent_kind; }

/// At the start of a word: "ward" is in "wards", and not in "forward".
bool holds(const std::string& text, const std::string& word) {
  const auto is_letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    if (at == 0 || !is_letter(text[at - 1])) return true;
  return false;
}

/// The word itself and those it stands for; says whether it stands for what is not there.
Ways ways_to_say(const std::vector<Topic>& all, const std::string& word, bool& absent) {
  Ways ways{word};
  for (const Topic& topic : all) {
    if (!is_of_field(topic) || folded(topic.name) != word) continue;
    absent |= topic.kind == absent_kind;
    for (std::size_t at = 0; at < topic.summary.size();) {
      const std::size_t end = std::min(topic.summary.find(", ", at), topic.summary.size());
      if (const std::string meant = folded(topic.summary.substr(at, end - at)); meant != word) ways.push_back(meant);
      at = end + 2;
    }
  }
  return ways;
}

/// 0 for a name that is the word, then names, titles and texts that hold it; nothing if none does. What
/// they are about comes before settings and numbers.
std::optional<int> rank_of(const Topic& topic, const Ways& ways) {
  const std::string name = folded(topic.name), title = folded(topic.summary), text = folded(topic.text);
  std::optional<int> best;
  const auto offer = [&](int rank) { best = std::min(best.value_or(rank), rank); };
  for (const std::string& word : ways) {
    if (name == word) offer(0);
    if (holds(name, word)) offer(1);
    if (holds(title, word)) offer(2);
    if (holds(text, word)) offer(3);
  }
  const bool number = topic.kind == "setting" || topic.kind == "parameter";
  if (best) best = 2 * *best + (number ? 3 : 0);
  return best;
}

/// What says all of it, each in any way: as near as the word that is the farthest from it.
std::vector<Topic> found_for(const std::vector<Topic>& all, const std::vector<Ways>& words) {
  std::vector<std::pair<int, Topic>> ranked;
  for (const Topic& topic : all) {
    if (is_of_field(topic)) continue;
    std::optional<int> farthest = 0;
    for (const Ways& ways : words) {
      const std::optional<int> rank = rank_of(topic, ways);
      farthest = rank && farthest ? std::optional(std::max(*farthest, *rank)) : std::nullopt;
    }
    if (farthest) ranked.emplace_back(*farthest, topic);
  }
  std::ranges::stable_sort(ranked, {}, [](const auto& one) { return one.first; });
  std::vector<Topic> found;
  for (auto& [rank, topic] : ranked) found.push_back(std::move(topic));
  return found;
}

/// Without blanks at its ends.
std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

bool is_searchable(const std::string& word) { return !trimmed(folded(word)).empty(); }

Found search(const std::vector<Topic>& all, const std::string& word) {
  Found found;
  const std::string phrase = trimmed(folded(word));
  const Ways whole = ways_to_say(all, phrase, found.absent);
  found.also.assign(whole.begin() + 1, whole.end());
  found.topics = found_for(all, {whole});
  if (!found.topics.empty() || phrase.find(' ') == std::string::npos) return found;
  std::vector<Ways> words;
  std::istringstream parts(phrase);
  bool absent = false;
  for (std::string part; parts >> part;) words.push_back(ways_to_say(all, part, absent));
  found.topics = found_for(all, words);
  return found;
}

std::string search_text(const std::string& word, const Found& found) {
  if (found.also.empty()) return "";
  return found.absent
             ? fmt::format("{} is not in the model. Near it: {}.\n", terminal_safe(word), fmt::join(found.also, ", "))
             : fmt::format("{} also stands for: {}.\n", terminal_safe(word), fmt::join(found.also, ", "));
}

}  // namespace kith::tools
