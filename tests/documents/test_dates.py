from __future__ import annotations

from datetime import date

import pytest

from policydiff.documents import read

CASES = [
    ("Effective: October 3, 2022", date(2022, 10, 3)),
    ("Effective Date: September 27th, 2021", date(2021, 9, 27)),
    ("Last updated: 4 February 2025", date(2025, 2, 4)),
    ("LAST MODIFIED: 2024-02-29", date(2024, 2, 29)),
    ("Last updated: 2026.08.07", date(2026, 8, 7)),
    ("Stand: updated 25.05.2018", date(2018, 5, 25)),
    ("Last updated 05/25/2018", date(2018, 5, 25)),
    ("Last updated 05/06/2018", date(2018, 5, 6)),
    ("Last updated 05/06/2018. We began on 25/12/2001.", date(2018, 6, 5)),
    ("Revised 6.5.2023", date(2023, 5, 6)),
    ("Page updated: April 2024", date(2024, 4, 1)),
    ("Last updated: May 1, 2020\n\nEffective: June 1, 2020", date(2020, 6, 1)),
    ("This notice was reviewed on 24/04/2026 and last updated on 27/04/2026.", date(2026, 4, 24)),
    ("We opened our shop on May 1, 2020.", None),
    ("The earlier text was effective until May 1, 2020.", None),
    ("Last updated: 31 February 2024", None),
    ("Effective soon.", None),
    ("We keep logs.\n\n" * 400 + "Updated: July 1, 2023", date(2023, 7, 1)),
    ("We keep logs.\n\n" * 400 + "The Water Act became effective on July 1, 2023 and has since been the law of our land, so we follow all of it.", None),
]


@pytest.mark.parametrize("text, expected", CASES)
def test_the_date_is_the_one_that_the_text_states_as_its_own(text: str, expected: date | None) -> None:
    assert read(text, media_type="text/plain").effective_date == expected
