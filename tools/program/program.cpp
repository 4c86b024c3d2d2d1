// Builds the command line, runs the subcommand, and turns every failure into a message and an exit code. This is the
// only place that catches everything.
#include "tools/program/program.hpp"

#include "results/results.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/exit_codes.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/memory.hpp"
#include "tools/console/outputs.hpp"
#include "tools/console/terminal.hpp"
#include "tools/console/version.hpp"
#include "tools/program/command_line.hpp"
#include "tools/program/commands.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <new>
#include <sstream>

namespace kith::tools {
namespace {

void say_error(std::string_view text) {
  note(fmt::format("kith: {} {}\n", coloured("error:", Colour::red, stderr), terminal_safe(text)));
}

void say_problems(const InputError& error) {
  for (const Problem& problem : error.problems()) {
    const std::string place = problem.where.file.empty() ? "kith" : format_location(problem.where);
    note(fmt::format("{}: {} {}\n", terminal_safe(place), coloured("error:", Colour::red, stderr),
                     terminal_safe(problem.message)));
  }
}

/// --help and --version end the parse by an exception too.
ExitCode finish_parse(const CLI::App& program, const CLI::ParseError& error) {
  // Help is for what there is: `kith nosuch --help` asks for something else.
  if (error.get_exit_code() != 0 || has_unknown_words(program)) {
    say_error(explain_parse_error(program, error));
    return ExitCode::bad_command_line;
  }
  std::ostringstream text;
  program.exit(error, text, text);
  print(text.str());
  flush_output();
  return ExitCode::ok;
}

ExitCode run_program(int argc, char** argv, std::vector<std::shared_ptr<const Model>> models, Supplements supplements) {
  const Invocation invocation{std::filesystem::path(argv[0]).filename(), command_line_of(argc, argv),
                              Models(std::move(models)), std::move(supplements)};
  CLI::App program;
  build_command_line(program, invocation);
  try {
    std::vector<std::string> words = words_of(argc, argv);
    std::ranges::reverse(words);  // as the parser takes them
    program.parse(std::move(words));
    flush_output();
    return ExitCode::ok;
  } catch (const CLI::ParseError& error) {
    return finish_parse(program, error);
  }
}

/// The one catch: which failure is which exit code.
ExitCode guarded(int argc, char** argv, std::vector<std::shared_ptr<const Model>> models, Supplements supplements) {
  try {
    return run_program(argc, argv, std::move(models), std::move(supplements));
  } catch (const Interrupted&) {
    note("kith: interrupted; nothing was written\n");
    return ExitCode::interrupted;
  } catch (const StoppedWithResults& stopped) {
    note(fmt::format("kith: {}\n", terminal_safe(stopped.what())));
    return ExitCode::interrupted;
  } catch (const RunsFailed& failed) {
    flush_output();
    note(fmt::format("kith: {}\n", terminal_safe(failed.what())));
    return failed.all() ? ExitCode::all_runs_failed : ExitCode::some_runs_failed;
  } catch (const FactsMissed& missed) {
    flush_output();
    note(fmt::format("kith: {}\n", missed.what()));
    return ExitCode::facts_missed;
  } catch (const CommandLineError& error) {
    say_error(error.what());
    return ExitCode::bad_command_line;
  } catch (const InputError& error) {
    say_problems(error);
    return ExitCode::bad_input;
  } catch (const results::ResultsError& error) {
    say_error(error.what());
    return ExitCode::bad_results_file;
  } catch (const OutputError& error) {
    say_error(error.what());
    return ExitCode::bad_results_file;
  } catch (const std::bad_alloc&) {
    say_error("this needs more memory than there is; simulate fewer people, or fewer replicates at once (--threads)");
    return ExitCode::bad_input;
  } catch (const std::length_error&) {
    say_error("this asks for more than memory can ever hold; simulate fewer people or a shorter time");
    return ExitCode::bad_input;
  } catch (const std::exception& error) {
    say_error(fmt::format("internal error, please report it: {}", error.what()));
    return ExitCode::internal_error;
  } catch (...) {
    say_error("internal error of an unknown kind, please report it");
    return ExitCode::internal_error;
  }
}

}  // namespace
}  // namespace kith::tools

int kith::program(int argc, char** argv, std::vector<std::shared_ptr<const Model>> models, Supplements supplements) {
  tools::open_missing_streams();
  tools::watch_for_interrupts();
  tools::limit_memory_to_machine();
  tools::give_back_large_arrays();
  tools::thread_count({});
  if (!supplements.models_are_of_this_checkout) tools::note_models_from_elsewhere();
  return static_cast<int>(tools::guarded(argc, argv, std::move(models), std::move(supplements)));
}
