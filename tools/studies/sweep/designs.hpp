// Experimental designs on the unit cube: which points a sweep visits, before they become values of settings. Pure
// functions of their arguments, safe to call from any thread. Where a design can grow, asking for more points leaves
// those there are where they are, so a sweep already begun can be extended.
#pragma once

#include <cstdint>
#include <vector>

namespace kith::sweep {

/// One coordinate a factor, each in [0, 1].
using UnitPoint = std::vector<double>;
using UnitPoints = std::vector<UnitPoint>;

/// Every combination of `levels` equally spaced values of each factor (each >= 1), the last factor fastest: 0 and 1
/// included, 0.5 if there is only one. A grid is complete as it is and cannot grow.
UnitPoints full_factorial(const std::vector<std::int64_t>& levels);

/// Latin hypercube (McKay, Beckman and Conover 1979): cut each factor into `points` equal strata and every one holds
/// one point, at a random place within it. A smaller hypercube is not part of a larger one; see
/// `extend_latin_hypercube`.
UnitPoints latin_hypercube(std::uint64_t seed, std::size_t factors, std::size_t points);

/// `earlier` unmoved, then as many new points as make it a Latin hypercube of `points`, which must be a multiple of the
/// number there is (nested Latin hypercube, Qian 2009). Throws std::invalid_argument if it is not, or if `earlier` is
/// no Latin hypercube.
UnitPoints extend_latin_hypercube(const UnitPoints& earlier, std::uint64_t seed, std::size_t points);

/// Most factors a Sobol' sequence can have; the Saltelli scheme can have half as many.
inline constexpr std::size_t most_sobol_factors = 3667;

/// Points `first` .. `first + points - 1` of the Sobol' sequence with Joe and Kuo's direction numbers, as it is: point
/// 0 is the origin, which most models do not bear and users of the plain sequence skip.
UnitPoints plain_sobol(std::size_t factors, std::size_t points, std::uint64_t first = 0);

/// The Sobol' sequence from its beginning, shifted digit by digit by a number drawn for each factor from `seed`. So no
/// point lies on the edge of the cube and none needs to be skipped, which would unbalance the first 2^n points (Owen
/// 2020, "On dropping the first Sobol' point"). Grows point by point; powers of two are best.
UnitPoints sobol(std::uint64_t seed, std::size_t factors, std::size_t points);

/// Morris' elementary effects (Morris 1991): `trajectories` walks over a grid of `levels` (even, >= 2) equally spaced
/// values of each factor, each of factors + 1 points, one after the other, and each step moving one factor by
/// `morris_step(levels)` up or down. A walk depends on seed and its number alone, so there may always be more.
UnitPoints morris(std::uint64_t seed, std::size_t factors, std::size_t trajectories, std::int64_t levels);

/// levels / (2 (levels - 1)): with it every level of a factor is equally likely.
double morris_step(std::int64_t levels);

/// Saltelli's scheme for Sobol' indices (Saltelli et al. 2010; second order: Saltelli 2002). Each row of `base` holds a
/// point of matrix A and then one of matrix B, so it has twice as many columns as there are factors. For each row
/// follow one another: A; A with factor 1 from B, .. with factor k from B; with `second_order` also B with factor 1
/// from A, .. with factor k from A; B. SALib lays points out likewise. Throws std::invalid_argument for an odd number
/// of columns.
UnitPoints saltelli(const UnitPoints& base, bool second_order);

/// The same over `rows` points of `sobol(seed, 2 * factors, rows)`; grows row by row, powers of two are best.
UnitPoints saltelli(std::uint64_t seed, std::size_t factors, std::size_t rows, bool second_order);

/// Points `saltelli` makes of each row: factors + 2, with second order 2 * factors + 2.
std::size_t saltelli_block(std::size_t factors, bool second_order);

}  // namespace kith::sweep
