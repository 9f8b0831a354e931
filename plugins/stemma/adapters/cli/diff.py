# `stemma diff`: what a change means.
from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

import click

from stemma.adapters.cli.common import colored, located, project_option, refuse
from stemma.adapters.collector import paused
from stemma.adapters.git_trees import Commit, Refusal, Repository, repository
from stemma.adapters.progress import progress
from stemma.change.diff import difference
from stemma.exchange.diff_json import as_json
from stemma.knowledge.address import PAGES
from stemma.knowledge.difference import Side
from stemma.project import Project, load_project
from stemma.report.diff import as_text
from stemma.report.diff_markdown import as_markdown
from stemma.text.files import YAML, Location, locate

_READ = {*YAML, *PAGES, ".json"}  # what a project's own files end in, wherever they lie
_RULES = ".py"
_WORKING_TREE = "working tree"


@click.command()
@click.argument("base", required=False)
@click.argument("head", required=False)
@click.option(
    "--format", "style", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True,
    help="How the difference is written; Markdown is for a comment on a pull request.",
)  # fmt: skip
@project_option
def diff(base: str | None, head: str | None, style: str, path: Path) -> None:
    """Tell what a change means: what HEAD says otherwise than BASE, and what follows from it.

    Each is a revision of git, or the folder of a project or graph. BASE is by default where the work at hand left the
    default branch, HEAD the files as they are now.

    Exit code 0: no new problems; 1: errors or warnings that BASE had not; 2: there is nothing to compare.
    """
    with ExitStack() as stack:
        stack.enter_context(paused())
        stack.enter_context(progress("reading and comparing"))
        sides = _Sides(path, Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stemma-"))))
        old, old_name = sides.base(base)
        new, new_name = sides.project(head) if head else sides.working_tree()
        made = difference(old, new, base_name=old_name, head_name=new_name)
    if style == "json":
        click.echo(as_json(made), nl=False)
    elif style == "markdown":
        click.echo(as_markdown(made), nl=False)
    else:
        click.echo(as_text(made, color=colored()), nl=False)
    if made.fails:
        raise SystemExit(1)


class _Sides:
    """Finds and loads what is compared. `path` is the project's folder, `room` an empty folder for what git gives."""

    def __init__(self, path: Path, room: Path) -> None:
        self.path = path
        self.room = room
        self.made = 0

    def base(self, written: str | None) -> tuple[Project, Side]:
        if written:
            return self.project(written)
        repo = self._repository()
        commit = repo.usual_base()
        if isinstance(commit, Refusal):
            refuse(commit.message, *commit.help)
        click.echo(f"note: compared with {commit.id[:12]} ({commit.name})", err=True)
        return self._at(repo, commit)

    def project(self, written: str) -> tuple[Project, Side]:
        """The project that somebody names: the folder, where there is one of a project; else the revision."""
        folder = Path(written)
        location = locate(folder, Path.cwd(), os.environ)
        repo = repository(self.path) if self.path.is_dir() else Refusal(f"there is no folder `{self.path}`")
        commit = repo.commit(written) if isinstance(repo, Repository) else repo
        if isinstance(location, Location):
            if isinstance(commit, Commit):
                names = f"write `./{written}` for the folder, `{commit.id[:12]}` for the revision"
                refuse(f"`{written}` is a folder and a revision", names)
            return load_project(location), Side(folder.as_posix())
        if isinstance(repo, Repository) and isinstance(commit, Commit):
            return self._at(repo, commit)
        why = commit if isinstance(commit, Refusal) else Refusal("")
        refused = location if folder.exists() else f"there is no folder `{written}`, and {why.message}"
        return refuse(refused, *(() if folder.exists() else why.help))

    def working_tree(self) -> tuple[Project, Side]:
        return load_project(located(self.path)), Side(_WORKING_TREE)

    def _repository(self) -> Repository:
        if not self.path.is_dir():
            refuse(f"there is no folder `{self.path}`")
        repo = repository(self.path)
        if isinstance(repo, Refusal):
            refuse(repo.message, *repo.help)
        return repo

    def _at(self, repo: Repository, commit: Commit) -> tuple[Project, Side]:
        """The project as it was at a commit: where it lies today, in a folder of its own."""
        self.made += 1
        tree = self.room.resolve() / f"tree-{self.made}"
        tree.mkdir()
        root, cwd = repo.root.resolve(), Path.cwd().resolve()
        inside = self.path.resolve().relative_to(root)
        shown_from = tree / (cwd.relative_to(root) if cwd.is_relative_to(root) else inside)
        self._extract(repo, commit, tree, None)
        location = locate(tree / inside, shown_from, os.environ)
        if isinstance(location, str):
            where = f" in `{inside.as_posix()}`" if inside.parts else ""
            why = location.replace(f"{tree / inside}{os.sep}", "").replace(str(tree / inside), inside.as_posix())
            refuse(f"`{commit.name}` has no project{where}: {why}")
        self._extract(repo, commit, tree, location.graph)
        return load_project(location), Side(commit.name, commit.id)

    def _extract(self, repo: Repository, commit: Commit, tree: Path, graph: Path | None) -> None:
        """First the files that a project may consist of; then, with its `graph`, what else lies there: its own rules, and
        the names of the rest, of which a check may have something to say."""
        below = PurePosixPath(Path(os.path.relpath(graph, tree)).as_posix()) if graph else None

        def wanted(path: PurePosixPath) -> bool | None:
            if below is None:
                return True if path.suffix in _READ else None
            if path.suffix in _READ or not path.is_relative_to(below):
                return None
            return path.suffix == _RULES

        refusal = repo.extract(commit, tree, wanted)
        if refusal:
            refuse(refusal.message, *refusal.help)
