// Which stream of numbers and texts each digest of a results file is over. FORMAT.md spells it out.
#include "results/digest.hpp"

#include "results/layout.hpp"
#include "results/sha256.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kith::results {

namespace {

std::size_t size_of(const std::variant<Counts, Reals>& array) {
  return std::visit([](const auto& values) { return values.size(); }, array);
}

}  // namespace

std::string declaration_digest(const MeasureSet& set) {
  Sha256 hash;
  hash.text("kith measures 1");
  hash.number(set.dimensions.size());
  for (const Dimension& dimension : set.dimensions) {
    hash.text(dimension.name);
    hash.number(dimension.labels.size());
    for (const std::string& label : dimension.labels) hash.text(label);
    hash.number(dimension.values.size());
    hash.values(dimension.values);
  }
  hash.number(set.measures.size());
  for (const Measure& measure : set.measures) {
    hash.text(measure.group);
    hash.text(measure.name);
    hash.text(measure.number == Number::count ? "count" : "real");
    hash.number(measure.dimensions.size());
    for (const std::string& dimension : measure.dimensions) hash.text(dimension);
  }
  return hash.hex();
}

std::vector<const ReplicateResult*> ordered(const std::vector<ReplicateResult>& replicates) {
  std::vector<const ReplicateResult*> order;
  for (const ReplicateResult& replicate : replicates) order.push_back(&replicate);
  const auto number = [](const ReplicateResult* replicate) { return replicate->replicate; };
  std::ranges::sort(order, {}, number);
  if (const auto twice = std::ranges::adjacent_find(order, {}, number); twice != order.end())
    throw ResultsError(fmt::format("replicate {} comes twice", (*twice)->replicate));
  return order;
}

void check_fits(const MeasureSet& measures, const ReplicateResult& replicate) {
  if (replicate.arrays.size() != measures.measures.size())
    throw ResultsError(fmt::format("replicate {} has {} arrays, but {} measures are declared", replicate.replicate,
                                   replicate.arrays.size(), measures.measures.size()));
  for (std::size_t i = 0; i < measures.measures.size(); ++i) {
    const Measure& measure = measures.measures[i];
    std::size_t size = 1;
    for (const std::size_t length : measures.shape(measure)) size *= length;
    const bool right_kind = std::holds_alternative<Counts>(replicate.arrays[i]) == (measure.number == Number::count);
    if (!right_kind || size_of(replicate.arrays[i]) != size)
      throw ResultsError(fmt::format("replicate {}: the array of {} does not fit its declaration ({} values of {})",
                                     replicate.replicate, measure.name, size,
                                     measure.number == Number::count ? "whole numbers" : "reals"));
  }
}

std::string replicate_digest(const MeasureSet& measures, const ReplicateResult& replicate) {
  check_fits(measures, replicate);
  Sha256 hash;
  hash.text("kith replicate 1");
  for (std::size_t i = 0; i < measures.measures.size(); ++i) {
    const Measure& measure = measures.measures[i];
    const std::vector<std::size_t> shape = measures.shape(measure);
    hash.text(measure.group);
    hash.text(measure.name);
    hash.number(shape.size());
    for (const std::size_t length : shape) hash.number(length);
    std::visit([&](const auto& values) { hash.values(values); }, replicate.arrays[i]);
  }
  return hash.hex();
}

std::string combine_digests(const MeasureSet& measures,
                            const std::vector<std::pair<std::int64_t, std::string>>& replicate_digests) {
  Sha256 hash;
  hash.text("kith results 1");
  hash.text(declaration_digest(measures));
  hash.number(replicate_digests.size());
  for (const auto& [number, digest] : replicate_digests) {
    hash.number(static_cast<std::uint64_t>(number));
    hash.text(digest);
  }
  return hash.hex();
}

namespace {

/// A table that joined the format later: nothing at all where it is empty.
template <class Row, std::size_t size>
void add_table(Sha256& hash, std::string_view name, const std::vector<Row>& rows,
               const std::array<layout::Field<Row, std::string>, size>& fields) {
  if (rows.empty()) return;
  hash.text(name);
  hash.number(rows.size());
  for (const auto& field : fields)
    for (const Row& row : rows) hash.text(row.*field.member);
}

void add_evidence_draws(Sha256& hash, const EvidenceDraws& draws) {
  if (draws.draws == 0) return;
  hash.text("evidence draws");
  for (const std::size_t length : {draws.draws, draws.scenarios, draws.replicates}) hash.number(length);
  add_table(hash, "numbers", draws.numbers, layout::drawn_number_texts);
  add_table(hash, "measures", draws.measures, layout::drawn_measure_texts);
  hash.values(draws.drawn);
  hash.values(draws.values);
  hash.text(draws.preference.measure);
  hash.text(layout::preference_word(draws.preference));
}

void add_break_even(Sha256& hash, const BreakEven& search) {
  if (search.path.empty()) return;
  hash.text("break even");
  for (const auto& field : layout::break_even_texts) hash.text(search.*field.member);
  hash.values(search.values);
  hash.number(search.pairs);
  add_table(hash, "quantities", search.quantities, layout::sought_texts);
  for (const SoughtQuantity& quantity : search.quantities) hash.values(Reals{quantity.wanted});
  hash.values(search.estimates);
}

}  // namespace

std::string attachments_digest(const Run& run) {
  Sha256 hash;
  hash.text("kith attachments 1");
  hash.number(run.scenario_texts.size());
  for (const auto& [file, text] : run.scenario_texts) {
    hash.text(file);
    hash.text(text);
  }
  hash.text(run.resolved);
  hash.number(run.evidence.size());
  for (const auto& field : layout::evidence_columns)
    for (const Run::Evidence& row : run.evidence) hash.text(row.*field.member);
  hash.number(run.facts.size());
  for (const auto& field : layout::fact_texts)
    for (const Fact& fact : run.facts) hash.text(fact.*field.member);
  for (const auto& field : layout::fact_numbers)
    for (const Fact& fact : run.facts) hash.values(Reals{fact.*field.member});
  add_table(hash, "targets", run.goals, layout::goal_texts);
  if (!run.goals.empty())
    for (const auto& field : layout::goal_numbers)
      for (const Goal& goal : run.goals) hash.values(Reals{goal.*field.member});
  add_table(hash, "scenarios", run.scenarios, layout::scenario_texts);
  add_evidence_draws(hash, run.evidence_draws);
  add_break_even(hash, run.break_even);
  for (const ReplicateResult* replicate : ordered(run.replicates)) {
    hash.number(replicate->event_columns.size());
    for (const Counts& column : replicate->event_columns) {
      hash.number(column.size());
      hash.values(column);
    }
  }
  return hash.hex();
}

std::string digest(const MeasureSet& measures, const std::vector<ReplicateResult>& replicates) {
  std::vector<std::pair<std::int64_t, std::string>> digests;
  for (const ReplicateResult* replicate : ordered(replicates))
    digests.emplace_back(replicate->replicate, replicate_digest(measures, *replicate));
  return combine_digests(measures, digests);
}

}  // namespace kith::results
