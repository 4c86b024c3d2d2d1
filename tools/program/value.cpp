// kith value: what it would be worth to know a number better before a scenario is chosen (value of information).
#include "engine/settings/problem.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/models.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/report/value_text.hpp"
#include "tools/studies/cost_benefit.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace kith::tools {
namespace {

struct ValueOptions {
  std::string file;
  std::string sum;
  std::vector<std::string> studies;
  bool json = false;
};

Study study_of(const std::string& text) {
  const std::size_t equals = text.rfind('=');
  double error = 0;
  const char* const end = text.data() + text.size();
  const bool is_number = equals != std::string::npos &&
                         std::from_chars(text.data() + equals + 1, end, error) == std::from_chars_result{end, {}};
  if (!is_number || equals == 0 || !std::isfinite(error) || error <= 0)
    throw CommandLineError(
        fmt::format("--study: {} is not NUMBER=STANDARD_ERROR, with a standard error above 0 in the number's unit",
                    in_quotes(text)));
  return {text.substr(0, equals), error};
}

/// The sum that decides; the widest if none is asked for. A file without a ledger is refused later, with what it lacks.
Ledger::Sum sum_called(const std::string& name, const results::Run& run) {
  const std::vector<Ledger::Sum> sums = net_benefits(run);
  if (name.empty()) return sums.empty() ? Ledger::Sum{} : sums.front();
  std::vector<std::string> known;
  for (const Ledger::Sum& sum : sums) known.push_back(sum.id);
  const auto found = std::ranges::find(known, name);
  if (found == known.end())
    throw CommandLineError(fmt::format("--sum: there is no sum {}{}; there are: {}", in_quotes(name),
                                       did_you_mean(name, known), fmt::join(known, ", ")));
  return sums[static_cast<std::size_t>(found - known.begin())];
}

void tell_value(const ValueOptions& options, const Models& models) {
  ValueQuestion question;
  for (const std::string& text : options.studies) question.studies.push_back(study_of(text));
  const results::Run run = read_results(options.file, models);
  question.sum = sum_called(options.sum, run);
  print(options.json ? json_text(value_json(run, question)) : value_text(run, question));
}

}  // namespace

void add_value(CLI::App& program, const Invocation& invocation) {
  CLI::App* command = program.add_subcommand(
      "value", "Say what it would be worth to know a number better before one of the scenarios compared is chosen");
  const auto options = std::make_shared<ValueOptions>();
  add_text(*command, "FILE", options->file, "A comparison whose pairs drew what is not known")->required();
  add_text(*command, "--sum", options->sum, "Sum of money that decides (default: the widest)")->type_name("NAME");
  command->add_option("--study", options->studies, "Also what a study would be worth that measures a number so well")
      ->type_name("NUMBER=STANDARD_ERROR")
      ->type_size(1)
      ->allow_extra_args(false);
  command->add_flag("--json", options->json, "Print one JSON object");
  command->callback([options, &invocation] { tell_value(*options, invocation.models); });
}

}  // namespace kith::tools
