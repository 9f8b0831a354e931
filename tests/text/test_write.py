# Writing files: all beside, then all into place.
from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from stemma.text.write import CannotWrite, remove_leftovers, write_files


def test_files_are_written_and_folders_made(tmp_path: Path) -> None:
    write_files({tmp_path / "a" / "b.yml": b"1\r\n", tmp_path / "c.yml": b"\xef\xbb\xbf2"})
    assert (tmp_path / "a" / "b.yml").read_bytes() == b"1\r\n"
    assert (tmp_path / "c.yml").read_bytes() == b"\xef\xbb\xbf2"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "c.yml"]


def test_the_mode_of_a_file_is_kept_and_a_new_one_has_the_usual_one(tmp_path: Path) -> None:
    old, new, usual = tmp_path / "old", tmp_path / "new", tmp_path / "usual"
    old.write_bytes(b"1")
    old.chmod(0o640)
    usual.write_bytes(b"")
    write_files({old: b"2", new: b"3"})
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert new.stat().st_mode == usual.stat().st_mode


def test_a_link_stays_a_link_and_its_target_changes(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    target, link = tmp_path / "far" / "real.yml", tmp_path / "link.yml"
    target.write_bytes(b"1")
    link.symlink_to(target)
    write_files({link: b"2"})
    assert link.is_symlink()
    assert target.read_bytes() == b"2"


def test_a_file_that_holds_these_bytes_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"same")
    os.utime(path, (1, 1))
    write_files({path: b"same"})
    assert path.stat().st_mtime == 1


def test_nothing_moves_before_everything_is_written(tmp_path: Path) -> None:
    first, folder = tmp_path / "a", tmp_path / "b"
    first.write_bytes(b"old")
    folder.mkdir()
    with pytest.raises(CannotWrite, match=r"cannot write .*/b: there is a folder of this name$") as caught:
        write_files({first: b"new", folder: b"x"})
    assert caught.value.path == folder
    assert first.read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b"]


def test_an_error_while_files_are_moved_says_how_many_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [tmp_path / name for name in "abc"]
    for path in paths:
        path.write_bytes(b"old")
    real, moved = os.replace, []

    def failing(source: Path, target: Path) -> None:
        if len(moved) == 1:
            raise OSError(28, "No space left on device")
        moved.append(target)
        real(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(CannotWrite, match=r"/b: No space left on device; 1 other file had been written already$"):
        write_files(dict.fromkeys(paths, b"new"))
    assert [path.read_bytes() for path in paths] == [b"new", b"old", b"old"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b", "c"]


def test_a_file_is_changed_and_then_moved(tmp_path: Path) -> None:
    old, new = tmp_path / "old.yml", tmp_path / "new.yml"
    old.write_bytes(b"1")
    write_files({old: b"2"}, {old: new})
    assert new.read_bytes() == b"2"
    assert not old.exists()


def test_a_move_writes_over_nothing(tmp_path: Path) -> None:
    old, new = tmp_path / "old.yml", tmp_path / "new.yml"
    old.write_bytes(b"1")
    new.write_bytes(b"2")
    with pytest.raises(CannotWrite, match="there is a file of this name already"):
        write_files({old: b"3"}, {old: new})
    assert (old.read_bytes(), new.read_bytes()) == (b"1", b"2")


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "in" / ".git").mkdir(parents=True)
    left = [tmp_path / ".stemma-12-3.new", tmp_path / "in" / ".stemma-9-0.new"]
    kept = [tmp_path / ".stemma.yml", tmp_path / "in" / ".git" / ".stemma-1-1.new"]
    for path in (*left, *kept):
        path.write_bytes(b"half")
    assert remove_leftovers([tmp_path], deep=True) == 2
    assert [p.exists() for p in (*left, *kept)] == [False, False, True, True]
    left[0].write_bytes(b"half")
    write_files({tmp_path / "a": b"1"})
    assert not left[0].exists()
