// Memory in use by this process.
#pragma once

namespace kith::tools {

double resident_bytes();  ///< 0 where the system does not say

}  // namespace kith::tools
