"""`python -m sample --accounts N --seed S --out DIR`."""

import argparse
from pathlib import Path

from sample.generator import SampleSize, write_files


def main() -> None:
    """Read the arguments and write the files."""
    parser = argparse.ArgumentParser(prog="python -m sample", description=__doc__)
    parser.add_argument("--accounts", type=int, default=SampleSize.accounts)
    parser.add_argument("--seed", type=int, default=SampleSize.seed)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    options = parser.parse_args()
    write_files(options.out, SampleSize(options.accounts, options.seed))


if __name__ == "__main__":
    main()
