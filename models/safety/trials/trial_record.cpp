#include "models/safety/trials/trial_record.hpp"

#include "models/safety/replicate/simulation.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>

namespace kith::safety {
namespace {

using Numbers = std::vector<double>;

/// Episodes of one life, by day.
std::span<const Episode> episodes_of(const Simulation& held, LifeId life) {
  const std::vector<Episode>& all = held.parts().lives.episodes();
  const auto found = std::ranges::equal_range(all, life, {}, &Episode::person);
  return {found.begin(), found.end()};
}

const Life* life_of(const Simulation& held, LifeId life) {
  const std::vector<Life>& all = held.parts().lives.lives();
  const auto found = std::ranges::lower_bound(all, life, {}, &Life::person);
  return found != all.end() && found->person == life ? &*found : nullptr;
}

bool joined(const Episode& episode) { return episode.role == static_cast<std::int8_t>(Role::joined); }

/// Types the service's effects on offending act on, as bits.
std::uint64_t types_aimed_at(const Service& service) {
  std::uint64_t types = 0;
  for (const Effect& effect : service.effects)
    if (effect.kind == EffectKind::offending) types |= effect.types;
  return types;
}

/// What one episode counts as.
class TrialCounter {
 public:
  explicit TrialCounter(std::uint64_t aimed_at) : aimed_at_(aimed_at) {}

  void add(Numbers& counts, const Episode& episode, double weight) const {
    const auto count = [&](TrialCount what) { counts[static_cast<std::size_t>(what)] += weight; };
    if (episode.kind == EpisodeKind::accusation) count(TrialCount::accusations);
    if (episode.kind == EpisodeKind::sentence) count(TrialCount::convictions);
    if (episode.kind != EpisodeKind::offence) return;
    const auto type = static_cast<std::size_t>(episode.type);
    count(TrialCount::offences);
    if (Evidence::get().offence_types()[type].crime) count(TrialCount::crimes);
    if (joined(episode)) return;
    count(TrialCount::begun);
    if ((aimed_at_ >> type & 1U) != 0) count(TrialCount::aimed_at);
  }

 private:
  std::uint64_t aimed_at_;
};

/// What a life did from one day up to before another, each episode at its weight.
void add_counts(Numbers& counts, const Simulation& held, LifeId life, Day from, Day until, const TrialCounter& counter,
                const std::function<double(const Episode&)>& weight = nullptr) {
  for (const Episode& episode : episodes_of(held, life))
    if (episode.day >= from && episode.day < until) counter.add(counts, episode, weight ? weight(episode) : 1);
}

/// All that began in one service, by row of the person.
std::vector<Enrolment> begun_in(const Simulation& held, std::size_t service) {
  std::vector<Enrolment> begun;
  const auto& rows = held.state().enrolments;
  for (std::uint32_t e = 0; e < rows.next_appended(); ++e)
    if (rows[e].service == service && rows[e].stage != Stage::waiting && rows[e].started > 0) begun.push_back(rows[e]);
  std::ranges::stable_sort(begun, {}, &Enrolment::person);
  return begun;
}

/// Of these the ones of a life; others may have stood in its row before and since. Nobody is in the service who has not
/// entered, but whoever is referred within a step may begin on its first day.
std::vector<Enrolment> enrolments_of(const Simulation& held, const std::vector<Enrolment>& begun,
                                     const TrialMember& member) {
  const Life* life = life_of(held, member.life);
  const auto lived = [&](Day day) {
    return life == nullptr ||
           ((life->came == no_day || day >= life->came) && (life->left == no_day || day <= life->left));
  };
  std::vector<Enrolment> found;
  for (const Enrolment& one : std::ranges::equal_range(begun, member.row, {}, &Enrolment::person))
    if (lived(one.started)) found.push_back(one);
  return found;
}

Numbers traits_of(const Simulation& held, const TrialEntry& entry, const TrialSubject& subject, Day before_days) {
  const Population& people = held.scene().population;
  Numbers traits(trial_trait_count);
  const auto trait = [&](TrialTrait which) -> double& { return traits[static_cast<std::size_t>(which)]; };
  trait(TrialTrait::age) = people.age(entry.subject, subject.counted_from);
  trait(TrialTrait::male) = people.sex(entry.subject) == Sex::male ? 1 : 0;
  trait(TrialTrait::deprivation) = people.place.areas[people.area(entry.subject)].deprivation_decile;
  trait(TrialTrait::accusations) = subject.before[static_cast<std::size_t>(TrialCount::accusations)];
  trait(TrialTrait::convictions) = subject.before[static_cast<std::size_t>(TrialCount::convictions)];
  Numbers lately(trial_count_count);
  for (const TrialMember& member : entry.members)
    add_counts(lately, held, member.life, subject.counted_from - std::min(lately_days, before_days),
               subject.counted_from, TrialCounter(0));
  trait(TrialTrait::accusations_lately) = lately[static_cast<std::size_t>(TrialCount::accusations)];
  return traits;
}

/// What the service's effect leaves of one episode of somebody in it. What is joined in follows another's rate of
/// offending; an accusation or sentence is of an offence done earlier.
class StatedEffect {
 public:
  StatedEffect(const Scene& tried, std::size_t service, const Simulation& held)
      : tried_(tried), service_(service), held_(held) {}

  double leaves(const TrialRecord::Member& member, const Episode& episode) const {
    if (member.enrolments.empty()) return 1;
    if (episode.kind == EpisodeKind::offence) return joined(episode) ? 1 : at(member.enrolments, episode);
    for (const Episode& done : episodes_of(held_, member.life))
      if (done.kind == EpisodeKind::offence && done.offence == episode.offence && joined(done)) return 1;
    return at(member.enrolments, episode);
  }

 private:
  const Regime& regime_on(Day day) const {
    const auto after = std::ranges::upper_bound(tried_.regimes, day, {}, &Regime::from);
    return after == tried_.regimes.begin() ? *after : *std::prev(after);
  }

  double at(const std::vector<Enrolment>& enrolments, const Episode& episode) const {
    const double moment = episode.offence;
    const Day day = static_cast<Day>(std::floor(moment));
    const Regime& regime = regime_on(day);
    const Service& service = regime.services[service_];
    JointEffect joint;
    for (Enrolment enrolment : enrolments) {
      if (moment < enrolment.started) continue;
      const bool over = enrolment.stage != Stage::enrolled;
      enrolment.stage = over && moment >= enrolment.ended ? Stage::after : Stage::enrolled;
      for (const Effect& effect : service.effects)
        if (effect.kind == EffectKind::offending && (effect.types >> static_cast<unsigned>(episode.type) & 1U) != 0 &&
            applies(effect, service, enrolment, held_.scene().population.age(enrolment.person, day)))
          joint.add(size_on(service, effect, enrolment, moment, fidelity_on(service, day)), effect.basis);
    }
    return joint.value(regime.parameters.joint_effect_limit);
  }

  const Scene& tried_;
  std::size_t service_;
  const Simulation& held_;
};

bool begins_within(const TrialEntry& entry, const std::vector<Enrolment>& own, Day until, Day& began) {
  for (const Enrolment& one : own)
    if (one.person == entry.subject && one.follows == nobody && one.started < until) {
      began = std::max<Day>(one.started, entry.day);
      return true;
    }
  return false;
}

/// The subject, or nothing if not all its days are in the run.
std::optional<TrialSubject> subject_of(const Simulation& held, const TrialEntry& entry,
                                       const std::vector<TrialRecord::Member>& members, const TrialPlan& plan,
                                       const TrialCounter& counter) {
  TrialSubject subject;
  subject.number = entry.unit;
  subject.entered = entry.day;
  subject.counted_from = entry.day + 1;  // what brought somebody belongs to the days before
  subject.people = static_cast<std::int32_t>(members.size());
  subject.offered = entry.offered;
  Day began = no_day;
  for (const TrialRecord::Member& member : members)
    subject.began |= begins_within(entry, member.enrolments, entry.day + plan.follow_up_days, began);
  if (plan.counted_from_beginning && subject.began) subject.counted_from = began + 1;
  const Day from = subject.counted_from, until = from + plan.follow_up_days;
  if (from < plan.before_days || until > held.scene().timeline.last_day() + 1) return std::nullopt;
  subject.before.assign(trial_count_count, 0);
  subject.after.assign(trial_count_count, 0);
  for (const TrialMember& member : entry.members) {
    add_counts(subject.before, held, member.life, from - plan.before_days, from, counter);
    add_counts(subject.after, held, member.life, from, until, counter);
  }
  subject.traits = traits_of(held, entry, subject, plan.before_days);
  return subject;
}

}  // namespace

TrialRecord record_of(const Simulation& held, const TrialSetup& setup, const TrialPlan& plan) {
  const TrialCounter counter(types_aimed_at(held.scene().catalogue->definitions()[setup.service]));
  std::vector<TrialEntry> entries = held.parts().trials.entries();
  std::ranges::sort(entries, {}, &TrialEntry::unit);
  const std::vector<Enrolment> begun = begun_in(held, setup.service);
  TrialRecord record;
  for (const TrialEntry& entry : entries) {
    std::vector<TrialRecord::Member> members;
    for (const TrialMember& member : entry.members)
      members.push_back({member.life, enrolments_of(held, begun, member)});
    std::optional<TrialSubject> subject = subject_of(held, entry, members, plan, counter);
    if (!subject) continue;
    record.subjects.push_back(std::move(*subject));
    record.members.push_back(std::move(members));
  }
  return record;
}

void add_without(TrialRecord& record, const Simulation& held, const Scene& tried, const TrialSetup& setup,
                 const TrialPlan& plan) {
  const TrialCounter counter(types_aimed_at(held.scene().catalogue->definitions()[setup.service]));
  const StatedEffect effect(tried, setup.service, held);
  for (std::size_t i = 0; i < record.subjects.size(); ++i) {
    TrialSubject& subject = record.subjects[i];
    subject.without.assign(trial_count_count, 0);
    subject.expected.assign(trial_count_count, 0);
    const Day from = subject.counted_from, until = from + plan.follow_up_days;
    for (const TrialRecord::Member& member : record.members[i]) {
      add_counts(subject.without, held, member.life, from, until, counter);
      add_counts(subject.expected, held, member.life, from, until, counter,
                 [&](const Episode& episode) { return effect.leaves(member, episode); });
    }
  }
}

}  // namespace kith::safety
