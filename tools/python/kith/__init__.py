"""Results of kith in Python: open a file, take differences pair by pair, plot them, or have the program run a scenario.

    import kith
    results = kith.open("all-three.h5")
    results.data                                # every measure, xarray
    results.table("episodes", words=True)       # pandas

docs/python.md is the guide. Plots are in kith.plots, sweeps in other programs' shapes in kith.sweeps.
"""
from kith.files import Results, ResultsError, open
from kith.intervals import Quotient, interval, quotient
from kith.program import ProgramError, call, compare, export_map, run

__all__ = ["ProgramError", "Quotient", "Results", "ResultsError", "call", "compare", "export_map", "interval", "open",
           "quotient", "run"]
__version__ = "0.1.0"
