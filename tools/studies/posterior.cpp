#include "tools/studies/posterior.hpp"

#include "engine/settings/setting_check.hpp"
#include "engine/settings/variation.hpp"
#include "tools/console/format.hpp"
#include "tools/console/models.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

namespace kith::tools {
namespace {

std::string origin_of(const std::filesystem::path& file, const results::Posterior& posterior) {
  return fmt::format("{}{} (best point, digest {})", origin_of_posterior, file.filename().string(),
                     posterior.digest.substr(0, 12));
}

/// What is wrong with laying a number over the scenario; "" if nothing is.
std::string problem_of(const Scenario& scenario, const Declarations& declarations, const std::string& path,
                       double number) {
  const Setting* setting = declarations.find(path);
  if (setting == nullptr)
    return fmt::format("'{}' is no setting of this scenario{}", path, did_you_mean(path, declarations.paths()));
  if (!is_default(scenario.settings, path))
    return fmt::format(
        "the scenario itself says '{}', so what was calibrated would have no effect; leave it out there "
        "({})",
        path, format_location(scenario.settings.entries().find(path)->second.origin));
  if (is_allowed(*setting, typed_number(*setting, number))) return "";
  return fmt::format("'{}' cannot be {}; allowed: {}", path, number, allowed_values(*setting));
}

/// Numbers some scenario leaves to the posterior come from its sample, whatever else was to become of them.
void draw_from(const FittedSample& posterior, const std::vector<Scenario>& scenarios, NumbersInDoubt& numbers) {
  const auto sample = std::make_shared<const FittedSample>(posterior);
  const Declarations declarations = declarations_of(scenarios[0]);
  const std::string described =
      fmt::format("{}, {} points", sample->source, format_count(static_cast<std::int64_t>(sample->points.size())));
  for (std::size_t column = 0; column < sample->paths.size(); ++column) {
    const std::string& path = sample->paths[column];
    std::erase_if(numbers.drawn, [&](const DrawableNumber& number) { return number.setting.path == path; });
    std::erase_if(numbers.held, [&](const results::HeldNumber& number) { return number.path == path; });
    DrawableNumber number{*declarations.find(path), path, sample, column};
    if (!is_ever_drawn(scenarios, number)) continue;
    number.setting.distribution = described;
    numbers.drawn.push_back(std::move(number));
  }
}

}  // namespace

void lay_best_point(Scenario& scenario, const std::filesystem::path& file, std::vector<Problem>& problems) {
  const results::Posterior posterior = results::read_posterior(file);
  const SourceLocation where{file.string()};
  if (posterior.model != scenario.model) {
    add_problem(problems, where,
                fmt::format("is of model '{}', the scenario of '{}'", posterior.model, scenario.model));
    return;
  }
  const Declarations declarations = declarations_of(scenario);
  const std::string origin = origin_of(file, posterior);
  for (std::size_t k = 0; k < posterior.paths.size(); ++k) {
    const std::string& path = posterior.paths[k];
    if (const std::string fault = problem_of(scenario, declarations, path, posterior.best[k]); !fault.empty()) {
      add_problem(problems, where, fault);
      continue;
    }
    const Value value = typed_number(*declarations.find(path), posterior.best[k]);
    scenario.settings.set(path, value, {origin});
  }
  carry_settings_forward(scenario.settings, scenario.changes);
}

std::string posterior_text(const Scenario& scenario) {
  std::string origin;
  std::vector<std::string> values;
  for (const auto& [path, entry] : scenario.settings.entries()) {
    if (!entry.origin.file.starts_with(origin_of_posterior)) continue;
    origin = entry.origin.file;
    values.push_back(fmt::format("{} = {}", path, format_value(entry.value)));
  }
  return values.empty() ? "" : fmt::format("{}: {}", origin, fmt::join(values, ", "));
}

NumbersInDoubt numbers_in_doubt(const std::vector<Scenario>& scenarios, const std::filesystem::path& file) {
  NumbersInDoubt numbers{numbers_left_to_evidence(scenarios), numbers_held(scenarios)};
  const FittedSample* own = model_of(scenarios[0]).fitted_sample();
  if (!file.empty()) {
    const results::Posterior read = results::read_posterior(file);
    draw_from({fmt::format("posterior {}", file.filename().string()), read.paths, read.sample}, scenarios, numbers);
  } else if (own != nullptr) {
    draw_from({"the model's posterior", own->paths, own->points}, scenarios, numbers);
  }
  return numbers;
}

}  // namespace kith::tools
