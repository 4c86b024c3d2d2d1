"""Intervals against Student's table and, at the ends of a quotient, against the interval they come from."""
import unittest

import numpy
import xarray

import kith


def over_pairs(*values):
    return xarray.DataArray(numpy.array(values, float), dims="replicate")


class Interval(unittest.TestCase):
    def test_of_the_mean_by_students_table(self):
        made = kith.interval(over_pairs(1, 2, 3))  # t of 2 degrees 4.30265, standard deviation 1
        self.assertAlmostEqual(float(made["mean"]), 2)
        self.assertAlmostEqual(float(made["high"]) - 2, 4.30265 / 3 ** 0.5, places=4)

    def test_of_one_world_does_not_narrow(self):
        made = kith.interval(over_pairs(1, 2, 3), of="one_world")
        self.assertAlmostEqual(2 - float(made["low"]), 4.30265 * (1 + 1 / 3) ** 0.5, places=4)

    def test_leaves_out_what_has_no_value(self):
        self.assertEqual(kith.interval(over_pairs(1, 2, 3, numpy.nan)), kith.interval(over_pairs(1, 2, 3)))

    def test_of_one_pair_has_no_ends(self):
        made = kith.interval(over_pairs(5))
        self.assertEqual(float(made["mean"]), 5)
        self.assertTrue(numpy.isnan(made["low"]) and numpy.isnan(made["high"]))

    def test_keeps_other_axes_and_the_unit(self):
        values = xarray.DataArray([[1.0, 5.0], [3.0, 5.0]], dims=("replicate", "time"), attrs={"units": "people"})
        made = kith.interval(values)
        self.assertEqual(made["mean"].values.tolist(), [2, 5])
        self.assertEqual(made["low"].values[1], 5)
        self.assertEqual(made["mean"].attrs["units"], "people")

    def test_of_nothing_else(self):
        with self.assertRaisesRegex(ValueError, "not of all"):
            kith.interval(over_pairs(1, 2), of="all")


class QuotientOfChanges(unittest.TestCase):
    top = over_pairs(10, 14, 9, 12, 11)
    bottom = over_pairs(5, 6, 4, 7, 5)

    def test_is_that_of_the_means(self):
        self.assertAlmostEqual(kith.quotient(self.top, self.bottom).value, 56 / 27)

    def test_at_each_end_the_interval_of_the_rest_touches_nothing(self):
        for of in ("mean", "one_world"):
            made = kith.quotient(self.top, self.bottom, of)
            self.assertLess(made.low, made.value)
            self.assertLess(made.value, made.high)
            for end, side in ((made.low, "low"), (made.high, "high")):
                rest = kith.interval(self.top - end * self.bottom, of)
                self.assertAlmostEqual(float(rest[side]), 0, places=8)

    def test_is_unbounded_where_the_bottom_may_be_nothing(self):
        made = kith.quotient(self.top, over_pairs(5, -6, 4, -7, 5))
        self.assertEqual((made.low, made.high), (-numpy.inf, numpy.inf))

    def test_of_one_pair_has_no_bounds(self):
        self.assertEqual(kith.quotient(over_pairs(6), over_pairs(3)), (2, -numpy.inf, numpy.inf))
