#include "models/safety/offending/sanctions.hpp"

#include "models/safety/courts/sentence.hpp"
#include "models/safety/police/law.hpp"

namespace kith::safety {

std::optional<Sanctioned> decided_by_police(bool youth, SuspectDisposal disposal, Day day) {
  if (!youth) return std::nullopt;
  return disposal == SuspectDisposal::charged ? Sanctioned{} : Sanctioned{Sanction::diversion, day};
}

Sanctioned sentenced(const Sentence& given, bool youth, Day begins) {
  const bool short_custody = !youth && given.disposal == Disposal::custody && is_short(given.length);
  return short_custody ? Sanctioned{Sanction::short_custody, begins} : Sanctioned{};
}

}  // namespace kith::safety
