"""Runs the notebooks of docs/notebooks from top to bottom, as Jupyter does, on what they make themselves.

Called with the program. Exit code 77: nbconvert or the kernel is not installed.
"""
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

source = pathlib.Path(__file__).resolve().parents[2]
needed = ("nbconvert", "ipykernel", "matplotlib", "netCDF4", "pandas", "scipy", "xarray")
questions = 10


def execute(notebook, environment):
    done = subprocess.run(["/usr/bin/python3", "-B", "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace",
                           notebook.name], cwd=notebook.parent, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{notebook.name} failed:\n{done.stderr}")
    return json.loads(notebook.read_text())["cells"]


def check_outputs(name, cells):
    """Every cell that ends in an expression shows something, nothing is said to standard error, and there are figures."""
    figures = 0
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        last = cell["source"][-1]
        shows = not last.startswith((" ", "import", "from")) and " = " not in last
        assert cell["outputs"] or not shows, f"{name} shows nothing:\n{''.join(cell['source'])}"
        for output in cell["outputs"]:
            assert output.get("name") != "stderr", f"{name} warns:\n{''.join(output['text'])}"
            figures += "image/png" in output.get("data", {})
    assert figures >= 3, f"{name} has {figures} figures"


def check_committed(notebook):
    """As it is kept: without outputs, which would be of another day's program."""
    for cell in json.loads(notebook.read_text())["cells"]:
        assert not cell.get("outputs") and cell.get("execution_count") is None, f"{notebook.name} is kept with outputs"


def check_questions(cells):
    asked = [cell["source"][0] for cell in cells if cell["cell_type"] == "markdown"]
    for number in range(1, questions + 1):
        assert any(line.startswith(f"## {number}. ") for line in asked), f"question {number} is not asked"


def main(program):
    lacking = [name for name in needed if importlib.util.find_spec(name) is None]
    if lacking:
        print("skipped: not installed:", *lacking)
        sys.exit(77)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shutil.copytree(source / "docs" / "notebooks", folder / "docs" / "notebooks")
        (folder / "scenarios").symlink_to(source / "scenarios")
        environment = {**os.environ, "HOME": name, "KITH_PROGRAM": program, "PYTHONPATH": str(source / "tools" / "python"),
                       "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        for notebook in sorted((folder / "docs" / "notebooks").glob("*.ipynb")):
            check_committed(notebook)
            cells = execute(notebook, environment)
            check_outputs(notebook.name, cells)
            if notebook.name == "analyst-questions.ipynb":
                check_questions(cells)
            print(f"ran {notebook.name}")
            if keep := os.environ.get("KITH_KEEP_NOTEBOOKS"):
                shutil.copy(notebook, keep)


if __name__ == "__main__":
    main(sys.argv[1])
