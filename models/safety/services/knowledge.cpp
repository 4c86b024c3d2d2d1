#include "models/safety/services/knowledge.hpp"

#include "engine/work/blocks.hpp"
#include "models/safety/contacts/contacts.hpp"
#include "models/safety/offending/peers.hpp"
#include "models/safety/police/police.hpp"
#include "models/safety/services/duty.hpp"
#include "models/safety/services/services.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/betweenness_centrality.hpp>
#include <boost/graph/connected_components.hpp>
#include <boost/range/iterator_range.hpp>

#include <algorithm>

namespace kith::safety {

namespace {
constexpr Day betweenness_days = 91;  // how long a picture of the network is used
constexpr float living_tie = 0.1F;    // a tie weaker than this has faded
constexpr Day concern_days = static_cast<Day>(days_per_year);

using TieGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;

/// Betweenness of each vertex. Paths stay within a component, so each is gone through by itself: most are a handful of
/// people.
std::vector<double> betweenness_of(const TieGraph& graph) {
  const std::size_t vertices = boost::num_vertices(graph);
  std::vector<std::size_t> component(vertices), row(vertices);
  const auto components = static_cast<std::size_t>(boost::connected_components(graph, component.data()));
  std::vector<std::vector<std::size_t>> members(components);
  for (std::size_t vertex = 0; vertex < vertices; ++vertex) {
    row[vertex] = members[component[vertex]].size();
    members[component[vertex]].push_back(vertex);
  }
  std::vector<double> centrality(vertices);
  for_each_block(components, [&](std::size_t number) {
    constexpr std::size_t fewest_between = 3;
    const std::vector<std::size_t>& ours = members[number];
    if (ours.size() < fewest_between) return;
    TieGraph part(ours.size());
    for (const std::size_t vertex : ours)
      for (const std::size_t other : boost::make_iterator_range(boost::adjacent_vertices(vertex, graph)))
        if (other > vertex) boost::add_edge(row[vertex], row[other], part);
    std::vector<double> found(ours.size());
    boost::brandes_betweenness_centrality(
        part, boost::make_iterator_property_map(found.begin(), boost::get(boost::vertex_index, part)));
    for (std::size_t i = 0; i < ours.size(); ++i) centrality[ours[i]] = found[i];
  });
  return centrality;
}

}  // namespace

void Knowledge::begin() {
  state_.last_concern.assign(population_.household_count(), nobody);
  state_.without_help.assign(population_.household_count(), -never);
}

void Knowledge::forget_household(std::uint32_t household) {
  for (RecordId id = state_.last_concern[household]; id != nobody;) {
    const RecordId previous = state_.concerns[id].previous;
    state_.concerns.give_up(id);
    id = previous;
  }
  state_.last_concern[household] = nobody;
  state_.without_help[household] = -never;
}

void Knowledge::notify(Keeper keeper, EntityId person, Day day, bool mistaken) {
  constexpr int many = 3, of_age = 18;
  recorder_.count(Tally::concerns, day, {static_cast<std::size_t>(keeper)});
  const std::uint32_t household = population_.household(person);
  int in_year = 1;
  for (RecordId* id = &state_.last_concern[household]; *id != nobody;) {
    Concern& earlier = state_.concerns[*id];
    if (earlier.day > day - concern_days) {
      ++in_year;
      id = &earlier.previous;
    } else {
      const RecordId old = *id;
      *id = earlier.previous;
      state_.concerns.give_up(old);
    }
  }
  state_.last_concern[household] = state_.concerns.add({state_.last_concern[household], day, keeper, 0, mistaken});
  if (in_year < many || state_.without_help[household] != -never || count_household(person, day, of_age) == 0 ||
      being_helped(person))
    return;
  state_.without_help[household] = day;
  state_.waiting_for_help.push_back(household);
}

bool Knowledge::being_helped(EntityId person) const {
  for (RecordId e = all_.records.last_enrolment(person); e != nobody; e = all_.services.enrolment(e).previous)
    if (all_.services.enrolment(e).stage == Stage::enrolled &&
        service(all_.services.enrolment(e).service).helps_households())
      return true;
  return false;
}

void Knowledge::help_begins(std::uint32_t household, Day day) {
  const Day since = state_.without_help[household];
  if (since == -never) return;
  state_.without_help[household] = -never;
  recorder_.count(Tally::concerned_households, day);
  recorder_.count(Tally::concerned_households_helped, day);
  recorder_.count(Tally::days_to_help, day, {}, std::max<Day>(0, day - since));
}

void Knowledge::give_up_on_help(Day day) {
  std::erase_if(state_.waiting_for_help, [&](std::uint32_t household) {
    ShortDay& since = state_.without_help[household];
    if (since == -never) return true;
    if (since > day - concern_days) return false;
    since = -never;
    recorder_.count(Tally::concerned_households, day);
    recorder_.count(Tally::days_to_help, day, {}, concern_days);
    return true;
  });
}

void Knowledge::pool(std::uint32_t household, Keepers members, Day day) {
  for (RecordId id = state_.last_concern[household]; id != nobody; id = state_.concerns[id].previous)
    if (Concern& concern = state_.concerns[id]; (bit(concern.keeper) & members) != 0) concern.told |= members;
  const auto [first, last] = population_.members(household);
  for (EntityId member = first; member < last; ++member) {
    all_.contacts.share(member, members);
    if (population_.alive(member, day)) all_.services.refer_later(member, PendingReferral::any_service);
  }
}

int Knowledge::notifications(EntityId person, Day since, Keepers hears) const {
  int count = 0;
  for (RecordId id = state_.last_concern[population_.household(person)]; id != nobody;
       id = state_.concerns[id].previous) {
    const Concern& concern = state_.concerns[id];
    count += concern.day >= since && ((bit(concern.keeper) | concern.told) & hears) != 0;
  }
  return count;
}

int Knowledge::not_pooled(EntityId person, Day since, Keepers hears) const {
  int count = 0;
  for (RecordId id = state_.last_concern[population_.household(person)]; id != nobody;
       id = state_.concerns[id].previous) {
    const Concern& concern = state_.concerns[id];
    const auto know = static_cast<Keepers>((bit(concern.keeper) | concern.told) & hears);
    count += concern.day >= since && know != 0 && know != hears;
  }
  return count;
}

int Knowledge::true_concerns(EntityId person, Day since) const {
  int count = 0;
  for (RecordId id = state_.last_concern[population_.household(person)]; id != nobody;
       id = state_.concerns[id].previous)
    count += state_.concerns[id].day >= since && !state_.concerns[id].mistaken;
  return count;
}

void Knowledge::treat_injury(const Proposal& proposal, const Harmed& harmed) {
  const double share = parameters().injury_treated_share[proposal.type];
  if (harmed.person == nobody || share <= 0) return;
  if (!draws_.at(purpose("safety.injury_treated"), proposal.offender, proposal.key).bernoulli(share)) return;
  const Day day = static_cast<Day>(proposal.day);
  Case about;
  about.type = proposal.type;
  about.key = proposal.key;
  about.victim = harmed.person;
  all_.services.refer(Referral::health_contact, harmed.person, day, nobody, &about);
}

int Knowledge::count_household(EntityId person, Day day, int below_age) const {
  const auto [first, last] = population_.members(population_.household(person));
  int count = 0;
  for (EntityId member = first; member < last; ++member)
    count += population_.alive(member, day) && population_.age(member, day) < below_age;
  return count;
}

int Knowledge::count_services(const OffenderRecord& record, bool only_orders) const {
  int count = 0;
  for (RecordId e = record.last_enrolment; e != nobody; e = all_.services.enrolment(e).previous)
    count += all_.services.enrolment(e).stage == Stage::enrolled &&
             (!only_orders || service(all_.services.enrolment(e).service).civil_order);
  return count;
}

int Knowledge::count_co_offending_ties(EntityId person, Day day) const {
  const auto ties = all_.peers.ties().of(person);
  return static_cast<int>(std::count_if(
      ties.begin(), ties.end(), [&](const auto& tie) { return all_.peers.ties().strength(tie, day) >= living_tie; }));
}

double Knowledge::betweenness(EntityId person) const {
  const auto found = std::lower_bound(state_.betweenness.begin(), state_.betweenness.end(), std::pair(person, -1.0F));
  return found != state_.betweenness.end() && found->first == person ? found->second : 0;
}

/// Among people accused in the last two years: what police could draw on a board.
void Knowledge::measure_betweenness(Day day) {
  const auto& services = regime().services;
  bool asked = false;
  for (std::size_t i = 0; i < services.size(); ++i)
    asked = asked || (all_.duty.running(i) && services[i].uses_centrality);
  if (!asked || day - state_.betweenness_day < betweenness_days) return;
  state_.betweenness_day = day;
  const Day since = day - static_cast<Day>(2 * days_per_year);
  std::vector<EntityId> people;
  for (EntityId person = 0; person < population_.size(); ++person) {
    if (all_.peers.ties().of(person).empty()) continue;
    const RecordId id = all_.records.find(person);
    if (id != nobody && all_.records.accusations_since(all_.records.record(id), since) > 0) people.push_back(person);
  }
  TieGraph graph(people.size());
  for (std::size_t i = 0; i < people.size(); ++i)
    for (const DynamicTies::Entry& tie : all_.peers.ties().of(people[i])) {
      const auto other = std::lower_bound(people.begin(), people.end(), tie.other);
      if (tie.other <= people[i] || other == people.end() || *other != tie.other ||
          all_.peers.ties().strength(tie, day) < living_tie)
        continue;
      boost::add_edge(i, static_cast<std::size_t>(other - people.begin()), graph);
    }
  const std::vector<double> centrality = betweenness_of(graph);
  const double greatest = centrality.empty() ? 0 : *std::max_element(centrality.begin(), centrality.end());
  state_.betweenness.clear();
  for (std::size_t i = 0; i < people.size(); ++i)
    if (centrality[i] > 0) state_.betweenness.emplace_back(people[i], static_cast<float>(centrality[i] / greatest));
}

}  // namespace kith::safety
