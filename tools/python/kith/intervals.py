"""95% intervals over pairs or replicates, as kith itself makes them, and of a quotient of two changes.

Pairs are independent of each other; values without one (NaN) are left out. One pair gives no interval.
"""
from __future__ import annotations

from typing import Any, NamedTuple

import numpy
import xarray
from numpy.typing import NDArray
from scipy import stats

CONFIDENCE = 0.95


class Quotient(NamedTuple):
    """A quotient of two mean changes with its 95% interval; infinite ends where the pairs set no bound."""

    value: float
    low: float
    high: float


def interval(values: xarray.DataArray, of: str = "mean", axis: str = "replicate") -> xarray.Dataset:
    """Mean over `axis` and its 95% interval by Student's t: the variables mean, low and high, in the unit of `values`.

    `of` is "mean", where more pairs narrow the interval, or "one_world", what one more pair would show. Raises ValueError
    if it is neither.
    """
    number = values.notnull().sum(axis)
    mean = values.mean(axis)
    variance = ((values - mean) ** 2).sum(axis) / (number - 1).where(number > 1)
    half = xarray.apply_ufunc(student, number) * numpy.sqrt(variance * spread_of(of, number))
    made = xarray.Dataset({"mean": mean, "low": mean - half, "high": mean + half})
    return made.map(lambda one: one.assign_attrs(values.attrs))


def quotient(top: xarray.DataArray, bottom: xarray.DataArray, of: str = "mean") -> Quotient:
    """The quotient of two changes over the same pairs, such as money spent by events averted, with Fieller's interval.

    Where `bottom` cannot be told from 0, no quotient is ruled out and the ends are infinite. `of` is as for `interval`.
    """
    both = numpy.stack([numpy.asarray(top, float), numpy.asarray(bottom, float)])
    both = both[:, numpy.isfinite(both).all(axis=0)]
    number = both.shape[1]
    means = both.mean(axis=1)
    if number < 2:
        return Quotient(float(means[0] / means[1]), -numpy.inf, numpy.inf)
    allowed = numpy.cov(both) * float(student(number)) ** 2 * float(spread_of(of, number))
    return Quotient(float(means[0] / means[1]), *fieller(means, allowed))


def fieller(means: NDArray[Any], allowed: NDArray[Any]) -> tuple[float, float]:
    """All r with (top - r bottom)^2 within what is allowed of it: the roots of a quadratic, if they enclose it."""
    squared = numpy.outer(means, means) - allowed
    a, b, c = squared[1, 1], squared[0, 1], squared[0, 0]
    if a <= 0:
        return -numpy.inf, numpy.inf
    root = numpy.sqrt(max(b * b - a * c, 0.0))
    return float((b - root) / a), float((b + root) / a)


def student(number: NDArray[Any]) -> NDArray[Any]:
    """The quantile of Student's t for an interval of so many values; NaN of fewer than two."""
    degrees = numpy.asarray(number, float) - 1
    return numpy.where(degrees > 0, stats.t.ppf((1 + CONFIDENCE) / 2, numpy.maximum(degrees, 1)), numpy.nan)


def spread_of(of: str, number: xarray.DataArray | int) -> xarray.DataArray | float:
    """The variance of what an interval is of, in those of one value."""
    if of not in ("mean", "one_world"):
        raise ValueError(f"intervals are of the mean or of one_world, not of {of}")
    return 1 / number + (1 if of == "one_world" else 0)
