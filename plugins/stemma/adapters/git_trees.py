# A project as it was at a commit. In: a folder in a git repository, and what somebody calls a revision. Out: the files of its
# tree in a folder of their own, read from git's objects: nothing is checked out, and no setting or attribute changes a byte.
from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from stemma.adapters.git import Done, run_git

_BRANCHES = ("refs/remotes/origin/main", "refs/remotes/origin/master", "refs/heads/main", "refs/heads/master")
_SHALLOW = "this clone is shallow: fetch the whole history (`git fetch --unshallow`, or `fetch-depth: 0` in a workflow)"

_LINK, _FILES = "120000", {"100644", "100755", "100664"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why git has no answer, and what may help."""

    message: str
    help: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, and what it was called."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository with a working tree, whose folder is `root`."""

    root: Path

    def commit(self, written: str) -> Commit | Refusal:
        """The commit that a revision names (`main`, `HEAD~2`, a tag, a hash)."""
        found = Done(ok=False) if written.startswith("-") or "\0" in written else self._verified(written)
        if found.ok:
            return Commit(found.text.strip(), written)
        hint = f"write the two apart: `stemma diff {written.replace('...', ' ').replace('..', ' ')}`"
        return Refusal(
            f"git knows no revision `{written}`",
            ((hint,) if ".." in written else ()) + ((_SHALLOW,) if self._is_shallow() else ()),
        )

    def usual_base(self) -> Commit | Refusal:
        """Where the work at hand left the default branch; HEAD where there is no such branch."""
        head = self._verified("HEAD")
        if not head.ok:
            return Refusal("this repository has no commit yet", ("commit the graph first, or compare two folders",))
        named = self._git("symbolic-ref", "--quiet", "refs/remotes/origin/HEAD")
        branch = next(
            (name for name in ((named.text.strip(),) if named.ok else ()) + _BRANCHES if self._verified(name).ok), ""
        )
        if branch:
            short = branch.removeprefix("refs/remotes/").removeprefix("refs/heads/")
            fork = self._git("merge-base", "HEAD", branch)
            if fork.ok:
                return Commit(fork.text.split()[0], f"merge base with {short}")
            help_lines = (_SHALLOW,) if self._is_shallow() else ("name the revision to compare with",)
            return Refusal(f"HEAD and `{short}` have no commit in common", help_lines)
        if self._is_shallow():
            return Refusal("there is no default branch to compare with", (_SHALLOW, "or name a revision"))
        return Commit(head.text.strip(), "HEAD")

    def extract(self, commit: Commit, into: Path, wanted: Callable[[PurePosixPath], bool | None]) -> Refusal | None:
        """Write the files of a commit's tree below `into`: whole where `wanted` says True of the path, without content for
        False, not at all for None. Submodules are left out, and links that lead out of the tree."""
        listed = self._git("ls-tree", "-r", "-z", "--full-tree", commit.id)
        if not listed.ok:
            return Refusal(f"git cannot read `{commit.name}`: {listed.error}")
        files, links = _chosen(listed.out.split(b"\0"), wanted)
        blobs = self._blobs([blob for _, blob, whole in (*files, *links) if whole])
        if isinstance(blobs, Refusal):
            return blobs
        for path, blob, whole in files:
            _write(into / path, blobs[blob] if whole else b"")
        _link(into, [(into / path, blobs[blob]) for path, blob, _ in links])
        return None

    def _blobs(self, ids: Iterable[str]) -> dict[str, bytes] | Refusal:
        """The contents of blobs, all asked for at once."""
        asked = list(dict.fromkeys(ids))
        done = self._git("cat-file", "--batch", stdin="".join(f"{blob}\n" for blob in asked).encode())
        found: dict[str, bytes] = {}
        at = 0
        for blob in asked:
            head, _, _ = done.out[at : at + 200].partition(b"\n")
            words = head.split()
            if not done.ok or len(words) != 3 or words[1] != b"blob":
                return Refusal(f"git cannot read the file {blob[:12]}: {done.error or head.decode('ascii', 'replace')}")
            start = at + len(head) + 1
            at = start + int(words[2]) + 1
            found[blob] = done.out[start : at - 1]
        return found

    def _verified(self, written: str) -> Done:
        return self._git("rev-parse", "--verify", "--quiet", f"{written}^{{commit}}")

    def _is_shallow(self) -> bool:
        return self._git("rev-parse", "--is-shallow-repository").text.strip() == "true"

    def _git(self, *arguments: str, stdin: bytes = b"") -> Done:
        return run_git(self.root, arguments, stdin)


def repository(folder: Path) -> Repository | Refusal:
    """The repository whose working tree a folder lies in."""
    apart = "or compare two folders: `stemma diff OLD NEW`"
    done = run_git(folder, ("rev-parse", "--show-toplevel"))
    if done.ok and done.text:
        return Repository(Path(done.text.removesuffix("\n")))
    if done.error:
        return Refusal(f"git finds no repository for `{folder}`: {done.error}", (f"name a folder of one, {apart}",))
    return Refusal("git cannot be run", (f"install it, {apart}",))


_Listed = tuple[str, str, bool]


def _chosen(
    lines: Iterable[bytes], wanted: Callable[[PurePosixPath], bool | None]
) -> tuple[list[_Listed], list[_Listed]]:
    """The regular files and the links of a listed tree that are wanted: path, blob, whether whole."""
    files: list[_Listed] = []
    links: list[_Listed] = []
    for line in lines:
        about, _, raw = line.partition(b"\t")
        words = about.decode("ascii", "replace").split()
        name = os.fsdecode(raw)
        if len(words) != 3 or not _is_inside(name):
            continue
        whole = wanted(PurePosixPath(name))
        if words[0] == _LINK:
            links.append((name, words[2], True))
        elif words[0] in _FILES and whole is not None:
            files.append((name, words[2], whole))
    return files, links


def _is_inside(name: str) -> bool:
    """A tree that git did not make may hold any names."""
    parts = name.split("/")
    odd = {"", ".", ".."}
    return not any(part in odd or (os.name == "nt" and ("\\" in part or ":" in part)) for part in parts)


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError:  # a name that this file system cannot have, or two that are one to it
        return


def _link(root: Path, links: Sequence[tuple[Path, bytes]]) -> None:
    """Make the links, then take away those that lead out of the tree."""
    for path, target in links:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(os.fsdecode(target))
        except (OSError, ValueError):
            continue
    inside = Path(os.path.realpath(root))
    for path, _ in links:
        if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(inside):
            path.unlink()
