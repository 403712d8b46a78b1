"""Outside companies by name: which of them receive or process data, and what for.

A name is a run of capitalised words that is neither the house, a place, a law nor a word of everyday English. It is a recipient where a cue of its sentence
makes it one ("we use Acme", "hosted by Acme", "partners such as Acme", "Acme receives"), or where it stands in a column or list of recipients. The rules read
names alone, without a trained recogniser of entities: that would make parsing half as long again, and it takes defined terms and laws for companies.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from policydiff.extraction.models import DISCLOSING, Mention, Polarity, Practice
from policydiff.extraction.predicates.polarity import denied
from policydiff.extraction.predicates.roles import passive, sentence_bounds, subject, verb_above
from policydiff.extraction.recipients import may_receive
from policydiff.extraction.wordlists import table, words

if TYPE_CHECKING:
    from policydiff.clauses.models import Clause
    from policydiff.extraction.parse import Doc, Token
    from policydiff.extraction.reading import Reading

_CELLS = 8  # cells of a row
_LONG = 24  # tokens of a cell or item in which further names may stand
_CLIMB = 10
_AROUND = 14  # tokens on either side of a name among which the words stand that say what it is for
_TITLE = re.compile(r"^(?:\W|the )*((?:[A-Z][\w.&-]*|[a-z]+[A-Z]\w*)(?: [A-Z][\w.&-]*){0,3})", re.IGNORECASE)
_MAIL = re.compile(r"@(?:[\w-]+\.){0,2}([\w-]{3,})\.[a-z]{2,3}\b", re.IGNORECASE)
_BULLETS = frozenset({"*", "•", "-", "_", "**", "–"})
_UNCLEAR = ("third_party", "named")


@dataclass(frozen=True, slots=True)
class Name:
    """A company that receives or processes data: its tokens (end exclusive), its term, and whether the sentence denies it."""

    start: int
    end: int
    term: str
    polarity: Polarity


@dataclass(frozen=True, slots=True)
class _Cue:
    """What makes a name a recipient.

    `noun` says what it is ("our analytics provider"), `helps` that it works for the house; a `strong` cue makes a name of a word of everyday English too.
    """

    noun: str = ""
    verb: Token | None = None
    helps: bool = False
    strong: bool = False


def with_named(reading: Reading, practices: Iterable[Practice]) -> list[Practice]:
    """The practices with the named companies of their sentence among the recipients; a name that no practice of its sentence can take makes one of its own.

    `practices` are those of the clause, with offsets in it. What they name already keeps its place, and gets the term of the company
    where its own says nothing.
    """
    stated = list(practices)
    for name in named(reading):
        stated = _joined(reading, stated, name)
    return stated


def named(reading: Reading) -> tuple[Name, ...]:
    """The companies that the clause names as recipients, in order."""
    from policydiff.extraction.predicates import silent

    doc = reading.doc
    runs = [(start, end) for sentence in doc.sents for start, end in _runs(doc, sentence.start, sentence.end) if not _is_house(doc, start, end, reading)]
    if not runs:
        return ()
    listed = _lists_recipients(reading)
    hushed = table("named")["cues"]["quiet"]
    quiet = {sentence.start for sentence in doc.sents if silent(sentence) or any(phrase in sentence.text.lower() for phrase in hushed)}
    found = []
    for start, end in runs:
        if doc[start].sent.start in quiet:
            continue
        cue = _Cue() if listed and _opens(doc, start, end) else _cue(doc, start, end) or _bracketed(doc, start, end)
        if cue is None or (_ordinary(doc, start, end) and not (cue.strong and end - start == 1 and doc[start].tag_ == "NNP")):
            continue
        if not listed and not may_receive(doc, start, end):
            continue
        denying = cue.verb is not None and denied(cue.verb)
        if not denying or (cue.verb is not None and cue.verb.lemma_.lower() in words("named", "cues", "sharing") | words("named", "cues", "using")):
            found.append(Name(start, end, _term(reading, start, end, cue), "denied" if denying else "affirmed"))
    return tuple(found)


def house(title: str | None, texts: Sequence[str]) -> frozenset[str]:
    """The names of whoever speaks, in lower case: of the title ("Acme Privacy Policy"), of its mail addresses, and what stands in very many of its clauses.

    `texts` are the clauses of a document.
    """
    table_ = table("named")["house"]
    often = Counter(word for text in texts for word in {_bare(part) for part in text.split()[1:] if part[:1].isupper()})
    least = max(table_["least"], table_["share"] * len(texts))
    return signed(title, texts) | _names(word for word, count in often.items() if count >= least)


def signed(title: str | None, texts: Sequence[str]) -> frozenset[str]:
    """The names under which a document is published, in lower case: of its title, and of its mail addresses. `texts` are its clauses."""
    names: set[str] = set()
    match = _TITLE.match(title or "")
    if match is not None:
        for word in match.group(1).split():
            if word.lower() in words("named", "house", "pages"):
                break
            names.add(_bare(word))
    domains = Counter(found.group(1).lower() for text in texts if "@" in text for found in _MAIL.finditer(text))
    names |= {label for label, _ in domains.most_common(2) if label not in words("named", "house", "others")}
    return _names(names)


def _names(found: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in set(found) - words("named", "house", "empty") if len(name) > 2 and name not in _everyday())


def rows(clauses: Sequence[Clause]) -> dict[int, str]:
    """For each cell that may name a recipient, by its index, the other cells of its row as one text: they say what the recipient is for."""
    found: dict[int, str] = {}
    for index, clause in enumerate(clauses):
        if clause.kind != "table_cell" or not clause.lead_in or not _heads_recipients(clause.lead_in, clause.heading):
            continue
        ending = ": " + " ".join(clause.text.split())
        parts = []
        for other in clauses[index + 1 : index + 1 + _CELLS]:
            if other.kind != "table_cell" or not other.lead_in.endswith(ending):
                break
            parts.append(f"{other.lead_in[: -len(ending)]}: {other.text}")
        if parts:
            found[index] = "; ".join(parts)
    return found


@cache
def _everyday() -> frozenset[str]:
    """Words of the vocabulary and of the lists: what a policy writes with a capital by habit ("Service Providers")."""
    from policydiff.vocabulary import load

    vocabulary = load()
    spoken = {
        word for facet in ("data", "purposes", "recipients") for term in vocabulary.terms(facet).values() for phrase in term.phrases for word in phrase.split()
    }
    companies = {word for names in table("named")["companies"].values() for name in names for word in name.split()}
    return frozenset(
        (spoken - companies)
        | words("named", "other", "words")
        | words("named", "other", "places")
        | words("named", "roles", "words")
        | words("named", "roles", "tools")
    )


@cache
def _companies() -> dict[tuple[str, ...], str]:
    return {tuple(name.split()): term for term, names in table("named")["companies"].items() for name in names}


@cache
def _english() -> frozenset[str]:
    """The words of English as the lemmatiser knows them."""
    from policydiff.extraction.pipeline import language_model

    lookups = language_model().get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
    return frozenset(word for forms in lookups.get_table("lemma_index").values() for word in forms)


def _bare(word: str) -> str:
    """A word in lower case without marks around it and without "'s"."""
    return re.sub(r"['’]s$", "", word.strip(".,;:()[]\"“”'’*_").lower())


def _runs(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The runs of capitalised words of a sentence that may be names, each with the legal form behind it."""
    index = start
    while index < end:
        if not _is_part(doc[index]):
            index += 1
            continue
        first = index
        while index < end and (_is_part(doc[index]) or _joins(doc, index, end)):
            index += 1
        stop = index
        if index + 1 < end and doc[index].text == "," and _is_form(doc[index + 1]):
            stop = index = index + 2
        run = _trimmed(doc, first, stop)
        if run is not None and _is_name(doc, *run):
            yield run


def _is_part(token: Token) -> bool:
    text = token.text
    if not text[:1].isalpha() or token.like_url or "@" in text:
        return False
    if not text[0].isupper():
        return any(letter.isupper() for letter in text[1:]) and text.isalnum()
    if token.pos_ in ("DET", "PRON", "ADP", "CCONJ", "SCONJ", "AUX", "PART"):
        return False
    if token.pos_ == "PROPN" or not token.is_sent_start or any(letter.isupper() for letter in text[1:]):
        return not text.endswith("-based")
    return _known(token.doc, token.i, token.i + 1) is not None or not _is_english(token)


def _joins(doc: Doc, index: int, end: int) -> bool:
    """Whether a mark binds the words around it into one name: "Johnson & Johnson", "X-Mode"."""
    if index + 1 >= end or not _is_part(doc[index + 1]):
        return False
    return doc[index].text == "&" or (doc[index].text in ("-", "+") and not doc[index].whitespace_ and not doc[index - 1].whitespace_)


def _trimmed(doc: Doc, start: int, end: int) -> tuple[int, int] | None:
    """The run without everyday words before its name ("Analytics Provider Acme"); None where nothing is left."""
    if _has_form(doc, start, end):
        return start, end
    while start < end and doc[start].lower_ in _everyday() and not _known(doc, start, end):
        start += 1
    return (start, end) if start < end else None


def _has_form(doc: Doc, start: int, end: int) -> bool:
    """Whether the run ends in the legal form of a company."""
    return end - start > 1 and _is_form(doc[end - 1])


def _is_form(token: Token) -> bool:
    return token.text[:1].isupper() and _bare(token.text).replace(".", "") in words("named", "legal", "forms")


def _known(doc: Doc, start: int, end: int) -> str | None:
    """The term of a world-known company whose name begins the run."""
    forms = [token.lower_ for token in doc[start:end]]
    for length in range(min(4, len(forms)), 0, -1):
        term = _companies().get(tuple(forms[:length]))
        if term is not None:
            return term
    return None


def _is_name(doc: Doc, start: int, end: int) -> bool:
    """Whether a run can be a company: not a law, a page, a body or a place, and not short initials that no list knows."""
    tokens = [token for token in doc[start:end] if token.text not in (",", "&", "-")]
    last = tokens[-1].lower_
    known = _known(doc, start, end)
    if tuple(token.lower_ for token in doc[start:end]) in _companies():
        return True
    legal = _has_form(doc, start, end)
    if last in words("named", "other", "endings") and not legal and not _is_handed(doc, start, end):
        return False
    if end < len(doc) and doc[end].lower_ in words("named", "other", "endings") and doc[end].text[:1].isupper():
        return False
    if known is not None:
        return True
    told = [token for token in tokens if token.lower_ not in _everyday()]
    if not told or any(token.lower_ in words("named", "other", "endings") for token in tokens[:-1] if not legal):
        return False
    if legal:
        return True
    first = told[0].text
    return not (first.isupper() and len(tokens) == 1) and len(first) > 2


def _is_handed(doc: Doc, start: int, end: int) -> bool:
    """Whether a run that ends like a kind of data begins with a name and stands where the recipient does: "share your address with Globex Data"."""
    handed = start > 0 and doc[start - 1].lower_ in words("roles", "handing")
    return handed and end - start > 1 and doc[end - 1].lower_ in words("named", "other", "firms") and not _is_english(doc[start])


def _is_house(doc: Doc, start: int, end: int, reading: Reading) -> bool:
    """Whether a run names the speaker itself, or a term that the document defines."""
    text = doc[start:end].text.lower()
    own = reading.names.house | {name.split()[0] for name in reading.names.first_party}
    before = [token for token in doc[max(0, start - 2) : start] if token.text[:1].isupper()]
    if any(_bare(token.text) in own for token in (*before, *doc[start:end])) or (
        start and doc[start - 1].lower_ in words("roles", "controllers_own", "determiners")
    ):
        return True
    return any(text == term or text.rstrip("s") == term.rstrip("s") for term, _ in reading.names.definitions)


def _ordinary(doc: Doc, start: int, end: int) -> bool:
    """Whether every word of the run is English, so that it takes a strong cue to read it as a name; a known company is none."""
    if _known(doc, start, end) is not None:
        return False
    return not _has_form(doc, start, end) and all(_is_english(token) for token in doc[start:end] if token.is_alpha)


def _is_english(token: Token) -> bool:
    form = token.lower_
    forms = (form, token.lemma_.lower(), form.removesuffix("s"), form.removesuffix("es"), form.removesuffix("ies") + "y")
    return any(one in _everyday() or one in _english() for one in forms)


def _lists_recipients(reading: Reading) -> bool:
    """Whether a clause is a cell or an item of a list of recipients."""
    if reading.kind == "table_cell":
        return reading.lead_in is not None and _heads_recipients(reading.lead_in.text, reading.heading)
    if reading.kind != "list_item":
        return False
    from policydiff.extraction.contexts import frame

    lent = frame(reading)
    return lent is not None and lent.slot == "recipients"


def _heads_recipients(header: str, heading: Sequence[str]) -> bool:
    """Whether a column holds recipients, by its header and, where that is vague, by the headings above the table."""
    column, _, row = header.partition(": ")
    folded = column.strip(" :*").lower()
    headers = words("named", "roles", "headers")
    weak = words("named", "roles", "weak_headers")
    parts = [part.strip() for part in re.split(r"[/(),]| or | and ", folded) if part.strip()]
    if not parts or not any(part in headers or part.split()[-1] in headers - weak for part in parts):
        return False
    if all(part in weak for part in parts):
        return not row and any(cue in above.lower() for above in heading for cue in words("named", "roles", "context"))
    return True


def _opens(doc: Doc, start: int, end: int) -> bool:
    """Whether a name begins a cell, a line or an item, and is the item, or is set apart from what follows."""
    before = [token for token in doc[:start] if not token.is_space and token.text not in _BULLETS]
    if before and not (doc[start - 1].is_space or doc[start - 1].text in words("named", "lists", "before")):
        return False
    if before and len(doc) > _LONG:
        return False
    after = doc[end] if end < len(doc) else None
    return after is None or after.is_space or after.is_punct or after.lower_ in words("named", "lists", "behind")


def _cue(doc: Doc, start: int, end: int) -> _Cue | None:
    """What makes the run a recipient; None where nothing does."""
    beside = _beside(doc, start, end)
    node = doc[start:end].root
    tool = False
    for _ in range(_CLIMB):
        head, low = node.head, node.lower_
        if node.dep_ == "pobj" and head.pos_ in ("ADP", "SCONJ", "VERB", "ADV"):
            return _governed(node, head, beside, tool)
        if node.dep_ == "dobj" and head.pos_ in ("VERB", "AUX"):
            return _object(head, beside)
        if node.dep_ in ("nsubj", "nsubjpass") and head.pos_ in ("VERB", "AUX"):
            return _subject(node, head, beside)
        if node.dep_ == "attr" and beside:
            return _Cue(beside, head)
        if node.dep_ in ("appos", "compound", "nmod", "poss", "npadvmod", "amod") and head != node:
            if head.lower_ in words("named", "roles", "words") and node.dep_ != "poss":
                beside = beside or doc[head.left_edge.i : head.i + 1].text
            elif (
                node.dep_ in ("compound", "poss")
                and not start <= node.i < end
                and low not in words("named", "roles", "tools") | words("named", "roles", "words")
            ):
                break
            elif start <= node.i < end and not start <= head.i < end and node.dep_ in ("compound", "poss"):
                if head.lower_ not in words("named", "roles", "tools") | words("named", "roles", "words"):
                    break
                tool = True
            node = head
            continue
        if node.dep_ == "conj" and head != node:
            node = head
            continue
        break
    return _Cue(beside, verb_above(doc[start])) if beside else None


def _bracketed(doc: Doc, start: int, end: int) -> _Cue | None:
    """The cue of a world-known company alone in brackets: "to show you advertising (Google Ads)"."""
    enclosed = start > 0 and doc[start - 1].text == "(" and end < len(doc) and doc[end].text in (")", ",")
    return _Cue(verb=verb_above(doc[start])) if enclosed and _known(doc, start, end) is not None else None


def _beside(doc: Doc, start: int, end: int) -> str:
    """The noun that says what the name is, before it ("our analytics provider, Acme"; "vendors such as Acme") or behind it ("Acme, our mail provider")."""
    roles, examples = words("named", "roles", "words") | words("named", "roles", "tools"), words("named", "cues", "examples")
    at = start - 1
    sentence = doc[start].sent
    steps = 0
    while at >= sentence.start and steps < 40 and (doc[at].lower_ in examples or doc[at].pos_ in ("PROPN", "CCONJ") or doc[at].is_space):
        if doc[at].lower_ in roles and doc[at].text[:1].islower():
            break
        at, steps = at - 1, steps + 1
    if at >= sentence.start and doc[at].lower_ in roles:
        return doc[max(doc[at].left_edge.i, at - 5, sentence.start) : at + 1].text
    if end + 1 < sentence.end and doc[end].text in (",", "(", "–", "—") and doc[end + 1].lower_ in words("named", "cues", "describing"):
        for token in doc[end + 1 : min(end + 9, sentence.end)]:
            if token.pos_ in ("VERB", "ADP", "PUNCT"):
                break
            if token.lower_ in words("named", "roles", "words"):
                return doc[end + 1 : token.i + 1].text
    return ""


def _governed(node: Token, preposition: Token, beside: str, tool: bool) -> _Cue | None:
    """The cue of a name behind a preposition."""
    word, governor = preposition.lower_, preposition.head
    lemma = governor.lemma_.lower()
    if word in words("named", "cues", "instances"):
        return _Cue(beside, verb_above(governor)) if beside else None
    if word == "by":
        return (
            _Cue(beside, governor, helps=True)
            if governor.pos_ in ("VERB", "AUX") and lemma in words("named", "cues", "processing")
            else _aside(beside, governor)
        )
    if word in words("named", "cues", "parties"):
        verb = governor if governor.pos_ in ("VERB", "AUX") else governor.head if governor.head.pos_ in ("VERB", "AUX") else None
        if verb is None:
            return _aside(beside, governor)
        if word == "with" and verb.lemma_.lower() in words("named", "cues", "joining") and not _users(verb):
            return _Cue(beside, verb, helps=True, strong=True)
        return (
            _Cue(beside, verb) if verb.lemma_.lower() in words("named", "cues", "sharing") and (_ours(verb) or _undergone(verb)) else _aside(beside, governor)
        )
    if word in words("recipients", "sources", "relying_prepositions"):
        return _Cue(beside, governor, helps=True) if lemma in words("named", "cues", "joining") else _aside(beside, governor)
    if word in words("named", "cues", "ways"):
        return (
            _Cue(beside, verb_above(preposition), helps=True) if governor.pos_ in ("VERB", "AUX", "NOUN") and not _users(governor) else _aside(beside, governor)
        )
    if word == "of" and governor.lower_ in words("named", "roles", "tools"):
        verb = verb_above(governor)
        return _Cue(beside, verb, helps=True) if verb is not None and verb.lemma_.lower() in words("named", "cues", "using") else _aside(beside, governor)
    return _aside(beside, governor)


def _aside(beside: str, governor: Token) -> _Cue | None:
    return _Cue(beside, governor if governor.pos_ in ("VERB", "AUX") else verb_above(governor)) if beside else None


def _users(verb: Token) -> bool:
    """Whether the person does it: "if you share it with Acme"."""
    who = subject(verb) if verb.pos_ in ("VERB", "AUX") else None
    return who is not None and who.lower_ in words("roles", "user")


def _ours(verb: Token) -> bool:
    """Whether the house does it, or somebody who stands as the subject of the verb itself and is not the person nor a name."""
    who = subject(verb)
    if who is None or who.lower_ in words("roles", "user"):
        return False
    return who.lower_ in words("roles", "first_person") or (who.head == verb and who.pos_ != "PROPN")


def _undergone(verb: Token) -> bool:
    """Whether the verb is in the passive voice, or names nobody who acts: "is shared with Acme", "sending it to Acme"."""
    return (passive(verb) or subject(verb) is None) and not _users(verb)


def _object(verb: Token, beside: str) -> _Cue | None:
    lemma = verb.lemma_.lower()
    if lemma in words("named", "cues", "using") and (_ours(verb) or verb.tag_ == "VBG") and not _users(verb):
        return _Cue(beside, verb, helps=True, strong=True)
    topic = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    if lemma == "include" and topic is not None and topic.lower_ in words("named", "roles", "words") | words("named", "roles", "tools"):
        return _Cue(verb.doc[topic.left_edge.i : topic.i + 1].text, verb)
    return _Cue(beside, verb) if beside and not _users(verb) else None


def _subject(node: Token, verb: Token, beside: str) -> _Cue | None:
    lemma = verb.lemma_.lower()
    # without a "we" or "us" beside it, the name may be the house speaking of itself in the third person
    apart = any(token.tag_ == "PRP" and token.lower_ in words("roles", "first_person") for token in node.sent)
    if lemma in words("named", "cues", "receiving") and node.dep_ == "nsubj" and apart:
        return _Cue(beside, verb)
    if lemma == "be":
        said = next((child for child in verb.children if child.dep_ == "attr" and child.lower_ in words("named", "roles", "words")), None)
        if said is not None:
            return _Cue(verb.doc[said.left_edge.i : said.i + 1].text, verb)
    return _Cue(beside, verb) if beside else None


def _term(reading: Reading, start: int, end: int, cue: _Cue) -> str:
    """The term of the company: its usual one, that of the noun beside it, or of what the words around it say that it is for."""
    from policydiff.vocabulary import load

    doc = reading.doc
    known = _known(doc, start, end)
    if known is not None and known != "named":
        return known
    said = load().classify(cue.noun, "recipients") if cue.noun else None
    if said is not None and said.category not in ("third_party", "named", "service_provider", "business_partner"):
        return said.id
    around = doc[max(doc[start].sent.start, start - _AROUND) : start].text, doc[end : min(doc[start].sent.end, end + _AROUND)].text
    function = _function(*around) or _function("", reading.row) or (_function("", " ".join(reading.heading[-1:])) if not cue.verb else None)
    if function is not None:
        return function
    if said is not None and said.category in ("service_provider", "business_partner"):
        return said.id
    return "processor" if cue.helps or _speaks_of_processors(reading) else "named"


def _speaks_of_processors(reading: Reading) -> bool:
    from policydiff.vocabulary import load

    lead = reading.lead_in.text if reading.lead_in is not None else ""
    said = load().match(" ".join((*reading.heading[-1:], lead)).replace("-", " ").split(), "recipients")
    return any(match.term.category == "service_provider" for match in said)


def _function(before: str, after: str) -> str | None:
    """The function whose word stands nearest to a name that has this text before and after it."""
    best: tuple[int, int, str] | None = None
    for term, pattern in _functions():
        places = [len(before) - match.end() for match in pattern.finditer(before)][-1:] + [match.start() for match in pattern.finditer(after)][:1]
        if places and (best is None or (min(places), -1) < best[:2]):
            best = (min(places), 0, term)
    return None if best is None else best[2]


@cache
def _functions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((term, re.compile(r"\b(?:" + "|".join(map(re.escape, starts)) + ")", re.IGNORECASE)) for term, starts in table("named")["functions"].items())


def _joined(reading: Reading, practices: list[Practice], name: Name) -> list[Practice]:
    """The practices with one more name."""
    from policydiff.vocabulary import load

    text, start, end = reading.words(reading.doc[name.start : name.end])
    practices = [_without(practice, start, end) for practice in practices]
    mention = Mention(text=text, start=start, end=end, term=name.term, category=load().term(name.term, "recipients").category)
    if any(other.start < end and start < other.end for practice in practices for other in practice.recipients):
        return [_named_better(practice, mention) for practice in practices]
    first, last = sentence_bounds(reading.doc, start)
    own = [
        index for index, practice in enumerate(practices) if first <= practice.start < last and practice.polarity == name.polarity and practice.actor != "user"
    ]
    taker = next((index for index in own if practices[index].action in DISCLOSING), own[0] if own else None)
    if taker is None:
        sentence = reading.words(reading.doc[name.start].sent)
        return [
            *practices,
            Practice(
                action="share",
                actor="first_party",
                polarity=name.polarity,
                modality="does",
                recipients=(mention,),
                clause="",
                start=sentence[1],
                end=sentence[2],
            ),
        ]
    taken = practices[taker]
    recipients = tuple(sorted((*taken.recipients, mention), key=lambda other: (other.start, other.end)))
    return [*practices[:taker], taken.model_copy(update={"recipients": recipients}), *practices[taker + 1 :]]


def _without(practice: Practice, start: int, end: int) -> Practice:
    """The practice without the data that are only words of a name: "Globex Data" is a firm."""
    data = tuple(mention for mention in practice.data if not start <= mention.start < mention.end <= end)
    return practice if len(data) == len(practice.data) else practice.model_copy(update={"data": data})


def _named_better(practice: Practice, mention: Mention) -> Practice:
    """The practice with the term of the company for a mention of it that says nothing by itself."""
    recipients = tuple(
        other.model_copy(update={"term": mention.term, "category": mention.category})
        if other.category in _UNCLEAR and mention.category not in _UNCLEAR and other.start <= mention.start and mention.end <= other.end
        else other
        for other in practice.recipients
    )
    return practice.model_copy(update={"recipients": recipients})
