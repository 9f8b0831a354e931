# The commands of the README, as people type them.
from __future__ import annotations

import subprocess
import time
from contextlib import closing

from run import REPOSITORY, environment
from serving import LiveServer


def test_build_works_from_any_folder_and_passes_its_arguments_on(tmp_path):
    command = [REPOSITORY / "scripts" / "build", "--site-dir", tmp_path / "built"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "built" / "models" / "deepseek-r1" / "index.html").is_file()


def test_serve_works_from_any_folder_and_passes_its_arguments_on(tmp_path):
    command = [REPOSITORY / "scripts" / "serve"]
    with closing(LiveServer(tmp_path, command=command, log=tmp_path / "log")) as server:
        server.wait_for_page("models/deepseek-r1/", "<h1[^>]*>DeepSeek-R1</h1>")


def test_a_set_up_that_finds_all_done_takes_less_than_two_seconds():
    command = ["bash", "-c", "source scripts/setup.sh"]
    subprocess.run(command, cwd=REPOSITORY, check=True)
    start = time.monotonic()
    subprocess.run(command, cwd=REPOSITORY, check=True)
    assert time.monotonic() - start < 2
