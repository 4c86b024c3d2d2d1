"""Runs the tests of the Python package, in tests/tools/python, on files that the program makes for them.

Called with the program. Exit code 77: a Debian package of Python that it needs is not installed.
"""
import importlib.util
import os
import pathlib
import sys
import unittest

source = pathlib.Path(__file__).resolve().parents[2]
needed = ("matplotlib", "netCDF4", "numpy", "pandas", "scipy", "xarray")


def main(program):
    lacking = [name for name in needed if importlib.util.find_spec(name) is None]
    if lacking:
        print("skipped: not installed:", *lacking)
        sys.exit(77)
    os.environ["KITH_PROGRAM"] = program
    os.environ["MPLBACKEND"] = "Agg"
    sys.path[:0] = [str(source / "tools" / "python"), str(source / "tests" / "tools" / "python")]
    tests = unittest.defaultTestLoader.discover(str(source / "tests" / "tools" / "python"), "*_test.py")
    done = unittest.TextTestRunner(verbosity=2).run(tests)
    sys.exit(0 if done.wasSuccessful() and done.testsRun else 1)


if __name__ == "__main__":
    main(sys.argv[1])
