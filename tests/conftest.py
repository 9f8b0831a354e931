# Fixtures that all tests share: projects on disk, the command, builds, the demonstration site, and a browser.
# A test in tests/web or tests/hosts that is skipped fails: what was not tried must not look like a success.
from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from browsing import Pages, launch
from demo import build_demo, copy_demo, once
from run import REPOSITORY, Run, build, python, write_files
from serving import SITE_URL, LiveServer, SiteServer

# The same examples in every run, however slow the machine: a failure can be seen again by anybody.
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(REPOSITORY / ".cache" / "hypothesis"))
settings.register_profile("stemma", deadline=None, derandomize=True, database=None)
settings.load_profile("stemma")

# A slow machine is no failure: what is waited for is waited for longer than by default.
expect.set_options(timeout=15_000)

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

NEVER_SKIPPED = (REPOSITORY / "tests" / "web", REPOSITORY / "tests" / "hosts")

MKDOCS_YML = f"""\
site_name: Test
site_url: {SITE_URL}
theme: {{name: material, font: false}}
plugins: [stemma]
"""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    return _refuse_skip(report, item.path)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    return _refuse_skip(report, collector.path)


def _refuse_skip(report: Report, path: Path) -> Report:
    if report.skipped and not hasattr(report, "wasxfail") and any(path.is_relative_to(part) for part in NEVER_SKIPPED):
        report.outcome = "failed"
        report.longrepr = f"skipped, and the tests in {path.parent.name}/ may not be: {report.longrepr}"
    return report


# Projects and programs -----------------------------------------------------------------------------------------------


@pytest.fixture
def write_project(tmp_path: Path) -> Callable[..., Path]:
    """`write_project(files, name="project") -> Path`: a project in a folder of its own.

    `files` maps paths to text or bytes. `mkdocs.yml` (Material, `plugins: [stemma]`) and `docs/index.md` are added
    where they are not given; nothing else is.
    """

    def write(files: Mapping[str, str | bytes], *, name: str = "project") -> Path:
        return write_files(tmp_path / name, {"mkdocs.yml": MKDOCS_YML, "docs/index.md": "# Home\n", **files})

    return write


@pytest.fixture
def stemma(tmp_path: Path) -> Callable[..., Run]:
    """`stemma(*arguments, cwd=…, env=…, stdin=…) -> Run`: the command in a process of its own."""

    def run(*arguments: str | Path, cwd: Path = tmp_path, **options: Any) -> Run:
        return python("-m", "stemma", *arguments, cwd=cwd, **options)

    return run


@pytest.fixture
def mkdocs_build() -> Callable[..., Run]:
    """`mkdocs_build(project, *arguments, host="mkdocs", config="mkdocs.yml", site=None, env=None) -> Run`."""
    return build


@pytest.fixture
def mkdocs_serve() -> Iterator[Callable[..., LiveServer]]:
    """`mkdocs_serve(project, *arguments, host="mkdocs") -> LiveServer`: stopped when the test ends."""
    with ExitStack() as stack:
        yield lambda project, *arguments, **options: stack.enter_context(
            closing(LiveServer(project, *arguments, **options))
        )


# The demonstration ---------------------------------------------------------------------------------------------------


@pytest.fixture
def demo_project(tmp_path: Path) -> Path:
    """A copy of the demonstration's sources that a test may change."""
    return copy_demo(tmp_path / "demo")


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def demo_site(shared_folder: Path) -> Path:
    """The built demonstration. Read only: all tests share it."""
    return once(shared_folder / "demo", build_demo)


@pytest.fixture(scope="session")
def flat_demo_site(shared_folder: Path) -> Path:
    """The demonstration built with `use_directory_urls: false`. Read only."""
    return once(shared_folder / "demo-flat", lambda folder: build_demo(folder, "--no-directory-urls"))


@pytest.fixture(scope="session")
def serve_folder() -> Iterator[Callable[..., SiteServer]]:
    """`serve_folder(folder, prefix="/") -> SiteServer`: has `url`, and serves until the run ends."""
    with ExitStack() as stack:
        yield lambda folder, prefix="/": stack.enter_context(closing(SiteServer(folder, prefix)))


@pytest.fixture(scope="session")
def demo_url(demo_site: Path, serve_folder: Callable[..., SiteServer]) -> str:
    """The address of the served demonstration, with a slash at its end."""
    return serve_folder(demo_site).url


# The browser ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, closing(launch(playwright)) as started:
        yield started


@pytest.fixture
def pages(browser: Browser) -> Iterator[Pages]:
    """`pages.open(url, **context_options) -> Page`, watched, but with no check at the end: `pages.watch` tells."""
    with closing(Pages(browser)) as opened:
        yield opened


@pytest.fixture
def open_page(pages: Pages) -> Iterator[Callable[..., Page]]:
    """`open_page(url, **context_options) -> Page`. The test fails if a request leaves the site or a page complains."""
    yield pages.open
    pages.watch.check()
