#include "results/merge.hpp"

#include "engine/settings/resolved_values.hpp"
#include "results/comparison.hpp"
#include "results/tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

namespace kith::results {

namespace {

bool says_which_replicates(const std::string& path) {
  return path == "run.replicates" || path == "run.first_replicate";
}

/// What keeps two files from being parts of one run, a line each.
class Unlikeness {
 public:
  Unlikeness(const Run& first, const std::string& first_name, const Run& other, const std::string& other_name)
      : first_name_(first_name), other_name_(other_name) {
    compare("model", first.model, other.model);
    compare("name", first.name, other.name);
    compare("first day", first.start, other.start);
    compare("last day", first.end, other.end);
    compare("seed", std::to_string(first.seed), std::to_string(other.seed));
    compare("program", program_of(first), program_of(other));
    compare("scenarios", labels_of(first), labels_of(other));
    compare_settings("", first.resolved, other.resolved);
    if (labels_of(first) == labels_of(other))
      for (std::size_t i = 0; i < first.scenarios.size(); ++i)
        compare_settings(first.scenarios[i].label + ": ", first.scenarios[i].resolved, other.scenarios[i].resolved);
    compare_inputs(first, other);
    compare_evidence(first, other);
    compare("what intervals cover", doubt_of(first), doubt_of(other));
    if (numbers_of(first) != numbers_of(other)) lines_.push_back("the numbers drawn for each pair");
    if (lines_.empty() && declared(first) != declared(other)) lines_.push_back("the measures they hold");
    if (lines_.empty() && logs(first) != logs(other)) lines_.push_back("whether they keep events");
    if (lines_.empty() && tables(first) != tables(other)) lines_.push_back("the tables they keep");
  }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  void compare(const std::string& what, const std::string& in_first, const std::string& in_other) {
    if (in_first != in_other)
      lines_.push_back(fmt::format("{}: {} in {}, {} in {}", what, or_nothing(in_first), first_name_,
                                   or_nothing(in_other), other_name_));
  }

  static std::string or_nothing(const std::string& text) { return text.empty() ? "nothing" : text; }

  static std::string program_of(const Run& run) {
    return fmt::format("{} {}, {}", run.provenance.program_version, run.provenance.git_hash, run.provenance.compiler);
  }

  static std::string labels_of(const Run& run) {
    std::vector<std::string> labels;
    for (const ComparedScenario& scenario : run.scenarios) labels.push_back(scenario.label);
    return labels.empty() ? "one" : fmt::format("{}", fmt::join(labels, ", "));
  }

  void compare_settings(const std::string& whose, const std::string& in_first, const std::string& in_other) {
    const ResolvedValues a = read_resolved(in_first), b = read_resolved(in_other);
    std::map<std::string, std::pair<std::string, std::string>> values;
    for (const auto& [path, value] : a.at_start) values[path].first = value;
    for (const auto& [path, value] : b.at_start) values[path].second = value;
    for (const auto& [path, both] : values)
      if (!says_which_replicates(path)) compare(whose + path, both.first, both.second);
    if (a.changes != b.changes) lines_.push_back(whose + "what they change on later days");
    if (a.reactions != b.reactions) lines_.push_back(whose + "what they change when something happens");
  }

  void compare_inputs(const Run& first, const Run& other) {
    std::map<std::string, std::pair<std::string, std::string>> hashes;
    for (const InputText& input : first.inputs) hashes[input.file].first = "SHA-256 " + input.sha256;
    for (const InputText& input : other.inputs) hashes[input.file].second = "SHA-256 " + input.sha256;
    for (const auto& [file, both] : hashes) compare("contents of " + file, both.first, both.second);
  }

  void compare_evidence(const Run& first, const Run& other) {
    const auto rows = [](const Run& run) {
      std::map<std::string, std::string> values;
      for (const Run::Evidence& row : run.evidence) values.emplace(row.path, row.value);
      return values;
    };
    if (rows(first) != rows(other)) lines_.push_back("the values of evidence used");
  }

  static std::string doubt_of(const Run& run) {
    return covered_in_words(run.doubt) + (run.doubt.agains.empty() ? "" : ", split");
  }
  static std::map<std::string, std::string> numbers_of(const Run& run) {
    std::map<std::string, std::string> numbers;
    for (const DrawnNumber& number : run.doubt.numbers) numbers.emplace(number.path, number.distribution);
    return numbers;
  }
  static std::string declared(const Run& run) { return digest(run.measures, {}); }
  static std::vector<std::string> tables(const Run& run) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < run.measures.tables.size(); ++i)
      if (keeps_table(run, i)) names.push_back(run.measures.tables[i].name);
    return names;
  }
  static bool logs(const Run& run) {
    return std::ranges::any_of(run.replicates, [](const auto& replicate) { return !replicate.event_columns.empty(); });
  }

  const std::string& first_name_;
  const std::string& other_name_;
  std::vector<std::string> lines_;
};

void check_alike(const std::vector<Run>& parts, const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const Unlikeness unlikeness(parts[0], names[0], parts[i], names[i]);
    for (const std::string& line : unlikeness.lines()) text += "\n  " + line;
  }
  if (!text.empty())
    throw ResultsError("these are no parts of one run; they may differ in their replicates only, but differ in" + text);
}

/// Which file has each replicate.
std::map<std::int64_t, std::size_t> owners(const std::vector<Run>& parts, const std::vector<std::string>& names) {
  std::map<std::int64_t, std::size_t> owner;
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i)
    for (const ReplicateResult& replicate : parts[i].replicates)
      if (const auto [known, added] = owner.emplace(replicate.replicate, i); !added)
        text += fmt::format("\n  replicate {} is in {} and in {}", replicate.replicate, names[known->second], names[i]);
  if (!text.empty()) throw ResultsError("replicates come twice:" + text);
  return owner;
}

void check_no_gap(const std::map<std::int64_t, std::size_t>& owner) {
  std::vector<std::string> gaps;
  for (auto it = owner.begin(); it != owner.end() && std::next(it) != owner.end(); ++it)
    if (const std::int64_t next = std::next(it)->first; next != it->first + 1)
      gaps.push_back(next == it->first + 2 ? std::to_string(it->first + 1)
                                           : fmt::format("{} to {}", it->first + 1, next - 1));
  if (!gaps.empty())
    throw ResultsError(fmt::format(
        "replicates {} are missing in between; give the files that hold them too, or run them", fmt::join(gaps, ", ")));
}

/// The resolved scenario of all replicates.
std::string resolved_of_all(const std::string& resolved, std::int64_t first, std::size_t count) {
  std::string text, table;
  for (std::size_t at = 0; at < resolved.size();) {
    const std::size_t end = std::min(resolved.find('\n', at), resolved.size());
    std::string line = resolved.substr(at, end - at);
    if (line.starts_with("[")) table = line;
    if (table == "[run]" && line.starts_with("replicates = "))
      line = fmt::format("replicates = {}  # joined by kith merge", count);
    if (table == "[run]" && line.starts_with("first_replicate = "))
      line = fmt::format("first_replicate = {}  # joined by kith merge", first);
    text += line + (end < resolved.size() ? "\n" : "");
    at = end + 1;
  }
  return text;
}

/// One scenario of a comparison as its own run declared it: so many dimensions and measures, without what was told of
/// twins.
struct OwnPart {
  std::size_t dimensions, measures;
};

std::string own_digest(const Run& run, std::size_t scenario, const OwnPart& part) {
  MeasureSet set;
  const auto& dimensions = run.measures.dimensions;
  set.dimensions.assign(dimensions.begin() + 1, dimensions.begin() + 1 + static_cast<std::ptrdiff_t>(part.dimensions));
  for (std::size_t i = 0; i < part.measures; ++i) {
    set.measures.push_back(run.measures.measures[i]);
    set.measures.back().dimensions.erase(set.measures.back().dimensions.begin());
    for (const std::string& name : set.measures.back().dimensions)
      if (std::ranges::find(set.dimensions, name, &Dimension::name) == set.dimensions.end()) return "";
  }
  std::vector<ReplicateResult> replicates;
  for (const ReplicateResult& replicate : run.replicates) {
    ReplicateResult& own = replicates.emplace_back();
    own.replicate = replicate.replicate;
    for (std::size_t i = 0; i < part.measures; ++i)
      std::visit(
          [&](const auto& values) {
            const std::size_t cells = values.size() / run.scenarios.size();
            const auto from = values.begin() + static_cast<std::ptrdiff_t>(scenario * cells);
            own.arrays.emplace_back(std::decay_t<decltype(values)>(from, from + static_cast<std::ptrdiff_t>(cells)));
          },
          replicate.arrays[i]);
  }
  return digest(set, replicates);
}

/// Found by the digest a part holds of its base: twins and their dimensions come last.
OwnPart own_part(const Run& run) {
  const auto& measures = run.measures.measures;
  std::vector<std::size_t> counts = {measures.size()};
  for (std::size_t i = measures.size(); i > 1 && counts.size() < 2; --i)
    if (measures[i - 1].group != measures[i - 2].group) counts.push_back(i - 1);
  for (const std::size_t count : counts)
    for (std::size_t dimensions = run.measures.dimensions.size(); dimensions-- > 0;)
      if (own_digest(run, 0, {dimensions, count}) == run.scenarios[0].digest) return {dimensions, count};
  throw ResultsError("the digests of its scenarios cannot be made anew");
}

}  // namespace

Run merge(std::vector<Run> parts, const std::vector<std::string>& names) {
  check_alike(parts, names);
  const auto owner = owners(parts, names);
  check_no_gap(owner);
  std::optional<OwnPart> part;
  if (is_comparison(parts[0])) part = own_part(parts[0]);
  Run merged = parts[0];
  merged.replicates.clear();
  merged.evidence_draws = {};
  merged.break_even = {};
  for (Run& run : parts) {
    std::ranges::move(run.replicates, std::back_inserter(merged.replicates));
    merged.doubt.pairs.insert(run.doubt.pairs.begin(), run.doubt.pairs.end());
    for (const auto& text : run.scenario_texts)
      if (std::ranges::find(merged.scenario_texts, text) == merged.scenario_texts.end())
        merged.scenario_texts.push_back(text);
  }
  std::ranges::sort(merged.replicates, {}, &ReplicateResult::replicate);
  if (merged.replicates.empty()) return merged;
  const auto resolved = [&](const std::string& text) {
    return resolved_of_all(text, owner.begin()->first, owner.size());
  };
  merged.resolved = resolved(merged.resolved);
  for (std::size_t i = 0; i < merged.scenarios.size(); ++i) {
    merged.scenarios[i].resolved = resolved(merged.scenarios[i].resolved);
    merged.scenarios[i].digest = own_digest(merged, i, *part);
  }
  return merged;
}

}  // namespace kith::results
