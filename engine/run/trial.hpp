// An experiment run inside a world, as an evaluator would run it outside: those referred to a treatment are put in an
// arm, and what they do before and after is counted. A model that offers treatments says what may be tried and what is
// counted (TrialOffer), and runs one (TrialWorld); what a difference between arms shows is not the model's business.
#pragma once

#include "engine/work/stop.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace kith {

struct RunControl;

/// What a source says was found of a treatment, to stand beside what a trial of it shows.
struct PublishedChange {
  double change = 0;  ///< -0.1 for a fall by a tenth
  std::string of;     ///< what fell or rose
  std::string source;
};

/// What a model lets one try, and what it counts of those who take part.
struct TrialOffer {
  struct Treatment {
    std::string name;
    std::string title;
    std::string subjects;  ///< who is put in an arm, in the plural: "people", "families"
    std::string refused;   ///< why it cannot be tried; "" if it can
    std::vector<PublishedChange> published;
  };
  struct Outcome {
    std::string name;
    std::string meaning;
  };
  std::vector<Treatment> treatments;
  std::vector<Outcome> outcomes;    ///< counted of everybody in a trial; the first is what is asked if nothing is said
  std::vector<std::string> traits;  ///< what an evaluator knows of somebody as they enter, by which people are matched
};

/// How a trial is held.
struct TrialPlan {
  std::string treatment;              ///< of those offered
  double share = 0.5;                 ///< chance of being put in the arm that is offered it; 1: everybody is
  std::int64_t most_subjects = 0;     ///< nobody enters after so many; 0: no limit
  std::int32_t before_days = 365;     ///< looked back over; the trial opens so many days after the run begins
  std::int32_t follow_up_days = 365;  ///< nobody enters later than so many days before the run ends
  bool counted_from_beginning =
      false;             ///< of those who begin the treatment, from the day after that; else after entering
  bool placebo = false;  ///< the treatment is given, and does nothing
  bool spread = true;    ///< what somebody does can spread along ties
};

/// One who entered, or all who stand for one (a family). Outcomes stand in the order of TrialOffer::outcomes.
struct TrialSubject {
  std::int64_t number = 0;        ///< the same in the world tried and in that without effect
  std::int32_t entered = 0;       ///< day of the run
  std::int32_t counted_from = 0;  ///< likewise, the first day of after: the one after entering, or beginning
  std::int32_t people = 1;
  bool offered = false;
  bool began = false;
  std::vector<double> before, after;
  std::vector<double> without;   ///< as `after`, of the same people in the world where the treatment does nothing
  std::vector<double> expected;  ///< of `without`, what the treatment's stated effect on those reached leaves
  std::vector<double> traits;
};

/// A trial held in one replicate: subjects in order of number.
struct TrialReplicate {
  std::int64_t replicate = 0;
  std::vector<TrialSubject> tried;
  std::vector<TrialSubject> placebo;  ///< of the same trial where the treatment does nothing; without, expected empty
};

/// Immutable; may be shared by threads.
class TrialWorld {
 public:
  virtual ~TrialWorld() = default;
  /// Holds the trial in one replicate, and once more where the treatment does nothing. Throws Interrupted.
  virtual TrialReplicate run(std::int64_t replicate, const RunControl& control) const = 0;
  virtual std::int64_t steps() const = 0;           ///< of one replicate, both worlds together
  virtual std::int64_t people() const = 0;          ///< present on the first day
  virtual std::int64_t bytes_of_state() const = 0;  ///< of one replicate
};

}  // namespace kith
