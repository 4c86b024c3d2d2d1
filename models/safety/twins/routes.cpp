#include "models/safety/twins/routes.hpp"

#include "models/safety/measures.hpp"
#include "models/safety/twins/origins.hpp"

namespace kith::safety {

const std::array<RouteDeclaration, route_count> routes{{
    {"direct", "treated by a changed service", "A service whose own settings or staff differ acts on the offender"},
    {"capacity", "places and referrals of other services",
     "A service with the same settings in both worlds acts otherwise: a place freed or taken, a referral more or less, "
     "staff trained"},
    {"custody", "in custody", "The offender is in custody in one world only"},
    {"sanctions", "another sanction before",
     "What was last decided about the offender differs: diverted or charged, out of short custody or on an order"},
    {"risk_factors", "risk factors", "The offender has other risk factors, or had them at another time"},
    {"friends", "spread among friends", "Friends offended more or less lately"},
    {"household", "spread in the household", "People of the offender's household offended more or less lately"},
    {"kin", "spread among kin", "Kin elsewhere offended more or less lately"},
    {"co_offending", "spread among companions",
     "Companions in earlier offences offended more or less lately, or the tie to them is another"},
    {"protection", "protected by a changed service",
     "A service whose settings differ protects whoever or wherever would be harmed"},
    {"victims", "nobody or somebody else to harm", "Somebody else, or nobody, is there to be harmed"},
    {"reporting", "reporting and recording", "Police come to know or record otherwise of an offence"},
    {"moved", "moved away in one world only",
     "The offender's household moved away in one world and stayed in the other"},
    {"settings", "parameters of the model", "Parameters of the model that belong to no service differ"},
    {"unattributed", "not explained", "What the factors of the other routes do not explain"},
}};

MeasureSet declare_twin_measures(const Timeline& timeline, const Catalogue& catalogue) {
  MeasureSet set;
  Dimension route{"route", "", "By which route the difference came", {}, {}};
  for (const RouteDeclaration& declared : routes) route.labels.emplace_back(declared.name);
  const MeasureSet of_a_run = declare_measures(timeline, {}, catalogue);
  set.dimensions = {
      of_a_run.dimension("year"),
      of_a_run.dimension("offence_type"),
      of_a_run.dimension("service"),
      std::move(route),
      {"origin",
       "",
       "What began a difference, by however many steps: a service or a parameter that one scenario changes",
       Origins::labels(of_a_run.dimension("service").labels),
       {}}};
  const std::vector<std::string> by_type{"year", "offence_type", "route"};
  const std::vector<std::string> by_service{"year", "service", "route"};
  const auto add = [&](const char* name, const std::vector<std::string>& dimensions, const char* meaning) {
    set.measures.push_back(
        {name, "offences and incidents", meaning, "twin", dimensions, Number::real, Closure::emergent});
  };
  add("offences_averted", by_type,
      "Offences and incidents that happen in the base and not here, shared out over the routes by which they came not "
      "to");
  add("offences_caused", by_type,
      "Offences and incidents that happen here and not in the base, shared out over the routes by which they came to");
  add("recorded_averted", by_type, "Offences and incidents recorded in the base and not here, shared out over routes");
  add("recorded_caused", by_type, "Offences and incidents recorded here and not in the base, shared out over routes");
  add("offences_averted_by_service", by_service,
      "What of the offences averted came through a service that acts in one world otherwise than in the other, by "
      "service");
  add("offences_caused_by_service", by_service,
      "What of the offences caused came through a service that acts in one world otherwise than in the other, by "
      "service");
  const std::vector<std::string> by_origin{"year", "origin", "route"};
  add("offences_averted_by_origin", by_origin,
      "Offences and incidents averted, by what began it and by the route it took to the offender in the end");
  add("offences_caused_by_origin", by_origin,
      "Offences and incidents caused, by what began it and by the route it took to the offender in the end");
  set.event_columns = {
      {"day", "days since " + format_date(timeline.start), "Day of the offence", {}},
      {"change", "", "In which world it happens", {"averted", "caused"}},
      {"offence_type", "", "Offence type", of_a_run.dimension("offence_type").labels},
      {"offender",
       "",
       "Row of the offender in the population; another life stands in it once its household has moved away",
       {}},
      {"victim",
       "",
       "Row of the person or dwelling harmed, as the offence type says; -1 if none; another life stands in a person's "
       "row once their household has moved away",
       {}},
      {"recorded", "", "Was it recorded where it happened", {"no", "yes"}},
      {"route", "", "Route with the largest share", set.dimension("route").labels},
      {"service", "", "Service the route goes through, by index on the axis service; -1 if none", {}},
      {"share_percent", "%", "Share of that route", {}}};
  return set;
}

}  // namespace kith::safety
