// From a sweep file and a folder to a plan that stands on disk: begun, joined, gone on with or extended.
#pragma once

#include "tools/studies/sweep/plan.hpp"

#include <filesystem>
#include <string>

namespace kith::sweep {

struct BeginOptions {
  SweepOptions sweep;
  std::filesystem::path folder;
  bool resume = false;  ///< go on with what is there
  bool join = false;    ///< make the plan or, where it is there already, take it as it is
  bool force = false;   ///< throw away what is there
};

struct Begun {
  SweepFile sweep;
  Plan plan;  ///< as it stands in the folder
  bool extended = false;
};

/// Reads the file, makes its plan and sees to it that the folder holds just that one. May be called by many processes
/// at once: one makes the plan, the others find it. Throws InputError, OutputError, CommandLineError.
Begun begin_sweep(const BeginOptions& options, const std::string& command_line, const Build& build = this_build());
/// The same of a sweep that is no file; of the options, `sweep` is not looked at.
Begun begin_sweep(SweepFile sweep, const BeginOptions& options, const std::string& command_line,
                  const Build& build = this_build());

/// Throws OutputError if `folder` is there and holds what is no sweep's: something else under the name of a plan, or
/// anything at all where no sweep was ever begun. A sweep is neither begun nor thrown away in such a folder.
void refuse_other_folder(const std::filesystem::path& folder);

/// Notes a command that makes runs of the sweep, for the merged file to tell.
void add_command(const std::filesystem::path& folder, const std::string& command_line);

/// `given`, or the sweep file's name without its ending, in the present folder.
std::filesystem::path sweep_folder(const std::string& given, const std::string& sweep_file);

}  // namespace kith::sweep
