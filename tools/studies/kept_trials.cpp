#include "tools/studies/kept_trials.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace kith::tools {
namespace {

/// Numbers one after the other; whole ones are far below 2^53, so that none is rounded.
class Packing {
 public:
  void add(double number) { numbers_.push_back(number); }
  void add(const std::vector<double>& list) {
    add(static_cast<double>(list.size()));
    numbers_.insert(numbers_.end(), list.begin(), list.end());
  }
  void add(const std::vector<TrialSubject>& subjects) {
    add(static_cast<double>(subjects.size()));
    for (const TrialSubject& one : subjects) {
      for (const double number :
           {static_cast<double>(one.number), static_cast<double>(one.entered), static_cast<double>(one.counted_from),
            static_cast<double>(one.people), one.offered ? 1.0 : 0.0, one.began ? 1.0 : 0.0})
        add(number);
      for (const auto* list : {&one.before, &one.after, &one.without, &one.expected, &one.traits}) add(*list);
    }
  }
  Reals take() { return std::move(numbers_); }

 private:
  Reals numbers_;
};

class Unpacking {
 public:
  explicit Unpacking(const Reals& numbers) : numbers_(numbers) {}
  template <class Number>
  Number number() {
    return static_cast<Number>(numbers_.at(next_++));
  }
  std::vector<double> list() {
    const auto size = number<std::size_t>();
    if (size > numbers_.size() - next_) throw std::out_of_range("a trial kept is shorter than it says");
    const auto begin = numbers_.begin() + static_cast<std::ptrdiff_t>(next_);
    next_ += size;
    return {begin, begin + static_cast<std::ptrdiff_t>(size)};
  }
  std::vector<TrialSubject> subjects() {
    const auto size = number<std::size_t>();
    if (size > numbers_.size() - next_) throw std::out_of_range("a trial kept is shorter than it says");
    std::vector<TrialSubject> subjects(size);
    for (TrialSubject& one : subjects) {
      one.number = number<std::int64_t>();
      one.entered = number<std::int32_t>();
      one.counted_from = number<std::int32_t>();
      one.people = number<std::int32_t>();
      one.offered = number<int>() != 0;
      one.began = number<int>() != 0;
      for (auto* part : {&one.before, &one.after, &one.without, &one.expected, &one.traits}) *part = list();
    }
    return subjects;
  }

 private:
  const Reals& numbers_;
  std::size_t next_ = 0;
};

}  // namespace

RunIdentity identity_of_trial(const Scenario& scenario, const TrialPlan& plan) {
  RunIdentity identity = identity_of({scenario}, false);
  const auto given = [](bool is) { return std::string(is ? "given" : "not given"); };
  identity.emplace_back("--service", plan.treatment);
  identity.emplace_back("--share", fmt::format("{}", plan.share));
  identity.emplace_back("--people", std::to_string(plan.most_subjects));
  identity.emplace_back("--before", std::to_string(plan.before_days));
  identity.emplace_back("--follow-up", std::to_string(plan.follow_up_days));
  identity.emplace_back("--design (counted from entering or from beginning)",
                        plan.counted_from_beginning ? "beginning" : "entering");
  identity.emplace_back("--placebo", given(plan.placebo));
  identity.emplace_back("--no-spread", given(!plan.spread));
  return identity;
}

PairedReplicate packed(const TrialReplicate& trial) {
  Packing packing;
  packing.add(trial.tried);
  packing.add(trial.placebo);
  ReplicateResult result;
  result.replicate = trial.replicate;
  result.arrays.emplace_back(packing.take());
  PairedReplicate kept;
  kept.worlds.push_back(std::move(result));
  return kept;
}

TrialReplicate unpacked(const PairedReplicate& kept) {
  const ReplicateResult& result = kept.worlds.at(0);
  const auto* numbers = result.arrays.empty() ? nullptr : std::get_if<Reals>(&result.arrays.front());
  if (numbers == nullptr) throw std::out_of_range("no trial is kept there");
  Unpacking unpacking(*numbers);
  TrialReplicate trial;
  trial.replicate = result.replicate;
  trial.tried = unpacking.subjects();
  trial.placebo = unpacking.subjects();
  return trial;
}

}  // namespace kith::tools
