// Which services run today, who takes which referrals, and what trained staff change for other services.
#pragma once

#include "models/safety/replicate/part.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace kith::safety {

struct DutyState {
  std::vector<Day> began;  ///< by service: since when it runs; `never` if it does not
};

/// Share of the log effect a service still keeps on a day: practice drifts from the first day of the run on.
double fidelity_on(const Service& service, Day day);

class Duty : public Part {
 public:
  Duty(const Context& all, DutyState& state) : Part(all), state_(state) {}
  void begin();
  /// Works out everything below for `day`.
  void take_duty(Day day);

  bool running(std::size_t service) const { return running_[service] != 0; }
  /// Running services that take a referral, in their order.
  const std::vector<std::uint32_t>& takers(Referral source) const { return takers_[static_cast<std::size_t>(source)]; }
  bool takes(Referral source) const { return !takers(source).empty(); }
  double fidelity(std::size_t service) const { return fidelity_[service]; }      ///< share of the log effect still kept
  double engagement(std::size_t service) const { return engagement_[service]; }  ///< multiplier of trained staff
  double drop_out(std::size_t service) const { return drop_out_[service]; }      ///< likewise

 private:
  void train_staff(Day day);

  DutyState& state_;
  std::vector<char> running_;
  std::array<std::vector<std::uint32_t>, referral_names.size()> takers_;
  std::vector<double> fidelity_, engagement_, drop_out_;
};

}  // namespace kith::safety
