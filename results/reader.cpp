// Reads a results file back, trusting nothing in it: every type, rank, size and name is checked before it is used, and
// the digest is computed anew. Only what FORMAT.md names is looked at.
#include "results/axes.hpp"
#include "results/digest.hpp"
#include "results/hdf5.hpp"
#include "results/layout.hpp"
#include "results/reading.hpp"
#include "results/tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <span>

namespace kith::results {

using hdf5::Handle;
using hdf5::Shape;

namespace {

namespace fs = std::filesystem;

bool is_reserved(const std::string& group) {
  return std::ranges::find(layout::reserved_groups, group) != layout::reserved_groups.end();
}

class Reader {
 public:
  explicit Reader(const Source& source) : source_(source), file_(source.handle), raw_(source.raw) {}

  Run run(ContentsCheck& contents) {
    check_groups(source_);
    read_root_attributes();
    read_members();
    read_arrays();
    check_digest();
    read_provenance();
    run_.evidence = read_table(layout::evidence_group, layout::evidence_columns);
    run_.cautions = read_table(layout::cautions_group, layout::caution_texts);
    read_facts();
    read_goals();
    read_matters();
    read_scenarios();
    if (hdf5::has_member(file_, layout::doubt_group)) read_doubt();
    if (hdf5::has_member(file_, layout::evidence_draws_group)) read_evidence_draws();
    if (hdf5::has_member(file_, layout::break_even_group)) read_break_even();
    if (hdf5::has_member(file_, layout::events_group)) read_events();
    read_tables(file_, raw_, tables_, run_);
    if (hdf5::has_member(file_, layout::unit_cost_draws_group)) read_unit_cost_draws();
    if (has_contents(source_))
      contents = check_contents(source_);
    else
      expect_digest("attachments_digest", attachments_digest(run_));
    return std::move(run_);
  }

 private:
  void read_root_attributes() {
    for (const auto& field : layout::run_texts) run_.*field.member = hdf5::read_text_attribute(file_, field.name);
    for (const auto& field : layout::provenance_texts)
      run_.provenance.*field.member = hdf5::read_text_attribute(file_, field.name);
    run_.seed = hdf5::read_scalar_attribute<std::int64_t>(file_, "seed");
  }

  /// Dimensions come before any measure, so that shapes can be checked.
  void read_members() {
    const std::vector<std::string> names = hdf5::member_names(file_);
    for (const std::string& name : names)
      if (hdf5::is_dataset(file_, name)) read_axis(name);
    if (!replicates_known_) hdf5::fail("is damaged: the variable replicate is missing");
    for (const std::string& name : names) {
      if (hdf5::is_dataset(file_, name)) {
        read_measure(file_, "", name);
      } else if (!is_reserved(name)) {
        const Handle group = hdf5::open_group(file_, name);
        if (is_table(group)) {
          tables_.push_back(name);
          continue;
        }
        for (const std::string& member : hdf5::member_names(group)) read_measure(group, name, member);
      }
    }
    std::ranges::stable_sort(run_.measures.dimensions, {},
                             [&](const Dimension& dimension) { return axis_positions_.at(dimension.name); });
    order_measures();
  }

  void read_axis(const std::string& name) {
    const Handle dataset = hdf5::open_dataset(file_, name);
    if (!is_axis(dataset)) return;
    note_axis(axes_, dataset, name);
    if (name == layout::replicate_axis) return read_replicates(dataset);
    if (is_bare_axis(dataset)) return;
    axis_positions_[name] = position_or_nought(dataset);
    Dimension dimension;
    dimension.name = name;
    dimension.meaning = hdf5::read_text_attribute(dataset, "long_name");
    if (hdf5::type_name(dataset) == "string") {
      dimension.labels = hdf5::read_texts(dataset, raw_);
    } else {
      dimension.unit = hdf5::read_text_attribute(dataset, "units");
      dimension.values = hdf5::read_values<std::int32_t>(dataset, raw_);
    }
    run_.measures.dimensions.push_back(std::move(dimension));
  }

  /// A place among its like; files of version 1 have none, and hold them in order.
  static std::int32_t position_or_nought(hid_t dataset) {
    if (!hdf5::has_attribute(dataset, layout::position_attribute)) return 0;
    return hdf5::read_scalar_attribute<std::int32_t>(dataset, layout::position_attribute);
  }

  void read_replicates(hid_t dataset) {
    for (const std::int64_t number : hdf5::read_values<std::int64_t>(dataset, raw_)) {
      if (!run_.replicates.empty() && number <= run_.replicates.back().replicate)
        hdf5::fail("is damaged: its replicates are not in order");
      run_.replicates.emplace_back().replicate = number;
    }
    replicates_known_ = true;
  }

  void read_measure(hid_t parent, const std::string& group, const std::string& name) {
    const Handle dataset = hdf5::open_dataset(parent, name);
    if (is_axis(dataset) || !hdf5::has_attribute(dataset, layout::position_attribute)) return;
    Measure measure{name,
                    hdf5::read_text_attribute(dataset, "units"),
                    hdf5::read_text_attribute(dataset, "long_name"),
                    group,
                    {},
                    Number::count,
                    Closure::emergent};
    const std::string type = hdf5::type_name(dataset);
    if (type != "int32" && type != "float64") hdf5::fail(fmt::format("is damaged: {} has the type {}", name, type));
    measure.number = type == "int32" ? Number::count : Number::real;
    measure.closure = closure_named(hdf5::read_text_attribute(dataset, layout::closure_attribute));
    const std::vector<KnownAxis> axes = axes_of(axes_, dataset, name);
    if (axes.empty() || axes[0].name != layout::replicate_axis)
      hdf5::fail(fmt::format("is damaged: {} lacks the dimension replicate", name));
    for (std::size_t i = 1; i < axes.size(); ++i) measure.dimensions.push_back(axes[i].name);
    const auto position = hdf5::read_scalar_attribute<std::int32_t>(dataset, layout::position_attribute);
    if (!placed_.emplace(position, std::move(measure)).second)
      hdf5::fail(fmt::format("is damaged: {} has the position of another measure", name));
  }

  static Closure closure_named(const std::string& name) {
    const auto found = std::ranges::find(layout::closure_names, name);
    if (found == layout::closure_names.end()) hdf5::fail(fmt::format("is damaged: \"{}\" is no closure", name));
    return static_cast<Closure>(found - layout::closure_names.begin());
  }

  void order_measures() {
    for (auto& [position, measure] : placed_) {
      if (position != static_cast<std::int32_t>(run_.measures.measures.size()))
        hdf5::fail("is damaged: a measure is missing");
      run_.measures.measures.push_back(std::move(measure));
    }
  }

  void read_arrays() {
    for (const Measure& measure : run_.measures.measures) {
      const Handle group = measure.group.empty() ? Handle() : hdf5::open_group(file_, measure.group);
      const Handle dataset =
          hdf5::open_dataset(measure.group.empty() ? file_ : static_cast<hid_t>(group), measure.name);
      if (measure.number == Number::count) {
        read_array<std::int32_t>(dataset);
      } else {
        read_array<double>(dataset);
      }
    }
  }

  template <class T>
  void read_array(hid_t dataset) {
    hdf5::check_numbers<T>(dataset, raw_);
    Shape shape = hdf5::shape_of(dataset);
    shape[0] = 1;
    const std::size_t count = hdf5::element_count(shape);
    for (std::size_t row = 0; row < run_.replicates.size(); ++row) {
      std::vector<T> values(count);
      if (count > 0) hdf5::read_rows(dataset, row, 1, values.data());
      run_.replicates[row].arrays.emplace_back(std::move(values));
    }
  }

  void check_digest() const {
    std::vector<std::pair<std::int64_t, std::string>> digests;
    std::vector<std::string> texts;
    for (const ReplicateResult& replicate : run_.replicates) {
      texts.push_back(replicate_digest(run_.measures, replicate));
      digests.emplace_back(replicate.replicate, texts.back());
    }
    const auto stored = read_text_column(file_, layout::replicate_digest_variable);
    std::vector<std::string> wrong;
    for (std::size_t i = 0; i < texts.size() && i < stored.size(); ++i)
      if (texts[i] != stored[i]) wrong.push_back(std::to_string(run_.replicates[i].replicate));
    if (texts.size() != stored.size()) refuse("the digests of its replicates");
    if (!wrong.empty())
      refuse(fmt::format("/{}; what does not match is the measures of replicate {}", layout::replicate_digest_variable,
                         some_of(wrong)));
    expect_digest("digest", combine_digests(run_.measures, digests));
  }

  void expect_digest(const char* attribute, const std::string& computed) const {
    if (hdf5::read_text_attribute(file_, attribute) != computed) refuse(fmt::format("its {}", attribute));
  }

  [[noreturn]] static void refuse(std::string_view digest_name) {
    hdf5::fail(fmt::format(
        "is damaged or was changed: its contents do not match {}; take a fresh copy or run the scenario again",
        digest_name));
  }

  void read_provenance() {
    const Handle group = hdf5::open_group(file_, layout::provenance_group);
    const auto files = read_text_column(group, "scenario_file");
    const auto texts = read_text_column(group, "scenario_text");
    if (files.size() != texts.size()) hdf5::fail("is damaged: scenario files and texts differ in number");
    for (std::size_t i = 0; i < files.size(); ++i) run_.scenario_texts.emplace_back(files[i], texts[i]);
    run_.resolved = read_one_text(group, "resolved");
    if (hdf5::has_member(group, layout::input_columns[0].name))
      run_.inputs = read_table(layout::provenance_group, layout::input_columns);
  }

  void read_unit_cost_draws() {
    UnitCostDraws& draws = run_.unit_cost_draws;
    const Handle group = hdf5::open_group(file_, layout::unit_cost_draws_group);
    draws.items = read_text_column(group, "item");
    draws.draws = hdf5::element_count(hdf5::shape_of(hdf5::open_dataset(group, "draw")));
    draws.factors = hdf5::read_values<double>(hdf5::open_dataset(group, "factor"), raw_);
    if (!is_consistent(draws)) hdf5::fail("is damaged: its draws of unit costs do not fit together");
  }

  std::vector<std::string> read_text_column(hid_t group, const std::string& name) const {
    return hdf5::read_texts(hdf5::open_dataset(group, name), raw_);
  }

  template <class Row, std::size_t size>
  std::vector<Row> read_table(const char* name, const std::array<layout::Field<Row, std::string>, size>& fields) {
    std::vector<Row> rows;
    if (!hdf5::has_member(file_, name)) return rows;
    const Handle group = hdf5::open_group(file_, name);
    for (const auto& field : fields) {
      const auto texts = read_text_column(group, field.name);
      if (&field == &fields[0]) rows.resize(texts.size());
      if (texts.size() != rows.size()) hdf5::fail(fmt::format("is damaged: the columns of {} differ in length", name));
      for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*field.member = texts[i];
    }
    return rows;
  }

  void read_facts() {
    run_.facts = read_table(layout::validation_group, layout::fact_texts);
    read_number_columns(layout::validation_group, run_.facts, layout::fact_numbers);
    if (run_.facts.empty()) return;
    const Handle group = hdf5::open_group(file_, layout::validation_group);
    for (const auto& field : layout::card_texts) {
      if (!hdf5::has_member(group, field.name)) continue;  // a file from before it
      const auto texts = read_text_column(group, field.name);
      if (texts.size() != run_.facts.size())
        hdf5::fail(fmt::format("is damaged: the columns of {} differ in length", layout::validation_group));
      for (std::size_t i = 0; i < texts.size(); ++i) run_.facts[i].*field.member = texts[i];
    }
  }

  void read_goals() {
    run_.goals = read_table(layout::targets_group, layout::goal_texts);
    read_number_columns(layout::targets_group, run_.goals, layout::goal_numbers);
  }

  void read_matters() {
    run_.matters = read_table(layout::matters_group, layout::matters_texts);
    read_number_columns(layout::matters_group, run_.matters, layout::matters_numbers);
  }

  template <class Row, std::size_t size>
  void read_number_columns(const char* name, std::vector<Row>& rows,
                           const std::array<layout::Field<Row, double>, size>& fields) {
    if (rows.empty()) return;
    const Handle group = hdf5::open_group(file_, name);
    for (const auto& field : fields) {
      const auto values = hdf5::read_values<double>(hdf5::open_dataset(group, field.name), raw_);
      if (values.size() != rows.size()) hdf5::fail(fmt::format("is damaged: the columns of {} differ in length", name));
      for (std::size_t i = 0; i < values.size(); ++i) rows[i].*field.member = values[i];
    }
  }

  /// Every measure of a comparison must have the axis of scenarios first, as all who read it count on.
  void read_scenarios() {
    run_.scenarios = read_table(layout::scenarios_group, layout::scenario_texts);
    if (run_.scenarios.empty()) return;
    if (!has_scenarios_everywhere(run_)) hdf5::fail("is damaged: its scenarios do not fit its measures");
    const Dimension& axis = run_.measures.dimension(scenario_axis);
    for (std::size_t i = 0; i < run_.scenarios.size(); ++i) run_.scenarios[i].label = axis.labels[i];
  }

  void read_doubt() {
    Doubt& doubt = run_.doubt;
    const Handle group = hdf5::open_group(file_, layout::doubt_group);
    if (hdf5::has_member(group, "drawn")) doubt.numbers = read_table(layout::doubt_group, layout::drawn_number_texts);
    if (hdf5::has_member(group, "held")) doubt.held = read_table(layout::doubt_group, layout::held_texts);
    if (hdf5::has_member(group, layout::again_variable)) read_lived_again(group);
    doubt.population = hdf5::has_member(group, layout::population_seed_variable);
    for (const ReplicateResult& replicate : run_.replicates) doubt.pairs[replicate.replicate];
    if (doubt.population) {
      const auto seeds = numbers_of_pairs<std::int64_t>(group, layout::population_seed_variable, 1);
      for (std::size_t row = 0; auto& [number, pair] : doubt.pairs) pair.population_seed = seeds[row++];
    }
    if (!doubt.numbers.empty()) share_out(group, "drawn", doubt.numbers.size(), &PairDraws::drawn);
    if (!doubt.agains.empty())
      share_out(group, "values", doubt.agains.size() * doubt.measures.size() * run_.scenarios.size(),
                &PairDraws::again);
    if (!is_consistent(doubt, run_)) hdf5::fail("is damaged: what its pairs drew does not fit together");
  }

  void read_lived_again(hid_t group) {
    for (const std::string& name : read_text_column(group, layout::again_variable)) {
      const auto found = std::ranges::find(layout::again_names, name);
      if (found == layout::again_names.end()) hdf5::fail("is damaged: it does not say what pairs were lived again for");
      run_.doubt.agains.push_back(static_cast<Again>(found - layout::again_names.begin()));
    }
    run_.doubt.measures = read_table(layout::doubt_group, layout::drawn_measure_texts);
  }

  /// So many numbers a pair, pair by pair.
  template <class Number>
  std::vector<Number> numbers_of_pairs(hid_t group, const char* name, std::size_t of_each) const {
    auto values = hdf5::read_values<Number>(hdf5::open_dataset(group, name), raw_);
    if (values.size() != run_.replicates.size() * of_each)
      hdf5::fail(fmt::format("is damaged: {} of its pairs does not fit them", name));
    return values;
  }

  void share_out(hid_t group, const char* name, std::size_t of_each, Reals PairDraws::*member) {
    const auto values = numbers_of_pairs<double>(group, name, of_each);
    auto from = values.begin();
    for (auto& [number, pair] : run_.doubt.pairs) {
      (pair.*member).assign(from, from + static_cast<std::ptrdiff_t>(of_each));
      from += static_cast<std::ptrdiff_t>(of_each);
    }
  }

  void read_evidence_draws() {
    EvidenceDraws& draws = run_.evidence_draws;
    const Handle group = hdf5::open_group(file_, layout::evidence_draws_group);
    const auto count = [&](const char* axis) {
      return hdf5::element_count(hdf5::shape_of(hdf5::open_dataset(group, axis)));
    };
    draws.draws = count("draw");
    draws.replicates = count("pair");
    draws.scenarios = run_.scenarios.size();
    draws.numbers = read_table(layout::evidence_draws_group, layout::drawn_number_texts);
    draws.measures = read_table(layout::evidence_draws_group, layout::drawn_measure_texts);
    draws.drawn = hdf5::read_values<double>(hdf5::open_dataset(group, "drawn"), raw_);
    draws.values = hdf5::read_values<double>(hdf5::open_dataset(group, "values"), raw_);
    draws.preference = {read_one_text(group, "preferred_measure"), read_one_text(group, "preferred") == "lowest"};
    if (draws.draws == 0 || !is_consistent(draws)) hdf5::fail("is damaged: its draws of evidence do not fit together");
  }

  void read_break_even() {
    BreakEven& search = run_.break_even;
    const Handle group = hdf5::open_group(file_, layout::break_even_group);
    for (const auto& field : layout::break_even_texts) search.*field.member = read_one_text(group, field.name);
    search.values = hdf5::read_values<double>(hdf5::open_dataset(group, "value"), raw_);
    search.quantities = read_table(layout::break_even_group, layout::sought_texts);
    read_number_columns(layout::break_even_group, search.quantities, layout::sought_numbers);
    search.pairs = hdf5::element_count(hdf5::shape_of(hdf5::open_dataset(group, "pair")));
    search.alternatives = run_.scenarios.empty() ? 0 : run_.scenarios.size() - 1;
    search.estimates = hdf5::read_values<double>(hdf5::open_dataset(group, "estimate"), raw_);
    if (search.path.empty() || !is_consistent(search)) hdf5::fail("is damaged: the values tried do not fit together");
  }

  std::string read_one_text(hid_t group, const char* name) const {
    const auto texts = read_text_column(group, name);
    if (texts.size() != 1) hdf5::fail(fmt::format("is damaged: {} is not one text", name));
    return texts[0];
  }

  void read_events() {
    const Handle group = hdf5::open_group(file_, layout::events_group);
    const auto owners = hdf5::read_values<std::int32_t>(hdf5::open_dataset(group, layout::replicate_axis), raw_);
    const std::vector<std::size_t> ends = ends_of_replicates(owners);
    std::vector<std::pair<std::int32_t, std::string>> columns;
    for (const std::string& name : hdf5::member_names(group)) {
      const Handle dataset = hdf5::open_dataset(group, name);
      if (!is_axis(dataset) && name != layout::replicate_axis) columns.emplace_back(position_or_nought(dataset), name);
    }
    std::ranges::stable_sort(columns, {}, [](const auto& column) { return column.first; });
    for (const auto& [position, name] : columns) read_event_column(hdf5::open_dataset(group, name), name, ends);
  }

  /// Where each replicate's rows end; rows are sorted by replicate.
  std::vector<std::size_t> ends_of_replicates(const std::vector<std::int32_t>& owners) const {
    std::vector<std::size_t> ends;
    std::size_t row = 0;
    for (const ReplicateResult& replicate : run_.replicates) {
      while (row < owners.size() && owners[row] == replicate.replicate) ++row;
      ends.push_back(row);
    }
    if (row != owners.size()) hdf5::fail("is damaged: the event log is not in the order of the replicates");
    return ends;
  }

  void read_event_column(hid_t dataset, const std::string& name, const std::vector<std::size_t>& ends) {
    TableColumn column{
        name, hdf5::read_text_attribute(dataset, "units"), hdf5::read_text_attribute(dataset, "long_name"), {}};
    if (hdf5::has_attribute(dataset, layout::labels_attribute))
      column.labels = hdf5::read_texts_attribute(dataset, layout::labels_attribute);
    run_.measures.event_columns.push_back(std::move(column));
    const auto values = hdf5::read_values<std::int32_t>(dataset, raw_);
    if (values.size() != (ends.empty() ? 0 : ends.back()))
      hdf5::fail("is damaged: the event log's columns differ in length");
    std::size_t first = 0;
    for (std::size_t i = 0; i < ends.size(); first = ends[i++])
      run_.replicates[i].event_columns.emplace_back(values.begin() + static_cast<std::ptrdiff_t>(first),
                                                    values.begin() + static_cast<std::ptrdiff_t>(ends[i]));
  }

  const Source& source_;
  hid_t file_;
  const hdf5::RawFile& raw_;
  bool replicates_known_ = false;
  std::map<std::string, std::int32_t> axis_positions_;
  KnownAxes axes_;
  std::vector<std::string> tables_;
  std::map<std::int32_t, Measure> placed_;
  Run run_;
};

}  // namespace

Run read_run(const Source& source, ContentsCheck& contents) { return Reader(source).run(contents); }

bool is_hdf5(const fs::path& file) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  std::array<char, signature.size()> first{};
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return false;
  std::ifstream in(file, std::ios::binary);
  return in.read(first.data(), first.size()) && std::string_view(first.data(), first.size()) == signature;
}

Run read(const fs::path& file) {
  return about(file, [&] {
    return hdf5::on_any_layout([&] {
      const Source source(file, {layout::results_file});
      ContentsCheck contents;
      return read_run(source, contents);
    });
  });
}

}  // namespace kith::results
