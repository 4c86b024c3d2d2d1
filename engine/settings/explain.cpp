// Settings in words.
#include "engine/settings/explain.hpp"

#include "engine/settings/distribution.hpp"
#include "engine/settings/setting_check.hpp"

#include <fmt/format.h>

namespace kith {

std::string explain_setting(const Setting& setting) {
  std::string text = setting.path;
  const auto line = [&](std::string_view label, const std::string& said) {
    if (!said.empty()) text += fmt::format("\n  {:<13} {}", label, said);
  };
  line("meaning", setting.help);
  line("unit", setting.unit);
  line("default", format_value(setting.default_value));
  line("allowed", allowed_values(setting));
  line("may change",
       setting.when == When::any_time ? "during a run, by a [[change]]" : "no, fixed when the run starts");
  if (!setting.distribution.empty()) line("uncertainty", Distribution(setting.distribution).meaning());
  if (const std::string cut = cut_by_range(setting); !cut.empty()) line("of which", cut);
  line("held", setting.held);
  line("source", setting.source);
  line("grade", setting.grade);
  return text;
}

}  // namespace kith
