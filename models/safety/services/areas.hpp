// Services for small areas: the places go to the eligible areas of greatest priority, chosen again after each dose;
// while covered, an area's effects act on what happens in it. Nothing moves to other areas, and nothing good spreads to
// them.
#pragma once

#include "models/safety/replicate/part.hpp"

#include <cstdint>
#include <tuple>
#include <vector>

namespace kith::safety {

struct AreaServicesState {
  std::vector<std::vector<std::uint16_t>> covered;  ///< by service: small areas it covers, ascending
  std::vector<Day> chosen;                          ///< by service: when these were chosen
};

class AreaServices : public Part {
 public:
  AreaServices(const Context& all, AreaServicesState& state) : Part(all), state_(state) {}
  void begin();
  const std::vector<std::uint16_t>& covered(std::size_t service) const { return state_.covered[service]; }
  void cover_areas(std::size_t service_index, const Step& step);

 private:
  std::vector<std::tuple<double, std::uint16_t>> ranked(std::size_t service_index) const;

  AreaServicesState& state_;
};

}  // namespace kith::safety
