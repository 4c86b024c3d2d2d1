"""As a program: python3 -m kith FILE [MEASURE] prints the headlines of a results file, or one measure as CSV."""
from __future__ import annotations

import sys
from typing import Sequence

import kith


def print_headlines(results: kith.Results) -> None:
    """A line a headline: name, mean and 95% interval over replicates, unit; in a comparison for each scenario."""
    for row in results.headlines().to_dict("records"):
        name = f"{row['measure']}, {row['scenario']}" if "scenario" in row else row["measure"]
        print(f"{name:40} {row['mean']:14.4g}  {row['low']:.4g} to {row['high']:.4g}  {row['unit']}")


def main(arguments: Sequence[str]) -> None:
    if len(arguments) not in (1, 2) or arguments[0].startswith("-"):
        sys.exit(__doc__)
    try:
        results = kith.open(arguments[0])
        if len(arguments) == 2:
            results.measure(arguments[1]).to_dataframe().to_csv(sys.stdout)
        else:
            print_headlines(results)
    except kith.ResultsError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
