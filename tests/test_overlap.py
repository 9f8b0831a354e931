# The search for words that were copied: on documents made up here, and on those that the demonstration was read from,
# where they are at hand.
from __future__ import annotations

import shutil
import subprocess

import pytest

from run import REPOSITORY, Run, python, write_files

SCRIPT = "scripts/overlap.py"
DOCUMENTS = REPOSITORY.parent / "shared" / "seeds"
DOCUMENT = "The old ferry left the harbour at dawn, with the captain’s nine chests and two goats on board.\n"
NOTHING = "0 runs of 8 or more words stand in the documents too\n"


@pytest.fixture
def overlap(tmp_path):
    """`overlap(files, documents, *arguments) -> Run`: the script in a project of its own, beside these documents."""

    def run(files: dict[str, str | bytes], documents: tuple[str, ...] = (DOCUMENT,), *arguments: str) -> Run:
        root = write_files(tmp_path / "main", files)
        write_files(tmp_path / "shared/seeds", {f"{number}.txt": text for number, text in enumerate(documents)})
        (root / "scripts").mkdir()
        shutil.copy(REPOSITORY / SCRIPT, root / SCRIPT)
        subprocess.run(["git", "init", "-q", "."], cwd=root, check=True)
        return python(SCRIPT, *arguments, cwd=root)

    return run


def test_eight_words_in_a_row_are_found_with_the_file_and_the_line_they_begin_on(overlap):
    done = overlap({"docs/a.md": "# Ferries\n\nIt is said: left the harbour at\ndawn, with the captain's chests.\n"})
    assert done.out.splitlines() == [
        "docs/a.md:3: left the harbour at dawn with the captain's",
        "1 runs of 8 or more words stand in the documents too",
    ]
    assert done.code == 1


def test_seven_words_in_a_row_are_not(overlap):
    done = overlap({"docs/a.md": "It left the harbour at dawn, with the chests.\n"})
    assert (done.code, done.out) == (0, NOTHING)


def test_words_are_the_same_in_capitals_and_between_other_signs(overlap):
    done = overlap({"a.md": "The CAPTAIN'S nine (chests) – and two *goats* on board\n"})
    assert done.out.startswith("a.md:1: the captain's nine chests and two goats on board\n")


def test_runs_that_overlap_are_one_and_runs_apart_are_two(overlap):
    twice = f"x {DOCUMENT}y; the old ferry left the harbour at dawn again\n"
    done = overlap({"a.md": twice})
    assert done.out.splitlines() == [
        "a.md:1: the old ferry left the harbour at dawn with the captain's nine chests and two goats on board",
        "a.md:2: the old ferry left the harbour at dawn",
        "2 runs of 8 or more words stand in the documents too",
    ]


def test_the_end_of_one_document_and_the_start_of_the_next_are_no_run(overlap):
    done = overlap({"a.md": "two goats on board the old ferry left\n"}, (DOCUMENT, DOCUMENT))
    assert done.code == 0, done


def test_a_document_s_title_may_be_named_and_moves_no_line(overlap):
    title = "title: The old ferry left the harbour at dawn"
    done = overlap({"graph/a.yml": f"name: A\n{title}\n", "graph/b.yml": f"{title}\nsummary: {title[7:]}\n"})
    assert done.out.splitlines()[:-1] == ["graph/b.yml:2: the old ferry left the harbour at dawn"]


def test_what_git_does_not_keep_and_what_is_no_text_is_passed_over(overlap):
    files = {"b.png": b"\x89PNG\xff\xfe", ".gitignore": "notes/\n", "notes/a.md": DOCUMENT}
    assert overlap(files).out == NOTHING


def test_another_folder_may_be_named(overlap, tmp_path):
    write_files(tmp_path / "others", {"a.txt": "one two three four five six seven eight"})
    done = overlap({"a.md": f"{DOCUMENT}One two three four five six seven eight.\n"}, (DOCUMENT,), "../others")
    assert done.out.splitlines()[:-1] == ["a.md:2: one two three four five six seven eight"]


def test_without_documents_nothing_is_said_to_be_right(overlap):
    done = overlap({"a.md": "# Nothing\n"}, ())
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("no documents in ")


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the documents are not beside the project")
def test_nothing_here_stands_in_the_documents_too():
    done = python(SCRIPT, cwd=REPOSITORY)
    assert (done.code, done.out) == (0, NOTHING), done
