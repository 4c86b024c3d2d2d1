// kith new: a commented scenario to start from, whole or laid on another. Laid on another it holds what it changes and
// nothing else, so that a comparison of the two tells of that change alone.
#include "engine/settings/resolved_values.hpp"
#include "engine/time/calendar.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/models.hpp"
#include "tools/console/shell.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>
#include <sstream>

namespace kith::tools {
namespace {

struct NewOptions {
  std::string model;  ///< or the file to write, if it ends in .toml
  std::string base;   ///< scenario to lay it on; ""
  std::string output;
  bool force = false;
};

const Model& chosen_model(const std::string& name, const Models& models) {
  const std::vector<std::string>& known = models.names();
  if (const Model* model = models.find(name.empty() ? known.front() : name)) return *model;
  throw CommandLineError(fmt::format("unknown model {}{}; there are: {}", in_quotes(name), did_you_mean(name, known),
                                     fmt::join(known, ", ")));
}

// ---- laid on a base ----

/// The tables of a starter that are its own when it is laid on another file; the base has the settings.
bool is_own_table(const std::string& header) {
  constexpr std::array own{"[scenario]", "[[change]]", "[[target]]"};
  return std::ranges::any_of(own, [&](const char* name) { return header.starts_with(name); });
}

/// Those tables of `starter`, each with the comments that stand right before it.
std::string own_tables(const std::string& starter) {
  std::istringstream lines(starter);
  std::string text, before;
  bool own = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.starts_with("#")) {
      before = (line.empty() ? "" : before) + line + "\n";
      continue;
    }
    if (line.starts_with("[")) own = is_own_table(line);
    if (own) text += before + line + "\n";
    before.clear();
  }
  return text;
}

/// `day` as long after the start of one run as it was after that of another, and no later than `last`.
Date moved(Date day, Date from_start, Date to_start, Date last) {
  using std::chrono::year_month_day;
  const year_month_day from{from_start}, to{to_start};
  if (from.day() != to.day()) return std::min(last, day + (to_start - from_start));
  const auto months = (to.year() / to.month()) - (from.year() / from.month());
  const year_month_day then = year_month_day{day} + months;
  return std::min(last, then.ok() ? Date(std::chrono::sys_days(then))
                                  : Date(std::chrono::sys_days(then.year() / then.month() / std::chrono::last)));
}

/// Days of a starter as far into the base's run.
std::string moved_days(const std::string& text, const std::string& starter, const RunSettings& base) {
  const std::string written = read_resolved(starter).value_on("", "run.start");
  const Date start = written.empty() ? RunSettings().start : parse_date(written);
  static const std::regex day(R"(\b\d{4}-\d{2}-\d{2}\b)");
  std::string result;
  auto last = text.cbegin();
  for (auto it = std::sregex_iterator(text.begin(), text.end(), day); it != std::sregex_iterator(); ++it) {
    result.append(last, (*it)[0].first);
    result += format_date(moved(parse_date(it->str()), start, base.start, base.end));
    last = (*it)[0].second;
  }
  return result.append(last, text.cend());
}

/// `base` as it is named in a file at `output` (here, if there is none).
std::string named_from(const std::filesystem::path& output, const std::filesystem::path& base) {
  const std::filesystem::path folder = std::filesystem::absolute(output).parent_path();
  std::error_code error;
  const auto named = std::filesystem::relative(base, folder, error);
  return (error || named.empty() ? std::filesystem::absolute(base) : named).generic_string();
}

/// What another scenario is compared with when it is laid on this one.
std::string with_base_compared(const std::string& text, const std::filesystem::path& base) {
  static const std::regex line(R"(compared_with = "[^"\n]*")");
  return std::regex_replace(text, line, "compared_with = " + format_value(base.filename().string()),
                            std::regex_constants::format_sed);
}

std::string starter_on(const NewOptions& options, const Invocation& invocation) {
  if (!options.model.empty()) throw CommandLineError("a file laid on another has its model; leave out MODEL");
  ScenarioOptions read_base;
  read_base.file = options.base;
  read_base.models = &invocation.models;
  const Scenario base = load(read_base);
  const std::string starter = model_of(base).starter();
  std::string own = moved_days(own_tables(starter), starter, kith::read<RunSettings>(base.settings));
  if (own.find("[[change]]") == std::string::npos)
    own += "\n# What changes, and when.\n# [[change]]\n# at = " +
           format_date(kith::read<RunSettings>(base.settings).start) + "\n# set.\"TABLE.SETTING\" = VALUE\n";
  return fmt::format(
      "# Laid on another scenario: whatever is not said here is as it is there, so that comparing the two tells of\n"
      "# what is changed here and of nothing else. `kith explain` lists what can be set.\n"
      "extends = {}\n{}",
      format_value(named_from(options.output.empty() ? "new.toml" : options.output, options.base)),
      with_base_compared(own, options.base));
}

// ---- the whole ----

void write_starter(NewOptions options, const Invocation& invocation) {
  if (options.output.empty() && options.model.ends_with(".toml")) std::swap(options.model, options.output);
  if (options.output.empty() && options.force) throw CommandLineError("--force replaces a file; name it with -o");
  const std::string text =
      options.base.empty() ? chosen_model(options.model, invocation.models).starter() : starter_on(options, invocation);
  if (options.output.empty()) return print(text);
  write_text_file(options.output, text, options.force);
  print(fmt::format("Wrote {}; try: {} check {}\n", options.output, shell_word(invocation.name),
                    shell_path(options.output)));
  if (options.base.empty()) return;
  print(fmt::format("Then: {} compare {} {}\n", shell_word(invocation.name), shell_path(options.base),
                    shell_path(options.output)));
}

}  // namespace

void add_new(CLI::App& program, const Invocation& invocation) {
  CLI::App* command = program.add_subcommand("new", "Print or write a commented scenario to start from");
  const auto options = std::make_shared<NewOptions>();
  add_text(
      *command, "MODEL", options->model,
      fmt::format("Model ({}), or the file to write if it ends in .toml", fmt::join(invocation.models.names(), ", ")));
  add_text(*command, "-o,--output", options->output, "File to write (default: print it)")->type_name("FILE");
  add_text(*command, "--base", options->base, "Lay it on this scenario: only what is changed differs from that")
      ->type_name("FILE");
  command->add_flag("--force", options->force, "Replace the file if it exists");
  command->callback([options, &invocation] { write_starter(*options, invocation); });
}

}  // namespace kith::tools
