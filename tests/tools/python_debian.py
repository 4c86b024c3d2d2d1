"""Builds the Debian package of the Python package, installs its files into an empty root, and imports it from there.

Exit code 77: a Debian package that the build needs is not installed.
"""
import pathlib
import subprocess
import sys
import tempfile

source = pathlib.Path(__file__).resolve().parents[2]


def output(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def skip_unless_installed():
    lines = [line.split() for line in (source / "scripts" / "packages.txt").read_text().splitlines()]
    for package in [words[1] for words in lines if words[:1] == ["package"]]:
        asked = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
        if subprocess.run(asked, capture_output=True, text=True, check=False).stdout != "installed":
            print("skipped: not installed:", package)
            sys.exit(77)


def main():
    skip_unless_installed()
    with tempfile.TemporaryDirectory() as name:
        folder, root = pathlib.Path(name), pathlib.Path(name) / "root"
        output(source / "scripts" / "package-python", folder)
        package = next(folder.glob("python3-kith_*_all.deb"))
        version = package.name.split("_")[1]
        depends = output("dpkg-deb", "--field", package, "Depends")
        for needed in ("matplotlib", "netcdf4", "numpy", "pandas", "scipy", "xarray"):
            assert f"python3-{needed}" in depends, depends
        output("dpkg-deb", "--extract", package, root)
        installed = root / "usr" / "lib" / "python3" / "dist-packages"
        said = output("/usr/bin/python3", "-B", "-c", "import kith, kith.plots, kith.sweeps; from importlib import metadata\n"
                      "print(kith.__file__, kith.__version__, metadata.version('kith'))",
                      cwd=name, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(installed), "MPLCONFIGDIR": name}).split()
        assert said == [str(installed / "kith" / "__init__.py"), version, version], said
        assert (installed / "kith" / "py.typed").exists(), "types are not told"
        assert not list(root.rglob("*_test.py")), "tests are no part of it"
    print("installed:", package.name)


if __name__ == "__main__":
    main()
