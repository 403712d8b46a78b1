"""A check as JUnit XML: one suite a policy, one case a change, for servers that show tests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from policydiff.reports import _gate as gate
from policydiff.reports._words import clean

if TYPE_CHECKING:
    from policydiff.gates.models import Check, CheckedFile

NAME = "junit"
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # characters that XML 1.0 has no place for


def check(check: Check, *, color: bool = False, width: int = 80) -> str:
    """The check as XML. A change that blocks is a failure, an acknowledged one is skipped, a policy that was not judged is an error.

    A policy without changes has one case that passes, so that it shows that it was read. Colour and width do not matter.
    """
    suites = ElementTree.Element("testsuites", name="policydiff")
    for file in check.files:
        _suite(suites, check, file)
    for name in ("tests", "failures", "errors", "skipped"):
        suites.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"


def _suite(suites: ElementTree.Element, check: Check, file: CheckedFile) -> None:
    suite = ElementTree.SubElement(suites, "testsuite", name=_plain(file.path))
    found = [entry for entry in gate.entries(check) if entry.file is file]
    if file.outcome in ("failed", "not_understood"):
        case = ElementTree.SubElement(suite, "testcase", classname=_plain(file.path), name="the policy is read and understood")
        ElementTree.SubElement(case, "error", message=_plain(file.reason or ""), type=file.outcome)
    elif not found:
        ElementTree.SubElement(suite, "testcase", classname=_plain(file.path), name=f"no change ({file.status})")
    for entry in found:
        _case(suite, entry)
    suite.set("tests", str(len(suite)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in suite)))


def _case(suite: ElementTree.Element, entry: gate.Entry) -> None:
    gated = entry.gated
    case = ElementTree.SubElement(suite, "testcase", classname=_plain(entry.file.path), name=f"{_plain(gated.summary)} [{gated.id}]")
    quote = gate.place(entry)
    if quote is not None and quote.line is not None:
        case.set("file", _plain(entry.file.path))
        case.set("line", str(quote.line))
    told = [*gate.accepted(entry), *gate.evidence_of(entry)]
    text = "\n".join(" ".join(filter(None, (line.label, line.text, f'"{line.quote}"' if line.quote else ""))) for line in told)
    if gated.blocks:
        message = _plain(f"{gated.summary} ({gate.WEIGHTS[gated.level]}, {gated.rule})")
        ElementTree.SubElement(case, "failure", message=message, type=gated.level).text = _plain_lines(text)
    elif gated.acknowledged:
        ElementTree.SubElement(case, "skipped", message=_plain(f"acknowledged {gate.acknowledgement(gated.acknowledged)}"))
    else:
        ElementTree.SubElement(case, "system-out").text = _plain_lines(f"{gate.WEIGHTS[gated.level]}, {gated.rule}\n{text}")


def _plain(text: str) -> str:
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", clean(text))


def _plain_lines(text: str) -> str:
    return "\n".join(map(_plain, text.split("\n")))
