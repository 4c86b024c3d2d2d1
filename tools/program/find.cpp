// kith find: whatever explain knows, by a word or a part of one in its name, title or meaning. Models may bring words
// of their field (topics of the kind "word"), which stand for other words that are looked for as well.
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/models.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/program/topics.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

namespace kith::tools {
namespace {

constexpr const char* word_kind = "word";
constexpr std::size_t most_shown = 20;

/// Small letters, with blanks for what parts words: "hot_spot", "Hot-spot" and "hot spot" are one.
std::string folded(std::string text) {
  for (char& c : text)
    c = c == '_' || c == '-' || c == '.' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// The word itself and those it stands for.
std::vector<std::string> looked_for(const std::vector<Topic>& all, const std::string& word) {
  std::vector<std::string> words{folded(word)};
  for (const Topic& topic : all) {
    if (topic.kind != word_kind || folded(topic.name) != words[0]) continue;
    for (std::size_t at = 0; at < topic.summary.size();) {
      const std::size_t end = std::min(topic.summary.find(", ", at), topic.summary.size());
      if (const std::string meant = folded(topic.summary.substr(at, end - at)); meant != words[0])
        words.push_back(meant);
      at = end + 2;
    }
  }
  return words;
}

/// 0 for a name that is the word, then names, titles and texts that hold it; nothing if none does. What
/// they are about comes before settings and numbers.
std::optional<int> rank_of(const Topic& topic, const std::vector<std::string>& words) {
  const std::string name = folded(topic.name), title = folded(topic.summary), text = folded(topic.text);
  std::optional<int> best;
  const auto offer = [&](int rank) { best = std::min(best.value_or(rank), rank); };
  for (const std::string& word : words) {
    if (name == word) offer(0);
    if (name.find(word) != std::string::npos) offer(1);
    if (title.find(word) != std::string::npos) offer(2);
    if (text.find(word) != std::string::npos) offer(3);
  }
  const bool number = topic.kind == "setting" || topic.kind == "parameter";
  if (best) best = 2 * *best + (number ? 3 : 0);
  return best;
}

std::vector<Topic> found_for(const std::vector<Topic>& all, const std::vector<std::string>& words) {
  std::vector<std::pair<int, Topic>> ranked;
  for (const Topic& topic : all)
    if (const auto rank = rank_of(topic, words); rank && topic.kind != word_kind) ranked.emplace_back(*rank, topic);
  std::ranges::stable_sort(ranked, {}, [](const auto& one) { return one.first; });
  std::vector<Topic> found;
  for (auto& [rank, topic] : ranked) found.push_back(std::move(topic));
  return found;
}

std::string found_text(const std::vector<Topic>& found, std::size_t most) {
  Table table({{"Name"}, {"kind"}, {"what it is"}});
  for (std::size_t i = 0; i < std::min(found.size(), most); ++i)
    table.add({found[i].name, found[i].kind, terminal_safe(found[i].summary.substr(0, found[i].summary.find(';')))});
  std::string text = table.text();
  if (found.size() > most) text += fmt::format("and {} more (--all).\n", found.size() - most);
  return text + "kith explain NAME says more.\n";
}

void find(const std::string& word, const std::string& model, bool everything, const Models& models) {
  if (!model.empty() && models.find(model) == nullptr)
    throw CommandLineError(
        fmt::format("--model: unknown model {}; there are: {}", in_quotes(model), fmt::join(models.names(), ", ")));
  if (folded(word).find_first_not_of(' ') == std::string::npos) throw CommandLineError("give a word to look for");
  const std::vector<Topic> all = topics(models, model);
  const std::vector<std::string> words = looked_for(all, word);
  const std::vector<Topic> found = found_for(all, words);
  if (found.empty())
    throw CommandLineError(fmt::format("nothing holds the word {}; kith explain lists every name", in_quotes(word)));
  std::string head;
  if (words.size() > 1)
    head =
        fmt::format("{} also stands for: {}.\n", terminal_safe(word), fmt::join(words.begin() + 1, words.end(), ", "));
  print(head + found_text(found, everything ? found.size() : most_shown));
}

}  // namespace

void add_find(CLI::App& program, const Invocation& invocation) {
  CLI::App* command = program.add_subcommand("find", "Find what has a word in its name, title or meaning");
  struct Options {
    std::vector<std::string> words;
    std::string model;
    bool everything = false;
  };
  const auto options = std::make_shared<Options>();
  command->add_option("WORD", options->words, "A word, a part of one or an abbreviation, such as ASB")->required();
  add_text(*command, "--model", options->model, "Only this model")->type_name("MODEL");
  command->add_flag("--all", options->everything, "Show everything found");
  command->callback([options, &invocation] {
    find(fmt::format("{}", fmt::join(options->words, " ")), options->model, options->everything, invocation.models);
  });
}

}  // namespace kith::tools
