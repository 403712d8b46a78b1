"""What one predicate has from another: verbs in a row share their objects, pronouns point back, what is used to collect is gathered too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.extraction.models import DISCLOSING
from policydiff.extraction.statement import Statement
from policydiff.extraction.wordlists import words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc


def gather_with(doc: Doc, statements: dict[int, Statement]) -> None:
    """What is used to collect is gathered with what it collects: "we use cookies to collect usage data" collects both."""
    from policydiff.vocabulary import load

    for index, statement in statements.items():
        above = statements.get(doc[index].head.i)
        if statement.predicate.action != "collect" or doc[index].dep_ not in ("xcomp", "advcl") or above is None or above.predicate.action != "use":
            continue
        for candidate in above.data:
            term = load().classify(doc[candidate.start_token : candidate.end_token].text, "data")
            if candidate.certain and term is not None and term.category == "tracking_technology":
                statement.data.append(candidate)


def take_up(doc: Doc, statements: dict[int, Statement]) -> None:
    """A verb whose object is a pronoun does to the data of the clause before it what it says: "when we no longer need your data, we delete them"."""
    for index, statement in statements.items():
        if statement.data or not any(
            child.dep_ in ("dobj", "nsubjpass") and child.lower_ in words("predicates", "pointing", "pronouns") for child in doc[index].children
        ):
            continue
        before = [other for other in statements if statement.predicate.start <= other < index and statements[other].data]
        if before and doc[max(before)].dep_ in ("advcl", "ccomp", "acl", "conj"):
            statement.data.extend(item for item in statements[max(before)].data if item.end_token <= index)
        elif not before and statement.predicate.start > 0 and statement.predicate.action in ("retain", "delete"):
            sentence = doc[statement.predicate.start - 1].sent
            said = [other for other in statements if sentence.start <= other < sentence.end and statements[other].data]
            if said:
                statement.data.extend(statements[max(said)].data)


def give_again(doc: Doc, statements: dict[int, Statement]) -> None:
    """Who is only pointed at, receives again: "we share your name with the group. We also share with them your photo". They were named in the sentence before
    or earlier in the same one."""
    for index, statement in statements.items():
        if statement.recipients or statement.predicate.action not in DISCLOSING or not _points_at_recipient(doc, index):
            continue
        opening = doc[index].sent.start
        since = doc[opening - 1].sent.start if opening else 0
        before = [other for other in statements if since <= other < index and statements[other].recipients]
        if before:
            statement.recipients.extend(item for item in statements[max(before)].recipients if item.end_token <= index)


def _points_at_recipient(doc: Doc, index: int) -> bool:
    opening = [child for child in doc[index].children if child.i > index and child.lower_ in words("recipients", "party", "prepositions")]
    return any(leaf.dep_ == "pobj" and leaf.lower_ in words("recipients", "pointing", "pronouns") for child in opening for leaf in child.children)


def share_slots(doc: Doc, statements: dict[int, Statement]) -> None:
    """Verbs in a row share what follows the last of them: "collect, use and share your name with partners"."""
    for index in sorted(statements, reverse=True):
        token = doc[index]
        if token.dep_ != "conj" or token.head.i not in statements:
            continue
        earlier, later = statements[token.head.i], statements[index]
        if earlier.predicate.actor != later.predicate.actor:
            continue
        if not earlier.data and later.data and not any(child.dep_ in ("dobj", "nsubjpass") and child.i > token.head.i for child in token.head.children):
            earlier.data.extend(later.data)
            earlier.purposes.extend(item for item in later.purposes if item not in earlier.purposes)
            if earlier.predicate.action in DISCLOSING:
                earlier.recipients.extend(later.recipients)
        elif earlier.data and not later.data and not any(child.dep_ in ("dobj", "nsubjpass", "nsubj") for child in token.children):
            later.data.extend(earlier.data)
