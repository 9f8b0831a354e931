# Where the processor time of a build or a check goes, by sampling: runs it in this process, and at every so many milliseconds
# of processor time notes which of the stages below is at work. The product has no switch for its parts, and needs none for this.
# In: `build` or `check`, and the folder of a project. Out: one line of JSON: seconds by stage.
from __future__ import annotations

import json
import signal
import sys
import time
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path
from types import FrameType

EVERY = 0.002  # seconds of processor time between two samples

# A sample belongs to the first stage that has a function on the stack: the names of its files, and, behind a colon, of its
# functions. So a drawing counts as a figure, whoever asked for it.
Stages = dict[str, tuple[str, ...]]
BUILD: Stages = {
    "files beside pages, written": ("*:copy_static_files",),
    "explorer": ("*/plugins/stemma/pages/explorer*", "*/pyvis/*"),
    "entity JSON, tables and feed": ("*/plugins/stemma/adapters/data_files.py", "*/plugins/stemma/exchange/*_json.py", "*/plugins/stemma/exchange/table*"),
    "layout of lineage figures": ("*/plugins/stemma/pages/layout*",),
    "lineage figures": ("*/plugins/stemma/pages/lineage*", "*/templates/lineage*"),
    "search": (
        "*/search/__init__.py", "*/search/plugin.py", "*/search/search_index.py", "*/plugins/stemma/*search*", "*/plugins/stemma/*entries.py",
    ),
    "reading and checking": ("*/plugins/stemma/project.py",),
    "our pages": ("*/plugins/stemma/pages/*", "*/plugins/stemma/knowledge/*", "*/plugins/stemma/exchange/*"),
    "pages written": ("*:write_file",),
    "Markdown": ("*/markdown/*",),
    "the theme's templates": ("*/jinja2/*", "*/material/*.html", "*/plugins/stemma/adapters/*shell.py"),
    "the cache": ("*/plugins/stemma/adapters/made*.py", "*/plugins/stemma/*cache*.py", "*/msgpack/*"),
    "the rest of our plugin": ("*/plugins/stemma/*",),
    "starting Python": ("<frozen importlib*",),
    "the rest of MkDocs": ("*",),
}  # fmt: skip
LAYOUT = "layout of lineage figures"
BEYOND = (  # what a page can do without
    "explorer", "entity JSON, tables and feed", LAYOUT, "lineage figures", "files beside pages, written",
)  # fmt: skip
CHECK: Stages = {
    "starting, and loading modules": ("<frozen importlib*",),
    "YAML as trees": ("*/plugins/stemma/text/*document.py", "*/yaml/*"),
    "files found and read": ("*/plugins/stemma/text/files.py", "*/plugins/stemma/text/strays.py", "*/pathlib.py", "*:_read_graph"),
    "schema": ("*/plugins/stemma/vocabulary/schema*",),
    "entities from trees": ("*/plugins/stemma/knowledge/load*.py",),
    "references and types": ("*/plugins/stemma/knowledge/check.py",),
    "figures": ("*/plugins/stemma/knowledge/derive.py",),
    "claims": ("*/plugins/stemma/knowledge/claims.py",),
    "house rules": ("*/plugins/stemma/rules/*",),
    "links and blocks": ("*/plugins/stemma/knowledge/links.py", "*/plugins/stemma/knowledge/blocks.py"),
    "the report": ("*/plugins/stemma/report/*",),
    "the cache": ("*/plugins/stemma/*cache*.py", "*/msgpack/*"),
    "the rest": ("*",),
}  # fmt: skip


Stack = frozenset[tuple[str, str]]


def stack_of(frame: FrameType | None) -> Stack:
    """The files and names of the functions at work: that of `frame` and those that called it."""
    stack = set()
    while frame is not None:
        stack.add((frame.f_code.co_filename, frame.f_code.co_name))
        frame = frame.f_back
    return frozenset(stack)


def stage_of(stack: Stack, stages: Stages) -> str:
    """The first stage with a function on the stack; the last one takes whatever is left."""
    return next((stage for stage, of in stages.items() if any(_fits(p, stack) for p in of)), list(stages)[-1])


def _fits(pattern: str, stack: Stack) -> bool:
    file, _, name = pattern.partition(":")
    return any(fnmatch(a_file, file) and name in {"", a_name} for a_file, a_name in stack)


def main() -> None:
    what, project = sys.argv[1], Path(sys.argv[2])
    stacks: Counter[Stack] = Counter()

    def note(_signal: int, frame: FrameType | None) -> None:
        stacks[stack_of(frame)] += 1

    signal.signal(signal.SIGPROF, note)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    failed = _built(project) if what == "build" else _checked(project)
    signal.setitimer(signal.ITIMER_PROF, 0)
    whole = time.process_time()
    if failed:
        sys.exit(f"the {what} of {project} failed:\n{failed}")
    counts: Counter[str] = Counter()
    for stack, count in stacks.items():
        counts[stage_of(stack, BUILD if what == "build" else CHECK)] += count
    print(json.dumps({stage: count / counts.total() * whole for stage, count in counts.most_common()}))


def _built(project: Path) -> str:
    """As the command does it, but in this process; gives what went wrong."""
    from click.testing import CliRunner
    from mkdocs.__main__ import cli

    done = CliRunner().invoke(cli, ["build", "-q", "-f", str(project / "mkdocs.yml")], catch_exceptions=False)
    return done.output if done.exit_code else ""


def _checked(project: Path) -> str:
    from click.testing import CliRunner

    from stemma.adapters.cli.main import cli

    done = CliRunner().invoke(cli, ["check", "--format", "concise", str(project)], catch_exceptions=False)
    return done.output if done.exit_code else ""


if __name__ == "__main__":
    main()
