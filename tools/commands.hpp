// The subcommands. Each lives in a file of its own and adds itself, its options and its work (as a callback) to the
// program. A callback returns when all went well and throws otherwise; main() maps exceptions to exit codes.
#pragma once

#include <CLI/App.hpp>

#include <string>

namespace kith::tools {

/// How the program was called.
struct Invocation {
  std::string command_line;
};

void add_run(CLI::App& program, const Invocation& invocation);
void add_compare(CLI::App& program, const Invocation& invocation);
void add_merge(CLI::App& program, const Invocation& invocation);
void add_report(CLI::App& program);
void add_sweep(CLI::App& program, const Invocation& invocation);
/// Adds `slurm` to the subcommands of `sweep`.
void add_sweep_slurm(CLI::App& sweep, const Invocation& invocation);
void add_sensitivity(CLI::App& program);
void add_check(CLI::App& program);
void add_explain(CLI::App& program);
void add_inspect(CLI::App& program);
void add_schema(CLI::App& program);
void add_new(CLI::App& program);
void add_place(CLI::App& program);
void add_bench(CLI::App& program);

}  // namespace kith::tools
