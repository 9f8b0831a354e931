# How fast Stemma is, and how well it draws, beside what one would take without it. In: which parts to run (all but `large`
# where none is named) and how large. Out: a report on the terminal, and the results as JSON and as a page of the documentation.
from __future__ import annotations

import argparse
import importlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from io import TextIOWrapper
from pathlib import Path

import bench_builds
import bench_check
import bench_page
import bench_peers
import bench_reader
import bench_results
import bench_serve
from bench_corpus import write_graph
from bench_results import Found
from bench_runs import BenchError

PARTS = ("builds", "check", "explorer", "figures", "large", "lighthouse", "lineage", "linear", "peers", "serve")
ALL = "all"
NAMED_ONLY = ("large",)  # what takes most of an hour
PRINTING = ("explorer", "figures", "lighthouse", "lineage")
SIZES = (
    ("entities", (1000, 5000), "builds, serve: entities"),
    ("checked", (10_000,), "check: entities"),
    ("compared", (300, 1000), "peers: entities"),
    ("linear", (5000, 20_000), "linear: entities"),
    ("large", (100_000,), "large: entities"),
    ("figures", (100_000,), "figures: how many"),
    ("repeat", (3,), "builds, check, serve: rounds"),
    ("rounds", (5,), "explorer, figures, lighthouse, lineage: rounds"),
)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="How fast Stemma is beside other ways.")
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}, or all but large: {ALL} (default)"
    )
    sizes = parser.add_argument_group("sizes")
    for name, default, about in SIZES:
        shown = " ".join(str(n) for n in default)
        count = None if len(default) == 1 else 2 if name == "linear" else "+"
        sizes.add_argument(
            f"--{name}", type=int, metavar="N", nargs=count, default=list(default) if count else default[0],
            help=f"{about} (default: {shown})",
        )  # fmt: skip
    parser.add_argument("--keep", type=Path, help="write the projects here and leave them")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was found as JSON")
    parser.add_argument(
        "--results", type=Path, metavar="FILE", default=bench_results.LAST,
        help="where the last results of all parts are kept (default: .cache/bench/results.json)",
    )  # fmt: skip
    parser.add_argument(
        "--page",
        action="store_true",
        help=f"write {bench_page.PAGE} from the last results; without parts nothing is measured",
    )
    return parser


def main() -> None:
    parser = arguments()
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in {*PARTS, ALL}]
    if unknown:
        parser.error(f"there is no part `{unknown[0]}`: {', '.join(PARTS)}")
    sizes = (*options.entities, *options.compared, *options.linear, options.checked, options.large)
    if options.figures < 5 or min(options.rounds, options.repeat, *sizes) < 1:
        parser.error("numbers are at least 1, and `--figures` at least 5")
    if options.page and not options.parts:
        bench_page.write_page(bench_results.read(options.results))
        return
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # what takes long is read while it goes on
    named = options.parts if options.parts and ALL not in options.parts else [p for p in PARTS if p not in NAMED_ONLY]
    folder = options.keep or Path(tempfile.mkdtemp(prefix="stemma-bench-"))
    try:
        found, failed = measured({*named, *options.parts}, options, folder)
    finally:
        if options.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        text = json.dumps(bench_results.as_data(found), indent=1, ensure_ascii=False)
        options.json.write_text(f"{text}\n", "utf-8")
    if options.page:
        bench_page.write_page(bench_results.read(options.results))
    if failed:
        sys.exit(f"these failed: {', '.join(failed)}")


def measured(parts: set[str], options: argparse.Namespace, folder: Path) -> tuple[list[Found], list[str]]:
    """Run the parts in the order of their table; each result is shown, and kept for the page, as soon as it is there. Gives
    the parts that failed, too: one does not end the others."""
    every: list[Found] = []
    failed: list[str] = []
    works = works_of(options, folder)
    if parts - set(PRINTING):
        bench_builds.build(write_graph(folder / "first", 3), cold=True)  # what Python compiles once does not count
    for part in PARTS:
        if part not in parts:
            continue
        try:
            for work in works[part]:
                for found in work():
                    found.show()
                    bench_results.keep([found], options.results)
                    every.append(found)
        except (BenchError, SystemExit, subprocess.SubprocessError) as error:  # some end where a mark is missed
            print(f"{part}: {error}", file=sys.stderr)
            failed.append(part)
        if options.keep is None:
            shutil.rmtree(folder)
            folder.mkdir()
    return every, failed


def works_of(options: argparse.Namespace, folder: Path) -> dict[str, list[Callable[[], list[Found]]]]:
    """What to call for each part, size by size."""
    sizes, repeat = options.entities, options.repeat
    works: dict[str, list[Callable[[], list[Found]]]] = {
        "builds": [
            *(partial(bench_builds.beside_markdown, folder, n, repeat) for n in sizes),
            partial(bench_reader.beside, {n: folder / f"graph-{n}" / "site" for n in sizes}),
        ],
        "check": bench_check.works(folder, options.checked, repeat),
        "large": [partial(bench_builds.large, folder, options.large)],
        "linear": [partial(bench_builds.linear, folder, *options.linear)],
        "peers": [partial(bench_peers.run_all, folder, options.compared)],
        "serve": [partial(bench_serve.one_edit, folder, n, repeat) for n in sizes],
    }
    return works | {part: [partial(printing, part, options)] for part in PRINTING}


def printing(part: str, options: argparse.Namespace) -> list[Found]:
    """Run a part that prints for itself. What it needs, a browser for some, the others need not have."""
    module = importlib.import_module(f"bench_{part}")
    if part == "figures":
        module.run(options.figures, options.rounds)
    else:
        module.run(options.rounds)
    return []


if __name__ == "__main__":
    main()
