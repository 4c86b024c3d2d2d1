"""Small files for the tests of the Python package, each made once by the program and thrown away at the end."""
import functools
import os
import pathlib
import shutil
import subprocess
import tempfile

import kith

program = os.environ["KITH_PROGRAM"]
holder = tempfile.TemporaryDirectory(prefix="kith-tests-")
folder = pathlib.Path(holder.name)


@functools.cache
def opened(file):
    """Results of a file, read once for all tests: nothing changes them."""
    return kith.open(file)


base = """model = "safety"
[scenario]
name = "As it was"
[run]
start = 2013-04-01
end = 2014-04-01
replicates = 3
seed = 7
[place]
wards = ["Moss Side"]
[services.iom_spotlight]
active = false
[output]
people = ["all"]
episodes = ["all"]
"""
small = """model = "contagion"
[scenario]
name = "Small"
[run]
start = 2020-01-01
end = 2020-12-30
replicates = 2
seed = 1
[contagion]
people = 500
"""
sweep = """scenario = "small.toml"
measures = ["mean_active_share", "active"]
[sweep]
design = "{design}"
{size}
replicates = 2
seed = 1
[sweep.vary]
"contagion.transmission" = {transmission}
"contagion.recovery" = {{ from = 0.02, to = 0.1 }}
"""


def write(name, text):
    (folder / name).write_text(text)
    return folder / name


def call(*arguments):
    subprocess.run([program, *map(str, arguments), "--quiet"], cwd=folder, check=True, capture_output=True)


@functools.cache
def base_file():
    return write("base.toml", base)


@functools.cache
def comparison():
    """Two worlds, the second with a service; its label is `with-iom`."""
    base_file()
    write("with-iom.toml", 'extends = "base.toml"\n[scenario]\nname = "With"\n[services.iom_spotlight]\nactive = true\n')
    call("compare", "base.toml", "with-iom.toml", "-o", "comparison.h5", "--twin-events")
    return folder / "comparison.h5"


@functools.cache
def small_file():
    return write("small.toml", small)


@functools.cache
def run():
    small_file()
    call("run", "small.toml", "-o", "run.h5")
    return folder / "run.h5"


def merged(name, design, size, transmission):
    small_file()
    write(f"{name}.toml", sweep.format(design=design, size=size, transmission=transmission))
    call("sweep", "run", f"{name}.toml", "-o", name, "--threads", 1)  # so that runs are recorded in order
    subprocess.run([program, "sweep", "merge", name, "-o", f"{name}.h5"], cwd=folder, check=True, capture_output=True)
    return folder / f"{name}.h5"


@functools.cache
def saltelli():
    return merged("saltelli", "saltelli", "samples = 4\nsecond_order = false", "{ from = 0.02, to = 0.08 }")


@functools.cache
def uneven():
    return merged("uneven", "sobol", "points = 4", "{ from = 0.02, to = 0.08, log = true }")


@functools.cache
def unfinished(kept):
    """A sweep merged with no more than this share of what its worker recorded."""
    saltelli()
    name = f"unfinished-{kept}"
    shutil.copytree(folder / "saltelli", folder / name)
    shard = next((folder / name / "shards").glob("*.shard"))
    shard.write_bytes(shard.read_bytes()[: int(kept * shard.stat().st_size)])
    subprocess.run([program, "sweep", "merge", name, "-o", f"{name}.h5"], cwd=folder, check=True, capture_output=True)
    return folder / f"{name}.h5"
