// How far people accused again and again are accused of the same type: forward specialisation, chance taken out.
#pragma once

#include <cstddef>
#include <vector>

namespace kith::safety {

/// Pairs of accusations of one person that follow each other, by the type of either.
class Transitions {
 public:
  explicit Transitions(std::size_t types) : types_(types), pairs_(types * types) {}
  void add(std::size_t from, std::size_t to) { ++pairs_[from * types_ + to]; }
  /// The forward specialisation coefficient of a type (Farrington 1986, from memory, not verified): of those that
  /// follow one of the type, how many are of it beyond what chance would have, as a share of the most there could be
  /// beyond it. No number where nothing follows it.
  double coefficient(std::size_t type) const;
  /// Of all types together, each pair of the same weight.
  double coefficient() const;

 private:
  struct Alike {
    double all, alike, by_chance;  ///< pairs that begin with a type, those that end with it, and what chance would have
    double coefficient() const;
  };
  Alike alike(std::size_t type) const;

  std::size_t types_;
  std::vector<double> pairs_;  ///< from x to
};

}  // namespace kith::safety
