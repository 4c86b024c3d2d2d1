// Rare events at a cost that follows what happens. Candidates are drawn by skipping along entities of like bound
// (a Poisson process of unit rate cut by exponential gaps), under a bound that static traits fix once, so the
// candidates are the same in every scenario; the caller then thins each by the true hazard. Entities whose present
// hazard may exceed their bound have candidates of their own for the part above it (excess_candidates.hpp).
// Literature: thinning (Lewis & Shedler 1979), composition-rejection (Slepoy, Thompson & Plimpton 2008).
#pragma once

#include "engine/random/draws.hpp"
#include "engine/time/calendar.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace kith {

/// A moment at which an event may happen to `entity`. It happens with probability
/// clamp((hazard(entity, day) - floor) / rate, 0, 1), decided by a draw keyed by (purpose, entity, key).
struct Candidate {
  std::uint32_t entity;
  float rate;         ///< events per year this stream of candidates runs at
  float floor;        ///< the part of the hazard another stream already covers
  double day;         ///< when, in days since the start of the run, with its fraction
  std::uint64_t key;  ///< unlike any other candidate's of this entity

  /// Does it happen, at this hazard (events per year)? Pure.
  bool happens(double hazard, const Draws& draws, Purpose purpose) const {
    return draws.at(purpose, entity, key).uniform() * rate < hazard - floor;
  }
};

/// Calls visit(position, day) for the events of `count` like members, each a Poisson process of `rate` events a year
/// over the step. Members are laid end to end, each as long as it has events to expect: a unit-rate process on that
/// line gives every member its own process, and the place within a member's stretch is the moment within the step.
template <class Visit>
void draw_along(Stream stream, const Step& step, std::uint32_t count, double rate, Visit&& visit) {
  const double events_per_member = rate * step.years();
  const double line = events_per_member * count;
  for (double at = stream.exponential(1.0); at < line; at += stream.exponential(1.0)) {
    const double members = at / events_per_member;
    const auto position = static_cast<std::uint32_t>(members);
    if (position >= count) break;
    visit(position, step.begin + (members - position) * (step.end - step.begin));
  }
}

/// Candidates under static bounds. Immutable after construction; shared by threads and replicates.
/// Memory: 4 bytes for each entity with a positive bound.
class CandidateSampler {
 public:
  /// Days on which an entity can have events: [from, until).
  struct Presence {
    Day from, until;
  };

  /// `bounds[i]` is the greatest hazard, in events per year, the static stream covers for entity i (>= 0, finite).
  /// `presences[i]`, if given, says when it can be above zero; entities are drawn together with those there in the same
  /// years, so that few candidates fall on the absent, who are the caller's to thin.
  CandidateSampler(Purpose purpose, std::span<const float> bounds, std::span<const Presence> presences = {});

  /// Blocks are fixed by the bounds alone, never by threads. Each may be drawn on any thread.
  std::size_t block_count() const { return blocks_.size(); }

  /// Calls visit(const Candidate&) for each candidate of one block in one step.
  template <class Visit>
  void draw(const Draws& draws, const Step& step, std::size_t block, Visit&& visit) const;

  /// The rate entity i's static candidates run at: its class's bound, >= bounds[i]. That of such a rate is itself.
  static float class_rate(float bound);
  std::size_t bytes() const;

 private:
  struct Block {
    std::uint32_t first;  ///< into members_
    std::uint32_t count;
    float rate;         ///< of every member
    Presence presence;  ///< covers those of all members
  };
  Purpose purpose_;
  std::vector<std::uint32_t> members_;
  std::vector<Block> blocks_;
};

template <class Visit>
void CandidateSampler::draw(const Draws& draws, const Step& step, std::size_t block, Visit&& visit) const {
  const Block& b = blocks_[block];
  if (step.end <= b.presence.from || b.presence.until <= step.begin) return;
  draw_along(draws.at(purpose_, block, static_cast<std::uint64_t>(step.index)), step, b.count, b.rate,
             [&](std::uint32_t position, double day) {
               visit(Candidate{members_[b.first + position], b.rate, 0.0F, day, std::bit_cast<std::uint64_t>(day)});
             });
}

}  // namespace kith
