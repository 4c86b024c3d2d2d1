// Writes a Run as HDF5 that is also valid netCDF-4 and follows CF. FORMAT.md is the promise; layout.hpp has the names.
// Every object is made with creation order tracked and without times, so equal runs make equal bytes.
#include "results/contents.hpp"
#include "results/declarations.hpp"
#include "results/digest.hpp"
#include "results/hdf5.hpp"
#include "results/layout.hpp"
#include "results/netcdf.hpp"
#include "results/new_file.hpp"
#include "results/periods.hpp"
#include "results/sha256.hpp"
#include "results/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <optional>

namespace kith::results {

using hdf5::check;
using hdf5::Handle;
using netcdf::Axes;
using netcdf::Axis;
using netcdf::create_group;
using netcdf::describe;

namespace {

class RunWriter : netcdf::VariableMaker {
 public:
  RunWriter(hid_t file, const std::filesystem::path& path, const Run& run)
      : file_(file), path_(path), run_(run), order_(ordered(run.replicates)) {}

  void write() {
    write_axes();
    write_measures();
    write_root_attributes();
    write_provenance();
    write_evidence();
    write_cautions();
    write_facts();
    write_goals();
    write_matters();
    write_events();
    write_tables(*this, file_, run_.measures, order_, known_);
    if (is_comparison(run_)) write_comparison();
    if (!run_.doubt.pairs.empty()) write_doubt();
    if (run_.evidence_draws.draws > 0) write_evidence_draws();
    if (!run_.break_even.path.empty()) write_break_even();
    if (!run_.unit_cost_draws.items.empty()) write_unit_cost_draws();
    write_contents(*this, file_, path_, layout::results_file, known_);
  }

 private:
  void write_axes() {
    std::vector<std::int64_t> numbers;
    for (const ReplicateResult* replicate : order_) numbers.push_back(replicate->replicate);
    axes_.emplace(layout::replicate_axis,
                  number_axis(file_, layout::replicate_axis, "1", "number of the replicate", numbers));
    std::int32_t position = 0;
    for (const Dimension& dimension : run_.measures.dimensions) {
      Axis axis = dimension.values.empty()
                      ? text_axis(file_, dimension.name, dimension.meaning, dimension.labels)
                      : number_axis(file_, dimension.name, dimension.unit, dimension.meaning, dimension.values);
      hdf5::write_scalar_attribute(axis.scale, layout::position_attribute, position++);
      axes_.emplace(dimension.name, std::move(axis));
    }
    for (const Dimension& dimension : run_.measures.dimensions) write_periods(dimension);
  }

  /// Where each period of a time axis begins and ends, as CF has it, and how long it is.
  void write_periods(const Dimension& dimension) {
    const std::vector<std::int32_t> edges = period_edges(dimension, run_.end);
    if (edges.empty()) return;
    const Axis& axis = axes_.at(dimension.name);
    if (!bounds_axis_) bounds_axis_ = bare_axis(file_, layout::bounds_axis, 2, netcdf::AxisKind::fixed);
    hdf5::write_text_attribute(axis.scale, layout::bounds_attribute, layout::bounds_of(dimension.name));
    std::vector<std::int32_t> bounds;
    for (std::size_t i = 1; i < edges.size(); ++i) bounds.insert(bounds.end(), {edges[i - 1], edges[i]});
    const Handle of_bounds =
        create_numbers<std::int32_t>(file_, layout::bounds_of(dimension.name), {&axis, &*bounds_axis_});
    describe(of_bounds, dimension.unit, "first day of each period, and the day after its last");
    hdf5::write_rows(of_bounds, 0, axis.size, bounds.data());
    const std::vector<std::int32_t> days = period_days(dimension, run_.end);
    const Handle of_days = create_numbers<std::int32_t>(file_, layout::days_of(dimension.name), {&axis});
    describe(of_days, "days", "length of each period; the end of the run may cut the last one short");
    hdf5::write_rows(of_days, 0, axis.size, days.data());
  }

  void write_measures() {
    std::map<std::string, Handle> groups;
    for (std::size_t i = 0; i < run_.measures.measures.size(); ++i) {
      const std::string& group = run_.measures.measures[i].group;
      if (!group.empty() && !groups.contains(group)) groups.emplace(group, create_group(file_, group));
      write_measure(group.empty() ? file_ : static_cast<hid_t>(groups.at(group)), i);
    }
  }

  void write_measure(hid_t parent, std::size_t index) {
    const Measure& measure = run_.measures.measures[index];
    Axes axes = {&axes_.at(layout::replicate_axis)};
    for (const std::string& dimension : measure.dimensions) axes.push_back(&axes_.at(dimension));
    const Handle dataset = measure.number == Number::count ? create_numbers<std::int32_t>(parent, measure.name, axes)
                                                           : create_numbers<double>(parent, measure.name, axes);
    describe(dataset, measure.unit, measure.meaning);
    hdf5::write_text_attribute(dataset, layout::closure_attribute,
                               layout::closure_names[static_cast<std::size_t>(measure.closure)]);
    hdf5::write_scalar_attribute(dataset, layout::position_attribute, static_cast<std::int32_t>(index));
    for (hsize_t row = 0; row < order_.size(); ++row)
      std::visit([&](const auto& values) { hdf5::write_rows(dataset, row, 1, values.data()); },
                 order_[row]->arrays[index]);
  }

  void write_root_attributes() {
    std::vector<std::pair<std::int64_t, std::string>> digests;
    for (const ReplicateResult* replicate : order_)
      digests.emplace_back(replicate->replicate, replicate_digest(run_.measures, *replicate));
    std::vector<std::string> texts;
    for (const auto& [number, text] : digests) texts.push_back(text);
    write_text_variable(file_, layout::replicate_digest_variable, "SHA-256 of the replicate's measures",
                        {&axes_.at(layout::replicate_axis)}, texts);
    hdf5::write_text_attribute(file_, "format", layout::results_file.name);
    hdf5::write_scalar_attribute(file_, "format_version", static_cast<std::int32_t>(layout::results_file.version));
    hdf5::write_text_attribute(file_, "Conventions", layout::conventions);
    for (const auto& field : layout::run_texts) hdf5::write_text_attribute(file_, field.name, run_.*field.member);
    hdf5::write_scalar_attribute(file_, "seed", run_.seed);
    hdf5::write_scalar_attribute(file_, "replicates", static_cast<std::int64_t>(order_.size()));
    hdf5::write_text_attribute(file_, layout::cover_attribute, covered_in_words(run_.doubt));
    hdf5::write_text_attribute(file_, layout::interval_attribute, interval_word(run_.doubt));
    hdf5::write_text_attribute(file_, "digest", combine_digests(run_.measures, digests));
    for (const auto& field : layout::provenance_texts)
      hdf5::write_text_attribute(file_, field.name, run_.provenance.*field.member);
  }

  void write_provenance() {
    const Handle group = create_group(file_, layout::provenance_group);
    std::vector<std::string> files, texts;
    for (const auto& [file, text] : run_.scenario_texts) {
      files.push_back(file);
      texts.push_back(text);
    }
    const Axis axis = text_axis(group, "scenario_file", "scenario file, the one asked for first", files);
    write_text_variable(group, "scenario_text", "text of the scenario file", {&axis}, texts);
    write_text_variable(group, "resolved", "all settings as they were used, as TOML", {}, {run_.resolved});
    if (!run_.inputs.empty()) write_text_columns(group, run_.inputs, layout::input_columns);
  }

  template <class Row, std::size_t size>
  Axis write_text_columns(hid_t group, const std::vector<Row>& rows,
                          const std::array<layout::Field<Row, std::string>, size>& fields) {
    Axis axis = text_axis(group, fields[0].name, fields[0].meaning, layout::column(rows, fields[0]));
    for (const auto& field : std::span(fields).subspan(1))
      write_text_variable(group, field.name, field.meaning, {&axis}, layout::column(rows, field));
    return axis;
  }

  template <class Row, std::size_t size>
  void write_number_columns(hid_t group, const Axis& axis, const std::vector<Row>& rows,
                            const std::array<layout::Field<Row, double>, size>& fields) {
    for (const auto& field : fields) {
      const Handle dataset = create_numbers<double>(group, field.name, {&axis});
      describe(dataset, "", field.meaning);
      std::vector<double> values;
      for (const Row& row : rows) values.push_back(row.*field.member);
      hdf5::write_rows(dataset, 0, values.size(), values.data());
    }
  }

  void write_evidence() {
    if (run_.evidence.empty()) return;
    write_text_columns(create_group(file_, layout::evidence_group), run_.evidence, layout::evidence_columns);
  }

  void write_cautions() {
    if (run_.cautions.empty()) return;
    write_text_columns(create_group(file_, layout::cautions_group), run_.cautions, layout::caution_texts);
  }

  void write_facts() {
    if (run_.facts.empty()) return;
    const Handle group = create_group(file_, layout::validation_group);
    const Axis axis = write_text_columns(group, run_.facts, layout::fact_texts);
    write_number_columns(group, axis, run_.facts, layout::fact_numbers);
    const std::vector<CardRow> card = card_of(run_);
    std::vector<Estimate> observed;
    std::vector<std::int8_t> within, verdicts;
    std::vector<std::string> remarks;
    for (const CardRow& row : card) {
      observed.push_back(row.observed);
      within.push_back(row.observed.mean >= row.fact.lowest && row.observed.mean <= row.fact.highest);
      verdicts.push_back(static_cast<std::int8_t>(row.standing));
      remarks.push_back(row.why);
    }
    write_number_columns(group, axis, observed, layout::observed_numbers);
    write_flags(group, axis, "within", "whether the observed mean lies within the accepted range", "no yes", within);
    for (const auto& field : layout::card_texts)
      write_text_variable(group, field.name, field.meaning, {&axis}, layout::column(run_.facts, field));
    write_flags(group, axis, "verdict", "how the 95% interval lies to the accepted range",
                "outside cannot_tell within no_value not_measured", verdicts);
    write_text_variable(group, "remark", "why it cannot be told, or has no value", {&axis}, remarks);
    write_number_columns(group, axis, card, layout::card_numbers);
  }

  void write_flags(hid_t group, const Axis& axis, const char* name, std::string_view meaning, std::string_view meanings,
                   const std::vector<std::int8_t>& values) {
    const Handle dataset = create_numbers<std::int8_t>(group, name, {&axis});
    describe(dataset, "1", meaning);
    std::vector<std::int8_t> flags(static_cast<std::size_t>(std::ranges::count(meanings, ' ')) + 1);
    std::iota(flags.begin(), flags.end(), std::int8_t{0});
    hdf5::write_values_attribute<std::int8_t>(dataset, "flag_values", flags);
    hdf5::write_text_attribute(dataset, "flag_meanings", std::string(meanings));
    hdf5::write_rows(dataset, 0, values.size(), values.data());
  }

  void write_goals() {
    if (run_.goals.empty()) return;
    const Handle group = create_group(file_, layout::targets_group);
    const Axis axis = write_text_columns(group, run_.goals, layout::goal_texts);
    write_number_columns(group, axis, run_.goals, layout::goal_numbers);
    std::vector<std::string> judged_on;
    std::vector<Share> met;
    std::vector<Estimate> reached;
    for (const Goal& goal : run_.goals) {
      const Verdict verdict = judge(run_, goal);
      judged_on.push_back(verdict.judged ? verdict.judged_on : "not judged: " + verdict.judged_on);
      met.push_back(verdict.met);
      reached.push_back(verdict.reached);
    }
    write_text_variable(group, "judged_on", "what was looked at, or why it could not be judged", {&axis}, judged_on);
    write_number_columns(group, axis, met, layout::share_numbers);
    write_number_columns(group, axis, reached, layout::reached_numbers);
  }

  void write_matters() {
    if (run_.matters.empty()) return;
    const Handle group = create_group(file_, layout::matters_group);
    const Axis axis = write_text_columns(group, run_.matters, layout::matters_texts);
    write_number_columns(group, axis, run_.matters, layout::matters_numbers);
  }

  void write_comparison() {
    const Handle group = create_group(file_, layout::scenarios_group);
    for (const auto& field : layout::scenario_texts)
      write_text_variable(group, field.name, field.meaning, {&axes_.at(scenario_axis)},
                          layout::column(run_.scenarios, field));
    write_differences(layout::differences_group, layout::cell_statistics, "paired difference",
                      [](Values values) { return values; });
    write_differences(layout::mean_differences_group, layout::statistics.size(),
                      "paired difference of the mean over time",
                      [this](Values values) { return averaged_over_time(run_, values); });
  }

  /// What differs between each alternative and the base, one variable a measure, by alternative, cell and statistic.
  template <class Prepare>
  void write_differences(const char* group_name, std::size_t statistic_count, std::string_view what, Prepare prepare) {
    const Handle group = create_group(file_, group_name);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < statistic_count; ++i) names.push_back(layout::statistics[i].name);
    const Axis alternative = text_axis(group, "alternative", "scenario compared with the base", alternatives());
    const Axis statistic = text_axis(group, "statistic", "number told of a paired difference", names);
    for (const Measure& measure : run_.measures.measures) {
      const Values base = prepare(values_of(run_, measure.name, 0));
      Axes axes = {&alternative};
      for (const std::string& dimension : base.dimensions) axes.push_back(&axes_.at(dimension));
      axes.push_back(&statistic);
      const Handle dataset = create_numbers<double>(group, measure.name, axes);
      describe(dataset, measure.unit, fmt::format("{}: {}", what, measure.meaning));
      Sha256 hash;
      for (std::size_t i = 1; i < run_.scenarios.size(); ++i) {
        const Reals row =
            statistics_of(paired_differences(base, prepare(values_of(run_, measure.name, i))), statistic_count);
        if (!row.empty()) hdf5::write_rows(dataset, i - 1, 1, row.data());
        hash.values(row);
      }
      known_.emplace(fmt::format("/{}/{}", group_name, measure.name), hash.hex());
    }
  }

  static Reals statistics_of(const std::vector<PairedDifference>& differences, std::size_t count) {
    Reals numbers;
    for (const PairedDifference& difference : differences)
      for (std::size_t i = 0; i < count; ++i) numbers.push_back(layout::statistics[i].of(difference));
    return numbers;
  }

  /// What each pair drew, and what of the doubt about a change goes with which part of it.
  void write_doubt() {
    const Doubt& doubt = run_.doubt;
    const Handle group = create_group(file_, layout::doubt_group);
    const Axis& pair = axes_.at(layout::replicate_axis);
    std::vector<std::int64_t> seeds;
    seeds.reserve(order_.size());
    Reals drawn, again;
    for (const ReplicateResult* replicate : order_) {
      const PairDraws& of_pair = doubt.pairs.at(replicate->replicate);
      seeds.push_back(of_pair.population_seed);
      drawn.insert(drawn.end(), of_pair.drawn.begin(), of_pair.drawn.end());
      again.insert(again.end(), of_pair.again.begin(), of_pair.again.end());
    }
    if (doubt.population) write_population_seeds(group, seeds);
    if (!doubt.numbers.empty()) {
      const Axis number = write_text_columns(group, doubt.numbers, layout::drawn_number_texts);
      write_reals(group, "drawn", "value drawn, in the number's unit", {&pair, &number}, drawn);
    }
    if (!doubt.held.empty()) write_text_columns(group, doubt.held, layout::held_texts);
    if (!doubt.agains.empty()) write_split(group, again);
  }

  void write_population_seeds(hid_t group, const std::vector<std::int64_t>& seeds) {
    const Handle dataset =
        create_numbers<std::int64_t>(group, layout::population_seed_variable, {&axes_.at(layout::replicate_axis)});
    describe(dataset, "1", "seed of the people and the past of a pair");
    hdf5::write_rows(dataset, 0, seeds.size(), seeds.data());
  }

  void write_split(hid_t group, const Reals& again) {
    const Doubt& doubt = run_.doubt;
    std::vector<std::string> names;
    names.reserve(doubt.agains.size());
    for (const Again kind : doubt.agains) names.emplace_back(layout::again_names[static_cast<std::size_t>(kind)]);
    const Axis kind =
        text_axis(group, layout::again_variable, "what was drawn anew when pairs were lived again", names);
    const Axis measure = write_text_columns(group, doubt.measures, layout::drawn_measure_texts);
    const Axis& scenario = axes_.at(scenario_axis);
    write_reals(group, "values", "measure of pairs lived again, in its unit",
                {&axes_.at(layout::replicate_axis), &kind, &scenario, &measure}, again);
    const Axis alternative = text_axis(group, "alternative", "scenario compared with the base", alternatives());
    const Axis part = text_axis(group, "part", "what is in doubt", {"chance", "people", "numbers"});
    const Axis statistic = statistic_axis(group, "split_statistic", "number told of a part", layout::part_statistics);
    Reals shares;
    for (std::size_t i = 1; i < run_.scenarios.size(); ++i)
      for (const DrawnMeasure& one : doubt.measures) {
        const SplitOfDoubt split = split_of(run_, one.name, i);
        for (const PartOfDoubt& told : {split.chance, split.people, split.numbers})
          for (const auto& number : layout::part_statistics) shares.push_back(number.of(told));
      }
    write_reals(group, "split", "share of the variance of the change that goes with each part of the doubt",
                {&alternative, &measure, &part, &statistic}, shares);
  }

  void write_evidence_draws() {
    const EvidenceDraws& draws = run_.evidence_draws;
    const Handle group = create_group(file_, layout::evidence_draws_group);
    const Axis draw = number_axis(group, "draw", "1", "number of the draw", numbers_up_to(draws.draws));
    const Axis pair = number_axis(group, "pair", "1", "number of the replicate, counted from the run's first",
                                  numbers_up_to(draws.replicates));
    const Axis number = write_text_columns(group, draws.numbers, layout::drawn_number_texts);
    const Axis measure = write_text_columns(group, draws.measures, layout::drawn_measure_texts);
    const Axis& scenario = axes_.at(scenario_axis);
    write_reals(group, "drawn", "value drawn, in the number's unit", {&draw, &number}, draws.drawn);
    write_reals(group, "values", "measure, in its unit", {&draw, &scenario, &measure, &pair}, draws.values);
    const Axis alternative = text_axis(group, "alternative", "scenario compared with the base", alternatives());
    Reals spreads, told_regrets;
    for (std::size_t i = 1; i < draws.scenarios; ++i)
      for (std::size_t m = 0; m < draws.measures.size(); ++m)
        for (const auto& statistic : layout::spread_statistics) spreads.push_back(statistic.of(spread_of(draws, i, m)));
    const Axis of_spread =
        statistic_axis(group, "spread_statistic", "number told of a change over draws", layout::spread_statistics);
    write_reals(group, "spread", "how far the change from the base moves with the draws",
                {&alternative, &measure, &of_spread}, spreads);
    for (const Regret& regret : regrets(draws))
      for (const auto& statistic : layout::regret_statistics) told_regrets.push_back(statistic.of(regret));
    const Axis of_regret = statistic_axis(group, "regret_statistic", "number told of a scenario against the best",
                                          layout::regret_statistics);
    write_reals(group, "regret", "how a scenario fares against the best of each draw", {&scenario, &of_regret},
                told_regrets);
    write_text_variable(group, "preferred_measure", "measure by which a scenario is the best", {},
                        {draws.preference.measure});
    write_text_variable(group, "preferred", "whether its lowest or its highest value is the best", {},
                        {layout::preference_word(draws.preference)});
  }

  void write_break_even() {
    const BreakEven& search = run_.break_even;
    const Handle group = create_group(file_, layout::break_even_group);
    for (const auto& field : layout::break_even_texts)
      write_text_variable(group, field.name, field.meaning, {}, {search.*field.member});
    const Axis value = number_axis(group, "value", "1", "value of the setting, in its unit", search.values);
    const Axis quantity = write_text_columns(group, search.quantities, layout::sought_texts);
    write_number_columns(group, quantity, search.quantities, layout::sought_numbers);
    const Axis pair = number_axis(group, "pair", "1", "number of the replicate, counted from the run's first",
                                  numbers_up_to(search.pairs));
    const Axis alternative = text_axis(group, "alternative", "scenario compared with the base", alternatives());
    const Axis statistic = text_axis(group, "statistic", "number told of a quantity",
                                     {layout::break_even_statistics.begin(), layout::break_even_statistics.end()});
    write_reals(group, "estimate", "quantity at each value, in its unit", {&alternative, &quantity, &value, &statistic},
                search.estimates);
  }

  void write_unit_cost_draws() {
    const UnitCostDraws& draws = run_.unit_cost_draws;
    const Handle group = create_group(file_, layout::unit_cost_draws_group);
    const Axis draw = number_axis(group, "draw", "1", "number of the draw", numbers_up_to(draws.draws));
    const Axis item = text_axis(group, "item", "unit cost that is drawn", draws.items);
    write_reals(group, "factor", "what was drawn as a multiple of the unit cost used", {&draw, &item}, draws.factors);
  }

  std::vector<std::string> alternatives() const {
    std::vector<std::string> labels;
    for (std::size_t i = 1; i < run_.scenarios.size(); ++i) labels.push_back(run_.scenarios[i].label);
    return labels;
  }

  static std::vector<std::int64_t> numbers_up_to(std::size_t count) {
    std::vector<std::int64_t> numbers;
    for (std::size_t i = 0; i < count; ++i) numbers.push_back(static_cast<std::int64_t>(i));
    return numbers;
  }

  template <class Statistics>
  Axis statistic_axis(hid_t group, const std::string& name, const std::string& meaning, const Statistics& statistics) {
    std::vector<std::string> names;
    for (const auto& statistic : statistics) names.emplace_back(statistic.name);
    return text_axis(group, name, meaning, names);
  }

  void write_reals(hid_t group, const std::string& name, std::string_view meaning, const Axes& axes,
                   const Reals& values) {
    const Handle dataset = create_numbers<double>(group, name, axes);
    describe(dataset, "", meaning);
    if (!values.empty()) hdf5::write_rows(dataset, 0, axes[0]->size, values.data());
  }

  void write_events() {
    const bool logged =
        std::ranges::any_of(order_, [](const auto* replicate) { return !replicate->event_columns.empty(); });
    if (!logged) return;
    hsize_t rows = 0;
    for (const ReplicateResult* replicate : order_) rows += event_count(*replicate);
    const Handle group = create_group(file_, layout::events_group);
    const Axis axis = bare_axis(group, "event", rows);
    write_event_column(group, axis, {layout::replicate_axis, "1", "number of the replicate", {}}, 0,
                       [](const ReplicateResult& replicate) {
                         return std::vector(event_count(replicate), static_cast<std::int32_t>(replicate.replicate));
                       });
    for (std::size_t i = 0; i < run_.measures.event_columns.size(); ++i)
      write_event_column(group, axis, run_.measures.event_columns[i], static_cast<std::int32_t>(i) + 1,
                         [i](const ReplicateResult& replicate) -> const std::vector<std::int32_t>& {
                           static const std::vector<std::int32_t> nothing;
                           return replicate.event_columns.empty() ? nothing : replicate.event_columns[i];
                         });
  }

  template <class Values>
  void write_event_column(hid_t group, const Axis& axis, const TableColumn& column, std::int32_t position,
                          Values values_of) {
    const Handle dataset = create_numbers<std::int32_t>(group, column.name, {&axis});
    describe(dataset, column.unit, column.meaning);
    hdf5::write_scalar_attribute(dataset, layout::position_attribute, position);
    if (!column.labels.empty()) netcdf::describe_codes<std::int32_t>(dataset, column.labels);
    hsize_t first = 0;
    Sha256 hash;
    for (const ReplicateResult* replicate : order_) {
      const auto& values = values_of(*replicate);
      if (!values.empty()) hdf5::write_rows(dataset, first, values.size(), values.data());
      first += values.size();
      hash.values(values);
    }
    known_.emplace(fmt::format("/{}/{}", layout::events_group, column.name), hash.hex());
  }

  static std::size_t event_count(const ReplicateResult& replicate) {
    return replicate.event_columns.empty() ? 0 : replicate.event_columns.front().size();
  }

  hid_t file_;
  const std::filesystem::path& path_;
  const Run& run_;
  std::vector<const ReplicateResult*> order_;
  std::map<std::string, Axis> axes_;
  std::optional<Axis> bounds_axis_;
  KnownValues known_;
};

}  // namespace

namespace {

std::filesystem::path write_as(const std::filesystem::path& file, const Run& run, IfTaken if_taken) try {
  NewFile target(file, if_taken);
  check_declarations(run);
  for (const ReplicateResult& replicate : run.replicates) check_fits(run.measures, replicate);
  {
    const hdf5::Session session;
    Handle handle = netcdf::create_file(target.partial());
    RunWriter(handle, target.partial(), run).write();
    check(H5Fflush(handle, H5F_SCOPE_GLOBAL), "the data cannot be brought to the disk");
    if (!handle.reset()) hdf5::fail("the file cannot be finished");
  }
  return target.appear();
} catch (const std::exception& error) {
  const std::string what = error.what();
  if (what.starts_with(file.string())) throw;
  throw ResultsError(fmt::format("{}: {}; nothing was written", file.string(), what));
}

}  // namespace

void write(const std::filesystem::path& file, const Run& run, bool force) {
  write_as(file, run, force ? IfTaken::replace : IfTaken::refuse);
}

std::filesystem::path write_finished(const std::filesystem::path& file, const Run& run, bool force) {
  return write_as(file, run, force ? IfTaken::replace : IfTaken::other_name);
}

}  // namespace kith::results
