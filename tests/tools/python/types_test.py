"""Type hints hold, as mypy reads them; skipped where mypy is not installed. The version is the program's."""
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import kith

source = pathlib.Path(__file__).resolve().parents[3]


class Package(unittest.TestCase):
    @unittest.skipUnless(shutil.which("mypy"), "mypy is not installed")
    def test_types_hold(self):
        with tempfile.TemporaryDirectory() as cache:
            done = subprocess.run(["mypy", "--cache-dir", cache, "kith"], cwd=source / "tools" / "python",
                                  capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_version_is_the_programs(self):
        declared = re.search(r"project\(kith VERSION ([\d.]+)", (source / "CMakeLists.txt").read_text())
        self.assertEqual(kith.__version__, declared[1])
