"""Calls the program kith and opens what it wrote. All simulation is the program's; nothing is computed here.

The program is the one named by an argument, else by the environment variable KITH_PROGRAM, else `kith` on the PATH.
"""
from __future__ import annotations

import datetime
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Mapping, Sequence

from kith.files import Results

PathLike = str | os.PathLike[str]


class ProgramError(RuntimeError):
    """The program refused or failed. The message is the program's own; `code` its exit code, `command` what was called."""

    def __init__(self, message: str, command: Sequence[str], code: int) -> None:
        super().__init__(message)
        self.command = list(command)
        self.code = code


def run(scenario: PathLike, *, settings: Mapping[str, Any] | None = None, output: PathLike | None = None,
        replicates: int | None = None, seed: int | None = None, threads: int | None = None, force: bool = False,
        options: Sequence[str] = (), program: PathLike | None = None) -> Results:
    """Simulates one scenario file, with `settings` laid over it, and opens the results.

    `settings` are values by path, such as {"run.step_days": 7}. Without `output` the file lies in a folder of its own that
    goes when the Results do; with it, an existing file is replaced only with `force`. `options` are further options of
    `kith run`. Raises ProgramError with the program's message.
    """
    further = [*common_options(settings, replicates, seed, threads, force), *options]
    return call_and_open("run", [scenario], output, further, program)


def compare(base: PathLike, *alternatives: PathLike, changes: Mapping[str, Any] | None = None,
            at: datetime.date | str | None = None, name: str = "changed", settings: Mapping[str, Any] | None = None,
            output: PathLike | None = None, replicates: int | None = None, seed: int | None = None,
            threads: int | None = None, force: bool = False, options: Sequence[str] = (),
            program: PathLike | None = None) -> Results:
    """Compares a base with alternatives as paired worlds and opens the results.

    Alternatives are scenario files, and the base with `changes` of settings under the label `name`: from the start or,
    with `at` (a date, ISO 8601), from that day on. `settings` are laid over all of them, `replicates` is the number of
    pairs; the rest is as for `run`.
    Raises ValueError without an alternative, ProgramError with the program's message.
    """
    if not alternatives and not changes:
        raise ValueError("nothing to compare with; give a scenario file or changes={setting: value}")
    with tempfile.TemporaryDirectory(prefix="kith-") as folder:
        files: list[PathLike] = [base, *alternatives]
        if changes:
            files.append(write_alternative(Path(folder), Path(base), name, changes, at))
        further = [*common_options(settings, replicates, seed, threads, force), *options]
        return call_and_open("compare", files, output, further, program)


def export_map(results: Results, *measures: str, program: PathLike | None = None) -> dict[str, Any]:
    """The small areas of a file as GeoJSON (`kith export`): outline, code, name and ward, and for each measure by area the
    mean of a period's value with its interval. All such measures if none are named. Raises ProgramError.
    """
    with tempfile.TemporaryDirectory(prefix="kith-") as folder:
        file = Path(folder) / "map.geojson"
        asked = [word for measure in measures for word in ("--measure", measure)]
        call(["export", str(results.path), "--geojson", str(file), *asked], program)
        return dict(json.loads(file.read_text(encoding="utf-8")))


def find_program(program: PathLike | None = None) -> str:
    """Where the program is. Raises FileNotFoundError if it is nowhere."""
    wanted = os.fspath(program or os.environ.get("KITH_PROGRAM") or "kith")
    found = shutil.which(wanted)
    if not found:
        raise FileNotFoundError(f"the program {wanted} is not there; name it by program=, KITH_PROGRAM or the PATH")
    return found


def call(arguments: Sequence[str], program: PathLike | None = None) -> str:
    """Runs the program and gives what it printed. Raises ProgramError, with what it said, if it does not end well."""
    command = [find_program(program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ProgramError(done.stderr.strip() or f"kith ended with {done.returncode}", command, done.returncode)
    return done.stdout


def call_and_open(subcommand: str, files: Sequence[PathLike], output: PathLike | None, options: Sequence[str],
                  program: PathLike | None) -> Results:
    keep = tempfile.TemporaryDirectory(prefix="kith-")
    file = Path(output or Path(keep.name) / f"{subcommand}.h5")
    call([subcommand, *[os.fspath(one) for one in files], "-o", str(file), "--quiet", *options], program)
    return Results(file, keep)


def common_options(settings: Mapping[str, Any] | None, replicates: int | None, seed: int | None, threads: int | None,
                   force: bool) -> list[str]:
    given = {"--replicates": replicates, "--seed": seed, "--threads": threads}
    words = [word for option, value in given.items() if value is not None for word in (option, str(value))]
    words += [word for path, value in (settings or {}).items() for word in ("--set", f"{path}={toml(value)}")]
    return words + (["--force"] if force else [])


def write_alternative(folder: Path, base: Path, name: str, changes: Mapping[str, Any],
                      at: datetime.date | str | None) -> Path:
    """A scenario file that is the base but for the changes. Its stem is its label."""
    if not re.fullmatch(r"[\w.-]+", name):
        raise ValueError(f"a label of letters, digits, - and _ is wanted, not {name!r}")
    day = f"at = {at}\n" if at else ""
    lines = "".join(f"set.{toml(path)} = {toml(value)}\n" if at else f"{path} = {toml(value)}\n"
                    for path, value in changes.items())
    head = f"extends = {toml(str(base.resolve()))}\n"
    file = folder / f"{name}.toml"
    label = f"[scenario]\nname = {toml(name)}\n"
    file.write_text(head + (f"{label}[[change]]\n{day}{lines}" if at else f"{lines}{label}"), encoding="utf-8")
    return file


def toml(value: Any) -> str:
    """A value as TOML. Raises TypeError for what a setting cannot be."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(toml, value)) + "]"
    raise TypeError(f"no setting takes a {type(value).__name__}: {value!r}")
