"""The collector of cycles is quiet in processes of our own, and as it was in a program that imports us."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from policydiff.garbage import collect_rarely


def test_the_collector_is_quiet_in_a_process_of_our_own() -> None:
    before = gc.get_threshold()
    try:
        collect_rarely()
        assert gc.get_threshold() == (50_000, 20, 100)
    finally:
        gc.set_threshold(*before)


@pytest.mark.parametrize("line", ["import policydiff; policydiff.parse('We collect your name.')", "import policydiff.cli, policydiff.repositories"])
def test_a_program_that_imports_the_package_keeps_its_collector(line: str) -> None:
    program = f"import gc; before = gc.get_threshold(); {line}; assert gc.get_threshold() == before"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
