// Names and columns of a results file, declared once for the writer and the reader. FORMAT.md is the same in words.
#pragma once

#include "results/calibration_file.hpp"
#include "results/card.hpp"
#include "results/comparison.hpp"
#include "results/results.hpp"
#include "results/sweep_file.hpp"

#include <array>
#include <string_view>

namespace kith::results::layout {

/// What covers the values of measures: the digest of results; or the table of digests, as in a sweep, whose own digest
/// is over texts that the file holds as numbers.
enum class MeasureValues { under_digest, in_table };

/// A kind of file, as the attributes format and format_version of its root name it.
struct Format {
  const char* name;
  int version;         ///< as written
  int oldest_version;  ///< that is still read
  const char* written_by;
  const char* make_anew;  ///< how to come by a sound one
  MeasureValues measure_values;
};
inline constexpr Format results_file = {"kith results",
                                        format_version,
                                        1,
                                        "kith run or kith compare",
                                        "run the scenario again",
                                        MeasureValues::under_digest};
inline constexpr Format sweep_file = {"kith sweep",       sweep_format_version,    1,
                                      "kith sweep merge", "merge the sweep again", MeasureValues::in_table};
inline constexpr Format calibration_file = {"kith calibration", calibration_format_version, 1,
                                            "kith calibrate",   "run kith calibrate again", MeasureValues::in_table};
inline constexpr const char* conventions = "CF-1.8";

/// Groups of the file that hold no measures.
inline constexpr const char* evidence_group = "evidence";
inline constexpr const char* validation_group = "validation";
inline constexpr const char* cautions_group = "cautions";
inline constexpr const char* provenance_group = "provenance";
inline constexpr const char* events_group = "events";
inline constexpr const char* targets_group = "targets";
inline constexpr const char* matters_group = "matters";
inline constexpr const char* scenarios_group = "scenarios";
inline constexpr const char* differences_group = "differences";
inline constexpr const char* mean_differences_group = "mean_differences";
inline constexpr const char* evidence_draws_group = "evidence_draws";
inline constexpr const char* doubt_group = "doubt";
inline constexpr const char* break_even_group = "break_even";
inline constexpr const char* unit_cost_draws_group = "unit_cost_draws";
inline constexpr const char* integrity_group = "integrity";
inline constexpr std::array reserved_groups = {cautions_group,        evidence_group,    validation_group,
                                               provenance_group,      events_group,      targets_group,
                                               scenarios_group,       differences_group, mean_differences_group,
                                               evidence_draws_group,  break_even_group,  integrity_group,
                                               unit_cost_draws_group, doubt_group,       matters_group};

inline constexpr const char* replicate_axis = "replicate";
inline constexpr const char* point_axis = "point";
inline constexpr const char* parameter_axis = "parameter";
inline constexpr const char* unit_cube_variable = "unit_cube";
inline constexpr const char* point_seed_variable = "point_seed";
inline constexpr const char* status_variable = "status";
inline constexpr const char* failure_variable = "failure";
inline constexpr const char* parameters_group = "parameters";
inline constexpr const char* time_axis = "time";
inline constexpr const char* population_seed_variable = "population_seed";
inline constexpr const char* again_variable = "again";
inline constexpr const char* replicate_digest_variable = "replicate_digest";

/// Attributes beyond those of netCDF and CF.
inline constexpr const char* position_attribute = "position";
inline constexpr const char* closure_attribute = "closure";
inline constexpr const char* cover_attribute = "intervals_cover";
inline constexpr const char* interval_attribute = "intervals_of";
inline constexpr const char* labels_attribute = "labels";
/// Of a table: its group says what a row is and how rows are told; its columns have their place, whether they tell what
/// a row is of, and the dimension whose labels they stand for.
inline constexpr const char* table_attribute = "table";
inline constexpr const char* sentences_attribute = "sentences";
inline constexpr const char* told_by_attribute = "told_by";
inline constexpr const char* column_attribute = "column";
inline constexpr const char* identity_attribute = "identity";
inline constexpr const char* labels_of_attribute = "labels_of";
inline constexpr const char* bounds_attribute = "bounds";
inline constexpr const char* bounds_axis = "bnds";
/// Variables beside a time axis.
inline std::string bounds_of(const std::string& axis) { return axis + "_bnds"; }
inline std::string days_of(const std::string& axis) { return axis + "_days"; }
inline constexpr const char* contents_digest_attribute = "contents_digest";
/// Attributes that HDF5, netCDF and copying programs keep for themselves: under no digest.
inline constexpr std::array attributes_left_out = {"CLASS",
                                                   "NAME",
                                                   "REFERENCE_LIST",
                                                   "DIMENSION_LIST",
                                                   "_Netcdf4Dimid",
                                                   "_Netcdf4Coordinates",
                                                   "_NCProperties",
                                                   "history",
                                                   "history_of_appended_files",
                                                   "NCO",
                                                   "nco_openmp_thread_number"};
/// Columns of the table of digests and what they say of themselves.
inline constexpr std::array<std::pair<const char*, const char*>, 2> integrity_columns = {
    {{"object", "variable or group by path, or attribute of the root after an @"},
     {"sha256", "SHA-256 of what it is and holds"}}};
/// What netCDF-4 itself keeps: the number of a dimension, and the numbers of a variable's dimensions.
inline constexpr const char* dimension_id_attribute = "_Netcdf4Dimid";
inline constexpr const char* dimension_ids_attribute = "_Netcdf4Coordinates";

template <class Owner, class Value>
struct Field {
  const char* name;
  Value Owner::*member;
  const char* meaning = "";
  const char* unit = "1";
};

inline constexpr std::array run_texts = {
    Field<Run, std::string>{"model", &Run::model}, Field<Run, std::string>{"name", &Run::name},
    Field<Run, std::string>{"question", &Run::question}, Field<Run, std::string>{"start", &Run::start},
    Field<Run, std::string>{"end", &Run::end}};

inline constexpr std::array provenance_texts = {
    Field<Provenance, std::string>{"program_version", &Provenance::program_version},
    Field<Provenance, std::string>{"git_hash", &Provenance::git_hash},
    Field<Provenance, std::string>{"compiler", &Provenance::compiler},
    Field<Provenance, std::string>{"host", &Provenance::host},
    Field<Provenance, std::string>{"started", &Provenance::started},
    Field<Provenance, std::string>{"finished", &Provenance::finished},
    Field<Provenance, std::string>{"command_line", &Provenance::command_line}};

/// The first column of a table is also its axis.
inline constexpr std::array sweep_texts = {Field<SweepHead, std::string>{"model", &SweepHead::model},
                                           Field<SweepHead, std::string>{"name", &SweepHead::name},
                                           Field<SweepHead, std::string>{"question", &SweepHead::question},
                                           Field<SweepHead, std::string>{"start", &SweepHead::start},
                                           Field<SweepHead, std::string>{"end", &SweepHead::end},
                                           Field<SweepHead, std::string>{"design", &SweepHead::design},
                                           Field<SweepHead, std::string>{"plan_hash", &SweepHead::plan_hash}};

inline constexpr std::array sweep_numbers = {
    Field<SweepHead, std::int64_t>{"seed", &SweepHead::seed},
    Field<SweepHead, std::int64_t>{"design_seed", &SweepHead::design_seed},
    Field<SweepHead, std::int64_t>{"samples", &SweepHead::samples},
    Field<SweepHead, std::int64_t>{"trajectories", &SweepHead::trajectories},
    Field<SweepHead, std::int64_t>{"levels", &SweepHead::levels},
    Field<SweepHead, std::int64_t>{"first_replicate", &SweepHead::first_replicate},
    Field<SweepHead, std::int64_t>{"replicates", &SweepHead::replicates}};

inline constexpr std::array parameter_texts = {
    Field<SweepParameter, std::string>{"unit", &SweepParameter::unit, "unit of the values"},
    Field<SweepParameter, std::string>{"kind", &SweepParameter::kind, "range, categories, evidence or list"},
    Field<SweepParameter, std::string>{"distribution", &SweepParameter::distribution, "distribution of the evidence"},
    Field<SweepParameter, std::string>{"at", &SweepParameter::at,
                                       "day from which the value holds; empty: from the start"}};

inline constexpr std::array parameter_numbers = {
    Field<SweepParameter, double>{"lowest", &SweepParameter::lowest, "lowest value"},
    Field<SweepParameter, double>{"highest", &SweepParameter::highest, "highest value"}};

inline constexpr std::array parameter_flags = {
    Field<SweepParameter, bool>{"integer", &SweepParameter::integer, "whether it takes whole numbers only"},
    Field<SweepParameter, bool>{"log", &SweepParameter::log, "whether the range is even in the logarithm"},
    Field<SweepParameter, bool>{"numeric", &SweepParameter::numeric, "whether its values are numbers"}};

inline constexpr std::array evidence_columns = {
    Field<Run::Evidence, std::string>{"path", &Run::Evidence::path, "setting or parameter"},
    Field<Run::Evidence, std::string>{"value", &Run::Evidence::value, "value used"},
    Field<Run::Evidence, std::string>{"unit", &Run::Evidence::unit, "unit of the value"},
    Field<Run::Evidence, std::string>{"grade", &Run::Evidence::grade, "grade of the evidence"},
    Field<Run::Evidence, std::string>{"source", &Run::Evidence::source, "source of the value"},
    Field<Run::Evidence, std::string>{"origin", &Run::Evidence::origin, "file or option that set the value"}};

inline constexpr std::array caution_texts = {
    Field<Caution, std::string>{"setting", &Caution::setting, "setting the caution is about"},
    Field<Caution, std::string>{"caution", &Caution::text, "what a reader of the results has to know"}};

inline constexpr std::array input_columns = {
    Field<InputText, std::string>{"input_file", &InputText::file, "file the model read beside the scenario"},
    Field<InputText, std::string>{"input_role", &InputText::role, "what the file is to the run"},
    Field<InputText, std::string>{"input_sha256", &InputText::sha256, "SHA-256 of its bytes"},
    Field<InputText, std::string>{"input_text", &InputText::text, "its text; empty if it is too large to keep"}};

inline constexpr std::array fact_texts = {
    Field<Fact, std::string>{"fact", &Fact::name, "published fact"},
    Field<Fact, std::string>{"pattern", &Fact::pattern, "pattern the fact belongs to"},
    Field<Fact, std::string>{"measure", &Fact::measure, "measure held against the fact"},
    Field<Fact, std::string>{"unit", &Fact::unit, "unit of target, range and observation"},
    Field<Fact, std::string>{"use", &Fact::use, "input, calibrate (may be fitted to), predict (never is) or law"},
    Field<Fact, std::string>{"source", &Fact::source, "source of the fact"}};

/// Joined the format later: files without them are read too.
inline constexpr std::array card_texts = {
    Field<Fact, std::string>{"part_of", &Fact::part_of, "curve the row is an element or the order of"},
    Field<Fact, std::string>{"fitted", &Fact::fitted, "elsewhere: fitted to for another place or time"},
    Field<Fact, std::string>{"not_measured", &Fact::not_measured, "why no run, or not this one, is held against it"}};

inline constexpr std::array fact_numbers = {Field<Fact, double>{"target", &Fact::target, "published value"},
                                            Field<Fact, double>{"lowest", &Fact::lowest, "lowest accepted value"},
                                            Field<Fact, double>{"highest", &Fact::highest, "highest accepted value"}};

inline constexpr std::array observed_numbers = {
    Field<Estimate, double>{"observed_mean", &Estimate::mean, "mean over replicates"},
    Field<Estimate, double>{"observed_low", &Estimate::low, "lower end of the 95% interval of the mean"},
    Field<Estimate, double>{"observed_high", &Estimate::high, "upper end of the 95% interval of the mean"}};

inline constexpr std::array card_numbers = {
    Field<CardRow, double>{"false_alarm", &CardRow::false_alarm,
                           "chance that a model exactly on target is called outside with this many replicates"},
    Field<CardRow, double>{"detectable_miss", &CardRow::detectable,
                           "distance beyond the accepted range that is found in four runs of five"}};

inline constexpr std::array goal_texts = {
    Field<Goal, std::string>{"target", &Goal::name, "the target in words"},
    Field<Goal, std::string>{"scenario", &Goal::scenario, "scenario it belongs to, by label"},
    Field<Goal, std::string>{"measure", &Goal::measure, "measure to be changed"},
    Field<Goal, std::string>{"compared_with", &Goal::compared_with, "scenario file the change is measured from"},
    Field<Goal, std::string>{"by", &Goal::by, "day by which, ISO 8601"},
    Field<Goal, std::string>{"source", &Goal::source, "who set it"}};

inline constexpr std::array goal_numbers = {
    Field<Goal, double>{"change", &Goal::change, "relative change wanted"},
    Field<Goal, double>{"value", &Goal::value, "value wanted, in the measure's unit"}};

inline constexpr std::array matters_texts = {
    Field<SmallestChange, std::string>{"measure", &SmallestChange::measure, "measure, or any"}};

inline constexpr std::array matters_numbers = {
    Field<SmallestChange, double>{"share", &SmallestChange::share, "smallest change that matters, of the base's level"},
    Field<SmallestChange, double>{"amount", &SmallestChange::amount,
                                  "smallest change that matters, in the measure's unit"}};

inline constexpr std::array share_numbers = {
    Field<Share, double>{"probability", &Share::share, "share of pairs in which it was met"},
    Field<Share, double>{"probability_low", &Share::low, "lower end of its 95% interval"},
    Field<Share, double>{"probability_high", &Share::high, "upper end of its 95% interval"}};

inline constexpr std::array reached_numbers = {
    Field<Estimate, double>{"reached_mean", &Estimate::mean, "relative change or value reached, mean over pairs"},
    Field<Estimate, double>{"reached_low", &Estimate::low, "lower end of its 95% interval"},
    Field<Estimate, double>{"reached_high", &Estimate::high, "upper end of its 95% interval"}};

inline constexpr std::array scenario_texts = {
    Field<ComparedScenario, std::string>{"name", &ComparedScenario::name, "name of the scenario"},
    Field<ComparedScenario, std::string>{"question", &ComparedScenario::question, "question it asks"},
    Field<ComparedScenario, std::string>{"file", &ComparedScenario::file, "its scenario file"},
    Field<ComparedScenario, std::string>{"resolved", &ComparedScenario::resolved,
                                         "all settings as they were used, as TOML"},
    Field<ComparedScenario, std::string>{"digest", &ComparedScenario::digest, "SHA-256 of its results alone"}};

/// One number of a paired difference, as it stands on the axis "statistic".
struct Statistic {
  const char* name;
  double (*of)(const PairedDifference&);
};

/// The first five go with every cell of a measure, all of them with its mean over time.
inline constexpr std::size_t cell_statistics = 5;
inline constexpr std::array statistics = {
    Statistic{"base", [](const PairedDifference& d) { return d.base; }},
    Statistic{"alternative", [](const PairedDifference& d) { return d.alternative; }},
    Statistic{"difference", [](const PairedDifference& d) { return d.difference.mean; }},
    Statistic{"difference_low", [](const PairedDifference& d) { return d.difference.low; }},
    Statistic{"difference_high", [](const PairedDifference& d) { return d.difference.high; }},
    Statistic{"relative", [](const PairedDifference& d) { return d.relative.mean; }},
    Statistic{"relative_low", [](const PairedDifference& d) { return d.relative.low; }},
    Statistic{"relative_high", [](const PairedDifference& d) { return d.relative.high; }},
    Statistic{"standard_deviation", [](const PairedDifference& d) { return d.difference.standard_deviation; }},
    Statistic{"pairs", [](const PairedDifference& d) { return static_cast<double>(d.difference.count); }},
    Statistic{"variance_ratio", [](const PairedDifference& d) { return d.variance_ratio; }}};

inline constexpr std::array drawn_number_texts = {
    Field<DrawnNumber, std::string>{"number", &DrawnNumber::path, "setting or parameter that was drawn"},
    Field<DrawnNumber, std::string>{"unit", &DrawnNumber::unit, "its unit"},
    Field<DrawnNumber, std::string>{"configured", &DrawnNumber::configured, "its value where nothing is drawn"},
    Field<DrawnNumber, std::string>{"distribution", &DrawnNumber::distribution, "distribution it was drawn from"},
    Field<DrawnNumber, std::string>{"source", &DrawnNumber::source, "source of the number"}};

inline constexpr std::array drawn_measure_texts = {
    Field<DrawnMeasure, std::string>{"measure", &DrawnMeasure::name, "measure kept of every draw"},
    Field<DrawnMeasure, std::string>{"measure_unit", &DrawnMeasure::unit, "its unit"}};

inline constexpr std::array held_texts = {
    Field<HeldNumber, std::string>{"held", &HeldNumber::path, "number with a distribution that was not drawn"},
    Field<HeldNumber, std::string>{"held_because", &HeldNumber::why, "why it was not drawn"}};

/// What pairs were lived again for, in the order of Again.
inline constexpr std::array again_names = {"chance", "people and chance"};

inline constexpr std::array sought_texts = {
    Field<SoughtQuantity, std::string>{"quantity", &SoughtQuantity::name, "what is looked at"},
    Field<SoughtQuantity, std::string>{"unit", &SoughtQuantity::unit, "its unit"}};

inline constexpr std::array sought_numbers = {
    Field<SoughtQuantity, double>{"wanted", &SoughtQuantity::wanted, "what is wanted of it"}};

/// Single texts of a search.
inline constexpr std::array break_even_texts = {
    Field<BreakEven, std::string>{"path", &BreakEven::path, "setting that was tried"},
    Field<BreakEven, std::string>{"path_unit", &BreakEven::unit, "its unit"},
    Field<BreakEven, std::string>{"configured", &BreakEven::configured, "its value in the scenarios"},
    Field<BreakEven, std::string>{"applied_to", &BreakEven::applied_to, "scenarios in which it was set"}};

inline constexpr std::array<const char*, BreakEven::statistics> break_even_statistics = {"mean", "low", "high"};

inline std::string preference_word(const Preference& preference) { return preference.lowest ? "lowest" : "highest"; }

/// One number of a spread or a regret, as it stands on an axis of statistics.
template <class Of>
struct StatisticOf {
  const char* name;
  double (*of)(const Of&);
};

inline constexpr std::array spread_statistics = {
    StatisticOf<Spread>{"mean", [](const Spread& s) { return s.mean; }},
    StatisticOf<Spread>{"low", [](const Spread& s) { return s.low; }},
    StatisticOf<Spread>{"high", [](const Spread& s) { return s.high; }},
    StatisticOf<Spread>{"share_below", [](const Spread& s) { return s.share_below; }},
    StatisticOf<Spread>{"evidence_deviation", [](const Spread& s) { return s.evidence_deviation; }},
    StatisticOf<Spread>{"chance_deviation", [](const Spread& s) { return s.chance_deviation; }},
    StatisticOf<Spread>{"evidence_share", [](const Spread& s) { return s.evidence_share; }}};

/// What is told of each part of a split.
inline constexpr std::array part_statistics = {
    StatisticOf<PartOfDoubt>{"share", [](const PartOfDoubt& p) { return p.share; }},
    StatisticOf<PartOfDoubt>{"low", [](const PartOfDoubt& p) { return p.low; }},
    StatisticOf<PartOfDoubt>{"high", [](const PartOfDoubt& p) { return p.high; }}};

inline constexpr std::array regret_statistics = {
    StatisticOf<Regret>{"best_in", [](const Regret& r) { return static_cast<double>(r.best_in); }},
    StatisticOf<Regret>{"share", [](const Regret& r) { return r.share; }},
    StatisticOf<Regret>{"expected", [](const Regret& r) { return r.expected; }},
    StatisticOf<Regret>{"greatest", [](const Regret& r) { return r.greatest; }}};

/// A text column of a table, top to bottom.
template <class Row>
std::vector<std::string> column(const std::vector<Row>& rows, const Field<Row, std::string>& field) {
  std::vector<std::string> texts;
  for (const Row& row : rows) texts.push_back(row.*field.member);
  return texts;
}

inline constexpr std::array closure_names = {"imposed", "calibrated", "emergent"};  ///< in the order of Closure

}  // namespace kith::results::layout
