// What began a difference between two worlds. A factor that differs (custody, a need, a friend's offending) came of
// something before it, and that of something else, down to a service or a parameter that one scenario changes: its
// origin. This is what the record remembers of that, person by person.
//
// The rule, in the order in which it is asked:
//   a changed service that treats or protects, a changed parameter        is its own origin
//   custody, needs, another life, places of services that are the same    what made the offender's own life another
//   ties                                 what made the lives of those at the other end another, each by how much their
//                                        offending lately differs; of a tie that is another, the offender's own life
//   whom to harm                         what made the lives of those another who are harmed in either world
//   where nothing of the kind is known   what began all that differed so far; at the very first, the services changed
// A life becomes another by a place in a changed service that it has in one world only, and by each moment at which an
// offence happens or is recorded in one world only, to the offender, companions and whoever is harmed. Each counts
// once, by its size and whichever way it pulls, and does not fade.
#pragma once

#include "models/safety/offending/law.hpp"
#include "models/safety/replicate/simulation.hpp"
#include "models/safety/twins/divergence.hpp"
#include "models/safety/twins/factors.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace kith::safety {

/// By origin, in the order they were met: how much of a difference goes back to it.
using Shares = std::vector<std::pair<std::uint32_t, double>>;

/// How much of what makes something another came of which origin. No unit; what counts are proportions.
class Mixture {
 public:
  void add(std::uint32_t origin, double weight);
  void add(const Mixture& other, double weight);  ///< `weight` times its proportions; nothing if it is empty
  bool empty() const { return total_ <= 0; }
  /// Proportions, which add up to 1 but for rounding; none if it is empty.
  Shares shares() const;

 private:
  Shares parts_;
  double total_ = 0;
};

/// `share` split by a mixture into multiples of 2^-20 that add up to it to the last bit, as it is one itself.
Shares split_exactly(double share, const Mixture& by);

class Origins {
 public:
  /// Both worlds are kept as references. Origins are the services, then these two.
  Origins(const Simulation& base, const Simulation& alternative, const Divergence& divergence, std::size_t services);
  std::size_t count() const { return untraced_ + 1; }
  static std::vector<std::string> labels(const std::vector<std::string>& services);

  /// To be called before a step's offences are traced: notes who has a place in a service changed before the step's end
  /// in one world only.
  void look(Day step_end);
  /// A household moved in both worlds: the lives in it are others, and alike.
  void forget(std::uint32_t household);
  /// What a factor of the offence goes back to. Reads only; of several threads at once.
  Mixture of(const TwinFactors::Factor& factor, const TwinCase& found) const;
  Mixture untraced() const;
  /// An offence happens, or is recorded, in one world only: those concerned live another life from now on. To be called
  /// once a candidate, when all of the step are traced.
  void note(const TwinCase& found, const Mixture& origins);

 private:
  using Enrolled = std::set<EntityId>;
  Enrolled enrolled(const Simulation& world, std::size_t service) const;
  Mixture own(EntityId person) const;
  Mixture of_ties(EntityId person, double day, PeerLayer layer) const;
  Mixture of_harmed(const TwinCase& found) const;
  Mixture otherwise(Mixture found) const;
  const Settlement* settlement(const Simulation& world, const Proposal* proposal) const;

  const Simulation& base_;
  const Simulation& alternative_;
  const Divergence& divergence_;
  std::uint32_t settings_, untraced_;
  std::unordered_map<EntityId, Mixture> lives_;          ///< of people whose life is another
  std::unordered_map<EntityId, Mixture> dwellings_;      ///< the same of dwellings harmed
  std::set<std::pair<std::uint32_t, EntityId>> placed_;  ///< by service: people noted already
  Mixture all_;
};

}  // namespace kith::safety
