"""Phrases that may name data, a recipient or a purpose, as a reader would underline them.

A candidate is a span of tokens with a slot; the practice to which it belongs is found in `attachment`. The trained tagger gives most of them (`certain`: it has
read the whole clause and says that they are part of a practice). Where it is silent, candidates come from the parse: noun phrases with what
specifies them ("information about your purchases", "the files you upload"), each conjunct its own; infinitives and "for" phrases for purposes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from policydiff.extraction.recipients import is_run_in_heading, may_receive
from policydiff.extraction.wordlists import actions, words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Token
    from policydiff.extraction.reading import Reading
    from policydiff.extraction.tagger import TaggedSpan
    from policydiff.vocabulary import Vocabulary

Slot = Literal["data", "recipients", "purposes"]

_NOUNS = ("NOUN", "PROPN", "X", "ADJ", "VERB", "NUM")
_FINITE = ("VBP", "VBZ", "VBD")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tokens `start_token` to `end_token` (exclusive) that may fill `slot`; `root` is the token by which the phrase hangs in the sentence."""

    slot: Slot
    start_token: int
    end_token: int
    root: int
    certain: bool = False


_SLOTS: dict[str, Slot] = {"data": "data", "recipient": "recipients", "purpose": "purposes"}


def mentions(reading: Reading) -> tuple[Candidate, ...]:
    """The candidates of a clause: those of the tagger, and those of the parse that overlap none of the same slot."""
    tagged = _tagged(reading)
    nouns = {index for item in tagged if item.slot != "purposes" for index in range(item.start_token, item.end_token)}
    verbs = {index for item in tagged if item.slot == "purposes" for index in range(item.start_token, item.end_token)}
    parsed = [item for item in _by_rule(reading.doc) if not (verbs if item.slot == "purposes" else nouns).intersection(range(item.start_token, item.end_token))]
    return _placed(reading.doc, (*tagged, *parsed))


def _placed(doc: Doc, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The candidates without recipients that stand where none can, or in a heading whose text names recipients."""
    kept = [item for item in candidates if item.slot != "recipients" or may_receive(doc, item.start_token, item.end_token)]
    last = max((item.start_token for item in kept if item.slot == "recipients"), default=0)
    if not last or last < doc[0].sent.end:
        return tuple(kept)
    return tuple(item for item in kept if item.slot != "recipients" or not is_run_in_heading(doc, item.start_token, item.end_token))


def has_tagger() -> bool:
    """Whether the trained tagger is there; without its weights the rules read alone."""
    from policydiff.extraction import tagger

    try:
        tagger.load()
    except FileNotFoundError:
        return False
    return True


def tagged(readings: Sequence[Reading]) -> list[Reading]:
    """The readings with what the encoder and the tagger see in them."""
    if not has_tagger():
        return list(readings)
    from policydiff.extraction import encoder, tagger

    seen = [replace(reading, view=encoder.view(reading)) for reading in readings]
    return [replace(reading, tagged=found) for reading, found in zip(seen, tagger.mentions(seen), strict=True)]


def _tagged(reading: Reading) -> list[Candidate]:
    if not has_tagger():
        return []
    from policydiff.extraction import tagger

    doc = reading.doc
    found = tagger.mentions([reading])[0] if reading.tagged is None else reading.tagged
    others = [span for span in found if span.slot != "data"]
    return [
        Candidate(_SLOTS[span.slot], start, end, doc[start:end].root.i, certain=True)
        for span in found
        for opening, closing in _pieces(doc, span, others)
        for start, end in (_parts(doc, opening, closing) if span.slot == "recipient" else [(opening, closing)])
    ]


def _pieces(doc: Doc, span: TaggedSpan, others: Sequence[TaggedSpan]) -> Iterator[tuple[int, int]]:
    """The phrases of a tagged span: verbs of a row apart, and nouns without what is not theirs."""
    if span.slot == "purpose":
        if doc[span.start_token].lower_ not in words("purposes", "places"):
            yield from _deeds(doc, span.start_token, span.end_token)
        return
    for start, end in _apart(doc, span.start_token, span.end_token):
        if span.slot == "data":
            end = _without_others(doc, start, end, others)
        while start + 1 < end and doc[start].lower_ in words("polarity", "negative_subjects"):
            start += 1
        stop = _without_exception(doc, start, end)
        means = _means(doc, start, stop) if span.slot == "data" else stop
        if means < stop:
            yield start, means
            yield means + 1, stop
        elif stop == end or span.slot == "data" or doc[start:stop].root.pos_ != "PRON":
            yield start, stop
        if stop < end and span.slot == "recipient" and not any(token.pos_ in ("VERB", "AUX") for token in doc[stop + 1 : end]):
            yield stop + 1, end


def _apart(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A span with the main verb of the sentence in it as what stands before and behind the verb: "our cookies" "record" "the pages you visit"."""
    main = next((index for index in range(start + 1, end - 1) if doc[index].dep_ == "ROOT" and doc[index].tag_ in _FINITE), None)
    if main is None or not any(start <= child.i < main and child.dep_ in ("nsubj", "nsubjpass") for child in doc[main].children):
        yield start, end
        return
    yield start, main
    yield main + 1, end


def _without_others(doc: Doc, start: int, end: int, others: Sequence[TaggedSpan]) -> int:
    """Where data end that run on into whom they are given to, or kept from, or what for: "your photos" "with other users", "this" "to open your account"."""
    opening = words("recipients", "party", "prepositions")
    root = doc[start:end].root.i
    for token in doc[root + 1 : end]:
        hangs = token.dep_ in ("prep", "dative") and token.head.i < start
        if hangs and actions("verbs").get(token.head.lemma_.lower()) == "protect":
            return token.i
        if token.lower_ not in opening:
            continue
        if hangs or any(other.start_token in (token.i, token.i + 1) and other.end_token >= end for other in others):
            return token.i
    return end


def _means(doc: Doc, start: int, end: int) -> int:
    """Where data end that run on into the technology that collects them, which is a mention of its own: "your location" via "our SDK"."""
    from policydiff.vocabulary import load

    for index in range(start + 1, end - 1):
        if doc[index].lower_ in words("named", "cues", "ways") and doc[index].dep_ == "prep":
            term = load().classify(doc[index + 1 : end].text, "data")
            if term is not None and term.category == "tracking_technology":
                return index
    return end


def _without_exception(doc: Doc, start: int, end: int) -> int:
    """Where a phrase ends that runs on into an exception: "your contacts" "unless you ask us to"."""
    for index in range(start + 1, end):
        here = doc[index].lower_
        following = doc[index + 1].lower_ if index + 1 < end else ""
        if here in words("polarity", "exceptions", "words") or f"{here} {following}" in words("polarity", "exceptions", "pairs"):
            return _trim(doc, start, index)
    return end


def _opened(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without "so that we can" before its verb."""
    modal = next((index for index in range(start, min(start + 5, end - 1)) if doc[index].tag_ == "MD"), None)
    yield (modal + 1 if doc[start].lower_ == "so" and modal is not None else start), end


def _parts(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The members of a row of recipients, each its own mention, without a clause that says what they do: "social networks and advertisers"."""
    root = doc[start:end].root
    end = _recipient_end(doc, root, end)
    second = next((child for child in root.children if child.dep_ == "conj" and root.i < child.i < end and child.pos_ in ("NOUN", "PROPN")), None)
    mark = next((token.i for token in doc[root.i : end] if token.dep_ == "cc" and token.head == root), None)
    if second is None or mark is None or second.i < mark or not (_is_recipient(doc[start:mark].text) and _is_recipient(doc[mark + 1 : end].text)):
        yield start, end
        return
    yield start, mark
    yield from _parts(doc, mark + 1, end)


def _deeds(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Of a row of verbs each with what it governs: "to provide our services and prevent fraud"; verbs that share an object stay together."""
    opening = next(_opened(doc, start, end))[0]
    verb = doc[opening:end].root
    while verb.pos_ == "VERB":
        following = next((child for child in verb.children if child.dep_ == "conj" and child.pos_ == "VERB" and verb.i < child.i < end), None)
        mark = None if following is None else next((token.i for token in reversed(doc.tokens[verb.i + 1 : following.i]) if token.dep_ == "cc"), None)
        if following is None or mark is None or not (_governs(verb, mark) and _governs(following, end)):
            break
        yield opening, _trim(doc, opening, mark)
        opening, verb = mark + 1, following
    yield opening, _with_last_object(doc, opening, end)


def _with_last_object(doc: Doc, start: int, end: int) -> int:
    """Where a deed ends that breaks off before the last of its objects: "showing relevant offers" "and ads"."""
    if not start + 1 < end < len(doc) - 1 or doc[end].dep_ != "cc" or doc[start:end].root.pos_ != "VERB":
        return end
    last = next((child for child in doc[end].head.children if child.dep_ == "conj" and child.i > end), None)
    joined = last is not None and start < last.head.i < end and last.head.dep_ in ("dobj", "conj") and last.left_edge.i == end + 1
    return last.i + 1 if last is not None and joined and last.pos_ in ("NOUN", "PROPN") else end


def _governs(verb: Token, end: int) -> bool:
    """Whether a verb has an object or complement of its own before `end`."""
    return any(child.dep_ in ("dobj", "prep", "ccomp", "xcomp", "dative") and verb.i < child.i < end for child in verb.children)


def _is_recipient(text: str) -> bool:
    """Whether the vocabulary, or the list of roles, knows the phrase as a name for somebody."""
    from policydiff.vocabulary import load

    forms = text.lower().replace("-", " ").split()
    return bool(forms) and (forms[-1] in words("named", "roles", "words") or bool(load().match(forms, "recipients")))


def _recipient_end(doc: Doc, root: Token, end: int) -> int:
    """Where a recipient ends that breaks off inside a relative clause: before the clause if it states a practice, else after it."""
    clause = next((child for child in root.children if child.dep_ == "relcl" and child.left_edge.i < end <= child.right_edge.i), None)
    if clause is None:
        return end
    if clause.lemma_.lower() in actions("verbs"):
        return max(int(clause.left_edge.i), int(root.i) + 1)
    return _trim(doc, root.i, clause.right_edge.i + 1)


def _by_rule(doc: Doc) -> tuple[Candidate, ...]:
    purposes = tuple(_purposes(doc))
    return (*sorted((*_nouns(doc), *_questions(doc)), key=lambda item: item.start_token), *purposes)


def _nouns(doc: Doc) -> Iterator[Candidate]:
    from policydiff.vocabulary import load

    vocabulary = load()
    covered = -1
    for chunk in doc.noun_chunks:
        root = chunk.root
        if root.i < covered or root.pos_ in ("PRON", "DET") or root.pos_ not in _NOUNS:
            continue
        start = _start(doc, chunk.start, root)
        end = _end(root, chunk.end)
        forms = [token.lower_ for token in doc[start:end]]
        own = [token.lower_ for token in doc[start : chunk.end]]
        if vocabulary.match(own, "recipients") and not _names_data(vocabulary, own):
            if root.dep_ == "dobj":  # seldom somebody who gets data: "customers" are served, "parties" are met
                continue
            yield Candidate("recipients", start, max(chunk.end, end), root.i)
        elif root.lower_ not in words("roles", "not_data") and "following" not in own and _is_data(vocabulary, own, forms):
            yield Candidate("data", start, end, root.i)
            covered = end
        elif _receives(root):
            yield Candidate("recipients", start, end, root.i)


def _questions(doc: Doc) -> Iterator[Candidate]:
    """Indirect questions that name data: "which pages you visit", "how often you log in"."""
    for token in doc:
        if token.tag_ not in ("WRB", "WDT", "WP") and token.lower_ != "whether":
            continue
        verb = token.head
        while verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
            verb = verb.head
        if verb.dep_ not in ("pcomp", "ccomp", "conj", "pobj", "dobj", "appos") or verb.left_edge.i != token.i or verb.i < token.i:
            continue
        if any(
            child.dep_ in ("nsubj", "nsubjpass") and child.lower_ in words("roles", "user") | words("roles", "outsider_pronouns") for child in verb.children
        ):
            end = _trim(doc, token.i, verb.right_edge.i + 1)
            stop = next((t.i for t in doc[verb.i + 1 : end] if t.text in (",", "(") or t.dep_ == "cc"), end)
            yield Candidate("data", token.i, stop, verb.i)


def _is_data(vocabulary: Vocabulary, own: list[str], forms: list[str]) -> bool:
    """Whether the head of a noun phrase names data, or carries data named by what specifies it ("a copy of your passport")."""
    if _names_data(vocabulary, own):
        return True
    return own[-1] in words("roles", "carriers") and bool(vocabulary.match(forms, "data"))


def _names_data(vocabulary: Vocabulary, forms: list[str]) -> bool:
    """Whether the last word of a noun phrase names data ("advertiser information")."""
    found = vocabulary.match(forms, "data")
    return any(match.end == len(forms) for match in found)


def _start(doc: Doc, start: int, root: Token) -> int:
    while start < root.i and (doc[start].pos_ in ("PUNCT", "SPACE", "CCONJ", "SYM") or doc[start].lower_ in words("polarity", "negative_subjects")):
        start += 1
    return start


def _end(root: Token, end: int) -> int:
    """Where the phrase ends with what specifies its head, before the next conjunct, example or comma."""
    for child in root.rights:
        if child.i < end:
            continue
        if (child.dep_ == "prep" and child.lower_ in words("noun_phrases", "specifying", "prepositions")) or (
            child.dep_ in ("relcl", "acl") and (child.i - root.i) < 9
        ):
            end = max(end, _cut(child, root))
        elif child.dep_ in ("conj", "cc", "punct", "appos"):
            break
    return end


def _cut(child: Token, root: Token) -> int:
    edge = child.right_edge.i + 1
    for token in root.doc[root.i + 1 : edge]:
        if token.lower_ in words("noun_phrases", "ending", "words") or (token.i > child.i and token.dep_ == "cc"):
            return int(token.i)
        if (
            token.i > child.i
            and token.dep_ in ("advcl", "prep")
            and token.head.i == child.i
            and child.dep_ != "prep"
            and token.lower_ not in words("noun_phrases", "staying", "prepositions")
        ):
            return int(token.i)
    return int(edge)


def _receives(root: Token) -> bool:
    """Whether a noun phrase that no list knows stands where a recipient stands: "share it with Acme"."""
    node = root
    while (
        node.dep_ in ("conj", "appos") or (node.dep_ == "pobj" and node.head.lower_ in words("noun_phrases", "examples", "prepositions"))
    ) and node.head != node:
        node = node.head.head if node.dep_ == "pobj" else node.head
    if node.dep_ != "pobj" or node.head.lower_ not in words("roles", "handing") or root.lower_ in words("roles", "not_recipients"):
        return False
    verb = node.head.head
    if verb.pos_ == "NOUN" and verb.head.pos_ == "VERB":
        verb = verb.head
    return actions("verbs").get(verb.lemma_.lower()) in ("share", "sell")


def _purposes(doc: Doc) -> Iterator[Candidate]:
    for token in doc:
        if token.pos_ in ("VERB", "AUX") and (_infinitive(token) or _enabled(token)):
            found = tuple(verb_phrases(token))
            yield from found
            yield from _continued(doc, found[-1])
        elif token.lower_ in words("purposes", "prepositions") and token.pos_ in ("ADP", "SCONJ"):
            yield from _after_preposition(token)
        elif token.lower_ == "so" and token.i + 2 < len(doc) and token.nbor().lower_ in words("purposes", "after_so"):
            clause = token.head if token.head.i > token.i else next((t for t in doc[token.i + 1 : token.i + 8] if t.pos_ in ("VERB",)), None)
            if clause is not None and clause.right_edge.i > token.i:
                for start, end in _opened(doc, token.i, _trim(doc, token.i, clause.right_edge.i + 1)):
                    yield Candidate("purposes", start, end, clause.i)


def _enabled(token: Token) -> bool:
    """Whether a bare infinitive stands below a verb of helping: "cookies help us remember you"."""
    return token.dep_ in ("xcomp", "ccomp") and token.tag_ == "VB" and token.head.lemma_.lower() in words("predicates", "enabling", "verbs")


def _continued(doc: Doc, last: Candidate) -> Iterator[Candidate]:
    """Further purposes of a row whose members a semicolon parts: "to open your account; process orders; and detect fraud"."""
    sentence_end = doc[last.root].sent.end
    index = last.end_token
    while index < sentence_end - 1 and doc[index].text == ";":
        index += 1
        while index < sentence_end and (doc[index].pos_ in ("CCONJ", "PUNCT", "ADV") or doc[index].lower_ == "to"):
            index += 1
        end = next((at for at in range(index, sentence_end) if doc[at].text == ";"), sentence_end)
        if index >= end or doc[index].tag_ not in ("VB", "VBP", "VBG", "NN", "VBN"):
            return
        yield Candidate("purposes", index, _trim(doc, index, end), last.root)
        index = end


def _infinitive(token: Token) -> bool:
    if not any(child.dep_ == "aux" and child.tag_ == "TO" for child in token.children):
        return False
    head = token.head
    if token.dep_ == "conj":
        return True
    if token.dep_ not in ("advcl", "xcomp", "acl", "relcl", "ccomp", "pcomp", "ROOT", "dep", "prep"):
        return False
    return head == token or head.lemma_.lower() not in words("purposes", "demanding") or token.dep_ == "advcl"


def verb_phrases(verb: Token) -> Iterator[Candidate]:
    """The infinitive or gerund with its objects; coordinated verbs with objects of their own are purposes of their own."""
    doc = verb.doc
    start = min([child.i for child in verb.children if child.dep_ == "aux"] + [verb.i])
    chain = [verb]
    while True:
        following = next((child for child in chain[-1].children if child.dep_ == "conj" and child.pos_ in ("VERB", "AUX") and child.i > chain[-1].i), None)
        if following is None or any(child.tag_ == "TO" for child in following.children):
            break
        chain.append(following)
    edge = verb.right_edge.i + 1
    opening, root = start, verb
    for here, following in pairwise(chain):
        if any(child.dep_ in ("dobj", "prep", "ccomp", "xcomp", "dative") and child.i > here.i for child in here.children):
            yield Candidate("purposes", opening, _trim(doc, opening, following.i), root.i)
            opening, root = following.i, following
    own = chain[-1]
    later = [child.i for child in own.children if child.dep_ == "conj" and child.i > own.i]
    yield Candidate("purposes", opening, _trim(doc, opening, min([edge, *later])), root.i)


def _trim(doc: Doc, start: int, end: int) -> int:
    """The end without trailing marks and conjunctions, and no further than a semicolon."""
    for index in range(start, end):
        if doc[index].text in (";", "●", "•"):
            end = index
            break
    while end > start + 1 and (doc[end - 1].pos_ in ("PUNCT", "CCONJ", "SPACE", "SYM") or doc[end - 1].tag_ == "TO"):
        end -= 1
    return end


def _after_preposition(token: Token) -> Iterator[Candidate]:
    doc = token.doc
    for child in token.children:
        if child.dep_ == "pcomp" and child.tag_ == "VBG":
            for found in verb_phrases(child):
                yield Candidate("purposes", found.start_token, found.end_token, found.root)
        elif child.dep_ == "pobj" and child.pos_ in ("NOUN", "PROPN", "ADJ", "VERB") and child.lower_ not in words("purposes", "not_purposes"):
            yield from noun_purposes(doc, child)


def noun_purposes(doc: Doc, noun: Token) -> Iterator[Candidate]:
    """The purposes named by a noun and its conjuncts: "fraud prevention and legal compliance"; nothing where a noun names none."""
    from policydiff.vocabulary import load

    vocabulary = load()
    node: Token | None = noun
    while node is not None:
        following = next((child for child in node.children if child.dep_ == "conj" and child.i > node.i), None)
        end = following.i if following is not None else node.right_edge.i + 1
        stop = next((t.i for t in doc[node.i + 1 : end] if t.dep_ in ("relcl", "cc") or t.text in (",", "(", ":")), end)
        end = _trim(doc, node.left_edge.i, max(stop, node.i + 1))
        forms = [token.lower_ for token in doc[node.left_edge.i : end]]
        if doc[node.left_edge.i].lower_ in words("purposes", "pointing") or "following" in forms or "which" in forms:
            return
        if node.lower_ in words("purposes", "heads") or vocabulary.match(forms, "purposes"):
            inner = next(
                (child for child in node.children if child.dep_ == "prep" and child.lower_ == "of" and any(c.dep_ == "pcomp" for c in child.children)), None
            )
            if inner is not None:
                for child in inner.children:
                    if child.dep_ == "pcomp":
                        yield from verb_phrases(child)
            else:
                yield from _modified_purposes(doc, node, end)
        node = following


def _modified_purposes(doc: Doc, node: Token, end: int) -> Iterator[Candidate]:
    """A purpose noun phrase; of "research, security and legal purposes" each."""
    start = node.left_edge.i
    joining = words("purposes", "joining")
    marks = [index for index in range(start, node.i) if doc[index].text in joining]
    if node.lower_ not in words("purposes", "heads") or not marks:
        yield Candidate("purposes", start, end, node.i)
        return
    for opening, closing in zip([start - 1, *marks], [*marks, end], strict=True):
        if closing > opening + 1:
            yield Candidate("purposes", opening + 1, closing, node.i)
