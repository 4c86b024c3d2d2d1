"""A sweep in other programs' shapes. Neither EMA Workbench nor SALib is called: neither is a Debian package."""
import unittest

import numpy
import pandas
import worlds

import kith
from kith import sweeps

names = ["contagion.transmission", "contagion.recovery"]


class Sweeps(unittest.TestCase):
    def setUp(self):
        self.sweep = worlds.opened(worlds.saltelli())

    def test_runs_are_a_row_each(self):
        runs = sweeps.runs(self.sweep)
        self.assertEqual(runs.columns.tolist(), ["point", "replicate", *names, "mean_active_share"])
        self.assertEqual(len(runs), 16 * 2)
        points = pandas.read_csv(worlds.folder / "saltelli" / "points.csv", float_precision="round_trip")
        self.assertEqual(runs[runs.replicate == 1][names].values.tolist(), points[names].values.tolist())

    def test_experiments_stand_on_the_first_axis_of_every_outcome(self):
        experiments, outcomes = sweeps.experiments_and_outcomes(self.sweep)
        self.assertEqual((experiments.columns.tolist(), len(experiments)), (names, 16))
        weeks = self.sweep.data.sizes["time"]
        self.assertEqual({name: values.shape for name, values in outcomes.items()},
                         {"mean_active_share": (16,), "active": (16, weeks)})

    def test_an_outcome_is_what_a_run_with_these_settings_gives(self):
        experiments, outcomes = sweeps.experiments_and_outcomes(self.sweep)
        run = kith.run(worlds.small_file(), settings=experiments.loc[3].to_dict())
        self.assertAlmostEqual(float(run.data["mean_active_share"].mean()), outcomes["mean_active_share"][3], places=12)

    def test_problem_has_names_bounds_and_a_row_a_point(self):
        problem, samples, outcome = sweeps.problem_and_samples(self.sweep, "mean_active_share")
        self.assertEqual(problem, {"num_vars": 2, "names": names, "bounds": [[0.02, 0.08], [0.02, 0.1]]})
        self.assertEqual((samples.shape, outcome.shape), ((16, 2), (16,)))
        low, high = numpy.array(problem["bounds"]).T
        self.assertTrue(((samples >= low) & (samples <= high)).all())

    def test_saltelli_rows_are_a_then_a_with_each_setting_from_b_then_b(self):
        _, samples, _ = sweeps.problem_and_samples(self.sweep, "mean_active_share")
        for a, first, second, b in samples.reshape(4, 4, 2):
            self.assertEqual(first.tolist(), [b[0], a[1]])
            self.assertEqual(second.tolist(), [a[0], b[1]])

    def test_uneven_settings_are_told_by_their_place(self):
        uneven = worlds.opened(worlds.uneven())
        with self.assertRaisesRegex(kith.ResultsError, "bounds: contagion.transmission; say unit=True"):
            sweeps.problem_and_samples(uneven, "mean_active_share")
        problem, samples, _ = sweeps.problem_and_samples(uneven, "mean_active_share", unit=True)
        self.assertEqual(problem["bounds"], [[0, 1], [0, 1]])
        told = 0.02 * (0.08 / 0.02) ** samples[:, 0]
        numpy.testing.assert_allclose(told, uneven.data["contagion.transmission"].values)

    def test_an_unfinished_sweep_is_compared_on_what_all_points_have(self):
        unfinished = kith.open(worlds.unfinished(0.95))
        self.assertTrue(sweeps.runs(unfinished).mean_active_share.isna().any())
        _, _, outcome = sweeps.problem_and_samples(unfinished, "mean_active_share")
        first = self.sweep.data["mean_active_share"].sel(replicate=0)
        self.assertEqual(outcome.tolist(), first.values.tolist())

    def test_a_sweep_with_points_that_lack_is_refused(self):
        with self.assertRaisesRegex(kith.ResultsError, "no replicate has"):
            sweeps.problem_and_samples(kith.open(worlds.unfinished(0.3)), "mean_active_share")

    def test_mistakes_are_told(self):
        with self.assertRaisesRegex(kith.ResultsError, "kept no share, but mean_active_share, active"):
            sweeps.problem_and_samples(self.sweep, "share")
        with self.assertRaisesRegex(kith.ResultsError, "more than one value a run"):
            sweeps.problem_and_samples(self.sweep, "active")
        with self.assertRaisesRegex(kith.ResultsError, "is a run"):
            sweeps.experiments_and_outcomes(worlds.opened(worlds.run()))
