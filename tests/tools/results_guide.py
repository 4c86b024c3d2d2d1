"""Runs every piece of Python and R in docs/results.md, one after the other, on files made as the guide says.

Called with the program. Exit code 77: xarray or scipy is not installed. R's pieces are left out where hdf5r is not.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

source = pathlib.Path(__file__).resolve().parents[2]
small = """model = "safety"
[scenario]
name = "{name}"
[run]
start = 2013-04-01
end = 2014-04-01
replicates = 2
seed = 7
[place]
wards = ["Moss Side"]
[services.iom_spotlight]
active = false
[output]
people = ["all"]
episodes = ["all"]
"""


def run(command, folder):
    done = subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(source / "tools" / "python")},
                          capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def pieces(language):
    page = (source / "docs" / "results.md").read_text()
    return re.findall(rf"```{language}\n(.*?)```", page, re.S)


def make_files(program, folder):
    (folder / "manchester.toml").write_text(small.format(name="As it was"))
    (folder / "all-three.toml").write_text('extends = "manchester.toml"\n[scenario]\nname = "All three"\n'
                                           "[services.iom_spotlight]\nactive = true\n")
    run([program, "run", "manchester.toml", "-o", "manchester.h5", "--quiet"], folder)
    run([program, "compare", "manchester.toml", "all-three.toml", "-o", "all-three.h5", "--twin-events", "--quiet"],
        folder)
    shutil.copy(source / "tools" / "r" / "read_results.R", folder)


def works(command):
    return subprocess.run(command, capture_output=True).returncode == 0


def main(program):
    if not works(["/usr/bin/python3", "-c", "import xarray, netCDF4, h5py, pandas, scipy"]):
        sys.exit(77)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "a folder with blanks"
        folder.mkdir()
        make_files(program, folder)
        python = "\n".join(pieces("python"))
        python += '\nshort = xarray.open_dataset("manchester.h5", decode_timedelta=False).time_days.values[-1]\nassert short == 2, short\n'
        python += '\nassert len(first) > 5 and len(pairs) > 50 and len(members) > 5 and len(waits) > 50 and len(harms) > 100\n'
        python += 'assert people.person.is_unique is False and (people.groupby(life).size() == 1).all()\n'
        python += 'assert change.sizes["offence_type"] == change.offence_type.size\n'
        run(["/usr/bin/python3", "-B", "-c", python], folder)
        if works(["Rscript", "-e", 'find.package("hdf5r")']):
            run(["Rscript", "-e", "\n".join(pieces("r"))], folder)


if __name__ == "__main__":
    main(sys.argv[1])
