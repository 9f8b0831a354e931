# Whether the project says in its own words what it has from documents: no run of eight words may stand in both. In: a folder
# of documents as text files, and the files that git keeps here. Out: each such run, with the line it begins on.
#
#   python scripts/overlap.py [FOLDER OF DOCUMENTS]
from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

RUN = 8  # words
ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ROOT.parent / "shared" / "seeds"
_WORD = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")
_TITLE = re.compile(r"^[ \t]*title:[ \t]*(.+)$", re.MULTILINE)  # that of a document may be named


class Shared(NamedTuple):
    """A run of words that stands in a document as well; `line` counts from one."""

    path: str
    line: int
    words: str


def words_of(text: str) -> list[tuple[str, int]]:
    """The words in small letters, each with the place it begins at."""
    return [(found[0].lower().replace("’", "'"), found.start()) for found in _WORD.finditer(text)]


def runs_of(texts: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """All runs of eight words."""
    found = set()
    for text in texts:
        words = [word for word, _ in words_of(text)]
        found.update(tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
    return frozenset(found)


def without_titles(text: str) -> str:
    """The text with spaces where a file names a document's title, so that places stay as they are."""
    return _TITLE.sub(lambda found: " " * len(found[0]), text)


def shared(path: str, text: str, runs: frozenset[tuple[str, ...]]) -> Iterator[Shared]:
    """Where a text and the documents share a run; runs that overlap are one."""
    words = words_of(without_titles(text))
    at = 0
    while at <= len(words) - RUN:
        end = at
        while end <= len(words) - RUN and tuple(word for word, _ in words[end : end + RUN]) in runs:
            end += 1
        if end > at:
            begins = words[at][1]
            run = " ".join(word for word, _ in words[at : end + RUN - 1])
            yield Shared(path, text.count("\n", 0, begins) + 1, run)
            at = end + RUN - 1
        else:
            at += 1


def kept_files() -> Iterator[tuple[str, str]]:
    """`(path, text)` of every text file that git keeps or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for path in sorted(filter(None, listed.split("\0"))):
        try:
            yield path, (ROOT / path).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue  # a picture, or deleted


def main(arguments: list[str]) -> int:
    """0: nothing is shared, 1: something is, 2: there are no documents."""
    folder = Path(arguments[0]) if arguments else DOCUMENTS
    documents = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    if not documents:
        print(f"no documents in {folder}", file=sys.stderr)
        return 2
    runs = runs_of(documents)
    found = [hit for path, text in kept_files() for hit in shared(path, text, runs)]
    for hit in found:
        print(f"{hit.path}:{hit.line}: {hit.words}")
    print(f"{len(found)} runs of {RUN} or more words stand in the documents too")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
