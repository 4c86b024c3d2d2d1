// The program's exit codes: one enum and one table, shown by --help and by docs/command-line.md.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace kith::tools {

enum class ExitCode : int {
  ok = 0,
  internal_error = 1,
  bad_command_line = 2,
  bad_input = 3,
  bad_results_file = 4,
  some_runs_failed = 5,
  all_runs_failed = 6,
  facts_missed = 7,
  interrupted = 130,
};

struct ExitCodeMeaning {
  ExitCode code;
  std::string_view meaning;
};

inline constexpr std::array<ExitCodeMeaning, 9> exit_codes{{
    {ExitCode::ok, "done"},
    {ExitCode::internal_error, "a fault of the program itself; please report it"},
    {ExitCode::bad_command_line, "the command line was not understood"},
    {ExitCode::bad_input, "a scenario, setting or data file is unsound, or asks for more memory than there is"},
    {ExitCode::bad_results_file, "an output could not be written, or a results file could not be read"},
    {ExitCode::some_runs_failed, "some runs of a sweep failed; the others are recorded, or merged"},
    {ExitCode::all_runs_failed,
     "all runs of a sweep failed, or too few points of a calibration have a value of every fact"},
    {ExitCode::facts_missed, "a published fact is missed, and --strict asked to fail then"},
    {ExitCode::interrupted,
     "interrupted (Ctrl-C or a request to stop); what was finished is kept, to go on with by --resume"},
}};

/// The table as the foot of --help.
std::string exit_codes_text();

}  // namespace kith::tools
