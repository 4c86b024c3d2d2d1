// Waiting for a service, against what queueing theory says of Poisson arrivals, exponential stays and so many places:
// Erlang (1917) for who waits and how long, Cobham (1954) where some come before others. Each offence type has a
// service of its own, to which whoever is arrested for it is referred, so that one run holds many queues that know
// nothing of each other. Steps are days. Sums over queues are held against the closed form by Student's t, at the
// chance of a false alarm of all laws.
#include "tests/laws/made_up_place.hpp"

#include <boost/math/distributions/students_t.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <numeric>

namespace kith::safety::laws {
namespace {

constexpr int places = 3, seeds = 10;
constexpr double stay_days = 30;
constexpr std::int64_t days_of_run = 3652;

/// Stays are whole days, a day at least.
double mean_stay() {
  const double rate = 1 / stay_days;
  return std::exp(-rate) / (1 - std::exp(-rate)) + 1 - std::exp(-rate);
}

/// A service file for each offence type, in a folder that goes with this.
class OneServiceAType {
 public:
  explicit OneServiceAType(const std::string& priority) {
    static int number = 0;
    folder_ = std::filesystem::temp_directory_path() / fmt::format("kith-queues-{}-{}", getpid(), number++);
    std::filesystem::create_directories(folder_);
    for (const OffenceType& type : types())
      std::ofstream(folder_ / (type.name + ".toml")) << text_for(type.name, priority);
  }
  OneServiceAType(const OneServiceAType&) = delete;
  OneServiceAType& operator=(const OneServiceAType&) = delete;
  ~OneServiceAType() { std::filesystem::remove_all(folder_); }
  std::string top() const { return fmt::format("catalogue = [\"{}\"]\n", folder_.string()); }

 private:
  static std::string number(const std::string& name, double value) {
    return fmt::format("[{}]\nvalue = {}\nsource = \"made up\"\ngrade = \"assumed\"\n", name, value);
  }
  static std::string text_for(const std::string& type, const std::string& priority) {
    return fmt::format(
               "name = \"queue_{0}\"\ntitle = \"A queue\"\nsummary = \"Whoever is arrested for one thing waits.\"\n"
               "agency = \"nobody\"\nseeds = [\"made-up\"]\nactive = true\nprice_year = 2015\nclaims = \"offences\"\n"
               "unit = \"person\"\nreferral_sources = [\"arrest\"]\neligibility = \"case_{0}\"\n{1}",
               type, priority.empty() ? "" : fmt::format("priority = \"{}\"\n", priority)) +
           number("places", places) + number("hours_per_week", 0) + number("cost_per_week", 0) +
           number("dose_weeks", 5200) + number("dropout_rate", days_per_year / stay_days) +
           number("patience_weeks", 5200) + number("longest_wait_weeks", 5200) +
           "[[effect]]\nname = \"effect\"\nacts_on = \"offending\"\nvalue = 1\nsource = \"made up\"\n"
           "grade = \"assumed\"\n";
  }
  std::filesystem::path folder_;
};

/// Those who began in one queue, of each sex: how many, how many waited, and how long all of them did.
struct Began {
  std::array<double, 2> many{}, waited{}, days{};
  double all() const { return many[0] + many[1]; }
};

/// By queue; of each seed, type by type.
std::vector<Began> queues_of(int seed, const OneServiceAType& services) {
  std::map<std::string, std::string> last;  // of each setting
  for (const auto& [path, value] : nothing_happens() + all_convicted() + by_type("base_rate", 0.0066) +
                                       Set{{"run.step_days", "1"},
                                           {"run.burn_in", "\"2y\""},
                                           {"run.end", "2023-03-31"},
                                           {"run.seed", std::to_string(seed)},
                                           {"output.events", "false"},
                                           {"output.people", "[\"in_service\"]"},
                                           {"output.episodes", "[\"in_service\"]"}})
    last[path] = value;
  const auto world = make_safety_model()->build(test::small_scenario({last.begin(), last.end()}, "", services.top()));
  const ReplicateResult result = world->run(0, {.tables = true});
  const auto cell = [&](LifeTable table, const char* column, std::size_t row) {
    const Table& declared = world->measures().tables.at(static_cast<std::size_t>(table));
    const auto at = std::ranges::find(declared.columns, column, &TableColumn::name) - declared.columns.begin();
    return cell_value(result.tables[static_cast<std::size_t>(table)].columns.at(static_cast<std::size_t>(at)), row);
  };
  std::map<double, std::size_t> sex;
  for (std::size_t row = 0; row < result.tables[0].count(); ++row)
    sex[cell(LifeTable::people, "person", row)] = static_cast<std::size_t>(cell(LifeTable::people, "sex", row));
  std::map<double, Began> queues;
  for (std::size_t row = 0; row < result.tables[1].count(); ++row) {
    const double day = cell(LifeTable::episodes, "day", row);
    if (cell(LifeTable::episodes, "kind", row) != static_cast<double>(EpisodeKind::service) || day < 0) continue;
    Began& queue = queues[cell(LifeTable::episodes, "service", row)];
    const std::size_t who = sex.at(cell(LifeTable::episodes, "person", row));
    const double wait = day - cell(LifeTable::episodes, "since", row);
    ++queue.many[who];
    queue.waited[who] += wait > 0;
    queue.days[who] += wait;
  }
  std::vector<Began> list;
  for (const auto& [service, began] : queues) list.push_back(began);
  return list;
}

std::vector<std::vector<Began>> all_queues(const std::string& priority) {
  const OneServiceAType services(priority);
  std::vector<std::vector<Began>> of_seeds;
  for (int seed = 1; seed <= seeds; ++seed) of_seeds.push_back(queues_of(seed, services));
  return of_seeds;
}

/// Erlang's chance of having to wait with so many places, of which `load` are taken on average.
double chance_of_waiting(double load) {
  double blocked = 1;
  for (int place = 1; place <= places; ++place) blocked = load * blocked / (place + load * blocked);
  const double used = load / places;
  return blocked / (1 - used * (1 - blocked));
}

/// How many of those at work are in each queue, by type, from all seeds.
std::vector<double> loads(const std::vector<std::vector<Began>>& of_seeds) {
  std::vector<double> load(of_seeds.front().size());
  for (const auto& queues : of_seeds)
    for (std::size_t type = 0; type < load.size(); ++type)
      load[type] += queues.at(type).all() / days_of_run / seeds * mean_stay();
  return load;
}

/// `seen` and `expected` of each queue of each seed, in all; `slack` is what whole days may take away: whoever comes on
/// the day on which a place falls free does not wait.
void expect_sum(const std::vector<double>& seen, const std::vector<double>& expected, double slack, const char* what) {
  std::vector<double> off(seen.size());
  for (std::size_t i = 0; i < off.size(); ++i) off[i] = seen[i] - expected[i];
  const double sum = std::accumulate(expected.begin(), expected.end(), 0.0);
  const boost::math::students_t student(static_cast<double>(off.size() - 1));
  const double limit = quantile(complement(student, kith::test::unusual / 2)) *
                       kith::test::moments(off).standard_error * static_cast<double>(off.size());
  const double all = std::accumulate(seen.begin(), seen.end(), 0.0);
  EXPECT_NEAR(all, sum, limit + slack) << what;
  EXPECT_LT(limit + slack, 0.35 * sum) << what << ": too few queues to tell";
}

double number_begun(const std::vector<std::vector<Began>>& of_seeds) {
  double all = 0;
  for (const auto& queues : of_seeds)
    for (const Began& queue : queues) all += queue.all();
  return all;
}

TEST(QueueLaw, AsManyWaitAsErlangSaysAndAsLong) {
  const auto of_seeds = all_queues("");
  const std::vector<double> load = loads(of_seeds);
  ASSERT_EQ(load.size(), type_count());
  std::vector<double> waited, days, expected_waited, expected_days;
  for (const auto& queues : of_seeds)
    for (std::size_t type = 0; type < load.size(); ++type) {
      const double chance = chance_of_waiting(load[type]);
      waited.push_back(queues[type].waited[0] + queues[type].waited[1]);
      days.push_back(queues[type].days[0] + queues[type].days[1]);
      expected_waited.push_back(queues[type].all() * chance);
      expected_days.push_back(queues[type].all() * chance * mean_stay() / (places - load[type]));
    }
  expect_sum(waited, expected_waited, 0.03 * number_begun(of_seeds), "who waited");
  expect_sum(days, expected_days, 0.5 * number_begun(of_seeds), "days waited");
}

/// Men come before women, whoever was referred first; nobody in a place makes way.
TEST(QueueLaw, WhoeverComesBeforeOthersWaitsAsCobhamSays) {
  const auto of_seeds = all_queues("male");
  const std::vector<double> load = loads(of_seeds);
  constexpr std::size_t women = static_cast<std::size_t>(Sex::female), men = static_cast<std::size_t>(Sex::male);
  std::vector<double> first, last, expected_first, expected_last;
  for (const auto& queues : of_seeds)
    for (std::size_t type = 0; type < load.size(); ++type) {
      double of_men = 0, of_all = 0;
      for (const auto& other : of_seeds) {
        of_men += other[type].many[men];
        of_all += other[type].all();
      }
      const double used = load[type] / places, by_men = used * of_men / of_all;
      const double until_a_place = chance_of_waiting(load[type]) * mean_stay() / places;
      first.push_back(queues[type].days[men]);
      last.push_back(queues[type].days[women]);
      expected_first.push_back(queues[type].many[men] * until_a_place / (1 - by_men));
      expected_last.push_back(queues[type].many[women] * until_a_place / ((1 - by_men) * (1 - used)));
    }
  const double slack = 0.5 * number_begun(of_seeds) / 2;
  expect_sum(first, expected_first, slack, "days men waited");
  expect_sum(last, expected_last, slack, "days women waited");
}

}  // namespace
}  // namespace kith::safety::laws
