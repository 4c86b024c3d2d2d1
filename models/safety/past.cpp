// Histories: the years before burn-in, cheaply. The same hazards, police decisions and sentences as in the run, but
// only for what leaves a trace in somebody's record (accusations), without victims, queues or services, which burn-in
// brings.
#include "models/safety/past.hpp"

#include "models/safety/simulation.hpp"

#include <algorithm>
#include <cmath>

namespace kith::safety {

std::vector<double> accusation_probability(const Parameters& p) {
  const auto& types = Evidence::get().offence_types();
  std::vector<double> by_type;
  for (std::size_t k = 0; k < types.size(); ++k) {
    // Being with others brings accusations for offences somebody else began; spread over all in proportion.
    const double companions = p.co_offending[k] * p.co_accused;
    by_type.push_back(p.report_probability[k] * p.recording_probability[k] *
                      (p.charge_probability[k] + p.out_of_court_probability[k]) * (1 + companions));
  }
  return by_type;
}

void Simulation::give_histories() {
  const Timeline& timeline = scene_.timeline;
  const Day first = -timeline.burn_in_days;
  const auto& types = Evidence::get().offence_types();
  const std::vector<double> accused = accusation_probability(parameters());
  std::vector<Proposal> past;
  for (int year = 0; year < scene_.history_years; ++year) {
    const Day end = first - static_cast<Day>(year * days_per_year);
    const Step step{-1 - year, end - static_cast<Day>(days_per_year), end};
    for (std::size_t block = 0; block < scene_.past->block_count(); ++block)
      scene_.past->draw(draws_, step, block, [&](const Candidate& candidate) {
        const EntityId person = candidate.entity;
        const Day day = static_cast<Day>(std::floor(candidate.day));
        const double residence = draws_.at(purpose("safety.residence"), population_.household(person))
                                     .exponential(std::max(scene_.move_rate, 1e-9)) *
                                 days_per_year;
        if (first - residence > day) return;
        const FamilyRates families = hazards_.family_rates(person, day);
        double sum = 0;
        const auto rate_of = [&](std::size_t k) {
          return families[types[k].family] * hazards_.type_share(k) * accused[k];
        };
        for (std::size_t k = 0; k < types.size(); ++k) sum += rate_of(k);
        const double multiplier = hazards_.risk_multiplier(hazards_.initial_risks(person)) * hazards_.season(day) *
                                  scene_.past_peer_influence;
        if (!candidate.happens(sum * multiplier, draws_, purpose("safety.past_happens"))) return;
        double left = draws_.at(purpose("safety.past_type"), person, candidate.key).uniform() * sum;
        std::size_t type = 0;
        while (type + 1 < types.size() && left >= rate_of(type)) left -= rate_of(type++);
        past.push_back(Proposal{candidate.day, person, static_cast<std::uint8_t>(type), candidate.key});
      });
  }
  std::sort(past.begin(), past.end());
  for (const Proposal& proposal : past) replay(proposal);
}

void Simulation::replay(const Proposal& proposal) {
  const Parameters& p = parameters();
  const Day day = static_cast<Day>(std::floor(proposal.day));
  if (!at_liberty(proposal.offender, day)) return;
  const RecordId id = offender_record(proposal.offender);
  Case decided;
  decided.suspects[0] = id;
  decided.offence_day = day;
  decided.key = proposal.key;
  decided.type = proposal.type;
  Stream stream = draws_.at(purpose("safety.past_outcome"), proposal.offender, proposal.key);
  const double charged = p.charge_probability[proposal.type] /
                         (p.charge_probability[proposal.type] + p.out_of_court_probability[proposal.type]);
  decided.outcome = stream.bernoulli(charged) ? Outcome::charge : Outcome::out_of_court;
  const bool youth = population_.age(proposal.offender, day) < 18;
  OffenderRecord& record = state_.offenders[id];
  record.last_type = proposal.type;
  state_.accusations.push_back(Accusation{id, record.last_accusation, day, proposal.type});
  record.last_accusation = static_cast<RecordId>(state_.accusations.size() - 1);
  ++record.accusations;
  if (decided.outcome == Outcome::charge && !stream.bernoulli(youth ? p.youth_charge_shift : 0.0)) {
    // Hearings of the past are taken to have come without a queue.
    const Day heard = day + static_cast<Day>(p.detection_delay_days[proposal.type] + p.preparation_days);
    if (!stream.bernoulli(p.conviction_probability)) return;
    ++record.convictions;
    sentence(id, decided, std::min(heard, static_cast<Day>(-scene_.timeline.burn_in_days) - 1));
  } else if (stream.uniform() >= (youth ? p.youth_diversion_share : p.community_resolution_share)) {
    ++record.cautions;
  }
}

}  // namespace kith::safety
