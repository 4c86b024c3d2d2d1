// The subcommands. Each lives in a file of its own and adds itself, its options and its work (as a callback) to the
// program. A callback returns when all went well and throws otherwise; main() maps exceptions to exit codes.
#pragma once

#include "tools/console/models.hpp"
#include "tools/program/program.hpp"

#include <CLI/App.hpp>

#include <string>

namespace kith::tools {

/// How the program was called, and what it was given.
struct Invocation {
  std::string name;  ///< of the program, as it was called, without its folder
  std::string command_line;
  Models models;
  Supplements supplements;
};

void add_run(CLI::App& program, const Invocation& invocation);
void add_compare(CLI::App& program, const Invocation& invocation);
void add_merge(CLI::App& program, const Invocation& invocation);
void add_extend(CLI::App& program, const Invocation& invocation);
void add_export(CLI::App& program, const Invocation& invocation);
void add_validate(CLI::App& program, const Invocation& invocation);
void add_trial(CLI::App& program, const Invocation& invocation);
void add_value(CLI::App& program, const Invocation& invocation);
void add_report(CLI::App& program, const Invocation& invocation);
void add_sweep(CLI::App& program, const Invocation& invocation);
/// Each adds one to the subcommands of `sweep`.
void add_sweep_slurm(CLI::App& sweep, const Invocation& invocation);
void add_sweep_status(CLI::App& sweep);
void add_sweep_merge(CLI::App& sweep);
void add_sensitivity(CLI::App& program);
void add_calibrate(CLI::App& program, const Invocation& invocation);
void add_optimise(CLI::App& program, const Invocation& invocation);
void add_check(CLI::App& program, const Invocation& invocation);
void add_explain(CLI::App& program, const Invocation& invocation);
void add_find(CLI::App& program, const Invocation& invocation);
void add_inspect(CLI::App& program);
void add_life(CLI::App& program);
void add_people(CLI::App& program, const Invocation& invocation);
void add_schema(CLI::App& program, const Invocation& invocation);
void add_new(CLI::App& program, const Invocation& invocation);
void add_bench(CLI::App& program, const Invocation& invocation);

}  // namespace kith::tools
