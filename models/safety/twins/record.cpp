#include "models/safety/twins/record.hpp"

#include "engine/work/blocks.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace kith::safety {

namespace {

constexpr std::size_t nowhere = ~std::size_t{0};

/// The order in which a step's proposals stand, finer than Proposal's own.
auto place(const Proposal& proposal) { return std::tuple(proposal.day, proposal.offender, proposal.key); }

}  // namespace

TwinRecord::TwinRecord(const MeasureSet& set, const Simulation& base, const Simulation& alternative,
                       const Divergence& divergence, std::int64_t replicate, bool keeps_events)
    : set_(set),
      base_(base),
      alternative_(alternative),
      divergence_(divergence),
      years_(set.dimension("year").size()),
      types_(set.dimension("offence_type").size()),
      services_(set.dimension("service").size()),
      origins_(base, alternative, divergence, services_),
      result_(set, replicate) {
  if (keeps_events) result_.event_columns.resize(set.event_columns.size());
}

void TwinRecord::compare(const Step& step) {
  note_moves();
  if (step.begin < 0) return;
  origins_.look(step.end);
  const std::vector<TwinCase> found = cases(step);
  std::vector<Traced> traced(found.size());
  constexpr std::size_t cases_per_task = 16;
  for_blocks(
      found.size(),
      [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) traced[i] = trace(found[i]);
      },
      cases_per_task);
  // All of a step is traced by what was before it.
  std::vector<Mixture> origins;
  for (std::size_t i = 0; i < found.size(); ++i) {
    count(found[i], traced[i]);
    origins.push_back(count_origins(found[i], traced[i]));
  }
  for (std::size_t i = 0; i < found.size(); ++i)
    if (!origins[i].empty()) origins_.note(found[i], origins[i]);
}

/// A household that moved in one world only is another there until it moves in both.
void TwinRecord::note_moves() {
  const auto moved_in = [](const Simulation& world) {
    return std::set(world.turnover().moved().begin(), world.turnover().moved().end());
  };
  const std::set<std::uint32_t> in_base = moved_in(base_), in_alternative = moved_in(alternative_);
  for (const std::uint32_t household : in_base)
    if (in_alternative.contains(household)) {
      other_lives_.erase(household);
      origins_.forget(household);  // other people live there now, the same in both worlds
    } else {
      other_lives_.insert(household);
    }
  for (const std::uint32_t household : in_alternative)
    if (!in_base.contains(household)) other_lives_.insert(household);
}

/// Fills in what becomes of a candidate by its places among the proposals of both worlds.
void TwinRecord::settled(TwinCase& found, std::size_t in_base, std::size_t in_alternative) const {
  const auto look = [](const Simulation& world, std::size_t index, const Proposal*& proposal, int& type,
                       bool& recorded) {
    if (index == nowhere) return;
    proposal = &world.parts().offending.proposals()[index];
    if (!world.parts().settling.settlements()[index].harmed.possible) return;
    type = proposal->type;
    recorded = world.parts().settling.settlements()[index].recorded;
  };
  look(base_, in_base, found.in_base, found.type_in_base, found.recorded_in_base);
  look(alternative_, in_alternative, found.in_alternative, found.type_in_alternative, found.recorded_in_alternative);
}

/// Both worlds' proposals stand in the same order, so one walk along both finds what differs.
std::vector<TwinCase> TwinRecord::cases(const Step& step) const {
  const std::vector<Proposal>& before = base_.parts().offending.proposals();
  const std::vector<Proposal>& after = alternative_.parts().offending.proposals();
  std::vector<TwinCase> found;
  for (std::size_t i = 0, j = 0; i < before.size() || j < after.size();) {
    const bool take_base = j == after.size() || (i < before.size() && place(before[i]) <= place(after[j]));
    const bool take_alternative = i == before.size() || (j < after.size() && place(after[j]) <= place(before[i]));
    TwinCase here;
    settled(here, take_base ? i : nowhere, take_alternative ? j : nowhere);
    i += take_base;
    j += take_alternative;
    if (here.type_in_base == here.type_in_alternative && here.recorded_in_base == here.recorded_in_alternative)
      continue;
    const EntityId offender = (take_base ? here.in_base : here.in_alternative)->offender;
    here.until = step.end;
    here.other_life = other_lives_.contains(base_.parts().population.household(offender));
    found.push_back(here);
  }
  return found;
}

TwinRecord::Traced TwinRecord::trace(const TwinCase& found) const {
  const TwinFactors factors(base_, alternative_, divergence_, found);
  std::vector<TwinFactors::Result> results;
  for (std::size_t set = 0; set < std::size_t{1} << factors.factors().size(); ++set)
    results.push_back(factors.result(set));
  Traced traced{factors.factors(), {}};
  // Of an offence averted the factors take away what was there, so their shares are counted with the other sign.
  const auto share_out = [&](TwinTally tally, int type, bool recorded, auto&& is_there) {
    const bool averted = tally == TwinTally::offences_averted || tally == TwinTally::recorded_averted;
    std::vector<double> values;
    for (const TwinFactors::Result& result : results) values.push_back(is_there(result) ? (averted ? -1 : 1) : 0);
    traced.changes.push_back(
        {tally, static_cast<std::uint8_t>(type), recorded, exact_shares(shapley_shares(values), 1)});
  };
  const auto of_world = [&](int type, int elsewhere, bool recorded, bool recorded_elsewhere, TwinTally offences,
                            TwinTally records) {
    if (type < 0) return;
    if (type != elsewhere)
      share_out(offences, type, recorded, [type](const auto& result) { return result.type == type; });
    if (recorded && !(type == elsewhere && recorded_elsewhere))
      share_out(records, type, recorded, [type](const auto& result) { return result.type == type && result.recorded; });
  };
  of_world(found.type_in_base, found.type_in_alternative, found.recorded_in_base, found.recorded_in_alternative,
           TwinTally::offences_averted, TwinTally::recorded_averted);
  of_world(found.type_in_alternative, found.type_in_base, found.recorded_in_alternative, found.recorded_in_base,
           TwinTally::offences_caused, TwinTally::recorded_caused);
  return traced;
}

std::size_t TwinRecord::year_of(const TwinCase& found) const {
  const Proposal& candidate = found.in_base != nullptr ? *found.in_base : *found.in_alternative;
  const auto day = static_cast<Day>(std::floor(candidate.day));
  return std::min(static_cast<std::size_t>(day / days_per_year), years_ - 1);
}

void TwinRecord::count(const TwinCase& found, const Traced& traced) {
  const std::size_t year = year_of(found);
  for (const Change& change : traced.changes) {
    const auto add = [&](TwinTally tally, std::size_t row, std::size_t rows, Route route, double share) {
      result_.reals(static_cast<std::size_t>(
          tally))[(year * rows + row) * route_count + static_cast<std::size_t>(route)] += share;
    };
    add(change.tally, change.type, types_, Route::unattributed, change.shares.rest);
    const bool of_offences = change.tally == TwinTally::offences_averted || change.tally == TwinTally::offences_caused;
    for (std::size_t i = 0; i < traced.factors.size(); ++i) {
      const auto [route, service] = traced.factors[i];
      add(change.tally, change.type, types_, route, change.shares.shares[i]);
      if (!of_offences || service == TwinFactors::no_service) continue;
      add(change.tally == TwinTally::offences_averted ? TwinTally::offences_averted_by_service
                                                      : TwinTally::offences_caused_by_service,
          service, services_, route, change.shares.shares[i]);
    }
    if (of_offences && !result_.event_columns.empty()) log(found, traced, change);
  }
}

/// An offence more or less, or recorded or not, goes back to what its factors go back to, each by its share. Returns
/// that, of all that differs about the candidate.
Mixture TwinRecord::count_origins(const TwinCase& found, const Traced& traced) {
  const std::size_t year = year_of(found);
  std::vector<Mixture> of_factors;
  for (const TwinFactors::Factor& factor : traced.factors) of_factors.push_back(origins_.of(factor, found));
  Mixture of_all;
  for (const Change& change : traced.changes) {
    for (std::size_t i = 0; i < traced.factors.size(); ++i) of_all.add(of_factors[i], change.shares.shares[i]);
    const bool averted = change.tally == TwinTally::offences_averted;
    if (!averted && change.tally != TwinTally::offences_caused) continue;
    const auto add = [&](std::uint32_t origin, Route route, double share) {
      const auto tally = averted ? TwinTally::offences_averted_by_origin : TwinTally::offences_caused_by_origin;
      result_.reals(static_cast<std::size_t>(
          tally))[(year * origins_.count() + origin) * route_count + static_cast<std::size_t>(route)] += share;
    };
    for (const auto& [origin, share] : split_exactly(change.shares.rest, origins_.untraced()))
      add(origin, Route::unattributed, share);
    for (std::size_t i = 0; i < traced.factors.size(); ++i) {
      const double share = change.shares.shares[i];
      for (const auto& [origin, part] : split_exactly(share, of_factors[i])) add(origin, traced.factors[i].route, part);
    }
  }
  return of_all;
}

std::int32_t TwinRecord::victim_of(const TwinCase& found, bool in_base) const {
  const Simulation& world = in_base ? base_ : alternative_;
  const Proposal* proposal = in_base ? found.in_base : found.in_alternative;
  const auto& harmed =
      world.parts()
          .settling.settlements()[static_cast<std::size_t>(proposal - world.parts().offending.proposals().data())]
          .harmed;
  if (harmed.person != nobody) return static_cast<std::int32_t>(harmed.person);
  return harmed.dwelling != nobody ? static_cast<std::int32_t>(harmed.dwelling) : -1;
}

void TwinRecord::log(const TwinCase& found, const Traced& traced, const Change& change) {
  const bool averted = change.tally == TwinTally::offences_averted;
  const Proposal& candidate = averted ? *found.in_base : *found.in_alternative;
  TwinFactors::Factor main{Route::unattributed, TwinFactors::no_service};
  double share = change.shares.rest;
  for (std::size_t i = 0; i < traced.factors.size(); ++i)
    if (change.shares.shares[i] > share) std::tie(main, share) = std::tuple(traced.factors[i], change.shares.shares[i]);
  const std::array<std::int32_t, 9> row{
      static_cast<Day>(std::floor(candidate.day)),
      averted ? 0 : 1,
      change.type,
      static_cast<std::int32_t>(candidate.offender),
      victim_of(found, averted),
      change.recorded,
      static_cast<std::int32_t>(main.route),
      main.service == TwinFactors::no_service ? -1 : static_cast<std::int32_t>(main.service),
      static_cast<std::int32_t>(std::lround(100 * share))};
  for (std::size_t column = 0; column < row.size(); ++column) result_.event_columns[column].push_back(row[column]);
}

}  // namespace kith::safety
