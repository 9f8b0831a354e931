# The explorer's search: an index that is loaded a small file at a time, however many entities there are. The graph by id in;
# the files out.
from __future__ import annotations

import re

from stemma.pages.data_script import data_script
from stemma.pages.explorer_near import Near

WHOLE = 400  # entries of one file; an index with more is cut by the beginnings of words
FEW = 40  # entries that stand for more of them: those whose word it is, then those with the most relations
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 64  # letters of a word by which files are told apart


def search_files(near: Near) -> dict[str, bytes]:
    """The files by path: entries of id, name, kind, the file's name, and then aliases.

    Where there are too many entries for one file, it holds a few of them and how `many` there are, and `next` are the letters
    for each of which there is a file of what has a word that begins with it; and so on for the second letter. All words of a
    name together are a word as well, so that an entity is found whose words are each those of many.
    """
    rows = {
        name: [name, node.name, node.type_label, near.file(name), *node.aliases] for name, node in near.nodes.items()
    }
    place = {name: i for i, name in enumerate(rows)}
    words: dict[str, list[str]] = {}
    for name, row in rows.items() if len(rows) > WHOLE else ():
        for word in {word[:_LONGEST] for text in (name, row[1], *row[4:]) for word in _words(text)}:
            words.setdefault(word, []).append(name)
    files: dict[str, bytes] = {}
    pending = [("", list(rows), words)]
    while pending:
        beginning, ids, part = pending.pop()
        path = f"explorer/index{'-' if beginning else ''}{beginning.encode().hex()}.js"
        if len(ids) <= WHOLE:
            files[path] = data_script(path, {"rows": [rows[i] for i in ids]})
            continue
        longer: dict[str, dict[str, list[str]]] = {}
        for word, names in part.items():
            if len(word) > len(beginning):
                longer.setdefault(word[: len(beginning) + 1], {})[word] = names
        exact = set(part.get(beginning, ()))
        few = [rows[i] for i in sorted(ids, key=lambda i: (i not in exact, -near.degree(i)))[:FEW]]
        following = "".join(sorted(word[-1] for word in longer))
        files[path] = data_script(path, {"rows": few, "many": len(ids), "next": following})
        for word, below in longer.items():
            pending.append((word, sorted({i for names in below.values() for i in names}, key=place.__getitem__), below))
    return dict(sorted(files.items()))


def _words(text: str) -> list[str]:
    found = _WORD.findall(text.lower())
    return [*found, "".join(found)] if found else []
