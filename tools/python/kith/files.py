"""Opens results files of kith: runs, comparisons and sweeps, as xarray and pandas.

A file is read where it lies and never changed. Names of measures, groups and columns come from the file: nothing here knows
a model. results/FORMAT.md says what every part of a file means.
"""
from __future__ import annotations

import difflib
import os
import warnings
from functools import cached_property
from pathlib import Path
from typing import Any, Iterable, Sequence

import netCDF4
import pandas
import xarray

from kith import intervals

KINDS = {"kith results": "run", "kith sweep": "sweep"}
# Groups that hold no measures. Tables of rows say so themselves, by an attribute.
BESIDE_THE_MEASURES = ("provenance", "evidence", "validation", "cautions", "events", "targets", "scenarios", "differences",
                       "mean_differences", "doubt", "evidence_draws", "break_even", "unit_cost_draws", "integrity",
                       "parameters")
SHORT_PERIOD = 0.9  # of the longest: shorter ones are left out of means, as kith itself does


class ResultsError(ValueError):
    """A file cannot be opened, or does not hold what was asked for; the message says which and what to do."""


def open(file: str | os.PathLike[str]) -> Results:
    """Opens a results file that kith run, compare, merge, extend or sweep merge wrote.

    Raises ResultsError if there is no such file or it is of another kind.
    """
    return Results(file)


class Results:
    """A results file, opened to read. `kind` is "run", "comparison" or "sweep"."""

    def __init__(self, file: str | os.PathLike[str], keep: Any = None) -> None:
        """`keep` is held as long as this object is, such as the folder a file for the moment lies in."""
        self.path = Path(file)
        self._keep = keep
        self.attributes = read_attributes(self.path)
        self.kind = KINDS.get(str(self.attributes.get("format")), "")
        if not self.kind:
            raise ResultsError(f"{file}: is no results file of kith; give one that kith run, compare or sweep merge wrote")
        if self.kind == "run" and "scenario" in self.group("").dims:
            self.kind = "comparison"

    def __repr__(self) -> str:
        return f"<kith {self.kind} {self.path}: {self.attributes.get('name', '')}>"

    def group(self, name: str) -> xarray.Dataset:
        """One group as it stands, with the axes of the root beside it; "" is the root. Hours and days stay numbers."""
        if name and name not in self.group_names:
            raise ResultsError(f"{self.path}: holds no {name}{near(name, self.group_names)}")
        part = load_groups(self.path, [name])[0]
        return self.with_axes(part) if name else part

    def with_axes(self, part: xarray.Dataset) -> xarray.Dataset:
        """Axes live in the root; xarray does not look there when it opens a group."""
        return part.assign_coords({axis: self.root[axis] for axis in part.dims if axis in self.root.coords})

    @cached_property
    def root(self) -> xarray.Dataset:
        """The main series of a run or comparison; all of a sweep."""
        return self.group("")

    @cached_property
    def group_names(self) -> list[str]:
        """Names of all groups in the file."""
        with netCDF4.Dataset(str(self.path)) as file:
            return list(file.groups)

    @cached_property
    def table_names(self) -> list[str]:
        """Names of the groups that hold something beside measures: events, people, episodes, validation, doubt, ..."""
        with netCDF4.Dataset(str(self.path)) as file:
            return [name for name, group in file.groups.items()
                    if name in BESIDE_THE_MEASURES or "table" in group.ncattrs()]

    @cached_property
    def data(self) -> xarray.Dataset:
        """Every measure of the file in one Dataset, with dates and labels on the axes; `attrs` says unit and meaning."""
        if self.kind == "sweep":
            return self.root
        parts = load_groups(self.path, [name for name in self.group_names if name not in self.table_names])
        return xarray.merge([self.root, *map(self.with_axes, parts)], combine_attrs="override").assign_attrs(self.attributes)

    def measure(self, name: str) -> xarray.DataArray:
        """One measure by its name. Raises ResultsError, with the nearest name, if the file lacks it."""
        if name not in self.data:
            raise ResultsError(f"{self.path}: there is no measure {name}{near(name, self.data.data_vars)}")
        return self.data[name]

    def measures(self) -> pandas.DataFrame:
        """Every measure by name: its unit, its axes and what it means."""
        rows = {name: (values.attrs.get("units", ""), ", ".join(map(str, values.dims)), values.attrs.get("long_name", ""))
                for name, values in self.data.data_vars.items() if "closure" in values.attrs}
        return pandas.DataFrame.from_dict(rows, orient="index", columns=["unit", "axes", "meaning"])

    @property
    def scenarios(self) -> list[str]:
        """Labels of the scenarios of a comparison, the base first; none of a run or a sweep."""
        return [str(label) for label in self.root["scenario"].values] if self.kind == "comparison" else []

    @property
    def intervals_of(self) -> str:
        """What the file's 95% intervals are of: "one_world", what one more pair would show, or "mean"."""
        return str(self.attributes.get("intervals_of", "mean"))

    def table(self, name: str, words: bool = False, along: str = "") -> pandas.DataFrame:
        """A table of the file, a row an entry: people, episodes, events, evidence, validation, targets, ...

        Days are dates; what has no value is NaN or NaT. With `words`, codes are replaced by what they stand for. A group
        with several axes, such as doubt, is asked for `along` one of them. Raises ResultsError if there is no such table.
        """
        part = self.group(name)
        part = part.drop_vars([axis for axis in part.coords if axis != along])
        columns = {key: column for key, column in part.data_vars.items() if not along or column.dims == (along,)}
        axes = {column.dims for column in columns.values()}
        if not columns or len(axes) > 1 or len(next(iter(axes))) != 1:
            raise ResultsError(f"{self.path}: {name} has the axes {', '.join(map(str, part.dims))}; say along=one of them, "
                               "or take .group() as it is")
        frame = part[list(columns)].to_dataframe()
        for key, column in columns.items():
            meanings = self.meanings(column) if words else []
            if meanings:
                frame[key] = frame[key].map(dict(enumerate(meanings)))
        return frame

    def meanings(self, column: xarray.DataArray) -> list[str]:
        """What the codes 0, 1, ... of a column stand for; none if it has no codes."""
        if "labels_of" in column.attrs:
            return [str(label) for label in self.root[column.attrs["labels_of"]].values]
        return str(column.attrs.get("flag_meanings", "")).split()

    def doubt(self) -> pandas.DataFrame:
        """What each pair of a comparison drew beside its chance: a row a pair, a column a number."""
        part = self.group("doubt")
        if "drawn" not in part:
            raise ResultsError(f"{self.path}: its pairs drew nothing but chance")
        drawn = part["drawn"]
        names = [str(label) for label in part["number"].values]
        return pandas.DataFrame(drawn.values, index=pandas.Index(drawn["replicate"].values, name="replicate"), columns=names)

    def alternative(self, label: str = "") -> str:
        """The label of an alternative; of the only one, if none is given. Raises ResultsError if it cannot be told."""
        if self.kind != "comparison":
            raise ResultsError(f"{self.path}: is a {self.kind}; differences are told of a comparison")
        others = self.scenarios[1:]
        if not label and len(others) == 1:
            return others[0]
        if label not in others:
            raise ResultsError(f"{self.path}: say which alternative: {', '.join(others)}")
        return label

    def pairs(self, measure: str, alternative: str = "") -> xarray.DataArray:
        """The paired differences of a measure, alternative minus base, replicate by replicate, in the measure's unit."""
        values = self.measure(measure)
        label = self.alternative(alternative)
        if "scenario" not in values.dims:
            raise ResultsError(f"{self.path}: {measure} is not told by scenario")
        change = values.sel(scenario=label, drop=True) - values.sel(scenario=self.scenarios[0], drop=True)
        made: xarray.DataArray = change.assign_attrs(values.attrs)
        return made

    def change(self, measure: str | xarray.DataArray, alternative: str = "") -> xarray.Dataset:
        """The mean paired difference with its 95% interval (Student's t), of what the file's intervals are of.

        `measure` is a name, or differences that `pairs` gave and that were summed or averaged since.
        """
        pairs = self.pairs(measure, alternative) if isinstance(measure, str) else measure
        return intervals.interval(pairs, of=self.intervals_of)

    def level(self, measure: str | xarray.DataArray) -> xarray.Dataset:
        """The mean of a measure over replicates with its 95% interval, in a comparison for each scenario."""
        values = self.measure(measure) if isinstance(measure, str) else measure
        return intervals.interval(values, of=self.intervals_of)

    def headlines(self) -> pandas.DataFrame:
        """Every headline: mean, 95% interval and unit; in a comparison one row a scenario."""
        part = self.group("headlines")
        rows = []
        for name, values in part.data_vars.items():
            for label in self.scenarios or [""]:
                level = self.level(values.sel(scenario=label) if label else values)
                ends = {end: float(level[end]) for end in ("mean", "low", "high")}
                scenario = {"scenario": label} if label else {}
                rows.append({"measure": name, **scenario, **ends, "unit": values.attrs.get("units", "")})
        return pandas.DataFrame(rows)

    def whole_periods(self, values: xarray.DataArray, axis: str = "time") -> xarray.DataArray:
        """Without the periods that the end of the run cuts short, which would be mistaken for a fall."""
        days = self.root[f"{axis}_days"]
        return values.isel({axis: (days >= SHORT_PERIOD * days.max()).values})


def read_attributes(path: Path) -> dict[str, Any]:
    """Attributes of a file's root. Raises ResultsError if it cannot be opened."""
    try:
        with netCDF4.Dataset(str(path)) as file:
            return {name: file.getncattr(name) for name in file.ncattrs()}
    except OSError as error:
        raise ResultsError(f"{path}: cannot be opened ({error.strerror or error}); give a file written by kith") from error


def load_groups(path: Path, names: Iterable[str]) -> list[xarray.Dataset]:
    """Groups in memory, as xarray opens them; "" is the root. The file is opened once, which takes longer than to read."""
    with netCDF4.Dataset(str(path)) as file, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "invalid value encountered in cast")  # a day that is missing
        store = xarray.backends.NetCDF4DataStore
        stores = [store(file[name] if name else file) for name in names]  # type: ignore[no-untyped-call]
        return [xarray.open_dataset(store, decode_timedelta=False).load() for store in stores]


def near(name: str, known: Iterable[Any]) -> str:
    """ "; did you mean ...?" for the nearest known name, or nothing."""
    close: Sequence[str] = difflib.get_close_matches(name, [str(one) for one in known], 1)
    return f"; did you mean {close[0]}?" if close else ""
