#include "tools/studies/posterior.hpp"

#include "engine/settings/setting_check.hpp"
#include "tools/console/format.hpp"
#include "tools/console/models.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

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
    for (Change& change : scenario.changes)
      if (is_default(change.settings, path)) change.settings.set(path, value, {origin});
  }
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

std::vector<DrawableNumber> numbers_of_posterior(const std::filesystem::path& file, const Scenario& scenario) {
  const auto posterior = std::make_shared<const results::Posterior>(results::read_posterior(file));
  const Declarations declarations = declarations_of(scenario);
  std::vector<DrawableNumber> numbers;
  for (std::size_t k = 0; k < posterior->paths.size(); ++k) {
    Setting setting = *declarations.find(posterior->paths[k]);
    setting.distribution = fmt::format("posterior {}, {} points", file.filename().string(),
                                       format_count(static_cast<std::int64_t>(posterior->sample.size())));
    numbers.push_back({std::move(setting), posterior->paths[k], posterior, k});
  }
  return numbers;
}

}  // namespace kith::tools
