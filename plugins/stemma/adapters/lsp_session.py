# What the language server knows between messages: the project, the texts of open files, and what was last published. A
# keystroke re-reads one file at once; the whole check follows in a thread of its own when the typing pauses.
from __future__ import annotations

import asyncio
import gc
import os
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from stemma.adapters.lsp_messages import file_of
from stemma.editor.view import View, edited, kind_of, view_of
from stemma.project import Project
from stemma.recheck.follow import Follower
from stemma.text.diagnostics import Diagnostic
from stemma.text.files import SCHEMA, Location, locate

PAUSE = 0.4  # seconds without a keystroke, after which the whole project is checked
_IDLE = 3.0  # seconds after which memory is tidied, which halts everything for a moment

Publish = Callable[[Path, tuple[Diagnostic, ...]], None]
Tell = Callable[[str], None]


class Session:
    """One project. `publish` shows the problems of one file, `tell` says something in the client's log. All methods are
    called on the server's loop."""

    def __init__(self, publish: Publish, tell: Tell) -> None:
        self.publish = publish
        self.tell = tell
        self.location: Location | None = None
        self.view: View | None = None
        self.texts: dict[Path, str] = {}
        self.shown: dict[Path, tuple[Diagnostic, ...]] = {}
        self.follower = Follower()
        self._running = False
        self._again = False
        self._timer: asyncio.TimerHandle | None = None
        self._idle: asyncio.TimerHandle | None = None

    def find(self, folder: Path) -> str | None:
        """Take the project at a folder or around it as this session's; what is wrong where there is none."""
        folder = Path(os.path.abspath(folder))  # noqa: PTH100 - `resolve` would follow links, by which clients name files
        wrong = None
        for name in ("mkdocs.yml", SCHEMA):
            for parent in (folder, *folder.parents):
                if not (parent / name).is_file():
                    continue
                found = locate(parent, parent, os.environ)
                if isinstance(found, Location):
                    self.location = found
                    return None
                wrong = wrong or found
        return wrong or f"`{folder}` holds neither `mkdocs.yml` nor `{SCHEMA}`, and nor does a folder around it"

    def edit(self, path: Path, text: str) -> None:
        """A file was opened or changed in the editor."""
        self.texts[path] = text
        if self.location is None:
            if self.find(path.parent) is None:
                self.check(0)
            return
        if not kind_of(self.location, path):
            return
        self._quick(path)
        self.check(PAUSE)

    def _quick(self, path: Path) -> None:
        if self.view is not None:
            self.view, found = edited(self.view, path, self.texts[path])
            self._show(path, found)

    def close(self, path: Path) -> None:
        """A file was closed: what is on the disk counts again."""
        self.texts.pop(path, None)
        self.check(PAUSE)

    def check(self, pause: float) -> None:
        """Check the whole project after a pause, unless somebody types meanwhile."""
        if self._timer is not None:
            self._timer.cancel()
        if self._idle is not None:
            self._idle.cancel()
        self._timer = asyncio.get_running_loop().call_later(pause, self._start)

    def _start(self) -> None:
        self._timer = None
        if self.location is None:
            return
        if self._running:
            self._again = True
            return
        self._running = True
        texts = dict(self.texts)
        arguments = (self.location, texts, asyncio.get_running_loop())
        threading.Thread(target=self._work, args=arguments, daemon=True, name="whole check").start()

    def _work(self, location: Location, texts: dict[Path, str], loop: asyncio.AbstractEventLoop) -> None:
        """The whole check, in its thread."""
        try:
            found = locate(location.root, location.shown_from, os.environ)  # its settings may have changed
            project = self.follower.check(location if isinstance(found, str) else found, time.time_ns(), texts)
        except Exception as error:  # noqa: BLE001 - a thread's crash would be seen nowhere, and no check begin again
            loop.call_soon_threadsafe(self._failed, f"the check failed: {type(error).__name__}: {error}")
        else:
            loop.call_soon_threadsafe(self._checked, project, texts)

    def _failed(self, message: str) -> None:
        self._running = False
        self.tell(message)

    def _checked(self, project: Project, texts: dict[Path, str]) -> None:
        """Publish the whole check; files that were edited meanwhile are read once more on top of it."""
        self._running = False
        self.location = project.location
        self.view = view_of(project)
        by_file: dict[Path, list[Diagnostic]] = {}
        for diagnostic in project.diagnostics:
            by_file.setdefault(file_of(project.location, diagnostic.at.span.source), []).append(diagnostic)
        newer = {path for path in {*self.texts, *texts} if self.texts.get(path) != texts.get(path)}
        for path in {*self.shown, *by_file, *self.texts} - newer:
            self._show(path, by_file.get(path, ()))
        for path in newer:
            if path in self.texts and kind_of(self.location, path):
                self._quick(path)
        if self._again or newer:
            self._again = False
            self.check(PAUSE)
        else:
            self._idle = asyncio.get_running_loop().call_later(_IDLE, gc.collect)

    def _show(self, path: Path, found: Iterable[Diagnostic]) -> None:
        now = tuple(found)
        if now or self.shown.get(path) or path in self.texts:
            self.publish(path, now)
        if now:
            self.shown[path] = now
        else:
            self.shown.pop(path, None)

    def rule_pages(self) -> dict[str, str]:
        """The addresses of the pages on rules, where the project's own site has them."""
        return self.view.project.rule_pages() if self.view else {}
