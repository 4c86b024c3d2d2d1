"""Calling the program: what it is asked, what comes back, and its own words when it refuses."""
import datetime
import gc
import os
import tomllib
import unittest
from unittest import mock

import worlds

import kith
from kith import program


class Running(unittest.TestCase):
    def test_gives_the_results_of_the_scenario_as_changed(self):
        run = kith.run(worlds.small_file(), settings={"contagion.people": 300, "run.end": datetime.date(2020, 3, 1)},
                       replicates=3, seed=5, threads=1)
        self.assertEqual((run.kind, run.attributes["end"], run.attributes["seed"]), ("run", "2020-03-01", 5))
        self.assertEqual(run.data.sizes["replicate"], 3)

    def test_without_a_change_is_what_the_program_gives(self):
        self.assertEqual(kith.run(worlds.small_file()).attributes["digest"], worlds.opened(worlds.run()).attributes["digest"])

    def test_a_file_without_a_name_goes_with_its_results(self):
        run = kith.run(worlds.small_file())
        path = run.path
        self.assertTrue(path.exists())
        del run
        gc.collect()
        self.assertFalse(path.exists())

    def test_an_existing_file_is_replaced_only_if_asked(self):
        output = worlds.folder / "again.h5"
        kith.run(worlds.small_file(), output=output)
        with self.assertRaisesRegex(kith.ProgramError, "again.h5"):
            kith.run(worlds.small_file(), output=output)
        self.assertEqual(kith.run(worlds.small_file(), output=output, force=True).path, output)

    def test_the_programs_own_words_are_raised(self):
        with self.assertRaisesRegex(kith.ProgramError, "did you mean 'people'") as raised:
            kith.run(worlds.small_file(), settings={"contagion.peopel": 3})
        self.assertEqual(raised.exception.code, 3)
        self.assertIn("run", raised.exception.command)


class Comparing(unittest.TestCase):
    def test_with_changes_from_the_start(self):
        made = kith.compare(worlds.small_file(), changes={"contagion.transmission": 0.2}, name="faster", replicates=2)
        self.assertEqual(made.scenarios, ["small", "faster"])
        self.assertGreater(float(made.change("mean_active_share")["mean"]), 0)

    def test_with_changes_from_a_day_on(self):
        made = kith.compare(worlds.small_file(), changes={"contagion.transmission": 0.2}, at="2020-07-01", replicates=2)
        change = abs(made.pairs("active")).sum("replicate")
        self.assertEqual(int(change.sel(time=slice(None, "2020-06-24")).sum()), 0)
        self.assertGreater(int(change.sel(time=slice("2020-07-08", None)).sum()), 0)

    def test_settings_hold_in_all_worlds(self):
        made = kith.compare(worlds.small_file(), changes={"contagion.transmission": 0.2},
                            settings={"run.end": datetime.date(2020, 3, 1), "contagion.people": 200}, replicates=2)
        self.assertEqual(made.attributes["end"], "2020-03-01")
        self.assertEqual(made.table("scenarios").resolved.str.contains("people = 200").tolist(), [True, True])

    def test_with_scenario_files(self):
        other = worlds.write("other.toml", 'extends = "small.toml"\n[contagion]\nrecovery = 0.5\n')
        made = kith.compare(worlds.small_file(), other, options=["--chance-only"])
        self.assertEqual((made.scenarios, made.intervals_of), (["small", "other"], "mean"))

    def test_with_nothing_is_refused(self):
        with self.assertRaisesRegex(ValueError, "nothing to compare with"):
            kith.compare(worlds.small_file())
        with self.assertRaisesRegex(ValueError, "label"):
            kith.compare(worlds.small_file(), changes={"contagion.people": 3}, name="a/b")


class Map(unittest.TestCase):
    def test_has_a_feature_for_each_area(self):
        results = worlds.opened(worlds.comparison())
        made = kith.export_map(results, "recorded_crime_by_area")
        self.assertEqual(len(made["features"]), results.data.sizes["area"])
        properties = made["features"][0]["properties"]
        self.assertEqual(properties["ward"], "Moss Side")
        self.assertIn("recorded_crime_by_area_with-iom_difference", properties)


class Finding(unittest.TestCase):
    def test_the_argument_comes_before_the_environment_and_that_before_the_path(self):
        here = os.path.dirname(worlds.program)
        with mock.patch.dict(os.environ, {"KITH_PROGRAM": worlds.program, "PATH": ""}):
            self.assertEqual(program.find_program(), worlds.program)
            self.assertEqual(program.find_program("/bin/sh"), "/bin/sh")
        with mock.patch.dict(os.environ, {"KITH_PROGRAM": "", "PATH": here}):
            self.assertEqual(program.find_program(), os.path.join(here, "kith"))
            with self.assertRaisesRegex(FileNotFoundError, "no-such-program is not there"):
                program.find_program("no-such-program")


class Toml(unittest.TestCase):
    def test_is_read_back_as_it_was(self):
        for value in (True, False, 3, -0.25, 1e-9, 'a "b" \\ é', ["x", "y"], [1, 2], datetime.date(2014, 4, 1)):
            self.assertEqual(tomllib.loads(f"value = {program.toml(value)}")["value"], value)

    def test_of_anything_else_is_refused(self):
        with self.assertRaisesRegex(TypeError, "no setting takes a dict"):
            program.toml({"a": 1})
