// Memory in use by this process, and a bound on it.
#pragma once

namespace kith::tools {

double resident_bytes();  ///< 0 where the system does not say

/// The most this process ever used; 0 where the system does not say.
double peak_resident_bytes();

/// What this process may still use: free memory of the machine, of its control group (a batch job's share, a
/// container), or of its own limit, whichever is least.
double available_bytes();

/// Makes an allocation beyond what the machine has fail (std::bad_alloc), so that a scenario that is too large ends in
/// a message; without it the system would kill the program, or another one.
void limit_memory_to_machine();

}  // namespace kith::tools
