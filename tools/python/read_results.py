#!/usr/bin/python3
"""Open a results file of kith in Python. Needs xarray and netCDF4 (Debian: python3-xarray, python3-netcdf4).

As a program: read_results.py FILE [MEASURE]   prints the headlines, or one measure as CSV.
As a module:  from read_results import open_results; data = open_results("manchester.h5")
"""
import difflib
import math
import sys

import netCDF4
import xarray

BESIDE_THE_MEASURES = ("provenance", "evidence", "validation", "events", "targets", "scenarios", "differences",
                       "mean_differences", "doubt", "evidence_draws", "break_even", "unit_cost_draws",
                       "integrity")


def open_group(file, group):
    """One group as xarray sees it; a number of hours or days stays a number."""
    return xarray.open_dataset(file, group=group or None, decode_timedelta=False)


def groups(file):
    """Names of the groups that hold measures; "" is the root."""
    with netCDF4.Dataset(file) as results:
        return [""] + [name for name, group in results.groups.items()
                       if name not in BESIDE_THE_MEASURES and "table" not in group.ncattrs()]


def open_results(file):
    """All measures of a file in one xarray.Dataset, with dates and labels on every axis."""
    parts = []
    for group in groups(file):
        with open_group(file, group) as part:
            parts.append(part.load())
    # Axes live in the root; xarray does not look there when it opens a group.
    root = parts[0]
    parts = [part.assign_coords({name: root[name] for name in part.dims if name in root.coords}) for part in parts]
    return xarray.merge(parts, combine_attrs="override").assign_attrs(root.attrs)


def open_table(file, group, words=False):
    """The evidence, validation, events, people or episodes of a file as a pandas.DataFrame; with `words`, codes are
    replaced by what they stand for."""
    with open_group(file, group) as table:
        frame = table.to_dataframe()
        for name, column in table.data_vars.items():
            meanings = words and meanings_of(file, column)
            if meanings:
                frame[name] = frame[name].map(dict(enumerate(meanings)))
        return frame


def meanings_of(file, column):
    """What the codes 0, 1, ... of a column stand for; none if it has no codes."""
    if "labels_of" in column.attrs:
        with open_group(file, "") as root:
            return list(root[column.attrs["labels_of"]].values)
    return column.attrs.get("flag_meanings", "").split()


def headlines(file):
    """Yields name, unit, mean and standard error over replicates; in a comparison for each scenario."""
    with open_group(file, "headlines") as part:
        for name, values in part.data_vars.items():
            if "scenario" not in values.dims:
                yield (name,) + mean_and_error(values)
                continue
            with open_group(file, "") as root:
                labels = root.scenario.values
            for index, label in enumerate(labels):
                yield (f"{name}, {label}",) + mean_and_error(values.isel(scenario=index))


def mean_and_error(values):
    known = values.dropna("replicate").astype(float)
    error = float(known.std(ddof=1)) / math.sqrt(known.size) if known.size > 1 else math.nan
    return values.attrs["units"], float(known.mean()) if known.size else math.nan, error


def check_format(file):
    """Ends the program in plain words unless the file is a results file of kith."""
    try:
        with netCDF4.Dataset(file) as results:
            kind = getattr(results, "format", "")
    except OSError as error:
        sys.exit(f"{file}: cannot be opened ({error.strerror or error}); give a file written by kith run or kith compare")
    if kind == "kith sweep":
        sys.exit(f"{file}: holds a sweep; open it with xarray.open_dataset, as docs/cluster.md says")
    if kind != "kith results":
        sys.exit(f"{file}: is no results file; give a file written by kith run or kith compare")


def print_measure(file, name):
    data = open_results(file)
    if name not in data:
        near = difflib.get_close_matches(name, list(data.data_vars), 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        sys.exit(f"{file}: there is no measure {name}{hint}")
    data[name].to_dataframe().to_csv(sys.stdout)


def main(arguments):
    if len(arguments) not in (1, 2) or arguments[0].startswith("-"):
        sys.exit(__doc__.strip())
    file = arguments[0]
    check_format(file)
    if len(arguments) == 2:
        print_measure(file, arguments[1])
        return
    if "headlines" not in groups(file):
        sys.exit(f"{file}: holds no headlines")
    for name, unit, mean, error in headlines(file):
        print(f"{name:40} {mean:14.4g} ± {error:<10.3g} {unit}")


if __name__ == "__main__":
    main(sys.argv[1:])
