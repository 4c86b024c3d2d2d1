// kith sensitivity: from the merged file of a sweep, which settings matter to each measure and where a measure fails.
#include "tools/studies/sweep/sensitivity.hpp"
#include "results/glance.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/outputs.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/report/report_page.hpp"
#include "tools/report/sensitivity_page.hpp"
#include "tools/report/sensitivity_text.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>

#include <limits>
#include <memory>

namespace kith::tools {
namespace {

struct SensitivityCommand {
  std::string file;
  std::vector<std::string> measures;
  std::string fails;
  std::optional<std::int64_t> box;
  std::string csv;
  std::string report;
  bool json = false;
  bool force = false;
};

void check_sensitivity_outputs(const SensitivityCommand& options) {
  if (options.box && options.fails.empty())
    throw CommandLineError("--box chooses among the boxes of --fails; give that too");
  results::glance_at_sweep(options.file);
  refuse_clashes({{"--csv", options.csv}, {"--report", options.report}}, {options.file});
  for (const std::string& file : {options.csv, options.report})
    if (!file.empty()) check_text_writable(file, options.force);
}

void explain_sweep(const SensitivityCommand& options) {
  check_sensitivity_outputs(options);
  sweep::SensitivityOptions wanted{.measures = options.measures, .fails = options.fails, .box = {}};
  if (options.box) wanted.box = static_cast<std::size_t>(*options.box);
  const sweep::Sensitivity found = sweep::analyse(results::read_sweep(options.file), wanted);
  std::string csv = options.csv;
  std::string report = options.report;
  if (!csv.empty()) csv = write_finished_text(csv, sweep::csv_of(found), options.force).string();
  if (!report.empty()) report = write_finished_text(report, sweep::sensitivity_page(found), options.force).string();
  if (options.json) {
    print(sweep::json_of(found).dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
    return;
  }
  print(sweep::text_of(found));
  if (!csv.empty()) print(fmt::format("\nWrote {}: every index as a table.\n", csv));
  if (!report.empty()) print(fmt::format("\nWrote {}; open it in any browser.\n", report));
}

}  // namespace

void add_sensitivity(CLI::App& program) {
  CLI::App* command = program.add_subcommand(
      "sensitivity", "Say which settings of a sweep matter to each measure, and where a measure fails");
  const auto options = std::make_shared<SensitivityCommand>();
  add_text(*command, "FILE", options->file, "Merged file of a sweep")->required();
  command
      ->add_option("--measure", options->measures,
                   "Measure to explain; may be given many times (default: all of whole runs)")
      ->type_name("NAME")
      ->type_size(1)
      ->allow_extra_args(false);
  add_text(*command, "--fails", options->fails,
           "Find the box of settings in which points fail, such as \"MEASURE > 50000\"")
      ->type_name("RULE");
  add_whole_number(*command, "--box", options->box, 0, std::numeric_limits<std::int32_t>::max(),
                   "Describe this box of the peeling (default: the largest harmonic mean of coverage and density)");
  add_text(*command, "--csv", options->csv, "Also write every index to this table")->type_name("FILE.csv");
  add_text(*command, "--report", options->report, "Also write a page with charts")->type_name("FILE.html");
  command->add_flag("--json", options->json, "Print one JSON object and nothing else");
  command->add_flag("--force", options->force, "Replace files that exist");
  command->callback([options] { explain_sweep(*options); });
}

}  // namespace kith::tools
