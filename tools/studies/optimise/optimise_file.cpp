#include "tools/studies/optimise/optimise_file.hpp"

#include "engine/settings/reactions.hpp"
#include "engine/settings/setting_check.hpp"
#include "engine/settings/setting_paths.hpp"
#include "tools/console/models.hpp"
#include "tools/studies/cost_benefit.hpp"
#include "tools/studies/evidence_draws.hpp"
#include "tools/studies/study_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace kith::optimise {
namespace {

constexpr std::size_t most_bytes = 4 * 1024 * 1024;
constexpr std::int64_t most_pairs = 100'000;
constexpr double most_steps = 10'000;
constexpr std::string_view benefit_word = "net_benefit";

class Reader : tools::StudyFileReader {
 public:
  explicit Reader(const tools::ScenarioOptions& options)
      : StudyFileReader(options, result_.file, result_.scenario, result_.texts), options_(options) {}
  OptimiseFile read();

 private:
  void read_purse(const TomlTable& table);
  void read_aim(const TomlTable& table);
  void read_benefit(const TomlTable& table, const std::string& id);
  void read_day(const TomlTable& table);
  std::int64_t count(const TomlTable& table, const char* key, std::int64_t lowest, std::int64_t fallback);
  void read_schemes(const TomlTable& top);
  void read_scheme(const TomlTable& table);
  bool may_be_bought(const TomlTable& table, const Setting& setting) const;
  void read_switch(const TomlTable& table, Scheme& scheme) const;
  void read_range(const TomlTable& table, Scheme& scheme) const;
  void read_price(const TomlTable& table, Scheme& scheme) const;
  const Settings& settings_then() const;

  const tools::ScenarioOptions& options_;
  OptimiseFile result_;
};

OptimiseFile Reader::read() {
  if (!read_text(most_bytes)) throw InputError(std::move(problems_));
  if (root_->find("optimise") == nullptr)
    throw InputError({result_.file.string()},
                     "has no table [optimise]: a file of purchases names a scenario, and has [optimise] with purse and "
                     "aim and a [[scheme]] for each thing that can be bought");
  const TomlTable top = TomlTable::over(*root_, "", problems_);
  read_scenario(top);
  const TomlTable table = top.table("optimise");
  read_day(table);
  read_purse(table);
  read_aim(table);
  result_.screening_pairs = count(table, "screening_pairs", 1, 2);
  result_.pairs = count(table, "pairs", 2, 4);
  result_.check_pairs = options_.replicates.value_or(count(table, "check_pairs", 2, 6));
  result_.contenders = count(table, "contenders", 1, 2);
  if (result_.pairs < result_.screening_pairs)
    table.problem("pairs", fmt::format("'pairs' is {}, fewer than the {} of 'screening_pairs', which come first",
                                       result_.pairs, result_.screening_pairs));
  read_schemes(top);
  top.finish();
  if (problems_.empty()) return std::move(result_);
  refuse();
}

void Reader::read_purse(const TomlTable& table) {
  const std::size_t known = problems_.size();
  result_.purse = table.real("purse");
  if (problems_.size() == known && !(result_.purse > 0))
    table.problem("purse", fmt::format("'purse' is {}; allowed: a sum a year above 0", result_.purse));
  result_.chance_of_worse = table.real("chance_of_worse", 0.1);
  if (!(result_.chance_of_worse > 0 && result_.chance_of_worse <= 1))
    table.problem("chance_of_worse",
                  fmt::format("'chance_of_worse' is {}; allowed: a share above 0, up to 1", result_.chance_of_worse));
}

/// "lowest:MEASURE", "highest:MEASURE", "net_benefit" or "net_benefit:SUM".
void Reader::read_aim(const TomlTable& table) {
  const std::size_t before = problems_.size();
  const std::string text = table.text("aim");
  if (!declarations_ || problems_.size() > before) return;
  const std::string direction = text.substr(0, text.find(':'));
  const std::string measure = text.find(':') == std::string::npos ? "" : text.substr(text.find(':') + 1);
  if (direction == benefit_word) return read_benefit(table, measure);
  const std::vector<std::string> known = tools::model_of(result_.scenario).headlines();
  if (direction != "lowest" && direction != "highest")
    table.problem("aim",
                  fmt::format("'aim' is {}{}; allowed: lowest:MEASURE, highest:MEASURE or {}", in_quotes(text),
                              did_you_mean(direction, {"lowest", "highest", std::string(benefit_word)}), benefit_word));
  else if (std::ranges::find(known, measure) == known.end())
    table.problem("aim", fmt::format("no headline {}{}; allowed: {}", in_quotes(measure), did_you_mean(measure, known),
                                     fmt::join(known, ", ")));
  result_.aim = {measure, direction == "lowest"};
  result_.aim_title = measure;
}

/// The fall of what a sum of the ledger costs, services included.
void Reader::read_benefit(const TomlTable& table, const std::string& id) {
  results::Run promised;
  promised.measures = tools::model_of(result_.scenario).measures();
  promised.presentation = tools::model_of(result_.scenario).presentation();
  std::vector<std::string> known;
  for (const Ledger::Sum& sum : tools::net_benefits(promised)) {
    known.push_back(sum.id);
    if (!result_.aim.measure.empty() || (!id.empty() && id != sum.id)) continue;
    result_.aim = {sum.cost, true};
    result_.aim_title = sum.benefit;
  }
  if (known.empty())
    table.problem("aim", fmt::format("model {} measures no costs, so that there is no net benefit",
                                     in_quotes(result_.scenario.model)));
  else if (result_.aim.measure.empty())
    table.problem("aim", fmt::format("no sum of costs {}{}; allowed: {}", in_quotes(id), did_you_mean(id, known),
                                     fmt::join(known, ", ")));
}

void Reader::read_day(const TomlTable& table) {
  const std::size_t before = problems_.size();
  result_.from = table.date("from");
  if (!declarations_ || problems_.size() > before) return;
  const auto run = kith::read<RunSettings>(result_.scenario.settings);
  if (result_.from <= run.start || result_.from > run.end)
    table.problem("from", fmt::format("'from' is {}; allowed: a day after the first of the run, {}, up to {}",
                                      format_date(result_.from), format_date(run.start), format_date(run.end)));
}

std::int64_t Reader::count(const TomlTable& table, const char* key, std::int64_t lowest, std::int64_t fallback) {
  const std::int64_t written = table.integer(key, fallback);
  if (written < lowest || written > most_pairs)
    table.problem(key,
                  fmt::format("'{}' is {}; allowed: a whole number from {} to {}", key, written, lowest, most_pairs));
  return written;
}

// ---- schemes ----

void Reader::read_schemes(const TomlTable& top) {
  const std::vector<TomlTable> tables = top.tables("scheme");
  if (tables.empty())
    add_problem(problems_, {result_.file.string()},
                "nothing can be bought: write a [[scheme]] for each thing that can");
  for (const TomlTable& table : tables) read_scheme(table);
}

void Reader::read_scheme(const TomlTable& table) {
  const std::size_t before = problems_.size();
  const std::string path = table.text("setting");
  Scheme scheme;
  scheme.name = table.text("name", path);
  for (const char* key : {"from", "to", "step", "price"}) table.has(key);
  if (!declarations_ || problems_.size() > before) return;
  const Setting* setting = declarations_->find(path);
  if (setting == nullptr) return table.problem("setting", paths_->unknown(path));
  scheme.setting = *setting;
  scheme.where = table.location("setting");
  if (!may_be_bought(table, *setting)) return;
  const std::string its_switch = switch_of(path);
  const Setting* others = declarations_->find(its_switch);
  if (its_switch != path && others != nullptr && std::holds_alternative<bool>(others->default_value) &&
      !settings_then().boolean(its_switch))
    scheme.switched_on = its_switch;
  scheme.is_switch() ? read_switch(table, scheme) : read_range(table, scheme);
  read_price(table, scheme);
  if (problems_.size() == before) result_.schemes.push_back(std::move(scheme));
}

/// The settings as they stand on the day of purchase without any.
const Settings& Reader::settings_then() const {
  const Settings* settings = &result_.scenario.settings;
  for (const Change& change : result_.scenario.changes)
    if (change.at <= result_.from) settings = &change.settings;
  return *settings;
}

bool Reader::may_be_bought(const TomlTable& table, const Setting& setting) const {
  const std::size_t before = problems_.size();
  const auto says = [&](const std::string& why) {
    table.problem("setting", fmt::format("'{}' {}", setting.path, why));
  };
  if (std::holds_alternative<bool>(setting.default_value) + std::holds_alternative<double>(setting.default_value) +
          std::holds_alternative<std::int64_t>(setting.default_value) ==
      0)
    says("is no number and no switch, so that there is no more or less of it");
  if (setting.when == When::at_start) says("is fixed when a run starts, so that it cannot be bought on a later day");
  for (const Change& change : result_.scenario.changes)
    if (change.at > result_.from &&
        std::ranges::any_of(change.set, [&](const auto& set) { return set.first == setting.path; }))
      says(fmt::format("is set by the scenario on {}, so that what is bought would end then; leave it out there ({})",
                       format_date(change.at), format_location(change.where)));
  for (const Reaction& reaction : result_.scenario.reactions) {
    const std::vector<std::string> paths = paths_of(reaction);
    if (std::ranges::find(paths, setting.path) != paths.end())
      says(fmt::format("is set by the scenario {}, so that what is bought would not hold then; leave it out there ({})",
                       course_in_words(reaction), format_location(reaction.where)));
  }
  for (const Scheme& other : result_.schemes)
    if (other.setting.path == setting.path) says("is bought twice; leave one out");
  return problems_.size() == before;
}

void Reader::read_switch(const TomlTable& table, Scheme& scheme) const {
  for (const char* key : {"from", "to", "step"})
    if (table.has(key))
      table.problem(key,
                    fmt::format("'{}' means nothing to '{}', a switch that is bought whole", key, scheme.setting.path));
  if (settings_then().boolean(scheme.setting.path))
    table.problem("setting",
                  fmt::format("'{}' is on already in the scenario; there is nothing to buy", scheme.setting.path));
}

void Reader::read_range(const TomlTable& table, Scheme& scheme) const {
  const std::size_t before = problems_.size();
  const double present = tools::as_number(settings_then().entries().at(scheme.setting.path).value);
  scheme.from = table.real("from", scheme.switched_on.empty() ? present : 0);
  scheme.to = table.real("to");
  scheme.step = table.real("step", std::abs(scheme.to - scheme.from));
  if (problems_.size() > before) return;
  if (scheme.switched_on.empty() && scheme.from != present)
    table.problem("from",
                  fmt::format("'from' is {:g}, but the scenario has {:g} then; leave it out", scheme.from, present));
  if (scheme.to == scheme.from)
    table.problem("to", fmt::format("'to' is {:g}, as it is without any purchase", scheme.to));
  if (!(scheme.step > 0) || std::abs(scheme.to - scheme.from) / scheme.step > most_steps)
    table.problem("step", fmt::format("'step' is {:g}; allowed: a number above 0, at most {:g} of which lead from {:g} "
                                      "to {:g}",
                                      scheme.step, most_steps, scheme.from, scheme.to));
  const bool whole_only = std::holds_alternative<std::int64_t>(scheme.setting.default_value);
  for (const auto& [key, value] : {std::pair("to", scheme.to), std::pair("step", scheme.step)})
    if (whole_only && value != std::floor(value))
      table.problem(key, fmt::format("'{}' is {:g}, and '{}' takes whole numbers", key, value, scheme.setting.path));
  if (problems_.size() == before && !is_allowed(scheme.setting, tools::typed_number(scheme.setting, scheme.to)))
    table.problem("to", fmt::format("'{}' cannot be {:g}; allowed: {}", scheme.setting.path, scheme.to,
                                    allowed_values(scheme.setting)));
}

void Reader::read_price(const TomlTable& table, Scheme& scheme) const {
  const bool counted = keeps_a_ledger(result_.scenario);
  if (counted && table.has("price"))
    return table.problem("price", "the model counts what is spent, so that a price has no effect; leave it out");
  if (counted) return;
  const std::size_t before = problems_.size();
  scheme.price = table.real("price");
  if (problems_.size() == before && !(scheme.price > 0))
    table.problem("price", fmt::format("'price' is {:g}; allowed: what a step costs a year, above 0", scheme.price));
}

}  // namespace

bool Scheme::is_whole() const {
  const auto whole = [](double value) { return value == std::floor(value); };
  return whole(from) && whole(to) && whole(step);
}

OptimiseFile read_optimise_file(const tools::ScenarioOptions& options) { return Reader(options).read(); }

bool is_optimise_file(const std::filesystem::path& file) {
  std::vector<Problem> problems;
  const auto text = read_text_file(file, most_bytes, {}, problems);
  const auto root = text ? parse_toml(*text, file.string(), problems) : std::nullopt;
  return root && root->find("optimise") != nullptr;
}

bool keeps_a_ledger(const Scenario& scenario) {
  return !tools::model_of(scenario).presentation().ledger.drivers.empty();
}

}  // namespace kith::optimise
