"""Lengths of time, compared across units."""

from __future__ import annotations

import re

_PERIOD = re.compile(
    r"P(?:(?P<years>[0-9.]+)Y)?(?:(?P<months>[0-9.]+)M)?(?:(?P<weeks>[0-9.]+)W)?(?:(?P<days>[0-9.]+)D)?(?:T(?:(?P<hours>[0-9.]+)H)?(?:(?P<minutes>[0-9.]+)M)?)?"
)
_DAYS = {"years": 365.0, "months": 365.0 / 12, "weeks": 7.0, "days": 1.0, "hours": 1 / 24, "minutes": 1 / 1440}


def days(iso: str | None) -> float | None:
    """The length in days of an ISO 8601 duration ("P12M" and "P1Y" are both 365.0); None for a date, or for nothing."""
    match = _PERIOD.fullmatch(iso) if iso else None
    if match is None or not any(match.groups()):
        return None
    return round(sum(float(value) * _DAYS[unit] for unit, value in match.groupdict().items() if value), 3)


def length(identity: str | None) -> float | None:
    """The days of a statement's identity that is a length of time ("90D"); None for any other identity."""
    number = (identity or "").removesuffix("D")
    return float(number) if identity and number != identity and number.replace(".", "", 1).isdigit() else None
