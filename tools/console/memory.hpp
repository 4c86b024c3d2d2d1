// Memory in use by this process, and a bound on it.
#pragma once

namespace kith::tools {

double resident_bytes();  ///< 0 where the system does not say

/// The most this process ever used; 0 where the system does not say.
double peak_resident_bytes();

/// What this process may still use, whatever limits it (allowance.hpp).
double available_bytes();

/// Makes an allocation beyond what the machine has fail (std::bad_alloc), so that a scenario that is too large ends in
/// a message; without it the system would kill the program, or another one.
void limit_memory_to_machine();

/// Memory of large arrays goes back to the system as soon as they are dropped. Left to itself the C library keeps it
/// for later, and worlds that are set up and dropped one after the other leave holes: a third of the most that is used.
void give_back_large_arrays();

}  // namespace kith::tools
