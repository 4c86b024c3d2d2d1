// kith report: a results file or comparison as one HTML page. What the page holds is put together in report_page.cpp;
// its text and looks are in report/.
#include "results/comparison.hpp"
#include "results/glance.hpp"
#include "tools/console/format.hpp"
#include "tools/console/models.hpp"
#include "tools/console/outputs.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/report/report_page.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kith::tools {
namespace {

struct ReportOptions {
  std::vector<std::string> files;
  std::string output;
  bool force = false;
};

results::Run run_to_report(const ReportOptions& options, const Models& models) {
  std::vector<results::Run> runs;
  std::vector<std::string> labels;
  for (const std::string& file : options.files) {
    runs.push_back(read_results(file, models));
    labels.push_back(std::filesystem::path(file).stem().string());
    if (std::ranges::count(labels, labels.back()) > 1) labels.back() += fmt::format(" ({})", labels.size());
  }
  if (runs.size() == 1) return std::move(runs[0]);
  const std::vector<std::string> of_people = settings_of_people(models.find(runs[0].model));
  return results::join(std::move(runs), labels, of_people);
}

void write_report(const ReportOptions& options, const Invocation& invocation) {
  for (const std::string& file : options.files) results::glance(file);
  std::filesystem::path file =
      options.output.empty() ? report_beside(options.files[0]) : std::filesystem::path(options.output);
  refuse_clashes({{"-o", file}}, {options.files.begin(), options.files.end()});
  check_text_writable(file, options.force);
  const results::Run run = run_to_report(options, invocation.models);
  file = write_finished_text(file, report_page(run, invocation.models.find(run.model), invocation.supplements.areas),
                             options.force);
  std::error_code none;
  print(fmt::format("Wrote {} ({}); open it in any browser.\n", file.string(),
                    format_bytes(static_cast<double>(std::filesystem::file_size(file, none)))));
}

}  // namespace

void add_report(CLI::App& program, const Invocation& invocation) {
  CLI::App* command = program.add_subcommand(
      "report", "Write one HTML page about a results file, a comparison, or several paired runs");
  const auto options = std::make_shared<ReportOptions>();
  command->add_option("FILES", options->files, "Results file or comparison; or the base and its alternatives")
      ->required();
  add_text(*command, "-o,--output", options->output, "Page to write (default: the first file's name with .html)")
      ->type_name("FILE.html");
  command->add_flag("--force", options->force, "Replace the page if it exists");
  command->callback([options, &invocation] { write_report(*options, invocation); });
}

}  // namespace kith::tools
