// With whom an offence is committed: earlier companions, or of those around the one readiest to offend.
#pragma once

#include "models/safety/offending/proposal.hpp"
#include "models/safety/replicate/part.hpp"

#include <optional>

namespace kith::safety {

class Companions : public Part {
 public:
  explicit Companions(const Context& all) : Part(all) {}
  /// Adds those who come along to the settlement's offenders; never the one harmed.
  void choose_companions(const Proposal& proposal, Settlement& settlement) const;

 private:
  std::optional<EntityId> choose_earlier_companion(EntityId offender, Stream& stream, Day day) const;
  EntityId choose_companion(const Proposal& proposal, std::uint64_t round, bool again, Day day) const;
  EntityId choose_new_companion(const Proposal& proposal, std::uint64_t round, Day day) const;
  bool able(const Proposal& proposal, EntityId other, Day day) const;
};

}  // namespace kith::safety
