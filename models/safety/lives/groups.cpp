#include "models/safety/lives/groups.hpp"

#include "engine/settings/problem.hpp"
#include "models/safety/services/attributes.hpp"
#include "models/safety/services/service.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

namespace kith::safety {

namespace {

constexpr const char* everybody = "all";

std::vector<std::string> selectors() {
  std::vector<std::string> names{everybody};
  for (const EpisodeDeclaration& kind : episode_kinds) names.emplace_back(kind.selector);
  return names;
}

bool is_word(const std::string& text) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  return text.find_first_not_of(letters) == std::string::npos;
}

template <class Names>
std::size_t place_in(const Names& names, const std::string& name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// Attributes of the case somebody is referred for, and what is only worked out for services: 0 for whoever is looked
/// at here.
bool asks_for_nothing(const std::string& expression) {
  return expression.find("case_") != std::string::npos || expression.find(centrality_attribute) != std::string::npos;
}

bool is_attribute(const std::string& word) {
  return std::any_of(attributes().begin(), attributes().end(), [&](const Attribute& one) { return one.name == word; });
}

}  // namespace

bool ChosenGroups::has(const Episode& episode) const {
  return all || (kinds >> static_cast<unsigned>(episode.kind) & 1U) != 0 ||
         (episode.kind == EpisodeKind::service &&
          std::find(services.begin(), services.end(), episode.service) != services.end());
}

void ChosenGroups::add(const ChosenGroups& more) {
  all = all || more.all;
  kinds |= more.kinds;
  services.insert(services.end(), more.services.begin(), more.services.end());
  for (const std::string& text : more.expressions)
    if (std::find(expressions.begin(), expressions.end(), text) == expressions.end()) expressions.push_back(text);
}

ChosenGroups groups_named(const std::vector<std::string>& names, const Catalogue& catalogue) {
  const std::vector<std::string> words = selectors(), services = catalogue.names();
  ChosenGroups groups;
  for (const std::string& name : names) {
    const std::size_t word = place_in(words, name), service = place_in(services, name);
    if (name == everybody)
      groups.all = true;
    else if (word < words.size())
      groups.kinds |= 1U << (word - 1);
    else if (service < services.size())
      groups.services.push_back(static_cast<std::int16_t>(service));
    else
      groups.expressions.push_back(name);
  }
  return groups;
}

std::string group_problem(const std::string& text, const Catalogue& catalogue) {
  std::vector<std::string> known = selectors();
  const std::string allowed =
      fmt::format("allowed: {}, the name of a service, or an expression over attributes such as \"age < 18\"",
                  fmt::join(known, ", "));
  if (text.empty()) return "a group is an empty text; " + allowed;
  for (const std::string& service : catalogue.names()) known.push_back(service);
  if (std::find(known.begin(), known.end(), text) != known.end()) return "";
  if (is_word(text) && !is_attribute(text))
    return fmt::format("unknown group '{}'{}; {}", text, did_you_mean(text, known), allowed);
  const std::string fault = expression_problem(text);
  if (fault.empty() && asks_for_nothing(text))
    return fmt::format(
        "'{}' asks for the case of a referral or the place among co-offenders, which nobody has here; {}", text,
        allowed);
  return fault.empty() ? "" : fmt::format("{}; {}", fault, allowed);
}

}  // namespace kith::safety
