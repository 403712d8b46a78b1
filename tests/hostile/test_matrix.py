"""The same input gives the same bytes; the whole matrix is `python -m tests.hostile.matrix`."""

from __future__ import annotations

import pytest

from tests.hostile.matrix import main


def test_a_report_is_the_same_in_another_process_and_with_other_line_ends(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(lean=True) == 0, capsys.readouterr().out
    assert capsys.readouterr().out.count("same") == 2
