// What comes of purchases, pair by pair: the scenario lived with each of several plans, all with the same people, past,
// chance and numbers drawn in a pair. What was lived once is kept, in memory and in a file beside the results, so that
// a stopped search goes on where it was.
#pragma once

#include "results/results.hpp"
#include "tools/studies/doubt.hpp"
#include "tools/studies/optimise/optimise_file.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace kith::optimise {

/// What is bought: the value of each scheme's setting, in the order of the file.
using Plan = std::vector<double>;

Plan nothing_bought(const OptimiseFile& file);
/// The scenario with a plan; `name` in words. Of no purchase, as it is but for its name.
Scenario scenario_of(const OptimiseFile& file, const Plan& plan, const std::string& name);

/// One pair of one plan. Sums are those of the model's ledger, the widest first, in its unit.
struct Outcome {
  double aim = 0;    ///< the headline of the aim; of full years where it is told by year
  double spent = 0;  ///< on services, a year
  std::vector<double> costs{};

  bool operator==(const Outcome&) const = default;
};

/// What plans came to in every pair of a comparison, one plan a scenario.
std::vector<std::vector<Outcome>> outcomes_in(const results::Run& run, const OptimiseFile& file,
                                              const std::vector<Plan>& plans);

struct HowToSearch {
  int threads = 1;
  bool quiet = false;
  bool chance_only = false;
  bool resume = false;
  bool force = false;
};

/// Used by one thread.
class Outcomes {
 public:
  /// Outcomes are kept in `kept`. Throws OutputError if there are some already and it is not said what to do with them,
  /// InputError if those to be taken up are of another search.
  Outcomes(const OptimiseFile& file, std::filesystem::path kept, const HowToSearch& how);
  Outcomes(const Outcomes&) = delete;
  Outcomes& operator=(const Outcomes&) = delete;
  ~Outcomes();

  /// Lives pairs first .. first + count - 1 of these plans, but for those known; two plans at least. Throws
  /// Interrupted.
  void live(const std::vector<Plan>& plans, std::int64_t first, std::int64_t count);
  const Outcome& of(const Plan& plan, std::int64_t pair) const;
  std::int64_t first_pair() const { return first_; }
  std::int64_t lived() const { return lived_; }  ///< lives of one plan in one pair, those taken up included
  void forget();                                 ///< takes the file away

 private:
  using Key = std::pair<Plan, std::int64_t>;
  void take_up(bool resume, bool force);
  void keep(const Key& key, const Outcome& outcome);

  const OptimiseFile& file_;
  std::filesystem::path kept_;
  HowToSearch how_;
  std::string identity_;
  std::map<Key, Outcome> known_;
  std::int64_t first_ = 0;
  std::int64_t lived_ = 0;
  int descriptor_ = -1;
  std::uint64_t end_ = 0;
};

}  // namespace kith::optimise
