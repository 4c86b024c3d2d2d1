"""A merged sweep in the shapes other programs take: experiments and outcomes, or a problem with X and Y.

The shapes are those that the EMA Workbench and SALib document. Neither is a Debian package, so neither is called here, and
these shapes are held by tests of their own, not by those programs.
"""
from __future__ import annotations

from typing import Any

import numpy
import pandas
import xarray
from numpy.typing import NDArray

from kith.files import Results, ResultsError

BESIDE_OUTCOMES = ("unit_cube", "point_seed", "status", "failure")


def outcome_names(sweep: Results) -> list[str]:
    """Measures that a sweep kept."""
    check_sweep(sweep)
    return [str(name) for name in sweep.data.data_vars if name not in BESIDE_OUTCOMES]


def settings(sweep: Results) -> list[str]:
    """Settings that varied, in the order of the sweep file."""
    check_sweep(sweep)
    return [str(name) for name in sweep.data["parameter"].values]


def runs(sweep: Results) -> pandas.DataFrame:
    """A row a run: its point and replicate, every setting, and every outcome with one value a run, NaN if it is not done."""
    names = [name for name in outcome_names(sweep) if sweep.data[name].dims == ("point", "replicate")]
    return sweep.data[names].to_dataframe().reset_index()[["point", "replicate", *settings(sweep), *names]]


def experiments_and_outcomes(sweep: Results) -> tuple[pandas.DataFrame, dict[str, NDArray[Any]]]:
    """A row an experiment (a point) with a column a setting, and for each outcome an array whose first axis is the
    experiment: means over the replicates that are done, NaN if none is. This is the pair the EMA Workbench's analyses take.
    """
    names = settings(sweep)
    experiments = pandas.DataFrame({name: sweep.data[name].values for name in names})
    outcomes = {name: sweep.data[name].mean("replicate").values for name in outcome_names(sweep)}
    return experiments, outcomes


def problem_and_samples(sweep: Results, outcome: str,
                        unit: bool = False) -> tuple[dict[str, Any], NDArray[Any], NDArray[Any]]:
    """(problem, X, Y) as SALib's analyses take them: names and bounds of the settings, a row of X a point in the order of the
    design, and the outcome's mean over the replicates that every point has, so that points differ by their settings alone.

    X holds the settings' values; with `unit`, places in the design from 0 to 1, which categories, logarithmic ranges and
    distributions need. Raises ResultsError if X or Y cannot be told in numbers.
    """
    check_sweep(sweep)
    if outcome not in outcome_names(sweep):
        raise ResultsError(f"{sweep.path}: kept no {outcome}, but {', '.join(outcome_names(sweep))}")
    table = sweep.table("parameters")
    if not unit:
        check_plain_ranges(sweep, table)
    names = settings(sweep)
    bounds = [[0.0, 1.0]] * len(names) if unit else table[["lowest", "highest"]].values.tolist()
    problem = {"num_vars": len(names), "names": names, "bounds": bounds}
    samples = sweep.data["unit_cube"].values if unit else numpy.stack([sweep.data[name].values for name in names], axis=1)
    return problem, samples, one_value_a_point(sweep, sweep.data[outcome])


def check_plain_ranges(sweep: Results, table: pandas.DataFrame) -> None:
    """Raises ResultsError if a setting is not spread evenly between two bounds."""
    uneven = (table["kind"] != "range") | (table["log"] == 1) | (table["numeric"] == 0)
    names = [name for name, is_uneven in zip(settings(sweep), uneven) if is_uneven]
    if names:
        raise ResultsError(f"{sweep.path}: not spread evenly between two bounds: {', '.join(names)}; say unit=True")


def one_value_a_point(sweep: Results, values: xarray.DataArray) -> NDArray[Any]:
    """Mean of each point over the replicates all points have. Raises ResultsError if there is none, or a run has an axis."""
    if values.dims != ("point", "replicate"):
        raise ResultsError(f"{sweep.path}: {values.name} has more than one value a run")
    shared = values.dropna("replicate")
    if not shared.sizes["replicate"]:
        raise ResultsError(f"{sweep.path}: no replicate has {values.name} at every point; go on with kith sweep run --resume")
    return numpy.asarray(shared.mean("replicate").values, float)


def check_sweep(sweep: Results) -> None:
    """Raises ResultsError unless the file holds a sweep."""
    if sweep.kind != "sweep":
        raise ResultsError(f"{sweep.path}: is a {sweep.kind}; give a file that kith sweep merge wrote")
