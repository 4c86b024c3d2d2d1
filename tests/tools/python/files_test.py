"""Opening: kinds of files, measures, tables, paired differences and headlines, held against what the file itself holds."""
import contextlib
import io
import re
import unittest

import numpy
import pandas
import worlds

import kith
from kith.__main__ import main


class Opening(unittest.TestCase):
    def test_kinds_are_told(self):
        for file, kind in ((worlds.run(), "run"), (worlds.comparison(), "comparison"), (worlds.saltelli(), "sweep")):
            self.assertEqual(kith.open(file).kind, kind)

    def test_what_is_no_results_file_is_refused(self):
        with self.assertRaisesRegex(kith.ResultsError, "cannot be opened"):
            kith.open(worlds.folder / "nowhere.h5")
        with self.assertRaisesRegex(kith.ResultsError, "cannot be opened"):
            kith.open(worlds.base_file())

    def test_a_file_of_another_kind_is_refused(self):
        import netCDF4
        other = worlds.folder / "other.h5"
        with netCDF4.Dataset(str(other), "w") as file:
            file.format = "kith calibration"
        with self.assertRaisesRegex(kith.ResultsError, "is no results file"):
            kith.open(other)

    def test_scenarios_are_the_base_and_its_alternatives(self):
        self.assertEqual(worlds.opened(worlds.comparison()).scenarios, ["base", "with-iom"])
        self.assertEqual(worlds.opened(worlds.run()).scenarios, [])


class Measures(unittest.TestCase):
    def setUp(self):
        self.results = worlds.opened(worlds.comparison())

    def test_of_all_groups_stand_together_with_their_axes(self):
        data = self.results.data
        self.assertEqual(data["offences"].dims, ("replicate", "scenario", "time", "offence_type"))
        self.assertEqual(str(data["time"].values[0])[:10], "2013-04-01")
        self.assertIn("direct", data["offences_averted"]["route"].values)
        self.assertEqual(data["recorded_crime"].dims, ("replicate", "scenario"))

    def test_are_listed_with_unit_and_meaning(self):
        listed = self.results.measures()
        self.assertEqual(listed.loc["arrests", "unit"], "people")
        self.assertNotIn("time_bnds", listed.index)
        self.assertTrue((listed.meaning.str.len() > 3).all())

    def test_an_unknown_name_is_told_with_the_nearest(self):
        with self.assertRaisesRegex(kith.ResultsError, "did you mean recorded_crime"):
            self.results.measure("recorded_crimes")

    def test_short_periods_are_left_out(self):
        whole = self.results.whole_periods(self.results.data["arrests"])
        self.assertEqual(whole.sizes["time"], self.results.data.sizes["time"] - 1)


class Tables(unittest.TestCase):
    def setUp(self):
        self.results = worlds.opened(worlds.comparison())

    def test_episodes_have_dates_words_and_gaps(self):
        episodes = self.results.table("episodes", words=True)
        self.assertTrue({"offence", "harm"} <= set(episodes.kind))
        self.assertEqual(set(episodes.scenario), {"base", "with-iom"})
        self.assertTrue(pandas.api.types.is_datetime64_any_dtype(episodes.day))
        self.assertTrue(episodes[episodes.kind == "offence"].until.isna().all())
        self.assertTrue(episodes.area.dropna().str.startswith("E0").all())

    def test_codes_stay_without_words(self):
        self.assertTrue(pandas.api.types.is_numeric_dtype(self.results.table("episodes").scenario))

    def test_episodes_count_what_measures_count(self):
        episodes = self.results.table("episodes", words=True)
        offences = episodes[episodes.kind == "offence"].drop_duplicates(["scenario", "replicate", "offence"])
        counted = offences.groupby(["replicate", "scenario"]).size().unstack().values
        self.assertEqual(counted.tolist(), self.results.data["offences"].sum(["time", "offence_type"]).values.tolist())

    def test_events_are_those_of_the_twin_record(self):
        events = self.results.table("events", words=True)
        change = self.results.pairs("offences").sum(["time", "offence_type"]).sum()
        self.assertEqual((events.change == "caused").sum() - (events.change == "averted").sum(), int(change))

    def test_of_several_axes_are_asked_for_along_one(self):
        with self.assertRaisesRegex(kith.ResultsError, "say along="):
            self.results.table("doubt")
        self.assertIn("distribution", self.results.table("doubt", along="number").columns)
        self.assertIn("held_because", self.results.table("doubt", along="held").columns)

    def test_one_that_lacks_is_told(self):
        with self.assertRaisesRegex(kith.ResultsError, "holds no episode; did you mean episodes"):
            self.results.table("episode")

    def test_doubt_is_a_row_a_pair(self):
        doubt = self.results.doubt()
        self.assertEqual(doubt.index.tolist(), [0, 1, 2])
        self.assertGreater(doubt.nunique().max(), 1)
        with self.assertRaises(kith.ResultsError):
            worlds.opened(worlds.run()).doubt()


class Differences(unittest.TestCase):
    def setUp(self):
        self.results = worlds.opened(worlds.comparison())

    def test_are_alternative_less_base_pair_by_pair(self):
        both = self.results.data["recorded_crime"].values
        self.assertEqual(self.results.pairs("recorded_crime").values.tolist(), (both[:, 1] - both[:, 0]).tolist())

    def test_intervals_are_those_the_file_holds(self):
        held = self.results.group("mean_differences")
        for name in ("recorded_crime", "harm_per_year", "services_cost_per_year"):
            of_file = held[name].sel(alternative="with-iom")
            made = self.results.change(name)
            for ours, theirs in (("mean", "difference"), ("low", "difference_low"), ("high", "difference_high")):
                numpy.testing.assert_allclose(float(made[ours]), float(of_file.sel(statistic=theirs)), rtol=1e-8)

    def test_of_every_cell_are_those_the_file_holds(self):
        held = self.results.group("differences")["offences"].sel(alternative="with-iom", statistic="difference_low")
        numpy.testing.assert_allclose(self.results.change("offences")["low"].values, held.values, rtol=1e-8, atol=1e-8)

    def test_need_a_comparison_and_a_known_label(self):
        with self.assertRaisesRegex(kith.ResultsError, "is a run"):
            worlds.opened(worlds.run()).pairs("active")
        with self.assertRaisesRegex(kith.ResultsError, "say which alternative: with-iom"):
            self.results.pairs("recorded_crime", "base")


class AsAProgram(unittest.TestCase):
    def printed(self, *arguments):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            main([str(one) for one in arguments])
        return out.getvalue()

    def test_headlines_of_a_comparison_have_a_line_a_scenario(self):
        text = self.printed(worlds.comparison())
        mean = worlds.opened(worlds.comparison()).data["recorded_crime"].mean("replicate").values[1]
        line = re.search(r"^recorded_crime, with-iom +(\S+)  (\S+) to (\S+)  crimes per year$", text, re.M)
        self.assertEqual(float(line[1]), float(f"{mean:.4g}"))
        self.assertLess(float(line[2]), float(line[3]))

    def test_a_measure_is_csv(self):
        table = pandas.read_csv(io.StringIO(self.printed(worlds.run(), "active")))
        self.assertEqual(table.columns.tolist(), ["replicate", "time", "active"])
        self.assertEqual(len(table), 2 * worlds.opened(worlds.run()).data.sizes["time"])

    def test_mistakes_end_in_plain_words(self):
        for arguments, words in ((["nowhere.h5"], "cannot be opened"), ([worlds.run(), "activ"], "did you mean active")):
            with self.assertRaisesRegex(SystemExit, words):
                self.printed(*arguments)
