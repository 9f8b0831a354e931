# How fast Stemma is, and how well it draws, beside what one would take without it. In: which parts to run (all of them
# where none is named) and how large. Out: a report on the terminal.
from __future__ import annotations

import argparse
from pathlib import Path

import bench_builds
import bench_explorer
import bench_figures
import bench_lighthouse
import bench_lineage

PARTS = ("builds", "explorer", "figures", "lighthouse", "lineage")


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="How fast Stemma is beside other ways.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{' or '.join(PARTS)} (default: all)")
    parser.add_argument(
        "--entities", type=int, default=1000, help="builds: how many entities and pages (default: 1000)"
    )
    parser.add_argument("--repeat", type=int, default=3, help="builds: how often; the best counts (default: 3)")
    parser.add_argument("--keep", type=Path, help="builds: write the projects here and leave them")
    parser.add_argument("--figures", type=int, default=100_000, help="figures: how many (default: 100000)")
    parser.add_argument(
        "--rounds", type=int, default=5, help="explorer, figures, lighthouse, lineage: how often (default: 5)"
    )
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no part `{unknown[0]}`: {', '.join(PARTS)}")
    if options.figures < 5 or options.entities < 1 or min(options.rounds, options.repeat) < 1:
        parser.error("numbers are at least 1, and `--figures` at least 5")
    if not options.parts or "figures" in options.parts:
        bench_figures.run(options.figures, options.rounds)
    if not options.parts or "explorer" in options.parts:
        bench_explorer.run(options.rounds)
    if not options.parts or "lineage" in options.parts:
        bench_lineage.run(options.rounds)
    if not options.parts or "lighthouse" in options.parts:
        bench_lighthouse.run(options.rounds)
    if not options.parts or "builds" in options.parts:
        bench_builds.run(options.entities, options.repeat, options.keep)


if __name__ == "__main__":
    main()
