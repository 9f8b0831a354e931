# A client of the Language Server Protocol over stdio, as an editor is one. In: the project's folder. Out: a server process
# that answers, and what it published.
from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from run import environment

WAIT = 20.0  # seconds; far more than any answer takes
CAPABILITIES = {
    "workspace": {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"]}},
    "textDocument": {"publishDiagnostics": {"relatedInformation": True}},
}


class Client:
    """One editor with one server. Positions are `(line, character)`, from 0, characters in units of UTF-16."""

    def __init__(
        self, root: Path, *arguments: str, folder: Path | None = None, env: Mapping[str, str | None] | None = None,
        capabilities: Mapping[str, Any] = CAPABILITIES,
    ) -> None:  # fmt: skip
        self.root = root
        self.log: list[str] = []
        self.said: list[str] = []
        self.published: dict[str, list[dict[str, Any]]] = {}
        self.version: dict[str, int | None] = {}
        self._answers: dict[int, dict[str, Any]] = {}
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._next = 0
        self.versions: dict[str, int] = {}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "stemma", "lsp", *arguments], cwd=root, env=environment(env), stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        params = {"processId": None, "rootUri": (folder or root).as_uri(), "capabilities": capabilities}
        self.abilities = self.request("initialize", params)["capabilities"]
        self.notify("initialized", {})

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while (line := stream.readline().strip()) != b"":
                if line.lower().startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            if not length:
                self._messages.put(None)
                return
            self._messages.put(json.loads(stream.read(length)))

    def send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def notify(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def request(self, method: str, params: Any) -> Any:
        """The result of a request; fails where the server answers with an error."""
        answer = self.ask(method, params)
        assert "error" not in answer, answer
        return answer["result"]

    def ask(self, method: str, params: Any) -> dict[str, Any]:
        """The whole answer to a request."""
        self._next += 1
        number = self._next
        self.send({"id": number, "method": method, "params": params})
        self.until(lambda: number in self._answers, f"an answer to {method}")
        return self._answers.pop(number)

    def until(self, done: Callable[[], bool], what: str) -> None:
        """Take in messages until something is so."""
        end = time.monotonic() + WAIT
        while not done():
            try:
                message = self._messages.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"waited for {what}; log: {self.log}") from None
            assert message is not None, f"the server ended while {what} was waited for: {self.errors()}"
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        params = message.get("params")
        match message.get("method"):
            case "textDocument/publishDiagnostics":
                self.published[params["uri"]] = params["diagnostics"]
                self.version[params["uri"]] = params.get("version")
            case "window/logMessage":
                self.log.append(params["message"])
            case "window/showMessage":
                self.said.append(params["message"])
            case None:
                self._answers[message["id"]] = message
            case _ if "id" in message:
                self.send({"id": message["id"], "result": None})

    def errors(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.read().decode()

    def open(self, path: str, text: str | None = None) -> None:
        written = (self.root / path).read_text("utf-8") if text is None else text
        document = {"uri": self.uri(path), "languageId": "yaml", "version": 1, "text": written}
        self.versions[path] = 1
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, path: str, text: str) -> None:
        self.versions[path] += 1
        document = {"uri": self.uri(path), "version": self.versions[path]}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def problems(self, path: str, *rules: str) -> list[dict[str, Any]]:
        """What is published for a file, once it is these rules and no others."""
        uri = self.uri(path)

        def there() -> bool:
            return uri in self.published and sorted(d["code"] for d in self.published[uri]) == sorted(rules)

        self.until(there, f"{rules} in {path}, where {[d['code'] for d in self.published.get(uri, [])]} is published")
        return self.published[uri]

    def at(self, method: str, path: str, position: tuple[int, int], **more: Any) -> Any:
        """The result of a request about a place in a file."""
        place = {"line": position[0], "character": position[1]}
        return self.request(
            f"textDocument/{method}", {"textDocument": {"uri": self.uri(path)}, "position": place, **more}
        )

    def typed(self, method: str, path: str, marked: str, **more: Any) -> Any:
        """The result of a request at the mark `‸` of a text that the open file is changed to."""
        before, _, after = marked.partition("‸")
        self.change(path, before + after)
        line = before.count("\n")
        return self.at(method, path, (line, len(before[before.rfind("\n") + 1 :].encode("utf-16-le")) // 2), **more)

    def offered(self, path: str, marked: str) -> list[str]:
        """The labels of the completions at the mark."""
        found = self.typed("completion", path, marked)
        return [item["label"] for item in found["items"]] if found else []

    def close(self) -> None:
        """End the server as an editor does; it must end well and have said nothing on its error stream."""
        try:
            self.request("shutdown", None)
            self.notify("exit", None)
            assert self.process.wait(WAIT) == 0
            assert self.errors() == ""
        finally:
            self.process.kill()
            self.process.wait()
            self._reader.join()
            for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
                assert stream is not None
                stream.close()


def edited(text: str, edits: list[dict[str, Any]]) -> str:
    """A text with the edits of an answer, as an editor makes them; its characters are all of one UTF-16 unit."""
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:n])) for n in range(len(lines) + 1)]

    def offset(place: dict[str, int]) -> int:
        return starts[min(place["line"], len(lines))] + place["character"]

    for edit in sorted(edits, key=lambda e: offset(e["range"]["start"]), reverse=True):
        text = text[: offset(edit["range"]["start"])] + edit["newText"] + text[offset(edit["range"]["end"]) :]
    return text
