#include "tools/studies/calibration/calibration_file.hpp"

#include "engine/expressions/expression.hpp"
#include "engine/measures/figure.hpp"
#include "engine/settings/distribution.hpp"
#include "engine/settings/named_file.hpp"
#include "engine/settings/reactions.hpp"
#include "engine/settings/setting_check.hpp"
#include "tools/console/format.hpp"
#include "tools/console/models.hpp"
#include "tools/studies/study_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace kith::calibration {
namespace {

namespace fs = std::filesystem;
using sweep::Kind;
using sweep::VariedParameter;

constexpr std::size_t most_bytes = 16 * 1024 * 1024;
constexpr std::int64_t most_points = 100'000, most_rounds = 1000, most_replicates = 100'000;
constexpr std::int64_t least_sample = 100, most_sample = 100'000;
/// The calibration itself says these.
const std::vector<std::string> not_to_fit = {"run.seed", "run.replicates", "run.first_replicate"};

double as_number(const Value& value) {
  const auto* whole = std::get_if<std::int64_t>(&value);
  return whole != nullptr ? static_cast<double>(*whole) : std::get<double>(value);
}

bool is_whole(const Setting& setting) { return std::holds_alternative<std::int64_t>(setting.default_value); }
bool is_number(const Setting& setting) {
  return is_whole(setting) || std::holds_alternative<double>(setting.default_value);
}

std::string why_not_read(const Fact& fact) {
  if (fact.use == "predict")
    return "is held back (use = \"predict\"): a calibration never reads it, so that it can test the model";
  if (fact.use != "calibrate")
    return fmt::format("is not for fitting (use = \"{}\"): the model takes it in, or has to obey it", fact.use);
  if (fact.fitted == "elsewhere") return "was fitted for another place or time and says nothing of this one";
  if (!fact.not_measured.empty()) return "cannot be measured here: " + fact.not_measured;
  return fmt::format("is about {}, which is no measure of a whole run, so that a calibration cannot read it",
                     in_quotes(fact.measure));
}

/// Whether a measure is what the fact is told of, or a part of it.
bool is_about(const Fact& fact, const std::string& measure) {
  std::string fault;
  const Figure figure = parse_figure(fact.measure, fault);
  return fault.empty() && std::ranges::any_of(figure.in_order, [&](const Figure::Quotient& quotient) {
           return quotient.above.measure == measure || (quotient.below && quotient.below->measure == measure);
         });
}

class Reader : tools::StudyFileReader {
 public:
  explicit Reader(const CalibrationOptions& options)
      : StudyFileReader(options.scenario, result_.file, result_.scenario, result_.texts), options_(options) {}
  CalibrationFile read();

 private:
  void know_model();
  void read_budget(const TomlTable& budget);
  std::int64_t whole_number(const TomlTable& table, const char* key, std::int64_t lowest, std::int64_t highest,
                            std::int64_t fallback);
  void read_parameters(const TomlTable& top);
  void read_parameter(const TomlTable& table, const TomlNode& node);
  void read_range(const TomlTable& table, const TomlNode& node, VariedParameter& parameter);
  std::optional<double> end_of_range(const TomlTable& table, const TomlNode& node, const char* key,
                                     const Setting& setting);
  void read_distribution(const TomlTable& table, VariedParameter& parameter);
  void check_may_be_fitted(const TomlTable& table, const Setting& setting);
  void read_facts(const TomlTable& top);
  void read_fact(const TomlTable& table);
  void read_fact_of_model(const TomlTable& table, FittedFact& fact);
  bool may_be_fitted(const Fact& fact) const;
  void read_own_fact(const TomlTable& table, FittedFact& fact);
  void read_expression(const TomlTable& table, FittedFact& fact);
  void check_measure(const TomlTable& table, const std::string& name);
  void take(const TomlTable& table, FittedFact fact);

  const CalibrationOptions& options_;
  CalibrationFile result_;
  std::vector<Fact> known_facts_;
  std::vector<Measure> known_measures_;  ///< without dimensions
};

CalibrationFile Reader::read() {
  if (!read_text(most_bytes)) throw InputError(std::move(problems_));
  if (root_->find("calibration") == nullptr)
    throw InputError({result_.file.string()},
                     "has no table [calibration]: a calibration file names a scenario and has [calibration], a "
                     "[[parameter]] for each number to fit and a [[fact]] for each fact to fit it to");
  const TomlTable top = TomlTable::over(*root_, "", problems_);
  read_scenario(top);
  if (declarations_) know_model();
  read_budget(top.table("calibration"));
  read_parameters(top);
  read_facts(top);
  top.finish();
  if (problems_.empty()) return std::move(result_);
  refuse();
}

/// Its facts, and the measures a fact of one's own may name.
void Reader::know_model() {
  const Model& model = tools::model_of(result_.scenario);
  known_facts_ = model.facts(result_.scenario);
  for (const Measure& measure : model.measures().measures)
    if (measure.dimensions.empty()) known_measures_.push_back(measure);
}

// ---- [calibration] ----

std::int64_t Reader::whole_number(const TomlTable& table, const char* key, std::int64_t lowest, std::int64_t highest,
                                  std::int64_t fallback) {
  const std::int64_t written = table.integer(key, fallback);
  if (written < lowest || written > highest)
    table.problem(key, fmt::format("'{}' is {}; allowed: a whole number from {} to {}", key, written, lowest, highest));
  return written;
}

void Reader::read_budget(const TomlTable& budget) {
  const std::int64_t of_scenario = declarations_ ? result_.scenario.settings.integer("run.replicates") : 1;
  result_.first_replicate = declarations_ ? result_.scenario.settings.integer("run.first_replicate") : 0;
  result_.points = options_.points.value_or(whole_number(budget, "points", 2, most_points, result_.points));
  result_.rounds = options_.rounds.value_or(whole_number(budget, "rounds", 1, most_rounds, result_.rounds));
  result_.sample = whole_number(budget, "sample", least_sample, most_sample, result_.sample);
  result_.seed = whole_number(budget, "seed", 0, std::numeric_limits<std::int32_t>::max(), result_.seed);
  const std::int64_t replicates = whole_number(budget, "replicates", 1, most_replicates, of_scenario);
  result_.replicates = options_.scenario.replicates.value_or(replicates);
}

// ---- [[parameter]] ----

void Reader::read_parameters(const TomlTable& top) {
  const std::vector<TomlTable> tables = top.tables("parameter");
  if (tables.empty()) {
    top.problem(top.has("parameter") ? "parameter" : "",
                "nothing is fitted: write a [[parameter]] with path = \"...\" for each number to fit");
    return;
  }
  const TomlNode* list = &root_->find("parameter")->node;
  if (list->array() == nullptr || list->array()->size() != tables.size()) return;
  for (std::size_t i = 0; i < tables.size(); ++i) read_parameter(tables[i], (*list->array())[i]);
  if (!problems_.empty() || result_.points * result_.rounds >= static_cast<std::int64_t>(tables.size()) + 2) return;
  top.table("calibration")
      .problem("points",
               fmt::format("{} for {}: at least {} are needed, ten times as many as parameters are usual",
                           tools::plural(result_.points * result_.rounds, "point"),
                           tools::plural(static_cast<std::int64_t>(tables.size()), "parameter"), tables.size() + 2));
}

void Reader::check_may_be_fitted(const TomlTable& table, const Setting& setting) {
  if (std::ranges::find(not_to_fit, setting.path) != not_to_fit.end())
    table.problem("path", fmt::format("'{}' is the same for the whole calibration", setting.path));
  else if (!is_number(setting))
    table.problem("path", fmt::format("'{}' is no number; only numbers are fitted", setting.path));
  if (const std::string fault = said_in_vain(setting.path); !fault.empty()) table.problem("path", fault);
  for (const VariedParameter& other : result_.parameters)
    if (other.setting.path == setting.path) table.problem("path", fmt::format("'{}' is fitted twice", setting.path));
  for (const Change& change : result_.scenario.changes)
    for (const auto& [path, value] : change.set)
      if (path == setting.path)
        table.problem("path", fmt::format("the scenario changes '{}' on {}; fit a scenario that leaves it as it is",
                                          path, format_date(change.at)));
  for (const Reaction& reaction : result_.scenario.reactions)
    for (const std::string& path : paths_of(reaction))
      if (path == setting.path)
        table.problem("path", fmt::format("the scenario changes '{}' {}; fit a scenario that leaves it as it is", path,
                                          course_in_words(reaction)));
}

void Reader::read_parameter(const TomlTable& table, const TomlNode& node) {
  const std::size_t known = problems_.size();
  const std::string path = table.text("path");
  const bool from = table.has("from"), to = table.has("to");  // each asked for, or it would be unknown
  const bool range = from || to;
  const bool distribution = table.has("distribution");
  for (const char* key : {"log", "integer"})
    if (table.has(key) && !range)
      table.problem(key, fmt::format("'{}' means something to a range (from, to) only", key));
  if (!declarations_ || problems_.size() > known) return;
  const Setting* setting = declarations_->find(path);
  if (setting == nullptr) {
    table.problem("path", paths_->unknown(path));
    return;
  }
  check_may_be_fitted(table, *setting);
  VariedParameter parameter{.setting = *setting, .where = table.location("path")};
  if (range && distribution)
    table.problem("distribution", "a parameter has a range (from, to) or a distribution, not both");
  else if (range)
    read_range(table, node, parameter);
  else
    read_distribution(table, parameter);
  if (problems_.size() == known) result_.parameters.push_back(std::move(parameter));
}

std::optional<double> Reader::end_of_range(const TomlTable& table, const TomlNode& node, const char* key,
                                           const Setting& setting) {
  if (!table.has(key)) {
    table.problem("", fmt::format("the range of '{}' has no '{}'", setting.path, key));
    return std::nullopt;
  }
  const TomlNode& written = node.find(key)->node;
  const auto value = checked_value(setting, written, written.where, problems_);
  return value ? std::optional(as_number(*value)) : std::nullopt;
}

void Reader::read_range(const TomlTable& table, const TomlNode& node, VariedParameter& parameter) {
  const Setting& setting = parameter.setting;
  parameter.log = table.boolean("log", false);
  parameter.integer = table.boolean("integer", is_whole(setting)) || is_whole(setting);
  if (!is_number(setting)) return;  // said already
  const auto from = end_of_range(table, node, "from", setting);
  const auto to = end_of_range(table, node, "to", setting);
  if (!from || !to) return;
  parameter.from = *from;
  parameter.to = *to;
  if (*from >= *to)
    table.problem("to", fmt::format("the range of '{}' from {} to {} is empty", setting.path, *from, *to));
  if (parameter.log && *from <= 0)
    table.problem("from", fmt::format("a logarithmic range begins above 0, not at {}", *from));
  if (parameter.integer && (*from != std::floor(*from) || *to != std::floor(*to)))
    table.problem("from",
                  fmt::format("whole numbers go from one whole number to another, not from {} to {}", *from, *to));
}

/// As written, else what the evidence states.
void Reader::read_distribution(const TomlTable& table, VariedParameter& parameter) {
  Setting& setting = parameter.setting;
  parameter.kind = Kind::evidence;
  parameter.integer = is_whole(setting);
  if (!is_number(setting)) return;  // said already
  if (table.has("distribution")) {
    const std::string written = table.text("distribution");
    const std::string fault = distribution_problem(written, setting.lowest, setting.highest);
    if (!fault.empty()) table.problem("distribution", fault);
    setting.distribution = written;
  } else if (setting.distribution.empty()) {
    table.problem("path",
                  fmt::format("no evidence states a distribution of '{}'; say what is believed of it: from and to, or "
                              "distribution = \"...\"",
                              setting.path));
  }
}

// ---- [[fact]] ----

void Reader::read_facts(const TomlTable& top) {
  const std::vector<TomlTable> tables = top.tables("fact");
  if (tables.empty())
    top.problem(top.has("fact") ? "fact" : "",
                "there is nothing to fit to: write a [[fact]] with the name of a fact of the model, or with name, "
                "expression, target and tolerance");
  for (const TomlTable& table : tables) read_fact(table);
}

void Reader::read_fact(const TomlTable& table) {
  const std::size_t known = problems_.size();
  FittedFact fact{.name = table.text("name")};
  const bool own = table.has("expression") || table.has("target");
  if (own)
    read_own_fact(table, fact);
  else
    read_fact_of_model(table, fact);
  if (problems_.size() == known && declarations_) take(table, std::move(fact));
}

bool Reader::may_be_fitted(const Fact& fact) const {
  return fact.use == "calibrate" && fact.fitted != "elsewhere" && fact.not_measured.empty() &&
         std::ranges::find(known_measures_, fact.measure, &Measure::name) != known_measures_.end();
}

/// Only what may be fitted to is looked at; of all else the name alone.
void Reader::read_fact_of_model(const TomlTable& table, FittedFact& fact) {
  const double tolerance = table.real("tolerance", 0);
  if (!declarations_ || fact.name.empty()) return;
  std::vector<std::string> names;
  for (const Fact& known : known_facts_)
    if (may_be_fitted(known)) names.push_back(known.name);
  const auto found = std::ranges::find(known_facts_, fact.name, &Fact::name);
  const std::string allowed = names.empty() ? "the model has none to be fitted to here: give expression, target and "
                                              "tolerance"
                                            : fmt::format("to be fitted to: {}", fmt::join(names, ", "));
  if (found == known_facts_.end()) {
    table.problem("name",
                  fmt::format("unknown fact {}{}; {}", in_quotes(fact.name), did_you_mean(fact.name, names), allowed));
    return;
  }
  if (!may_be_fitted(*found)) {
    table.problem("name", fmt::format("the fact {} {}; {}", in_quotes(fact.name), why_not_read(*found), allowed));
    return;
  }
  fact = {.name = found->name,
          .expression = found->measure,
          .measures = {found->measure},
          .target = found->target,
          .tolerance = table.has("tolerance") ? tolerance : (found->highest - found->lowest) / 2,
          .unit = found->unit,
          .source = found->source};
}

void Reader::read_own_fact(const TomlTable& table, FittedFact& fact) {
  fact.target = table.real("target");
  fact.tolerance = table.real("tolerance");
  fact.unit = table.text("unit", "");
  fact.source = table.text("source", "");
  fact.expression = table.text("expression");
  if (std::ranges::find(known_facts_, fact.name, &Fact::name) != known_facts_.end())
    table.problem("name", fmt::format("the model has a fact {}; leave expression and target out to fit to it, or "
                                      "choose another name",
                                      in_quotes(fact.name)));
  for (const auto& [key, text] : {std::pair{"name", &fact.name}, std::pair{"expression", &fact.expression}})
    if (table.has(key) && text->empty()) table.problem(key, fmt::format("the {} of a fact must not be empty", key));
  if (declarations_ && !fact.expression.empty()) read_expression(table, fact);
}

void Reader::read_expression(const TomlTable& table, FittedFact& fact) {
  ExpressionNames asked = names_in_expression(fact.expression);
  if (!asked.problem.empty()) return table.problem("expression", asked.problem);
  fact.measures = std::move(asked.names);
  if (fact.measures.empty())
    table.problem("expression", fmt::format("{} names no measure, so nothing can be fitted to it; {} is one",
                                            in_quotes(fact.expression), known_measures_.front().name));
  const std::size_t known = problems_.size();
  for (const std::string& name : fact.measures) check_measure(table, name);
  if (problems_.size() > known || fact.measures.empty()) return;
  if (const std::string fault = expression_problem(fact.expression, fact.measures); !fault.empty())
    table.problem("expression", fault);
}

/// A measure that only facts held back are about stays out, whatever target is given for it.
void Reader::check_measure(const TomlTable& table, const std::string& name) {
  std::vector<std::string> names;
  for (const Measure& measure : known_measures_) names.push_back(measure.name);
  if (std::ranges::find(names, name) == names.end()) {
    table.problem("expression", fmt::format("{} is no measure of a whole run{}; 'kith explain' lists them",
                                            in_quotes(name), did_you_mean(name, names)));
    return;
  }
  const Fact* held_back = nullptr;
  for (const Fact& fact : known_facts_) {
    if (!is_about(fact, name)) continue;
    if (fact.use == "calibrate") return;
    if (fact.use == "predict") held_back = &fact;
  }
  if (held_back != nullptr)
    table.problem("expression",
                  fmt::format("the fact {} about the measure {} is held back (use = \"predict\"); fitted to another "
                              "value of it, the model could not be tested by it any more",
                              in_quotes(held_back->name), in_quotes(name)));
}

void Reader::take(const TomlTable& table, FittedFact fact) {
  if (!(fact.tolerance > 0))
    table.problem("tolerance",
                  fmt::format("the tolerance of {} is {}; allowed: more than 0", in_quotes(fact.name), fact.tolerance));
  for (const FittedFact& other : result_.facts)
    if (other.name == fact.name) table.problem("name", fmt::format("the fact {} is named twice", in_quotes(fact.name)));
  for (const std::string& measure : fact.measures)
    if (std::ranges::find(result_.measures, measure) == result_.measures.end()) result_.measures.push_back(measure);
  result_.facts.push_back(std::move(fact));
}

}  // namespace

CalibrationFile read_calibration_file(const CalibrationOptions& options) { return Reader(options).read(); }

bool is_calibration_file(const fs::path& file) {
  std::vector<Problem> problems;
  const auto text = read_text_file(file, most_bytes, {}, problems);
  const auto root = text ? parse_toml(*text, file.string(), problems) : std::nullopt;
  return root && root->find("calibration") != nullptr;
}

double value_of(const FittedFact& fact, std::vector<double> values) {
  const double value = Expression(fact.expression, fact.measures, values).value();
  return std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace kith::calibration
