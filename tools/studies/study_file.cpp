#include "tools/studies/study_file.hpp"

#include "engine/settings/named_file.hpp"
#include "tools/console/models.hpp"
#include "tools/studies/evidence_draws.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kith::tools {

bool StudyFileReader::read_text(std::size_t most_bytes) {
  file_ = scenario_options_.file;
  auto text = read_text_file(file_, most_bytes, {}, problems_);
  if (!text) return false;
  root_ = parse_toml(*text, file_.string(), problems_);
  texts_.emplace_back(file_.string(), std::move(*text));
  return root_.has_value();
}

void StudyFileReader::read_scenario(const TomlTable& top) {
  const std::string named = top.text("scenario");
  if (named.empty()) return;
  ScenarioOptions options = scenario_options_;
  options.file = file_named_in(file_, named).string();
  std::error_code none;
  if (!std::filesystem::exists(options.file, none)) {
    top.problem("scenario", fmt::format("there is no file {}", in_quotes(options.file)));
    return;
  }
  try {
    scenario_ = load(options);
  } catch (const InputError& error) {
    problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
    return;
  }
  declarations_ = declarations_of(scenario_);
  paths_.emplace(*declarations_, std::vector<std::string>{});
  texts_.insert(texts_.end(), scenario_.texts.begin(), scenario_.texts.end());
}

std::string StudyFileReader::said_in_vain(const std::string& path) const {
  const auto entry = scenario_.settings.entries().find(path);
  if (entry == scenario_.settings.entries().end()) return "";
  const std::string& origin = entry->second.origin.file;
  if (!origin.starts_with("--set") && !origin.starts_with(origin_of_posterior)) return "";
  return fmt::format("'{}' takes values of its own here, so that {} would have no effect; leave one of the two out",
                     path, origin);
}

void StudyFileReader::refuse() {
  const std::string own = file_.string();
  std::ranges::stable_sort(problems_, [&](const Problem& a, const Problem& b) {
    if (a.where.file != own || b.where.file != own) return a.where.file == own && b.where.file != own;
    return std::pair(a.where.line, a.where.column) < std::pair(b.where.line, b.where.column);
  });
  throw InputError(std::move(problems_));
}

}  // namespace kith::tools
