# Where a project's files lie. In: a path that somebody named. Out: the folders to read and the files in them, in an
# order that no file system decides.
from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

SCHEMA = "schema.yml"
YAML = (".yml", ".yaml")  # how the files of a graph end
_MAX_INHERITED = 20
_NO_ENV: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Location:
    """A project's folders. `root` holds `mkdocs.yml`, or is the graph's own folder where there is none; `shown_from` is
    the folder that paths in messages are relative to."""

    root: Path
    graph: Path
    docs: Path | None
    shown_from: Path
    site_url: str = ""
    """The address of the site's home page as `mkdocs.yml` gives it, or ''."""
    directory_urls: bool = True

    def shown(self, path: Path) -> str:
        """The path as messages show it, with forward slashes."""
        folder, name = os.path.split(path)
        if not name or name == ".." or str(self.shown_from).startswith(str(path)):  # it may lie above
            return Path(os.path.relpath(path, self.shown_from)).as_posix()
        absolute = path.is_absolute() and self.shown_from.is_absolute()
        return f"{_shown_folder(folder, str(self.shown_from), '' if absolute else str(Path.cwd()))}{name}"


@lru_cache(maxsize=1024)  # a folder holds many files
def _shown_folder(folder: str, shown_from: str, cwd: str) -> str:
    """How a folder is shown, up to the slash behind it. `cwd` is where relative ones start."""
    shown = Path(os.path.relpath(Path(cwd, folder), Path(cwd, shown_from))).as_posix()
    return "" if shown == "." else f"{shown}/"


class _AnyTag(yaml.SafeLoader):
    """Reads a `mkdocs.yml`: `!ENV` as its host does, from `env`; other tags (`!!python/name:…`) mean nothing here."""

    env: Mapping[str, str] = _NO_ENV


def _from_environment(loader: _AnyTag, node: yaml.Node) -> Any:
    """The first variable that is set; of a list, its last item where none is."""
    if not isinstance(node, yaml.SequenceNode):
        return loader.env.get(str(node.value))
    given = loader.construct_sequence(node)
    names = given[:-1] if len(given) > 1 else given
    return next((loader.env[str(n)] for n in names if str(n) in loader.env), given[-1] if len(given) > 1 else None)


_AnyTag.add_multi_constructor("", lambda _loader, _suffix, _node: None)
_AnyTag.add_constructor("!ENV", _from_environment)


def _settings(config: Path, env: Mapping[str, str], depth: int = 0) -> dict[str, Any]:
    """What a `mkdocs.yml` says, on top of the file that it inherits from. Raises YAMLError, UnicodeDecodeError and
    OSError."""
    loader = _AnyTag(config.read_bytes())
    loader.env = env
    try:
        found = loader.get_single_data()
    except RecursionError:
        raise yaml.YAMLError("nested too deeply") from None
    finally:
        loader.dispose()
    own = found if isinstance(found, dict) else {}
    parent = own.get("INHERIT")
    if not isinstance(parent, str) or depth > _MAX_INHERITED:
        return own
    return {**_settings(config.parent / parent, env, depth + 1), **own}


def locate(path: Path, shown_from: Path, env: Mapping[str, str] = _NO_ENV) -> Location | str:
    """The project at `path` (a folder with `mkdocs.yml` or with `schema.yml`), or what is wrong with it. `env` holds the
    variables that `mkdocs.yml` may ask for."""
    if not path.exists():
        return f"there is no `{path}`"
    if not path.is_dir():
        return f"`{path}` is a file: name the folder of a project (with `mkdocs.yml`) or of a graph (with `{SCHEMA}`)"
    config = path / "mkdocs.yml"
    if not config.is_file():
        if (path / SCHEMA).is_file():
            return Location(path, path, None, shown_from)
        return f"`{path}` holds neither `mkdocs.yml` nor `{SCHEMA}`"
    try:
        settings = _settings(config, env)
    except OSError as error:
        return f"`{error.filename}` cannot be read: {error.strerror}"
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        return f"`{config}` cannot be read as YAML{where}"
    graph = path / _graph_option(settings.get("plugins"))
    if not graph.is_dir():
        return f"there is no folder `{graph}` for the graph: make it, or name another with `plugins: [stemma: {{graph: …}}]`"
    return Location(
        path, graph, path / str(settings.get("docs_dir") or "docs"), shown_from,
        str(settings.get("site_url") or ""), settings.get("use_directory_urls") is not False,
    )  # fmt: skip


def _graph_option(plugins: Any) -> str:
    entries = plugins if isinstance(plugins, list) else [plugins] if isinstance(plugins, dict) else []
    for entry in entries:
        options = entry.get("stemma") if isinstance(entry, dict) else None
        if isinstance(options, dict) and isinstance(options.get("graph"), str):
            return str(options["graph"])
    return "graph"


def files_in(folder: Path, endings: tuple[str, ...], also: Iterable[Path] = ()) -> list[Path]:
    """Every file below `folder` with one of the endings, hidden ones left out, in the order of their paths; with those of
    `also` that would be among them if they were on the disk."""
    found: list[tuple[str, Path]] = []
    for base, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        here = Path(base)
        inside = here.relative_to(folder).as_posix()
        inside = "" if inside == "." else f"{inside}/"
        found += [(inside + name, here / name) for name in names if name.endswith(endings) and not name.startswith(".")]
    unsaved = {path.relative_to(folder).as_posix(): path for path in also if is_among(path, folder, endings)}
    return [path for _, path in sorted({**dict(found), **unsaved}.items())]


def is_among(path: Path, folder: Path, endings: tuple[str, ...]) -> bool:
    """Whether a file, be it on the disk or not, is one of those that `files_in` looks for."""
    if not (path.is_relative_to(folder) and path.name.endswith(endings)):
        return False
    return not any(part.startswith(".") for part in path.relative_to(folder).parts)
