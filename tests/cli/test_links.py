# `stemma links`: what it asks, how politely, and what it makes of the answers. The web is a server in this process.
from __future__ import annotations

import gc
import json
import threading
import time
from collections import Counter
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from checking import check_files
from run import python, write_files
from stemma.adapters.cli.links import links
from stemma.adapters.web_answer import Answer, Manners
from stemma.adapters.web_check import WebCheck
from stemma.knowledge.web_links import in_markdown, web_links

QUICK = Manners(timeout=2, retries=1, delay=0)


class Web(ThreadingHTTPServer):
    """A web of pages: `answers[path]` is a list of `(status, headers)`, the last of which stays."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = {}
        self.asked = []
        self.at_once = Counter()
        self.most_at_once = 0
        self.lock = threading.Lock()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def page(self, path, *answers):
        self.answers[path] = [(a, {}) if isinstance(a, int) else a for a in answers]
        return self.url + path

    def close(self):
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_HEAD(self):
        web = self.server
        with web.lock:
            web.at_once["now"] += 1
            web.most_at_once = max(web.most_at_once, web.at_once["now"])
            web.asked.append((self.command, self.path, time.monotonic(), self.headers["User-Agent"]))
            known = web.answers.get(self.path, [(404, {})])
            status, headers = known.pop(0) if len(known) > 1 else known[0]
        if callable(status):
            status = status(self.command)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()
        with web.lock:
            web.at_once["now"] -= 1

    do_GET = do_HEAD  # noqa: N815 - the name that the library calls


@pytest.fixture
def web():
    with closing(Web()) as made:
        yield made


def ask(url, manners=QUICK):
    return WebCheck(manners).ask(url)


def kinds(web):
    return [(method, path) for method, path, _, _ in web.asked]


# What an answer means ------------------------------------------------------------------------------------------------


def test_an_address_that_answers_is_asked_once_and_for_no_content(web):
    assert ask(web.page("/", 200)).state == "ok"
    assert kinds(web) == [("HEAD", "/")]
    assert web.asked[0][3].startswith("stemma-links/")


@pytest.mark.parametrize("refused", [403, 404, 405, 500, 501])
def test_a_server_that_refuses_head_is_asked_for_the_page(web, refused):
    assert ask(web.page("/", (lambda method: refused if method == "HEAD" else 200, {}))).state == "ok"
    assert kinds(web) == [("HEAD", "/"), ("GET", "/")]


@pytest.mark.parametrize(("status", "why"), [(404, "404 Not Found"), (410, "410 Gone"), (400, "400 Bad Request")])
def test_a_page_that_is_gone_is_dead(web, status, why):
    url = web.page("/", status)
    assert ask(url) == Answer(url, "dead", status, "", why)


@pytest.mark.parametrize("status", [401, 403, 429, 503, 999])
def test_a_page_that_is_not_for_programs_is_unclear_and_not_dead(web, status):
    assert ask(web.page("/", status)).state == "unclear"


@pytest.mark.parametrize("status", [301, 308])
def test_a_page_that_moved_for_good_is_told_with_its_new_address(web, status):
    new, old = web.page("/new", 200), web.page("/old", (status, {"Location": "/new"}))
    assert ask(old) == Answer(old, "moved", 200, new)


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_page_that_is_elsewhere_for_now_is_no_news(web, status):
    web.page("/new", 200)
    assert ask(web.page("/old", (status, {"Location": "/new"}))).state == "ok"


def test_a_page_that_moved_to_a_dead_one_is_dead(web):
    assert ask(web.page("/old", (301, {"Location": "/nowhere"}))).state == "dead"


@pytest.mark.parametrize(
    ("target", "why"),
    [("/round", "it leads on without an end"), ("file:///etc/passwd", "it leads to `file:///etc/passwd`")],
)
def test_a_redirect_that_leads_nowhere_is_dead(web, target, why):
    answer = ask(web.page("/round", (301, {"Location": target})))
    assert (answer.state, answer.why) == ("dead", why)


def test_a_page_that_fails_once_is_asked_again(web):
    assert ask(web.page("/", 500, 500, 200)).state == "ok"


def test_a_host_that_says_when_to_come_again_is_obeyed_within_reason(web):
    waits = []
    check = WebCheck(Manners(2, 2, 0), waits.append)
    check.ask(web.page("/", (429, {"Retry-After": "7"}), (429, {"Retry-After": "9999"}), 200))
    assert [wait for wait in waits if wait] == [7.0, 30.0]


def test_a_host_that_is_not_there_is_dead():
    with closing(Web()) as gone:
        url = gone.url
    answer = ask(url)
    assert (answer.state, answer.status) == ("dead", 0)
    assert "refused" in answer.why


def test_a_host_that_does_not_answer_in_time_is_dead(web):
    url = web.page("/", (lambda _: time.sleep(1) or 200, {}))
    assert ask(url, Manners(0.1, 0, 0)).why == "no answer in time"


@pytest.mark.parametrize(
    "url", ["http://", "http://[::1", "http://a b/", "http://" + "x" * 70 + ".example/\x00", "https://ü\ud800.example/"]
)
def test_an_address_that_is_none_is_dead_and_no_crash(url):
    assert ask(url, Manners(1, 0, 0)).state == "dead"


def test_letters_beyond_ascii_are_asked_for_as_the_web_writes_them(web):
    assert ask(web.page("/caf%C3%A9?q=%C3%BC", 200).replace("%C3%A9", "é").replace("%C3%BC", "ü")).state == "ok"


# Politeness ----------------------------------------------------------------------------------------------------------


def test_a_host_is_asked_for_one_page_at_a_time_with_a_pause(web):
    urls = [web.page(f"/{n}", 200) for n in range(4)]
    WebCheck(Manners(2, 0, 0.05)).ask_all(urls)
    times = [at for _, _, at, _ in web.asked]
    assert web.most_at_once == 1
    assert times[-1] - times[0] > 2.5 * 0.05  # the first may have come late


def test_an_address_is_asked_once_however_often_it_is_named(web):
    url = web.page("/", 200)
    assert list(WebCheck(QUICK).ask_all([url, url])) == [url]
    assert len(web.asked) == 1


# What is asked -------------------------------------------------------------------------------------------------------


def test_every_place_of_the_graph_and_the_pages_that_holds_an_address_is_found():
    project = check_files(
        {
            "graph/schema.yml": "types:\n  ship:\n    fields:\n      site: {type: url}\n      about: {type: markdown}\n",
            "graph/ships/argo.yml": """\
name: Argo
summary: See [it](https://a.example/summary#part).
links: [https://a.example/links, {url: https://a.example/titled, title: T}]
same_as: https://a.example/same
site: https://a.example/site
about: |
  Long. [x](https://a.example/field)
notes: <https://a.example/notes> and mailto:a@b.example
""",
            "docs/index.md": "[a](https://a.example/page_(1)) `[b](https://a.example/code)`\n\n[r]: https://a.example/ref\n",
        }
    )
    found = web_links(project.graph, project.pages.values())
    places = {
        url.rpartition("/")[2]: [f"{s.source.path}:{s.source.position(s.start)[0]}" for s in spans]
        for url, spans in found.items()
    }
    assert places == {
        "summary": ["graph/ships/argo.yml:2"],
        "links": ["graph/ships/argo.yml:3"],
        "titled": ["graph/ships/argo.yml:3"],
        "same": ["graph/ships/argo.yml:4"],
        "site": ["graph/ships/argo.yml:5"],
        "field": ["graph/ships/argo.yml:7"],
        "notes": ["graph/ships/argo.yml:8"],
        "page_(1)": ["docs/index.md:1"],
        "ref": ["docs/index.md:3"],
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](http://x.example/b 'title')", ["http://x.example/b"]),
        ("[a](<http://x.example/b>)", ["http://x.example/b"]),
        ("![a](http://x.example/b.png)", ["http://x.example/b.png"]),
        ('<a href="http://x.example/?a=1&amp;b=2">', ["http://x.example/?a=1&b=2"]),
        ("(see [a](http://x.example/b))", ["http://x.example/b"]),
        ("```\n[a](http://x.example/b)\n```\n", []),
        ("<!-- [a](http://x.example/b) -->", []),
        ("plain http://x.example/b is no link", []),
    ],
)
def test_an_address_is_taken_from_markdown_as_a_reader_would_follow_it(text, found):
    assert [url for url, _, _ in in_markdown(text)] == found


# The command ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def command(web, tmp_path, monkeypatch):
    """`command(*arguments) -> (code, stdout, stderr)` in a project whose page links to three pages of the web."""
    web.page("/fine", 200)
    web.page("/old", (301, {"Location": "/fine"}))
    page = "".join(f"[x]({web.url}/{name})\n\n" for name in ("fine", "old", "gone"))
    write_files(
        tmp_path, {"mkdocs.yml": "plugins: [stemma]\n", "graph/schema.yml": "types: {}\n", "docs/index.md": page}
    )
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        try:
            result = CliRunner().invoke(links, ["--delay", "0", "--retries", "0", *arguments], catch_exceptions=False)
        finally:
            gc.enable()
        return result.exit_code, result.stdout, result.stderr

    return run


def test_dead_links_are_told_first_with_their_places_and_end_with_1(web, command):
    assert command() == (
        1,
        (
            f"docs/index.md:5:5: dead {web.url}/gone (404 Not Found)\n"
            f"docs/index.md:3:5: moved {web.url}/old to {web.url}/fine\n"
            "3 links: 1 fine, 1 moved, 1 dead\n"
        ),
        "",
    )


def test_without_a_network_no_link_is_called_dead(web, command):
    web.close()
    code, out, err = command()
    assert (code, out) == (2, "")
    assert err.startswith("error: no answer from any host: is there a network?\n")
    assert f"{web.url}/fine: connection refused" in err


def test_one_host_that_is_not_there_among_others_is_dead(web, command):
    with closing(Web()) as gone:
        url = f"{gone.url}/x"
    write_files(Path.cwd(), {"docs/more.md": f"[x]({url})\n"})
    code, out, _ = command("--exclude", "*/gone")
    assert (code, f"docs/more.md:1:5: dead {url} (connection refused)\n" in out) == (1, True)


def test_what_is_left_out_is_not_asked(web, command):
    code, out, _ = command("--exclude", "*/gone", "--exclude", f"{web.url}/old")
    assert (code, out) == (0, "1 link (2 left out): 1 fine\n")
    assert {path for _, path, _, _ in web.asked} == {"/fine"}


def test_as_json_every_link_stands_with_its_state_and_places(web, command):
    code, out, err = command("--format", "json")
    assert (code, err) == (1, "3 links: 1 fine, 1 moved, 1 dead\n")
    document = json.loads(out)
    assert document["version"] == 1
    assert {one["url"].rpartition("/")[2]: (one["state"], one["status"]) for one in document["links"]} == {
        "fine": ("ok", 200), "old": ("moved", 200), "gone": ("dead", 404),
    }  # fmt: skip
    assert document["links"][1]["at"] == [{"path": "docs/index.md", "line": 5, "column": 5}]


def test_no_other_command_so_much_as_loads_what_could_ask_the_web(tmp_path):
    code = (
        "import sys, stemma.adapters.mkdocs\n"
        "from stemma.adapters.cli.main import cli\n"
        "print(all(cli.get_command(None, name) for name in cli.list_commands(None)))\n"
        "print('stemma.adapters.web_check' in sys.modules)"
    )
    assert python("-c", code, cwd=tmp_path).ok().out == "True\nFalse\n"
