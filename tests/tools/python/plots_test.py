"""Plots hold the numbers they are of; nobody looks at them here."""
import unittest

import numpy
import worlds
from matplotlib import pyplot

import kith
from kith import plots


class Plots(unittest.TestCase):
    def setUp(self):
        self.results = worlds.opened(worlds.comparison())

    def tearDown(self):
        pyplot.close("all")

    def test_a_course_has_a_line_and_a_band_a_scenario(self):
        axes = plots.course(self.results, "offences")
        self.assertEqual([line.get_label() for line in axes.get_lines()], ["base", "with-iom"])
        self.assertEqual(len(axes.collections), 2)
        whole = self.results.whole_periods(self.results.data["offences"].sum("offence_type")).mean("replicate")
        self.assertEqual(axes.get_lines()[1].get_ydata().tolist(), whole.sel(scenario="with-iom").values.tolist())

    def test_a_course_of_a_run_has_one_line(self):
        axes = plots.course(worlds.opened(worlds.run()), "active")
        self.assertEqual(len(axes.get_lines()), 1)
        self.assertEqual(axes.get_ylabel(), "active (people)")

    def test_a_course_needs_its_axis(self):
        with self.assertRaisesRegex(kith.ResultsError, "has no axis time, but replicate, scenario"):
            plots.course(self.results, "recorded_crime")

    def test_a_change_has_the_mean_of_pairs(self):
        line = plots.change_course(self.results, "arrests").get_lines()[0]
        pairs = self.results.whole_periods(self.results.pairs("arrests")).mean("replicate")
        self.assertEqual(line.get_ydata().tolist(), pairs.values.tolist())

    def test_routes_add_up_to_the_change(self):
        axes = plots.routes(self.results)
        bars = sum(bar.get_width() for bar in axes.patches)
        years = float(self.results.data["time_days"].sum()) / 365.25
        change = float(self.results.pairs("offences").sum(["time", "offence_type"]).mean()) / years
        self.assertAlmostEqual(bars, change, places=6)
        self.assertNotEqual(change, 0)
        recorded = sum(bar.get_width() for bar in plots.routes(self.results, of="recorded").patches)
        self.assertAlmostEqual(
            recorded, float(self.results.pairs("recorded_offences").sum(["time", "offence_type"]).mean()) / years, places=6)

    def test_routes_need_a_twin_record(self):
        made = kith.compare(worlds.small_file(), changes={"contagion.recovery": 0.4}, replicates=1)
        with self.assertRaisesRegex(kith.ResultsError, "holds no twin record"):
            plots.routes(made)

    def test_the_curve_of_the_doubt_rises_from_none_to_all(self):
        curve = plots.doubt_curve(self.results, "recorded_crime").get_lines()[0]
        changes = numpy.sort(self.results.pairs("recorded_crime").values)
        self.assertEqual(curve.get_xdata().tolist(), [changes[0], *changes])
        numpy.testing.assert_allclose(curve.get_ydata(), [0, 1 / 3, 2 / 3, 1])
        with self.assertRaisesRegex(kith.ResultsError, "sum them first"):
            plots.doubt_curve(self.results, "offences")

    def test_a_map_fills_every_area_by_its_value(self):
        areas = kith.export_map(self.results, "recorded_crime_by_area")
        codes = [feature["properties"]["code"] for feature in areas["features"]]
        axes = plots.area_map(areas, {code: number for number, code in enumerate(codes[:-1])})
        fills = [tuple(area.get_facecolor()[0]) for area in axes.collections]
        self.assertEqual(len(fills), len(codes))
        self.assertEqual(len(set(fills)), len(codes))
        self.assertEqual(len(set(fills[-1][:3])), 1, "grey without a value")
        self.assertIsNotNone(plots.area_map(areas, "recorded_crime_by_area_with-iom_difference", centre=0))
        with self.assertRaisesRegex(kith.ResultsError, "the map has no nothing, but code"):
            plots.area_map(areas, "nothing")
