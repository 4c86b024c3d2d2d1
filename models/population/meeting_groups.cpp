// Where people meet by day. Classes are fixed for the run: children keep their class as it moves up through the school,
// and those who reach five during the run belong to theirs from the start.
#include "models/population/sorting.hpp"
#include "models/population/ties.hpp"

#include "engine/work/blocks.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace kith::population {
namespace {

constexpr int school_starts = 5;
constexpr int school_ends = 18;
constexpr int secondary_starts = 11;
constexpr std::uint64_t half_word = 0xFFFFFFFFU;

enum class Meets { nowhere, class_of_school, course, work };

Meets where(const Population& population, const TieContext& context, EntityId person) {
  if (population.death_day(person) <= 0) return Meets::nowhere;
  const Activity activity = population.activity(person);
  const int age = population.age(person, 0);
  if (activity == Activity::employed) return Meets::work;
  if (activity != Activity::child && activity != Activity::student) return Meets::nowhere;
  if (age >= school_ends) return Meets::course;
  return population.age(person, context.last) >= school_starts ? Meets::class_of_school : Meets::nowhere;
}

/// The year in which the person's school year (September to August) was born.
std::uint64_t school_cohort(const Population& population, const TieContext& context, EntityId person) {
  const Date birth = context.start + std::chrono::days{population.birth_day(person)};
  const std::chrono::year_month_day date{birth + std::chrono::days{122}};  // 1 September becomes 1 January
  return static_cast<std::uint64_t>(static_cast<int>(date.year()));
}

/// Younger children go to school near by, so those of a class are close in the order of streets; older ones are mixed
/// within the ward.
std::uint64_t class_key(const Population& population, const TieContext& context, EntityId person, Stream& stream) {
  const std::uint64_t ward = population.place.areas[population.area(person)].ward;
  const std::uint64_t cohort = school_cohort(population, context, person);
  const bool near = population.age(person, 0) < secondary_starts;
  return (ward << 48) | (cohort << 32) | (near ? person : (stream() & half_word));
}

struct Sorted {
  std::vector<Keyed> pupils, students, workers;
};

Sorted sort_people(const Population& population, const TieContext& context) {
  Sorted sorted;
  const auto collect = [&](Meets place, auto&& key) {
    auto people = gather_blocks<Keyed>(block_count(population.size()), [&](std::size_t block, std::vector<Keyed>& out) {
      const std::size_t begin = block * entities_per_block;
      const std::size_t end = std::min<std::size_t>(population.size(), begin + entities_per_block);
      for (auto person = static_cast<EntityId>(begin); person < end; ++person) {
        if (where(population, context, person) != place) continue;
        Stream stream = context.draws.at(purpose("population.meeting"), person);
        key(person, stream, out);
      }
    });
    sort_keyed(people);
    return people;
  };
  sorted.pupils = collect(Meets::class_of_school, [&](EntityId person, Stream& stream, std::vector<Keyed>& out) {
    out.push_back({class_key(population, context, person, stream), person});
  });
  sorted.students = collect(Meets::course, [&](EntityId person, Stream& stream, std::vector<Keyed>& out) {
    out.push_back({(school_cohort(population, context, person) << 32) | (stream() & half_word), person});
  });
  sorted.workers = collect(Meets::work, [&](EntityId person, Stream& stream, std::vector<Keyed>& out) {
    const std::uint64_t place = stream();
    if (!stream.bernoulli(context.parameters.workplace_outside_share)) out.push_back({place, person});
  });
  return sorted;
}

/// Cuts people [begin, end) of the order into even groups of about `size`; returns the next group's number.
std::uint32_t cut_evenly(Population& population, const std::vector<Keyed>& people, std::size_t begin, std::size_t end,
                         double size, std::uint32_t group) {
  const std::size_t count = end - begin;
  const auto parts =
      static_cast<std::size_t>(std::max(1.0, std::round(static_cast<double>(count) / std::max(size, 1.0))));
  for (std::size_t i = 0; i < count; ++i)
    population.meeting_group[people[begin + i].person] = group + static_cast<std::uint32_t>(i * parts / count);
  return group + static_cast<std::uint32_t>(std::min(parts, count));
}

/// Runs of the same upper half of the key (ward and school year) are cut by themselves.
std::uint32_t cut_by_year(Population& population, const std::vector<Keyed>& people, double size, std::uint32_t group) {
  for (std::size_t begin = 0; begin < people.size();) {
    std::size_t end = begin;
    while (end < people.size() && (people[end].key >> 32) == (people[begin].key >> 32)) ++end;
    group = cut_evenly(population, people, begin, end, size, group);
    begin = end;
  }
  return group;
}

/// Workplaces of Pareto sizes, the large ones cut into teams; who works alone meets nobody.
std::uint32_t cut_workplaces(Population& population, const TieContext& context, const std::vector<Keyed>& workers,
                             std::uint32_t group) {
  const PopulationParameters& p = context.parameters;
  Stream stream = context.draws.at(purpose("population.workplaces"), 0);
  for (std::size_t begin = 0; begin < workers.size();) {
    const double size = std::min(std::pow(stream.uniform(), -1 / p.workplace_tail), p.workplace_largest);
    const std::size_t end = std::min(workers.size(), begin + std::max<std::size_t>(1, static_cast<std::size_t>(size)));
    if (end - begin > 1) group = cut_evenly(population, workers, begin, end, p.team_size, group);
    begin = end;
  }
  return group;
}

}  // namespace

void assign_meeting_groups(Population& population, const TieContext& context) {
  population.meeting_group.assign(population.size(), nobody);
  const Sorted sorted = sort_people(population, context);
  std::uint32_t groups = cut_by_year(population, sorted.pupils, context.parameters.class_size, 0);
  groups = cut_by_year(population, sorted.students, context.parameters.course_size, groups);
  population.school_group_count = groups;
  groups = cut_workplaces(population, context, sorted.workers, groups);
  population.meeting_groups = Groups(groups, population.meeting_group);
}

}  // namespace kith::population
