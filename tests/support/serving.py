# Two servers for tests: one that hands out a built site, and `mkdocs serve` itself.
from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from run import environment

# What `site_url` is in the demonstration and in the projects that tests write.
SITE_URL = "https://stemma.example.org/"


class _Handler(SimpleHTTPRequestHandler):
    """Hands out a folder under a prefix, silently."""

    def __init__(self, *args: Any, prefix: str, **more: Any) -> None:
        self.prefix = prefix
        super().__init__(*args, **more)

    def do_GET(self) -> None:
        # Material follows links without a full load only to addresses that stand in the sitemap, port included.
        if urlsplit(self.path).path != f"{self.prefix}sitemap.xml":
            super().do_GET()
            return
        here = f"http://{self.headers['Host']}{self.prefix}"
        body = (Path(self.directory) / "sitemap.xml").read_text("utf-8").replace(SITE_URL, here).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def translate_path(self, path: str) -> str:
        if not unquote(urlsplit(path).path).startswith(self.prefix):
            return str(Path(self.directory) / "no-such-file")
        return super().translate_path("/" + path[len(self.prefix) :])

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that leaves a page does not wait for what it asked for; all else is told as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class SiteServer:
    """A folder served on a free port of this machine, from the moment it is made until `close`.

    `url` ends with a slash. With a prefix such as `/a/b/` the site lies under it, and nothing beside it.
    The sitemap is handed out as it would be had the site been built for that address.
    """

    def __init__(self, folder: Path, prefix: str = "/") -> None:
        self.folder = folder
        handler = partial(_Handler, directory=str(folder), prefix=prefix)
        self._server = _Server(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}{prefix}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class LiveServer:
    """`mkdocs serve` (or `properdocs serve`, or another command that takes its options) on a project, in a process of
    its own, which writes into `log`."""

    def __init__(
        self,
        project: Path,
        *arguments: str,
        host: str = "mkdocs",
        env: Mapping[str, str | None] | None = None,
        command: Sequence[str | Path] | None = None,
        log: Path | None = None,
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        self._log = log or project.parent / f"{project.name}-serve-{port}.log"
        start = command or (sys.executable, "-m", host, "serve", "-f", "mkdocs.yml")
        with self._log.open("wb") as written:
            self.process = subprocess.Popen(
                [*start, "-a", f"127.0.0.1:{port}", *arguments],
                cwd=project,
                env=environment(env),
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
            )

    def output(self) -> str:
        """All that the server has written so far, on both streams."""
        return self._log.read_text("utf-8", errors="replace")

    def alive(self) -> bool:
        return self.process.poll() is None

    def get(self, path: str = "") -> str:
        """The body of an answer, errors of HTTP too; "" while nobody answers."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return str(answer.read().decode("utf-8", errors="replace"))
        except urllib.error.HTTPError as error:
            with error:
                return error.read().decode("utf-8", errors="replace")
        except OSError:
            return ""

    def wait_for(self, seen: Callable[[], bool], what: str, seconds: float = 60) -> None:
        """Waits until `seen()` is true. Fails the test, with the server's output, if that takes too long or it dies."""
        end = time.monotonic() + seconds
        while not seen():
            assert self.alive(), f"the server ended while waiting for {what}\n{self.output()}"
            assert time.monotonic() < end, f"waited {seconds} s in vain for {what}\n{self.output()}"
            time.sleep(0.1)

    def wait_for_page(self, path: str, pattern: str, seconds: float = 60) -> None:
        """Waits until the page at `path` matches `pattern`."""
        self.wait_for(lambda: re.search(pattern, self.get(path)) is not None, f"{pattern!r} in {path!r}", seconds)

    def wait_for_output(self, pattern: str, seconds: float = 60) -> None:
        """Waits until the server has written something that matches `pattern`."""
        self.wait_for(lambda: re.search(pattern, self.output()) is not None, f"{pattern!r} in its output", seconds)

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
