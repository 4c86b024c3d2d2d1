#include "models/safety/lives/lives.hpp"

#include "models/safety/contacts/law.hpp"
#include "models/safety/needs/needs.hpp"
#include "models/safety/police/police.hpp"
#include "models/safety/records/records.hpp"
#include "models/safety/scene.hpp"
#include "models/safety/services/services.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <numeric>
#include <tuple>

namespace kith::safety {

namespace {

template <class T>
void sort_once(std::vector<T>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

template <class T>
bool contains(const std::vector<T>& sorted, T value) {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

template <class Number>
std::int8_t small(Number number) {
  return static_cast<std::int8_t>(number);
}

/// The expressions stand as the eligibility of services.
std::unique_ptr<AttributeReader> reader_of(const std::vector<std::string>& expressions) {
  if (expressions.empty()) return nullptr;
  std::vector<Service> services(expressions.size());
  for (std::size_t i = 0; i < expressions.size(); ++i) services[i].eligibility = expressions[i];
  return std::make_unique<AttributeReader>(services);
}

/// The key of an offence is the moment at which it was a candidate.
double moment_of(std::uint64_t key) { return std::bit_cast<double>(key); }

bool has_offence(const Episode& episode) {
  return episode.kind == EpisodeKind::offence || episode.kind == EpisodeKind::harm;
}

}  // namespace

void LivesWanted::add(const LivesWanted& more) {
  for (std::size_t table = 0; table < groups.size(); ++table) groups[table].add(more.groups[table]);
}

LivesWanted lives_wanted(const Scene& scene) {
  return {{groups_named(scene.run.people, *scene.catalogue), groups_named(scene.run.episodes, *scene.catalogue)}};
}

void LivesChosen::add(const LivesChosen& more) {
  const auto join = [](auto& list, const auto& others) {
    list.insert(list.end(), others.begin(), others.end());
    sort_once(list);
  };
  for (std::size_t table = 0; table < lives.size(); ++table) join(lives[table], more.lives[table]);
  join(offences, more.offences);
}

void Lives::keep(const LivesWanted& wanted) {
  keeps_ = wanted.any();
  if (!keeps_) return;
  kept_.wanted = wanted;
  LifeId next = population_.size();
  kept_.first_of_move.reserve(population_.moves.size());
  for (const auto& [day, household] : population_.moves) {
    kept_.first_of_move.push_back(next);
    const auto [first, last] = population_.members(household);
    next += last - first;
  }
  kept_.needs_at_start = kept_.needs_at_end = all_.needs.state().risks;
  kept_.household_came.assign(population_.household_count(), no_day);
  list_comings_and_goings();
  read_expressions();
  for (EntityId person = 0; person < population_.size(); ++person)
    if (population_.alive(person, 0)) first_seen(person, 0);
}

void Lives::list_comings_and_goings() {
  const Day last = scene_.timeline.last_day();
  for (EntityId person = 0; person < population_.size(); ++person) {
    const Resident& resident = population_.residents[person];
    if (resident.from > 0 && resident.from <= last) kept_.coming.push_back(person);
    if (resident.until > 0 && resident.until <= last) kept_.going.push_back(person);
  }
  const auto by = [&](ShortDay Resident::*day) {
    return [this, day](EntityId a, EntityId b) {
      return Day{population_.residents[a].*day} < Day{population_.residents[b].*day};
    };
  };
  std::stable_sort(kept_.coming.begin(), kept_.coming.end(), by(&Resident::from));
  std::stable_sort(kept_.going.begin(), kept_.going.end(), by(&Resident::until));
}

void Lives::read_expressions() {
  for (std::size_t table = 0; table < readers_.size(); ++table)
    readers_[table] = reader_of(kept_.wanted.groups[table].expressions);
}

void Lives::take_over(const Lives& other) {
  keeps_ = other.keeps_;
  if (!keeps_) return;
  kept_ = other.kept_;
  read_expressions();
}

bool Lives::in_run(Day day) const { return day >= 0 && day <= scene_.timeline.last_day(); }

LifeId Lives::first_life(std::uint32_t household) const {
  const std::uint32_t move = state_.brought_by[household];
  return move == nobody ? population_.members(household).first : kept_.first_of_move[move];
}

LifeId Lives::life(EntityId person) const {
  const std::uint32_t household = population_.household(person);
  return first_life(household) + (person - population_.members(household).first);
}

/// Notes for whom an expression holds.
void Lives::look_at(EntityId person, Day day) {
  for (std::size_t table = 0; table < readers_.size(); ++table) {
    if (readers_[table] == nullptr) continue;
    readers_[table]->look_at(all_, person, day, nullptr);
    for (std::size_t i = 0; i < kept_.wanted.groups[table].expressions.size(); ++i)
      if (readers_[table]->eligible(i)) kept_.by_expression[table].push_back(life(person));
  }
}

void Lives::first_seen(EntityId person, Day day) {
  look_at(person, day);
  const NeedSet needs = all_.needs.of(person);
  for (std::size_t need = 0; needs >> need != 0; ++need)
    if ((needs >> need & 1U) != 0) turn(person, need, day, NeedTurn::there);
}

/// Of a household that moves, the old lives have their needs to the end and the new ones from the beginning.
void Lives::turn(EntityId person, std::size_t need, double day, NeedTurn turn) {
  if (!keeps_ || population_.household(person) == kept_.moving) return;
  kept_.need_changes.push_back(
      {life(person), static_cast<Day>(std::floor(day)), static_cast<std::uint8_t>(need), turn});
}

/// Needs of the dead may still pass, so they are noted as somebody goes.
void Lives::pass(const Step& step) {
  if (!keeps_) return;
  const auto before = [&](Day day) { return day < step.end; };
  for (; kept_.next_going < kept_.going.size(); ++kept_.next_going) {
    const EntityId person = kept_.going[kept_.next_going];
    if (!before(population_.death_day(person))) break;
    kept_.needs_at_end[person] = all_.needs.of(person);
  }
  for (; kept_.next_coming < kept_.coming.size(); ++kept_.next_coming) {
    const EntityId person = kept_.coming[kept_.next_coming];
    if (!before(population_.residents[person].from)) break;
    kept_.needs_at_start[person] = all_.needs.of(person);
    first_seen(person, population_.residents[person].from);
  }
}

void Lives::tell(Episode episode) { kept_.episodes.push_back(episode); }

/// Of whoever took part in an offence or was harmed by it.
Episode Lives::part_in(const Proposal& proposal, const Settlement& settlement, EntityId person,
                       EpisodeKind kind) const {
  Episode episode;
  episode.person = life(person);
  episode.kind = kind;
  episode.day = static_cast<Day>(std::floor(proposal.day));
  episode.offence = moment_of(proposal.key);
  episode.type = small(proposal.type);
  episode.others = small(settlement.offender_count - 1);
  if (person != proposal.offender) episode.begun_by = life(proposal.offender);
  episode.area = settlement.harmed.area;
  episode.reported = small(settlement.reported);
  episode.recorded = small(settlement.recorded);
  episode.outcome = small(settlement.outcome);
  return episode;
}

void Lives::offended(const Proposal& proposal, const Settlement& settlement) {
  if (!keeps_ || !in_run(static_cast<Day>(std::floor(proposal.day)))) return;
  const Harmed& harmed = settlement.harmed;
  const auto victim_kind = harmed.person != nobody     ? VictimKindTold::person
                           : harmed.dwelling != nobody ? VictimKindTold::dwelling
                                                       : VictimKindTold::none;
  for (std::size_t i = 0; i < settlement.offender_count; ++i) {
    Episode episode = part_in(proposal, settlement, settlement.offenders[i], EpisodeKind::offence);
    episode.role = small(settlement.offender_count == 1 ? Role::alone : i == 0 ? Role::began_it : Role::joined);
    episode.victim_kind = small(victim_kind);
    if (victim_kind == VictimKindTold::person) episode.victim = life(harmed.person);
    if (victim_kind == VictimKindTold::dwelling) episode.victim = first_life(harmed.dwelling);
    tell(episode);
  }
  if (harmed.person != nobody) tell(part_in(proposal, settlement, harmed.person, EpisodeKind::harm));
}

Episode Lives::note_on(EntityId person, Keeper keeper, std::size_t subject, Day day, const Case* about) const {
  Episode episode;
  episode.person = life(person);
  episode.kind = EpisodeKind::note;
  episode.day = day;
  episode.about = small(subject);
  episode.keeper = small(keeper);
  episode.outcome = small(Ending::right);
  if (about == nullptr) return episode;
  episode.offence = moment_of(about->key);
  episode.type = small(about->type);
  return episode;
}

void Lives::noted(EntityId person, Keeper keeper, const Written& notes, Day day, Day on_file, const Case* about) {
  if (!keeps_ || !in_run(day)) return;
  for (std::size_t need = 0; notes.all() >> need != 0; ++need) {
    if ((notes.all() >> need & 1U) == 0) continue;
    Episode episode = note_on(person, keeper, need, day, about);
    if (on_file > day) episode.until = on_file;
    if ((notes.mistaken >> need & 1U) != 0) episode.outcome = small(Ending::mistaken);
    tell(episode);
  }
}

void Lives::harm_noted(EntityId person, Keeper keeper, const Case& about, Day day) {
  if (!keeps_ || !in_run(day)) return;
  const bool domestic = Evidence::get().offence_types()[about.type].victim == VictimKind::partner;
  tell(note_on(person, keeper, need_count() + (domestic ? 1 : 0), day, &about));
}

void Lives::decided(EpisodeKind kind, EntityId person, const Case& about, Day day, Day since, Ending ending,
                    Day until) {
  if (!keeps_ || !in_run(day)) return;
  Episode episode;
  episode.person = life(person);
  episode.kind = kind;
  episode.day = day;
  episode.until = until;
  episode.since = since;
  episode.offence = moment_of(about.key);
  episode.type = small(about.type);
  if (kind != EpisodeKind::arrest) episode.outcome = small(ending);  // what becomes of an arrest is told on its own
  tell(episode);
}

void Lives::held(EpisodeKind kind, EntityId person, Day day, Day until, std::optional<Ending> ending) {
  if (!keeps_ || day > scene_.timeline.last_day() + 1) return;  // custody begins the day after a sentence
  Episode episode;
  episode.person = life(person);
  episode.kind = kind;
  episode.day = day;
  episode.until = until;
  if (ending) episode.outcome = small(*ending);
  tell(episode);
}

Episode Lives::of_enrolment(const Enrolment& enrolment, EpisodeKind kind) const {
  Episode episode;
  episode.person = life(enrolment.person);
  episode.kind = kind;
  episode.service = static_cast<std::int16_t>(enrolment.service);
  episode.role = small(enrolment.follows == nobody ? Role::own : Role::through_another);
  return episode;
}

void Lives::left_service(const Enrolment& enrolment, Day until, Ending ending) {
  if (!keeps_ || all_.records.record(enrolment.record).ended) return;
  // Of those who move, whoever was reached through another was told of as the household went.
  const bool told = enrolment.follows != nobody && population_.household(enrolment.person) == kept_.moving;
  if (told && ending != Ending::gone) return;
  Episode episode = of_enrolment(enrolment, EpisodeKind::service);
  episode.day = enrolment.started;
  episode.since = std::min<Day>(enrolment.referred, episode.day);  // a referral of the very step counts from its day
  episode.until = until;
  episode.outcome = small(ending);
  const double planned = std::max(1.0, service(enrolment.service).dose_weeks * 7);
  if (until != no_day) episode.dose = static_cast<float>(std::clamp((until - episode.day) / planned, 0.0, 1.0));
  tell(episode);
}

void Lives::stopped_waiting(const Enrolment& enrolment, Day until, Ending ending) {
  if (!keeps_ || all_.records.record(enrolment.record).ended) return;
  Episode episode = of_enrolment(enrolment, EpisodeKind::wait);
  episode.day = enrolment.referred;
  // Places are offered on the first day of a step, also to those referred later in it.
  episode.until = until == no_day ? no_day : std::max<Day>(until, episode.day);
  episode.outcome = small(ending);
  tell(episode);
}

/// Adds the life in a row to those that are over, if the run saw it. `until`: no_day, or when its household moves.
void Lives::tell_life(EntityId person, Day until) {
  const std::uint32_t household = population_.household(person);
  const Resident& resident = population_.residents[person];
  const Day last = scene_.timeline.last_day();
  const Day household_came = kept_.household_came[household];
  const Day came = household_came == no_day ? Day{resident.from} : std::max<Day>(resident.from, household_came);
  const Day gone = std::min<Day>(resident.until, until == no_day ? never : until);
  if (came > last || gone <= std::max<Day>(came, 0)) return;
  Life told;
  told.person = life(person);
  told.row = person;
  if (came > 0 || came == household_came) told.came = came;
  if (gone <= last) told.left = gone;
  told.household = first_life(household);
  told.needs_at_start = kept_.needs_at_start[person];
  const bool went = gone <= last && gone == resident.until;  // else still there, or moving now
  told.needs_at_end = went ? kept_.needs_at_end[person] : all_.needs.of(person);
  told.gone = gone > last                        ? std::uint8_t{0}
              : until != no_day && gone == until ? std::uint8_t{3}
              : population_.leaves(person)       ? std::uint8_t{2}
                                                 : std::uint8_t{1};
  kept_.lives.push_back(told);
}

void Lives::move_out(std::uint32_t household, Day day) {
  if (!keeps_) return;
  kept_.moving = household;
  const auto [first, last] = population_.members(household);
  for (EntityId person = first; person < last; ++person) {
    const std::size_t told = kept_.lives.size();
    tell_life(person, day);
    if (kept_.lives.size() > told && population_.alive(person, day)) held(EpisodeKind::move, person, day);
    for (RecordId e = all_.records.last_enrolment(person); e != nobody; e = all_.services.enrolment(e).previous) {
      const Enrolment& enrolment = all_.services.enrolment(e);
      if (enrolment.stage == Stage::waiting) stopped_waiting(enrolment, day, Ending::gone);
      if (enrolment.stage == Stage::enrolled && enrolment.follows != nobody) left_service(enrolment, day, Ending::gone);
    }
  }
}

void Lives::move_in(std::uint32_t household, Day day, std::uint32_t move) {
  state_.brought_by[household] = move;
  if (!keeps_) return;
  kept_.moving = nobody;
  kept_.household_came[household] = day;
  const auto [first, last] = population_.members(household);
  for (EntityId person = first; person < last; ++person) {
    kept_.needs_at_start[person] = all_.needs.of(person);
    if (population_.alive(person, day)) first_seen(person, day);
  }
}

void Lives::tell_services_not_over() {
  const ServicesState& services = all_.services.state();
  for (const auto& waiting : services.waiting)
    for (const std::uint32_t e : waiting) stopped_waiting(services.enrolments[e], no_day, Ending::goes_on);
  for (const auto& enrolled : services.enrolled)
    for (const std::uint32_t e : enrolled) {
      const Enrolment& main = services.enrolments[e];
      left_service(main, no_day, Ending::goes_on);
      for (std::uint32_t copy = main.first_copy; copy < main.first_copy + main.copies; ++copy)
        left_service(services.enrolments[copy], no_day, Ending::goes_on);
    }
}

/// Those not released: because the run ends, or because they died or went before.
void Lives::tell_custody_not_over() {
  for (const OffenderRecord& record : all_.records.state().offenders) {
    const Day until = record.custody_until;
    if (record.ended || record.custody_from == never || until <= 0) continue;
    const Day death = population_.death_day(record.person);
    const bool released = until <= scene_.timeline.last_day() && population_.alive(record.person, until);
    if (released || death <= 0) continue;
    held(EpisodeKind::custody, record.person, record.custody_from,
         death <= std::min(until, scene_.timeline.last_day()) ? death : no_day);
  }
}

const Life* Lives::told_life(LifeId person) const {
  const auto found = std::lower_bound(kept_.lives.begin(), kept_.lives.end(), person,
                                      [](const Life& one, LifeId wanted) { return one.person < wanted; });
  return found != kept_.lives.end() && found->person == person ? &*found : nullptr;
}

/// `ended`: no_day if it did not. Within a step needs pass before others come, whatever their days; the dead are
/// followed no further.
void Lives::tell_need(const NeedChange& began, const Life& life, Day ended) {
  const bool gone = life.left != no_day && (ended == no_day || ended > life.left);
  Episode episode;
  episode.person = began.person;
  episode.kind = EpisodeKind::need;
  episode.day = began.day;
  if (gone || ended != no_day) episode.until = std::max(gone ? life.left : ended, began.day);
  episode.role = small(began.turn == NeedTurn::there ? Role::had_before : Role::comes);
  episode.outcome = small(gone ? Ending::gone : ended == no_day ? Ending::goes_on : Ending::passed);
  episode.about = small(began.need);
  tell(episode);
}

/// Needs that come, each with its end. What passes before somebody comes was never seen.
void Lives::tell_needs() {
  auto& changes = kept_.need_changes;
  std::stable_sort(changes.begin(), changes.end(), [](const NeedChange& a, const NeedChange& b) {
    return std::tuple(a.person, a.need) < std::tuple(b.person, b.need);
  });
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Life* life = told_life(changes[i].person);
    if (life == nullptr || changes[i].turn == NeedTurn::went) continue;
    const bool ends = i + 1 < changes.size() && changes[i + 1].person == changes[i].person &&
                      changes[i + 1].need == changes[i].need && changes[i + 1].turn == NeedTurn::went;
    tell_need(changes[i], *life, ends ? changes[i + 1].day : no_day);
  }
}

void Lives::close() {
  if (!keeps_) return;
  tell_services_not_over();
  tell_custody_not_over();
  for (EntityId person = 0; person < population_.size(); ++person) tell_life(person, no_day);
  std::sort(kept_.lives.begin(), kept_.lives.end(), [](const Life& a, const Life& b) { return a.person < b.person; });
  // Services and waits may outlast somebody who was gone before the run began.
  std::erase_if(kept_.episodes, [&](const Episode& episode) { return told_life(episode.person) == nullptr; });
  tell_needs();
  const auto place = [](const Episode& e) {
    return std::tuple(e.person, e.day, e.kind, std::isnan(e.offence) ? -1.0 : e.offence, e.service, e.since, e.until,
                      e.role, e.about, e.keeper);
  };
  std::sort(kept_.episodes.begin(), kept_.episodes.end(),
            [&](const Episode& a, const Episode& b) { return place(a) < place(b); });
}

LivesChosen Lives::choose() const {
  LivesChosen chosen;
  for (std::size_t table = 0; table < life_table_count; ++table) {
    const ChosenGroups& groups = kept_.wanted.groups[table];
    std::vector<LifeId>& lives = chosen.lives[table];
    lives = kept_.by_expression[table];
    if (groups.all)
      for (const Life& one : kept_.lives) lives.push_back(one.person);
    for (const Episode& episode : kept_.episodes)
      if (groups.has(episode)) lives.push_back(episode.person);
    sort_once(lives);
  }
  for (const Episode& episode : kept_.episodes)
    if (has_offence(episode) && contains(chosen.lives[of(LifeTable::episodes)], episode.person))
      chosen.offences.push_back(episode.offence);
  sort_once(chosen.offences);
  return chosen;
}

TableRows Lives::people_rows(const std::vector<LifeId>& chosen, const Table& table) const {
  TableRows rows = rows_of(table);
  for (const Life& one : kept_.lives)
    if (contains(chosen, one.person)) append_life(rows, one, population_);
  return rows;
}

TableRows Lives::episode_rows(const LivesChosen& chosen, const Table& table) const {
  TableRows rows = rows_of(table);
  for (const Episode& episode : kept_.episodes)
    if (contains(chosen.lives[of(LifeTable::episodes)], episode.person) ||
        (has_offence(episode) && contains(chosen.offences, episode.offence)))
      append_episode(rows, episode);
  return rows;
}

void Lives::write(const LivesChosen& chosen, ReplicateResult& result) const {
  if (!keeps_) return;
  result.tables.resize(life_table_count);
  if (kept_.wanted.groups[of(LifeTable::people)].any())
    result.tables[of(LifeTable::people)] =
        people_rows(chosen.lives[of(LifeTable::people)], scene_.measures.tables[of(LifeTable::people)]);
  if (kept_.wanted.groups[of(LifeTable::episodes)].any())
    result.tables[of(LifeTable::episodes)] = episode_rows(chosen, scene_.measures.tables[of(LifeTable::episodes)]);
}

}  // namespace kith::safety
