"""Plots of results with matplotlib: a course with its interval, a map, routes of a change, and the curve of the doubt.

Each draws on `axes`, or on new ones, and gives them back, to be titled, changed and saved by whoever asked. Nothing is
shown. Bands and bars are 95% intervals, of what the file's intervals are of.
"""
from __future__ import annotations

from typing import Any, Iterable, Mapping, Sequence

import numpy
import xarray
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PolyCollection
from matplotlib.colors import Normalize
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from kith.files import Results, ResultsError
from kith.intervals import interval

LIGHT = 0.2  # opacity of a band


def new_axes() -> Axes:
    return pyplot.subplots(layout="constrained")[1]


def course(results: Results, measure: str | xarray.DataArray, axis: str = "time", axes: Axes | None = None) -> Axes:
    """A measure along `axis`, its mean with a band; in a comparison a line for each scenario.

    Further axes of the measure are summed; periods cut short by the end of the run are left out.
    """
    values = along(results, results.measure(measure) if isinstance(measure, str) else measure, axis)
    axes = axes or new_axes()
    for label in results.scenarios if "scenario" in values.dims else [""]:
        draw_band(axes, results.level(values.sel(scenario=label) if label else values), axis, label or "mean")
    axes.set_ylabel(text_of(values))
    axes.legend()
    return axes


def change_course(results: Results, measure: str, alternative: str = "", axis: str = "time",
                  axes: Axes | None = None) -> Axes:
    """The paired change of a measure along `axis` with a band, and a line at no change."""
    label = results.alternative(alternative)
    change = along(results, results.pairs(measure, label), axis)
    axes = axes or new_axes()
    draw_band(axes, results.change(change), axis, f"{label} less {results.scenarios[0]}")
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set_ylabel(text_of(change))
    axes.legend()
    return axes


def along(results: Results, values: xarray.DataArray, axis: str) -> xarray.DataArray:
    """Summed over all but replicate, scenario and `axis`, whole periods only."""
    if axis not in values.dims:
        raise ResultsError(f"{values.name} has no axis {axis}, but {', '.join(map(str, values.dims))}")
    summed = values.sum([other for other in values.dims if other not in ("replicate", "scenario", axis)], skipna=False)
    summed = summed.assign_attrs(values.attrs)
    return results.whole_periods(summed, axis) if f"{axis}_days" in results.root else summed


def draw_band(axes: Axes, made: xarray.Dataset, axis: str, label: str) -> None:
    line, = axes.plot(made[axis].values, made["mean"].values, label=label)
    axes.fill_between(made[axis].values, made["low"].values, made["high"].values, color=line.get_color(), alpha=LIGHT)
    if made[axis].dtype.kind == "M":
        dates = AutoDateLocator()
        axes.xaxis.set_major_locator(dates)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(dates))


def text_of(values: xarray.DataArray) -> str:
    """Name and unit of a measure, for an axis."""
    return f"{values.name} ({values.attrs.get('units', '')})"


def area_map(areas: Mapping[str, Any], values: str | Mapping[str, float], centre: float | None = None,
             axes: Axes | None = None) -> Axes:
    """Small areas filled by a value each, with a scale; a dot where an outline is lacking, grey where a value is.

    `areas` is GeoJSON as `export_map` gives it; `values` a property of its features, or values by code. With `centre`,
    such as 0 of a change, colours go both ways from there.
    """
    axes = axes or new_axes()
    numbers = [value_of(feature, values) for feature in areas["features"]]
    scale = scale_of(numbers, centre)
    for feature, number in zip(areas["features"], numbers):
        colour = scale.to_rgba(number) if numpy.isfinite(number) else "lightgrey"
        draw_area(axes, feature["geometry"], colour)
    axes.autoscale_view()
    axes.set_aspect(1 / numpy.cos(numpy.radians(numpy.mean(axes.get_ylim()))))  # degrees of longitude are shorter
    axes.set_axis_off()
    axes.figure.colorbar(scale, ax=axes)
    return axes


def value_of(feature: Mapping[str, Any], values: str | Mapping[str, float]) -> float:
    properties = feature["properties"]
    if isinstance(values, str) and values not in properties:
        raise ResultsError(f"the map has no {values}, but {', '.join(properties)}")
    found = properties[values] if isinstance(values, str) else values.get(properties["code"])
    return numpy.nan if found is None else float(found)


def scale_of(numbers: Sequence[float], centre: float | None) -> ScalarMappable:
    known = [number for number in numbers if numpy.isfinite(number)] or [0.0]
    if centre is None:
        return ScalarMappable(Normalize(min(known), max(known)), "viridis")
    reach = max(abs(number - centre) for number in known) or 1.0
    return ScalarMappable(Normalize(centre - reach, centre + reach), "RdBu_r")


def draw_area(axes: Axes, geometry: Mapping[str, Any] | None, colour: Any) -> None:
    if geometry is None:
        return
    if geometry["type"] == "Point":
        axes.plot(*geometry["coordinates"], "o", color=colour)
        return
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    rings = [numpy.asarray(polygon[0]) for polygon in polygons]
    axes.add_collection(PolyCollection(rings, facecolor=colour, edgecolor="white", linewidth=0.5))


def routes(results: Results, alternative: str = "", of: str = "", axes: Axes | None = None) -> Axes:
    """By which route the change comes, a year of the run: what is averted to the left, what is caused to the right, the net
    with its interval as a dot. `of` is what a measure's name says before "_averted"; the first such measure if not given.

    Needs the twin record of a comparison made from scenario files; raises ResultsError without.
    """
    label = results.alternative(alternative)
    averted, caused = (of_routes(results, label, of, ending) for ending in ("_averted", "_caused"))
    axes = axes or new_axes()
    names = [str(name) for name in averted["route"].values]
    axes.barh(names, -averted.mean("replicate").values, label="averted")
    axes.barh(names, caused.mean("replicate").values, label="caused")
    net = results.change(caused - averted)
    reach = numpy.abs(numpy.stack([net["low"].values, net["high"].values]) - net["mean"].values)
    axes.errorbar(net["mean"].values, names, xerr=reach, fmt="ko", label="net, 95% interval")
    axes.axvline(0, color="black", linewidth=0.8)
    axes.invert_yaxis()
    axes.set_xlabel(f"{averted.attrs.get('units', '')} a year")
    axes.legend(loc="lower left")
    return axes


def of_routes(results: Results, label: str, of: str, ending: str) -> xarray.DataArray:
    """The first measure of the twin record that begins and ends so, by route, a year of the run."""
    if "twin" not in results.group_names:
        raise ResultsError(f"{results.path}: holds no twin record; compare scenario files, not results")
    named = [str(name) for name, values in results.group("twin").data_vars.items()
             if str(name).startswith(of) and str(name).endswith(ending) and "route" in values.dims]
    values = results.measure(named[0] if named else of + ending).sel(scenario=label, drop=True)
    years = float(results.root["time_days"].sum()) / 365.25
    summed = values.sum([axis for axis in values.dims if axis not in ("replicate", "route")]) / years
    made: xarray.DataArray = summed.assign_attrs(values.attrs)
    return made


def doubt_curve(results: Results, measure: str | xarray.DataArray, alternative: str = "", axes: Axes | None = None) -> Axes:
    """The S-curve of a change: in what share of the pairs it is at most so much. The mean and its 95% interval stand
    above it. `measure` has one value a replicate; sum or average differences that `pairs` gave until they do.
    """
    pairs = results.pairs(measure, alternative) if isinstance(measure, str) else measure
    if pairs.dims != ("replicate",):
        raise ResultsError(f"{pairs.name} has the axes {', '.join(map(str, pairs.dims))}; sum them first")
    axes = axes or new_axes()
    known = numpy.sort(pairs.dropna("replicate").values)
    axes.step([known[0], *known], numpy.arange(known.size + 1) / known.size, where="post", label="share of pairs")
    made = interval(pairs, of=results.intervals_of)
    draw_interval(axes, [float(made[end]) for end in ("low", "mean", "high")])
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_xlabel(f"change in {text_of(pairs)}")
    axes.set_ylabel("share of pairs with at most this change")
    axes.legend()
    return axes


def draw_interval(axes: Axes, low_mean_high: Iterable[float]) -> None:
    low, mean, high = low_mean_high
    axes.errorbar([mean], [1.05], xerr=[[mean - low], [high - mean]], fmt="ko", label="mean, 95% interval")
