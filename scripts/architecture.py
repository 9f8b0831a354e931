# Makes the tables of docs/reference/architecture.md from the comments that the modules start with. In: the package.
# Out: the tables, printed; with `--write`, put between the page's markers.
from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "plugins" / "stemma"
PAGE = ROOT / "docs" / "reference" / "architecture.md"
START = "<!-- made by scripts/architecture.py -->\n"
END = "<!-- end -->\n"

# In the order that data takes; imports point the other way.
ROOMS = (
    "text",
    "vocabulary",
    "knowledge",
    "rules",
    "reading",
    "project",
    "recheck",
    "pages",
    "report",
    "exchange",
    "change",
    "editor",
    "adapters",
)


def head_comment(path: Path) -> str:
    """The first paragraph of the comment that a module starts with; '' where there is none."""
    lines: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        words = line.removeprefix("#").strip()
        if not line.startswith("#") or not words:
            break
        lines.append(words)
    return " ".join(lines)


def tables() -> str:
    """A heading and a table for each room, modules in the order of their names."""
    return "\n".join(_room(name) for name in ROOMS)


def _room(name: str) -> str:
    folder = PACKAGE / name
    if not folder.is_dir():
        return f"## {name}\n\n{_prose(head_comment(PACKAGE / f'{name}.py'))}\n"
    modules = sorted(folder.rglob("*.py"), key=lambda path: path.relative_to(folder).as_posix())
    rows = [
        f"| `{path.relative_to(folder).as_posix()}` | {_cell(head_comment(path))} |"
        for path in modules
        if path.name != "__init__.py"
    ]
    about = head_comment(folder / "__init__.py").removeprefix(f'Room "{name}": ')
    return "\n".join([f"## {name}", "", _prose(about), "", "| module | job |", "| --- | --- |", *rows, ""])


def _prose(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cell(text: str) -> str:
    """The text for a table's cell, in which a bar would end the cell, and `<` outside code would be HTML."""
    parts = text.replace("|", "\\|").split("`")
    parts[::2] = [part.replace("<", "&lt;") for part in parts[::2]]
    return "`".join(parts)


def updated(page: str) -> str:
    """The page's text with the tables as they should be. Raises ValueError where a marker is missing."""
    before, _, rest = page.partition(START)
    _, marker, after = rest.partition(END)
    if not marker:
        raise ValueError(f"{PAGE.name} needs the lines `{START.strip()}` and `{END.strip()}`")
    return f"{before}{START}\n{tables()}\n{END}{after}"


def main() -> None:
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(updated(PAGE.read_text("utf-8")), encoding="utf-8", newline="\n")
    else:
        print(tables(), end="")


if __name__ == "__main__":
    main()
