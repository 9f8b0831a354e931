# Asks the web whether addresses still answer: politely, several hosts at once, one request at a time to each. In:
# addresses. Out: what became of each. Only `stemma links` comes here; no check and no build asks the web.
from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from stemma import __version__
from stemma.adapters.web_answer import Answer, Manners, State

_HOSTS_AT_ONCE = 8
_MOST_REDIRECTS = 10
_LONGEST_WAIT = 30.0
_PERMANENT = {301, 308}
_REDIRECTS = {301, 302, 303, 307, 308}
_AGAIN = {408, 425, 429, 500, 502, 503, 504}
# The page may be there for a reader: these answer that a program is not welcome, or not now.
_UNCLEAR = {401, 402, 403, 407, 429, 451, 503, 999}
_HEADERS = {"User-Agent": f"stemma-links/{__version__}", "Accept": "*/*"}


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Lets a redirect be seen, which is followed here."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


@dataclass
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    last: float = float("-inf")


class WebCheck:
    """Asks addresses. `asked` counts those that have an answer, for whoever tells the progress; `reached` says whether any
    host has answered at all, be it with an error."""

    def __init__(self, manners: Manners, sleep: Callable[[float], None] = time.sleep) -> None:
        self.manners = manners
        self.asked = 0
        self.reached = False
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()
        self._opener = urllib.request.build_opener(_NoRedirects())

    def ask_all(self, urls: Iterable[str]) -> dict[str, Answer]:
        """The answer for each address, in the order in which they are given. Never raises for what the web does."""
        wanted = list(dict.fromkeys(urls))
        by_host: dict[str, list[str]] = {}
        for url in wanted:
            by_host.setdefault(_host_of(url), []).append(url)
        with ThreadPoolExecutor(_HOSTS_AT_ONCE) as pool:
            found = {answer.url: answer for answers in pool.map(self._ask_some, by_host.values()) for answer in answers}
        return {url: found[url] for url in wanted}

    def _ask_some(self, urls: list[str]) -> list[Answer]:
        answers = []
        for url in urls:
            answers.append(self.ask(url))
            with self._lock:
                self.asked += 1
        return answers

    def ask(self, url: str) -> Answer:
        """Follow the address to its end: with HEAD, and where that is not answered well, with GET."""
        at, moved, permanent, status = url, "", True, 0
        for _ in range(_MOST_REDIRECTS + 1):
            status, told, location = self._ask_again(at)
            if status not in _REDIRECTS or not location:
                return self._judged(url, status, told, moved)
            try:
                at = urljoin(at, location)
            except ValueError:
                return Answer(url, "dead", status, "", "it leads to an address that cannot be read")
            if urlsplit(at).scheme not in {"http", "https"}:
                return Answer(url, "dead", status, "", f"it leads to `{at}`")
            permanent = permanent and status in _PERMANENT
            moved = at if permanent else moved
        return Answer(url, "dead", status, "", "it leads on without an end")

    def _judged(self, url: str, status: int, told: str, moved: str) -> Answer:
        if 0 < status < 400:
            return Answer(url, "moved" if moved else "ok", status, moved)
        state: State = "unclear" if status in _UNCLEAR else "dead"
        return Answer(url, state, status, moved, told)

    def _ask_again(self, url: str) -> tuple[int, str, str]:
        """Status, words and the target of a redirect, of the last try."""
        status, told, location, wait = 0, "", "", ""
        for attempt in range(self.manners.retries + 1):
            if attempt:
                self._sleep(_wait(wait, self.manners.delay * 2**attempt))
            status, told, location, wait = self._request("HEAD", url)
            if status >= 400 and status != 429:  # some servers answer HEAD wrongly, or not at all
                status, told, location, wait = self._request("GET", url)
            if status and status not in _AGAIN:
                break
        return status, told, location

    def _request(self, method: str, url: str) -> tuple[int, str, str, str]:
        """One request: status (0 for none), words, `Location`, `Retry-After`."""
        try:
            request = urllib.request.Request(_encoded(url), method=method, headers=_HEADERS)  # noqa: S310 - http(s) alone comes here
            self._wait_for_turn(_host_of(url))
            with self._opener.open(request, timeout=self.manners.timeout) as answer:
                self.reached = True
                return answer.status, "", "", ""
        except urllib.error.HTTPError as error:
            self.reached = True
            with error:
                told = f"{error.code} {_phrase(error.code)}".rstrip()
                return error.code, told, error.headers.get("Location", ""), error.headers.get("Retry-After", "")
        except urllib.error.URLError as error:
            self.reached = self.reached or isinstance(error.reason, ssl.SSLError)
            return 0, _told(error.reason), "", ""
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.reached = self.reached or isinstance(error, http.client.HTTPException)
            return 0, _told(error), "", ""

    def _wait_for_turn(self, host: str) -> None:
        with self._lock:
            known = self._hosts.setdefault(host, _Host())
        with known.lock:
            self._sleep(max(0.0, known.last + self.manners.delay - time.monotonic()))
            known.last = time.monotonic()


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _encoded(url: str) -> str:
    """The address in ASCII, as requests need it. Raises ValueError where it is none."""
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError("it names no host")
    host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    host = f"[{host}]" if ":" in host else host
    where = f"{host}:{parts.port}" if parts.port else host
    path, query = (quote(part, safe="/%:=&?~+!$,;'@()*[]") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, where, path, query, ""))


def _wait(wanted: str, otherwise: float) -> float:
    """How long to wait before another try: as long as the host wants, within reason."""
    return min(float(wanted) if re.fullmatch(r"\d{1,6}", wanted) else otherwise, _LONGEST_WAIT)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _told(reason: object) -> str:
    if isinstance(reason, TimeoutError):
        return "no answer in time"
    if isinstance(reason, socket.gaierror):
        return "there is no such host"
    if isinstance(reason, ssl.SSLError):
        return f"its certificate is not valid: {reason.reason or reason}"
    if isinstance(reason, OSError):
        return (reason.strerror or str(reason) or type(reason).__name__).lower()
    return str(reason) or type(reason).__name__
