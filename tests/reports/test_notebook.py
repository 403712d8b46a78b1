"""What records show of themselves in a notebook: pieces of HTML, data frames, pictures; and the example notebook, run from first to last cell."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from lxml import html

import policydiff
from policydiff import forms
from policydiff.extraction.models import Mention, Policy, Practice
from policydiff.extraction.permissions import Permission, permissions
from policydiff.law.models import Permits, Report
from policydiff.repositories.models import Comparison, Delta, History, Step, Version
from policydiff.repositories.tables import COLUMNS
from tests.reports.builders import change, delta, full_report, quote, report

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "corpora" / "notebooks" / "tour.ipynb"
PNG = b"\x89PNG\r\n\x1a\n"
EVIL = "<script>alert(1)</script>\" onload='x' \u202eevil\u202c \x1b[31m"
OLD = Permission(data="contact", purpose="support", recipient=None)
BOTH = Permission(data="contact", purpose="communication", recipient=None)
NEW = Permission(data="contact", purpose="advertising", recipient="affiliate")
STILL = Permission(data="identity", purpose=None, recipient=None)


def shared(permits: Permits | None = None, **fields: object) -> Report:
    return full_report().model_copy(update={"permits": permits or Permits(old=(OLD, BOTH, STILL), new=(BOTH, NEW, STILL)), **fields})


def past() -> History:
    days = [datetime(2020 + number, 3, 1, tzinfo=UTC) for number in range(3)]
    labels = ("first", "new_text", "same_words")
    versions = tuple(
        Version(captured=day, commit=f"{number:040d}", file="p.md", blob="b", label=label) for number, (day, label) in enumerate(zip(days, labels, strict=True))
    )
    deltas = tuple(
        Delta(change=id_, slot=slot, category="x", direction="added", term="t", phrase="p", action="use", materiality=level, rule="R", summary=f"{slot} {EVIL}")
        for id_, slot, level in (("c1", "purpose", "notice"), ("c1", "recipient", "consent"), ("c2", "recipient", "consent"), ("c3", "data", "none"))
    )
    step = Step(old=versions[0], new=versions[1], comparison=Comparison(verdict="consent", deltas=deltas))
    return History(service="Example", policy=EVIL, path="p.md", versions=versions, steps=(step,))


@pytest.fixture(scope="module")
def policy() -> Policy:
    return policydiff.parse(
        "# Privacy\n\nWe collect your email address to run your account.\n\nWe share your location with advertisers.", media_type="text/markdown"
    )


def shown(record: object) -> html.HtmlElement:
    return html.fromstring(record._repr_html_())  # type: ignore[attr-defined]


# Pieces of HTML


def test_a_report_shows_its_verdict_and_its_changes_by_weight() -> None:
    piece = shown(full_report())
    assert piece.text_content().startswith("CONSENT NEEDED people who already gave data would have to agree anew.")
    assert [row.xpath("string(td[2])") for row in piece.xpath(".//tbody/tr")] == ["fresh consent", "fresh consent", "notice", "nothing"]
    assert "Example family of companies may now receive account information" in piece.xpath("string(.//summary)")
    assert "no legal advice" in piece.text_content()


def test_what_does_not_fit_is_counted() -> None:
    piece = shown(report(*(change(id=f"{number:012d}") for number in range(20))))
    assert len(piece.xpath(".//tbody/tr")) == 12
    assert "and 8 changes more" in piece.text_content()


def test_texts_that_were_not_understood_show_why() -> None:
    piece = shown(report(obligation="not_understood", reason="the texts are menus"))
    assert piece.text_content().startswith("NOT UNDERSTOOD the texts are menus.")


def test_a_change_shows_its_words_and_rules() -> None:
    text = shown(next(item for item in full_report().changes if item.id == "aaaaaaaaaaaa")).text_content()
    assert text.startswith("fresh consent The Example family of companies may now receive account information")
    assert "old, line 27 “We do not give your account information" in text
    assert "Rules: eu-gdpr.new-recipient: fresh consent; us-ftc.retroactive:" in text


def test_a_policy_shows_who_gets_what(policy: Policy) -> None:
    text = shown(policy).text_content()
    assert "Who gets data" in text
    assert "contact data" in text


def test_a_history_shows_its_steps() -> None:
    piece = shown(past())
    assert [row.xpath("string(td[2])") for row in piece.xpath(".//tbody/tr")] == ["first version", "fresh consent", ""]
    assert "2 ask for fresh consent; " in piece.text_content()
    assert "CONSENT" not in piece.text_content()  # the sign beside it says so


def records() -> list[object]:
    words = quote(EVIL, 3)
    hostile = change(EVIL, old=(words,), new=(words,), deltas=(delta(summary=EVIL),))
    return [report(hostile, sources=(EVIL, EVIL)), hostile, past()]


@pytest.mark.parametrize("number", range(3))
def test_hostile_text_stays_text(number: int) -> None:
    record = records()[number]
    source = record._repr_html_()  # type: ignore[attr-defined]
    piece = html.fromstring(source)
    assert piece.xpath("//script|//@onload|//style|//link|//img") == []
    assert "<script>alert(1)</script>" in piece.text_content()
    assert not set(source) & set("\u202e\u202c\x1b")


@pytest.mark.parametrize("number", range(3))
def test_colours_are_those_of_the_notebook(number: int) -> None:
    """Only the words on grounds of their own have a colour of their own: everything else is read in a light and in a dark notebook."""
    for element in shown(records()[number]).iter():
        styles = dict(part.split(":", 1) for part in element.get("style", "").split(";") if part)
        assert (styles.get("color", "inherit") == "inherit") == (styles.get("background", "none") == "none")
        assert element.tag not in ("table", "td", "th") or styles["color"] == "inherit"


# Data frames


def test_the_rows_of_a_report_are_its_deltas_under_the_columns_of_a_history() -> None:
    found = full_report()
    frame = found.to_frame()
    assert list(frame.columns[:5]) == ["old_source", "new_source", "old_effective", "new_effective", "verdict"]
    assert list(frame.columns[2:]) == [name for name in COLUMNS["changes"] if name in set(frame.columns)]
    assert len(frame) == sum(len(item.deltas) for item in found.changes)
    assert list(frame.change) == [item.id for item in found.changes for _ in item.deltas]
    assert set(frame.verdict) == {"consent"}
    assert str(frame.old_effective[0]) == "2024-01-31"
    assert frame.new_effective[0] is None
    first = frame[frame.change == "aaaaaaaaaaaa"].iloc[0]
    assert first.old_line == 27
    assert list(first.findings) == ["eu-gdpr.new-recipient", "us-ftc.retroactive", "eu-gdpr.consent-basis"]
    assert list(report().to_frame().columns) == list(frame.columns)


def test_the_rows_of_a_policy_are_its_practices(policy: Policy) -> None:
    frame = policy.to_frame()
    assert list(frame.columns) == [
        "action", "actor", "polarity", "modality", "data", "recipients", "purposes", "legal_bases", "conditions", "retention", "audience", "clause", "heading",
        "start", "end", "line", "page", "text",
    ]  # fmt: skip
    assert len(frame) == len(policy.practices)
    assert list(frame.heading) == ["Privacy"] * len(frame)
    assert all(policy.document.text[row.start : row.end] == row.text for row in frame.itertuples())
    assert ["contact.email"] in list(frame.data)
    assert frame.line.isin([3, 5]).all()
    assert frame.page.isna().all()


def test_a_history_has_its_tables_under_the_same_name() -> None:
    found = past()
    assert list(found.to_frame().columns) == list(COLUMNS["changes"])
    assert list(found.to_frame("versions").label) == ["first", "new_text", "same_words"]


MISSING = """\
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == {library!r}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Missing())
import policydiff
from tests.reports.builders import full_report

try:
    full_report().{call}()
except policydiff.MissingLibrary as error:
    print(error)
"""


@pytest.mark.parametrize(("call", "library", "extra"), [("to_frame", "pandas", "archive"), ("to_frame", "pyarrow", "archive"), ("plot", "matplotlib", "plot")])
def test_a_library_that_is_not_there_is_named(call: str, library: str, extra: str) -> None:
    done = subprocess.run([sys.executable, "-c", MISSING.format(call=call, library=library)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith(f'install it: pip install "policydiff[{extra}]"')


# What each version permits


def mention(category: str) -> Mention:
    return Mention(text=category, start=0, end=len(category), term=category, category=category)


def test_permissions_are_the_combinations_of_affirmed_practices() -> None:
    told = {"actor": "first_party", "polarity": "affirmed", "modality": "may", "clause": "c1", "start": 0, "end": 9}
    contact, ads, partner = mention("contact"), mention("advertising"), mention("advertiser")
    practices = (
        Practice(**told, action="share", data=(contact, mention("identity")), recipients=(partner,), purposes=(ads,)),
        Practice(**told | {"modality": "only_with_consent"}, action="use", data=(contact,), purposes=(ads,)),
        Practice(**told | {"modality": "unless_opted_out"}, action="share", data=(contact,), recipients=(partner,), purposes=(ads,)),
        Practice(**told | {"polarity": "denied"}, action="sell", data=(contact,)),
        Practice(**told, action="protect", data=(contact,)),
        Practice(**told, action="collect"),
    )
    assert [(one.data, one.purpose, one.recipient, one.by_choice) for one in permissions(Policy.model_construct(practices=practices))] == [
        (None, None, None, False),
        ("contact", "advertising", None, True),
        ("contact", "advertising", "advertiser", False),
        ("identity", "advertising", "advertiser", False),
    ]


def test_a_report_holds_what_both_versions_permit() -> None:
    found = policydiff.compare("We collect your email address.", "We collect your email address. We share it with advertisers.")
    assert found.permits.old == permissions(policydiff.parse("We collect your email address."))
    assert {one.recipient for one in found.permits.new} == {None, "advertiser"}


# Pictures


def texts(figure: object) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]  # type: ignore[attr-defined]


def test_the_matrix_marks_what_is_new_and_what_is_gone() -> None:
    figure = shared().plot()
    found = texts(figure)
    assert [text for text in found if text[:2] in ("+ ", "− ", "  ")] == ["− support", "   communication", "+ advertising"]
    assert "identity data" not in found
    assert "companies of the\ngroup" in found
    assert figure._repr_png_().startswith(PNG)  # type: ignore[attr-defined]
    assert "   no purpose named" in texts(shared().plot(changed=False))


def test_a_matrix_without_a_change_says_so() -> None:
    same = Permits(old=(BOTH,), new=(BOTH,))
    assert any("Nothing of this changed." in text for text in texts(shared(same).plot()))
    assert any("No version states who gets what." in text for text in texts(report().plot(changed=False)))


def test_no_word_of_the_matrix_runs_into_another() -> None:
    """Every text within the picture, and none over another one."""
    kinds, purposes = ("contact", "third_party_source", None), ("service_provision", "advertising", None)
    recipients = ("affiliate", "acquirer", "authority", "public", None)
    every = [Permission(data=data, purpose=purpose, recipient=recipient) for data, purpose, recipient in product(kinds, purposes, recipients)]
    figure = shared(Permits(old=tuple(every[::2]), new=tuple(every))).plot()
    figure.canvas.draw()
    boxes = [text.get_window_extent() for axes in figure.axes for text in axes.texts if text.get_text().strip()]
    assert all(figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1 and figure.bbox.y0 <= box.y0 for box in boxes)
    assert [(a, b) for number, a in enumerate(boxes) for b in boxes[:number] if a.overlaps(b)] == []


def test_the_timeline_has_a_row_for_each_slot_that_a_material_edit_touched() -> None:
    figure = past().plot()
    axes = figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["recipient", "captures"]
    assert [text for text in texts(figure) if text.isdigit()] == ["2"]
    assert axes.get_title(loc="left").startswith("Example / <script>alert(1)</script>")
    assert figure._repr_png_().startswith(PNG)  # type: ignore[attr-defined]


def test_a_timeline_without_a_material_change_says_so() -> None:
    quiet = past().model_copy(update={"steps": ()})
    assert any("no material change was found" in text for text in texts(quiet.plot()))


# The table of forms


def test_every_form_has_a_maker() -> None:
    import importlib

    assert {form: callable(getattr(importlib.import_module(module), form)) for form, module in forms._makers.items()} == {
        "html": True,
        "frame": True,
        "plot": True,
    }


# The example


def test_the_notebook_is_stored_without_outputs() -> None:
    stored = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    cells = [cell for cell in stored["cells"] if cell["cell_type"] == "code"]
    assert [(cell["outputs"], cell["execution_count"]) for cell in cells] == [([], None)] * len(cells)


@pytest.mark.slow
def test_the_notebook_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=900, kernel_name="python3", resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    outputs = [[part["data"] for part in cell.outputs if "data" in part] for cell in notebook.cells if cell.cell_type == "code"]
    kinds = ["".join(sorted(kind[0] for kind in ("text/html", "image/png") if any(kind in data for data in found))) for found in outputs]
    assert kinds == ["", "t", "t", "t", "t", "i", "t", "t", "t", "t", "t", "i"]
    assert "CONSENT NEEDED" in outputs[1][0]["text/html"]
    assert "3 captures from 2012-07-07 to 2021-01-04" in outputs[9][0]["text/html"]
