#include "models/safety/services/effect_kinds.hpp"

namespace kith::safety {

// Values above 1 stay out where an effect takes offences away from those that would happen: more than happen cannot be
// taken.
const std::array<EffectKindDeclaration, effect_kind_count> effect_kinds{{
    {"offending", "ratio", 1, 0.01, 10, Reach::people, false, true, true, "offences",
     "The person's rate of offending multiplies by this while enrolled, fading after completion"},
    {"victimisation", "ratio", 1, 0.01, 1, Reach::people, false, true, true, "victimisations",
     "Share of offences against the person that still happen"},
    {"contact", "ratio", 1, 0.01, 1, Reach::pair, false, true, false, "victimisations",
     "Share of the offender's offences against the victim of the case that still happen"},
    {"opportunity", "ratio", 1, 0.01, 1, Reach::areas, false, true, false, "offences",
     "Share of offences in the areas covered that still happen; none moves elsewhere"},
    {"co_offending", "ratio", 1, 0.01, 2, Reach::people, false, true, true, "group_offences",
     "The probability that an offence the person begins draws others in multiplies by this"},
    {"peer_influence", "ratio", 1, 0.01, 1, Reach::people, false, false, true, "offences",
     "What the person's ties' recent offending counts for multiplies by this: a tie to an adult who can be trusted "
     "shields"},
    {"cut_ties", "share", 0, 0, 1, Reach::people, false, false, false, "co_offending_ties_cut",
     "Share of the person's ties to co-offenders that end when the service begins"},
    {"detection", "ratio", 1, 0.1, 10, Reach::people_and_areas, false, true, true, "charged_offences",
     "The probability that a recorded offence of the person, or in the area, leads to an outcome multiplies by this"},
    {"reporting", "ratio", 1, 0.1, 10, Reach::people_and_areas, false, true, true, "reported_offences",
     "The probability that police come to know of an offence against the person, or in the area, multiplies by this"},
    {"recording", "ratio", 1, 0.1, 10, Reach::areas, false, true, false, "recorded_offences",
     "The probability that police record a reported offence in the area multiplies by this"},
    {"onset", "ratio", 1, 0.01, 1, Reach::people, true, false, true, "risk_factor_onsets",
     "Share of onsets of these risk factors that still happen"},
    {"recovery", "per year", 0, 0, 50, Reach::people, true, false, true, "risk_factor_recoveries",
     "Extra rate of losing each of these risk factors while enrolled"},
    {"resolution", "probability", 0, 0, 1, Reach::people, true, false, true, "risk_factor_recoveries",
     "Probability that completion ends each of these risk factors"},
    {"breach", "per year", 0, 0, 50, Reach::people, false, false, false, "breaches_and_recalls",
     "Rate at which people enrolled are brought back to court for breach"},
    {"engagement", "ratio", 1, 0.1, 10, Reach::services, false, false, false, "service_starts",
     "The probability that an offer of the named services is taken up multiplies by this"},
    {"drop_out", "ratio", 1, 0.01, 10, Reach::services, false, false, false, "service_dropouts",
     "The rate of leaving the named services early multiplies by this"},
}};

}  // namespace kith::safety
