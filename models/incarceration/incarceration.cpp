// A month: those in custody pass convictions on, others come spontaneously; sentences that are served end; the
// convicted who are active and not in custody are sentenced. Somebody sentenced in one month to S months passes
// convictions on in the S months after it, and may be sentenced again in the last of these. Only people in custody are
// visited in a month, everybody once a year.
#include "models/incarceration/incarceration.hpp"

#include "engine/embedded.hpp"
#include "engine/run/simple_model.hpp"
#include "models/incarceration/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

std::span<const kith::EmbeddedFile> kith_incarceration_files();  // built in

namespace kith::incarceration {
namespace {

constexpr std::int32_t months_per_year = 12;
constexpr std::size_t averaged_months = 20 * std::size_t{months_per_year};
constexpr std::int32_t return_months = 36;
constexpr std::int64_t days_per_step = 30;
constexpr std::uint32_t female = 0;  ///< code of the column "sex", as its choices stand

enum : std::size_t {
  in_custody,
  active,
  entered,
  released,
  share_in_custody,
  ever_in_custody,
  back_within_36_months,
};

/// People and ties of the tables, by the names the rules use.
struct Tables {
  const std::vector<std::uint32_t>& sex;
  const std::vector<std::int64_t>&birth_year, &death_year, &married_year;
  const std::vector<EntityId>& partner;
  const Layer &siblings, &children, &parents, &friends;

  explicit Tables(const People& people)
      : sex(people.words("sex").codes),
        birth_year(people.wholes("birth_year")),
        death_year(people.wholes("death_year")),
        married_year(people.wholes("married_year")),
        partner(people.persons("partner")),
        siblings(people.ties("sibling")),
        children(people.ties("child")),
        parents(people.ties("parent")),
        friends(people.ties("friend")) {}
  EntityId count() const { return static_cast<EntityId>(sex.size()); }
};

/// One replicate.
class Custody {
 public:
  using Settings = IncarcerationSettings;
  struct Shared : Tables {
    Shared(const Settings&, const Draws&, const People& people) : Tables(people) {}
  };
  static PeopleNeeds people_needs() { return incarceration_needs(); }

  static std::vector<Measure> measures() {
    const auto headline = [](const char* name, const char* unit, const char* meaning) {
      return Measure{name, unit, meaning, "headlines", {}, Number::real};
    };
    return {{"in_custody", "people", "in custody at the end of the month", "", {"time"}},
            {"active", "people", "old enough to be convicted and alive", "", {"time"}},
            {"entered", "people", "came into custody in the month", "", {"time"}},
            {"released", "people", "left custody in the month, their sentence served", "", {"time"}},
            headline("share_in_custody", "share of the active",
                     "in custody at the end of a month, mean over the last 20 years (or the whole run, if shorter)"),
            headline("ever_in_custody", "share of people", "in custody at the end of any month, or at the start"),
            headline("back_within_36_months", "share of releases",
                     "followed by custody again within 36 months, of those at least 36 months before the end")};
  }

  Custody(const Shared& tables, const Settings& settings, const Draws& draws)
      : tables_(tables),
        draws_(draws),
        youngest_(settings.youngest),
        first_year_(settings.first_year),
        until_(tables.count(), not_inside),
        sentences_(tables.count(), 0),
        open_release_(tables.count(), none),
        ever_(tables.count(), false) {
    begin_year(first_year_);
    for (const EntityId person : first_in_custody(settings)) sentence(person, before_first_step, settings);
  }

  void step(const Step& step, const Settings& now, StepRecord record) {
    if (step.index > 0 && step.index % months_per_year == 0) begin_year(year_of(step));
    convicted_.clear();
    if (now.ties)
      for (const EntityId person : inside_) pass_on(person, step, now);
    convict_spontaneously(step, now);
    const std::int64_t left = release(step.index);
    const std::int64_t came = admit(step.index, now);
    last_step_ = step.index;
    record.count(in_custody, std::ssize(inside_));
    record.count(active, std::ssize(active_));
    record.count(entered, came);
    record.count(released, left);
    if (step.begin >= 0)
      shares_.push_back(active_.empty() ? 0.0
                                        : static_cast<double>(inside_.size()) / static_cast<double>(active_.size()));
  }

  void finish(ReplicateResult& result) const {
    const std::size_t months = std::min(averaged_months, shares_.size());
    result.reals(share_in_custody)[0] =
        std::accumulate(shares_.end() - static_cast<std::ptrdiff_t>(months), shares_.end(), 0.0) /
        static_cast<double>(months);
    result.reals(ever_in_custody)[0] =
        static_cast<double>(std::ranges::count(ever_, true)) / static_cast<double>(ever_.size());
    result.reals(back_within_36_months)[0] = share_back();
  }

  std::int64_t people() const { return tables_.count(); }
  std::int64_t bytes() const {
    const std::size_t each = sizeof(until_[0]) + sizeof(sentences_[0]) + sizeof(open_release_[0]);
    return static_cast<std::int64_t>(until_.size() * each + ever_.size() / 8 + active_.capacity() * sizeof(EntityId) +
                                     releases_.capacity() * sizeof(Release));
  }

 private:
  static constexpr std::int32_t not_inside = -1;
  static constexpr std::int32_t before_first_step = -1;
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  struct Release {
    std::int32_t step;
    std::int32_t back = std::numeric_limits<std::int32_t>::max();  ///< the step of the next entry
  };

  std::int64_t year_of(const Step& step) const { return first_year_ + step.index / months_per_year; }
  bool is_active(EntityId person, std::int64_t year) const {
    return tables_.birth_year[person] <= year - youngest_ && tables_.death_year[person] >= year;
  }

  /// Who can be convicted in a year; those who died leave custody, which is no release.
  void begin_year(std::int64_t year) {
    year_ = year;
    active_.clear();
    for (EntityId person = 0; person < tables_.count(); ++person)
      if (is_active(person, year)) active_.push_back(person);
    std::erase_if(inside_, [&](EntityId person) {
      const bool gone = !is_active(person, year);
      if (gone) until_[person] = not_inside;
      return gone;
    });
  }

  /// Those of the right age with the smallest draws: a larger share takes in more people, and nobody else.
  std::vector<EntityId> first_in_custody(const Settings& settings) const {
    std::vector<std::pair<double, EntityId>> drawn;
    for (const EntityId person : active_)
      if (year_ - tables_.birth_year[person] <= settings.initial_oldest)
        drawn.emplace_back(draws_.at(purpose("incarceration.initial"), person).uniform(), person);
    std::ranges::sort(drawn);
    const double wanted = std::round(settings.initial_share * static_cast<double>(active_.size()));
    std::vector<EntityId> first;
    for (std::size_t i = 0; i < std::min(drawn.size(), static_cast<std::size_t>(wanted)); ++i)
      first.push_back(drawn[i].second);
    return first;
  }

  /// Each relative has a draw of their own, whether or not it can matter, so that the others' do not move.
  void pass_on(EntityId person, const Step& step, const Settings& now) {
    Stream stream = draws_.at(purpose("incarceration.passing_on"), person, static_cast<std::uint64_t>(step.index));
    const PassingOn& rates = tables_.sex[person] == female ? now.from_women : now.from_men;
    const auto to_each = [&](const Layer& ties, double to_women, double to_men) {
      for (const EntityId other : ties.of(person))
        if (stream.bernoulli(tables_.sex[other] == female ? to_women : to_men)) convicted_.push_back(other);
    };
    to_each(tables_.siblings, rates.sister, rates.brother);
    to_each(tables_.parents, rates.mother, rates.father);
    to_each(tables_.children, rates.child, rates.child);
    to_each(tables_.friends, rates.sister, rates.brother);
    pass_to_partner(person, stream, now);
  }

  /// As the public simulator has it: the rate is of the partner's sex, and the couple counts until the year it came to
  /// be, which looks inverted.
  void pass_to_partner(EntityId person, Stream& stream, const Settings& now) {
    const EntityId partner = tables_.partner[person];
    if (partner == nobody || tables_.married_year[person] < year_) return;
    const PassingOn& rates = tables_.sex[partner] == female ? now.from_women : now.from_men;
    if (stream.bernoulli(rates.partner)) convicted_.push_back(partner);
  }

  /// A Poisson number, each to somebody active: points of unit rate on a line, so that a higher rate adds to them.
  void convict_spontaneously(const Step& step, const Settings& now) {
    const double expected = now.spontaneous * static_cast<double>(active_.size());
    Stream stream = draws_.at(purpose("incarceration.spontaneous"), 0, static_cast<std::uint64_t>(step.index));
    std::uint64_t number = 0;
    for (double at = stream.exponential(1); at < expected; at += stream.exponential(1)) {
      Stream whom = draws_.at(purpose("incarceration.whom"), number++, static_cast<std::uint64_t>(step.index));
      convicted_.push_back(active_[whom.below(active_.size())]);
    }
  }

  std::int64_t release(std::int32_t step) {
    return static_cast<std::int64_t>(std::erase_if(inside_, [&](EntityId person) {
      if (until_[person] > step) return false;
      until_[person] = not_inside;
      open_release_[person] = static_cast<std::uint32_t>(releases_.size());
      releases_.push_back({step});
      return true;
    }));
  }

  std::int64_t admit(std::int32_t step, const Settings& now) {
    const std::size_t before = inside_.size();
    std::ranges::sort(convicted_);
    convicted_.erase(std::unique(convicted_.begin(), convicted_.end()), convicted_.end());
    for (const EntityId person : convicted_)
      if (until_[person] == not_inside && is_active(person, year_)) sentence(person, step, now);
    return static_cast<std::int64_t>(inside_.size() - before);
  }

  /// A sentence of no month leads to no custody.
  void sentence(EntityId person, std::int32_t step, const Settings& now) {
    Stream stream = draws_.at(purpose("incarceration.sentence"), person, sentences_[person]++);
    const double months =
        static_cast<double>(stream.poisson(stream.gamma(now.sentence_shape, now.mean_sentence / now.sentence_shape)));
    if (months < 1) return;
    // Longer than any run: never released.
    constexpr std::int32_t longest = std::numeric_limits<std::int32_t>::max() / 2;
    until_[person] = step + static_cast<std::int32_t>(std::min(months, static_cast<double>(longest)));
    inside_.push_back(person);
    ever_[person] = true;
    if (open_release_[person] == none) return;
    releases_[open_release_[person]].back = step;
    open_release_[person] = none;
  }

  /// Not a number where no release is early enough.
  double share_back() const {
    std::int64_t counted = 0, back = 0;
    for (const Release& one : releases_) {
      if (one.step > last_step_ - return_months) continue;
      ++counted;
      back += one.back - return_months <= one.step;
    }
    return counted == 0 ? std::numeric_limits<double>::quiet_NaN()
                        : static_cast<double>(back) / static_cast<double>(counted);
  }

  const Tables& tables_;
  Draws draws_;
  std::int64_t youngest_, first_year_, year_ = 0;
  std::vector<EntityId> active_;             ///< in the year
  std::vector<EntityId> inside_;             ///< in custody
  std::vector<std::int32_t> until_;          ///< by person, the step at which custody ends, or not_inside
  std::vector<std::uint32_t> sentences_;     ///< by person, given so far
  std::vector<std::uint32_t> open_release_;  ///< by person, the last release if custody has not followed, or none
  std::vector<bool> ever_;                   ///< by person
  std::vector<Release> releases_;
  std::vector<EntityId> convicted_;  ///< in the month, some more than once
  std::vector<double> shares_;       ///< by month kept
  std::int32_t last_step_ = 0;
};

class IncarcerationModel final : public SimpleModel<Custody> {
 public:
  std::string name() const override { return "incarceration"; }
  std::string summary() const override {
    return "imprisonment that passes along ties, on people of your own (Lum and others 2014)";
  }
  std::string starter() const override {
    return std::string(embedded_text(kith_incarceration_files(), "starter.toml"));
  }
  const Odd& odd() const override {
    constexpr const char* file = "odd.toml";
    static const Odd said = read_odd(embedded_text(kith_incarceration_files(), file), file);
    return said;
  }
  /// Files that are not there are left to build() to tell.
  void find_impossible_people(const Scenario& scenario, std::vector<Problem>& problems) const {
    for (const std::filesystem::path& file : people_input_files(scenario))
      if (!std::filesystem::exists(file)) return;
    const People people = load_people(scenario, people_needs());
    const Tables tables(people);
    const std::string file = people_files(scenario).people->path.string();  // sound, so it is named
    for (EntityId person = 0; person < tables.count(); ++person) {
      const std::string& id = people.ids()[person];
      if (tables.partner[person] == person)
        add_problem(problems, {file}, fmt::format("'{}' is the partner of '{}': nobody is one's own", id, id));
      if (tables.death_year[person] < tables.birth_year[person])
        add_problem(problems, {file},
                    fmt::format("'{}' dies in {}, before being born in {}", id, tables.death_year[person],
                                tables.birth_year[person]));
    }
  }
  std::vector<Problem> problems(const Scenario& scenario) const override {
    std::vector<Problem> problems = SimpleModel::problems(scenario);
    const auto& step = scenario.settings.entries().find("run.step_days")->second;
    if (const std::int64_t days = std::get<std::int64_t>(step.value); days != days_per_step)
      add_problem(
          problems, step.origin,
          fmt::format("a step of this model is a month: run.step_days must be {}, not {}", days_per_step, days));
    if (problems.empty()) find_impossible_people(scenario, problems);
    return problems;
  }
};

}  // namespace

std::unique_ptr<Model> make_incarceration_model() { return std::make_unique<IncarcerationModel>(); }

}  // namespace kith::incarceration
