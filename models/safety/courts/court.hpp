// The courts there are, and what can come of a charge: names shared by courts, evidence and measures.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace kith::safety {

enum class Court : std::uint8_t { magistrates, crown };
inline constexpr std::size_t court_count = 2;
inline constexpr std::array<const char*, court_count> court_names{"magistrates_and_youth", "crown"};

enum class Verdict : std::uint8_t { pleaded_guilty, found_guilty, acquitted, dropped };
inline constexpr std::array<const char*, 4> verdict_names{"pleaded guilty", "found guilty", "acquitted", "dropped"};
constexpr bool convicts(Verdict verdict) { return verdict <= Verdict::found_guilty; }

inline constexpr std::array<const char*, 4> sentence_names{"fine or discharge", "community order", "suspended sentence",
                                                           "custody"};

}  // namespace kith::safety
