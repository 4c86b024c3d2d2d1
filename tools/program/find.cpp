// kith find: whatever explain knows, by a word or the beginning of one in its name, title or meaning.
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/models.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/program/search.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace kith::tools {
namespace {

constexpr std::size_t most_shown = 20;

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
  if (!is_searchable(word)) throw CommandLineError("give a word to look for");
  const std::vector<Topic> all = topics(models, model);
  const Found found = search(all, word);
  if (found.topics.empty())
    throw CommandLineError(fmt::format("nothing holds the word {}; kith explain lists every name", in_quotes(word)));
  print(search_text(word, found) + found_text(found.topics, everything ? found.topics.size() : most_shown));
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
  command->add_option("WORD", options->words, "A word, the beginning of one or an abbreviation, such as ASB")
      ->required();
  add_text(*command, "--model", options->model, "Only this model")->type_name("MODEL");
  command->add_flag("--all", options->everything, "Show everything found");
  command->callback([options, &invocation] {
    find(fmt::format("{}", fmt::join(options->words, " ")), options->model, options->everything, invocation.models);
  });
}

}  // namespace kith::tools
