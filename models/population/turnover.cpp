// Two kinds of households move. Families, and older people, are replaced in place by a household of the same make-up
// (a line in `moves`). Young adults who live without partner or children leave and arrive as rows of their own:
// arrivals are mostly about eighteen, leavers older, which holds the age structure of a city of students. Those before
// the first day are made backwards, so that the people of that day are exactly the margins'. New dwellings fill with
// young adults like those of the area, couples included.
#include "models/population/turnover.hpp"

#include "models/population/demography.hpp"

#include <algorithm>
#include <cmath>

namespace kith::population {
namespace {

constexpr double oldest_arrival_share = 0.85;  ///< of young_age_highest; who arrives is younger than who leaves

Day day_of_age(int age, Stream& stream) {
  const auto low = static_cast<Day>(std::ceil(age * days_per_year));
  const auto high = static_cast<Day>(std::ceil((age + 1) * days_per_year));
  return -(low + static_cast<Day>(stream.below(static_cast<std::uint64_t>(high - low))));
}

Day years_to_days(double years) { return static_cast<Day>(std::floor(std::min(years, 1e5) * days_per_year)); }

class AreaHistory {
 public:
  AreaHistory(const PopulationParameters& parameters, Period period) : parameters_(parameters), period_(period) {
    out_.first.push_back(0);
  }

  /// A household of the first day, with whoever held the dwelling before and holds it after.
  void add_dwelling(std::vector<Person> home, bool young, Stream& stream) {
    young &= lives_alone_or_shares(home);
    Day from = always;
    if (young && parameters_.young_departure_rate > 0) from = add_predecessors(home, stream);
    const Day leave = young ? leaving_after(0, stream) : never;
    settle(home, 0, leave, stream);
    if (period_.first < 0) add_those_who_died(home, stream);
    add_household(std::move(home), from, leave, stream);
    if (!young && parameters_.move_rate > 0) add_moves(stream);
    if (young) add_successors(leave, stream);
    ++dwelling_;
  }

  /// A household like `home`, new in the city on `day`.
  void add_arrival(std::vector<Person> home, Day day, Stream& stream) {
    for (Person& person : home) person.birth += day;
    const Day leave = lives_alone_or_shares(home) ? leaving_after(day, stream) : never;
    settle(home, day, leave, stream);
    add_household(std::move(home), day, leave, stream);
    add_successors(leave, stream);
    ++dwelling_;
  }

  AreaPeople take() { return std::move(out_); }

 private:
  static bool lives_alone_or_shares(const std::vector<Person>& home) {
    return std::none_of(home.begin(), home.end(), [](const Person& person) { return person.partner != nobody; });
  }

  Day leaving_after(Day day, Stream& stream) {
    if (!(parameters_.young_departure_rate > 0)) return never;
    const Day leave = day + 1 + years_to_days(stream.exponential(parameters_.young_departure_rate));
    return leave > period_.last ? never : leave;
  }

  /// Ages of a young household: of those arriving, or of those about to leave.
  void make_young(std::vector<Person>& home, Day day, bool arriving, Stream& stream) {
    const double highest =
        std::max(parameters_.young_age_highest * (arriving ? oldest_arrival_share : 1), adult_age + 1.0);
    const double mean =
        (arriving ? parameters_.arrival_age_mean : 0.5 * (parameters_.arrival_age_mean + highest)) - adult_age;
    const double age = adult_age + std::min(stream.exponential(1 / std::max(mean, 0.1)), highest - adult_age);
    const bool students = arriving ? stream.bernoulli(parameters_.arrival_student_share) : age < 22;
    for (Person& person : home) {
      const double own = std::clamp(age + 0.7 * stream.normal(), adult_age + 0.01, highest);
      person.birth = day - years_to_days(own) - 1;
      person.activity = students ? Activity::student : Activity::employed;
      if (students) person.partner = nobody;
    }
  }

  /// Adds the households that held the dwelling during burn-in; returns when the present one came.
  Day add_predecessors(const std::vector<Person>& home, Stream& stream) {
    Day youngest = std::numeric_limits<Day>::min();
    for (const Person& person : home) youngest = std::max(youngest, person.birth);
    const Day grown_up = youngest + years_to_days(adult_age) + 1;
    const Day arrival = std::max(-years_to_days(stream.exponential(parameters_.young_departure_rate)), grown_up);
    if (arrival > 0 || arrival <= period_.first) return always;
    std::vector<std::pair<std::vector<Person>, std::pair<Day, Day>>> earlier;
    for (Day until = arrival; until > period_.first;) {
      std::vector<Person> before = home;
      make_young(before, until, false, stream);
      Day from = until - 1 - years_to_days(stream.exponential(parameters_.young_departure_rate));
      if (from <= period_.first) from = always;
      for (Person& person : before) leave_on(person, until);
      earlier.push_back({std::move(before), {from, until}});
      until = from == always ? period_.first : from;
    }
    for (auto past = earlier.rbegin(); past != earlier.rend(); ++past)
      append(std::move(past->first), past->second.first);
    last_home_ = home;
    return arrival;
  }

  static void leave_on(Person& person, Day day) {
    person.death = day;
    person.leaves = true;
  }

  /// When the people of a household die or leave.
  void settle(std::vector<Person>& home, Day since, Day leave, Stream& stream) {
    for (Person& person : home) {
      person.leaves = false;
      person.death = death_day(parameters_, person.sex, person.birth, since, period_.last, stream);
      if (leave < person.death) leave_on(person, leave);
    }
    last_home_ = home;
  }

  /// For each adult alive on the first day, people of the other sex and like age who were not as lucky.
  void add_those_who_died(std::vector<Person>& home, Stream& stream) {
    const std::size_t alive = home.size();
    for (std::size_t i = 0; i < alive; ++i) {
      if (home[i].birth > -years_to_days(adult_age) + period_.first) continue;
      Person other = home[i];
      other.sex = home[i].sex == Sex::female ? Sex::male : Sex::female;
      other.partner = nobody;
      for (;;) {
        other.death = death_day(parameters_, other.sex, other.birth, period_.first, -1, stream);
        if (other.death == never) break;
        home.push_back(other);
      }
    }
  }

  void add_household(std::vector<Person> home, Day from, Day leave, Stream& stream) {
    add_births(home, std::max<Day>(0, from), std::min(leave, period_.last), stream);
    append(std::move(home), from);
  }

  void add_births(std::vector<Person>& home, Day from, Day until, Stream& stream) {
    const std::size_t before = home.size();
    for (std::size_t i = 0; i < before; ++i) {
      const Person mother = home[i];
      if (mother.sex != Sex::female) continue;
      for (const Day day :
           birth_days(parameters_, mother.birth, mother.partner != nobody, mother.activity == Activity::student, from,
                      std::min(until, mother.death - 1), stream)) {
        const Sex sex = stream.bernoulli(parameters_.newborn_male_share) ? Sex::male : Sex::female;
        Person child{day, never, sex, mother.ethnicity, Activity::child, false, nobody};
        child.death = death_day(parameters_, child.sex, day, day, period_.last, stream);
        if (until < period_.last && until < child.death) leave_on(child, until);
        home.push_back(child);
      }
    }
  }

  void add_moves(Stream& stream) {
    for (Day day = period_.first;;) {
      day += 1 + years_to_days(stream.exponential(parameters_.move_rate));
      if (day > period_.last) return;
      out_.moves.emplace_back(day, static_cast<std::uint32_t>(out_.from.size() - 1));
    }
  }

  void add_successors(Day leave, Stream& stream) {
    while (leave < period_.last) {
      std::vector<Person> next = last_home_;
      make_young(next, leave, true, stream);
      const Day from = leave;
      leave = leaving_after(from, stream);
      settle(next, from, leave, stream);
      add_household(std::move(next), from, leave, stream);
    }
  }

  /// `partner` of the people given counts within the household.
  void append(std::vector<Person> home, Day from) {
    const auto first = static_cast<std::uint32_t>(out_.people.size());
    for (Person& person : home) {
      if (person.partner != nobody) person.partner += first;
      out_.people.push_back(person);
    }
    out_.first.push_back(static_cast<std::uint32_t>(out_.people.size()));
    out_.from.push_back(from);
    out_.original.push_back(dwelling_);
  }

  const PopulationParameters& parameters_;
  const Period period_;
  AreaPeople out_;
  std::vector<Person> last_home_;  ///< as of the latest household, before births and deaths were added
  std::uint32_t dwelling_ = 0;
};

bool is_young(const ComposedArea& area, std::uint32_t household, double highest) {
  for (std::uint32_t i = area.first[household]; i < area.first[household + 1]; ++i) {
    if (area.members[i].age < adult_age || area.members[i].age > highest) return false;
  }
  return true;
}

std::vector<Person> people_of(const ComposedArea& area, const std::vector<Ethnicity>& ethnicities,
                              const std::vector<Activity>& activities, std::uint32_t household, Stream& stream) {
  std::vector<Person> home;
  for (std::uint32_t i = area.first[household]; i < area.first[household + 1]; ++i) {
    const Member& member = area.members[i];
    const std::uint32_t partner = member.partner == no_partner ? nobody : member.partner;
    home.push_back(
        Person{day_of_age(member.age, stream), never, member.sex, ethnicities[i], activities[i], false, partner});
  }
  return home;
}

}  // namespace

AreaPeople live_through(const ComposedArea& area, const std::vector<Ethnicity>& ethnicities,
                        const std::vector<Activity>& activities, const PopulationParameters& parameters, Period period,
                        const Draws& draws, std::uint64_t area_number) {
  AreaHistory history(parameters, period);
  std::vector<std::uint32_t> young;
  for (std::uint32_t h = 0; h < area.kinds.size(); ++h) {
    if (is_young(area, h, parameters.young_age_highest)) young.push_back(h);
  }
  Stream arrivals = draws.at(purpose("population.arrivals"), area_number);
  const double per_day = parameters.net_arrival_rate * static_cast<double>(area.members.size()) / days_per_year;
  double people_due = per_day * period.last;
  for (std::uint32_t h = 0; h < area.kinds.size(); ++h) {
    Stream stream = draws.at(purpose("population.turnover"), area_number, h);
    const bool is_young_home = std::binary_search(young.begin(), young.end(), h);
    auto home = people_of(area, ethnicities, activities, h, stream);
    const double share = is_young_home ? static_cast<double>(young.size()) : 0;
    history.add_dwelling(home, is_young_home, stream);
    if (share > 0 && arrivals.bernoulli(people_due / (share * static_cast<double>(home.size())))) {
      const Day day = 1 + static_cast<Day>(arrivals.below(static_cast<std::uint64_t>(std::max(period.last, 1))));
      history.add_arrival(std::move(home), day, arrivals);
    }
  }
  return history.take();
}

}  // namespace kith::population
