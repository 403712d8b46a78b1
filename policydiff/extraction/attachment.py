"""Which mention belongs to which predicate.

A mention belongs to the first predicate above it in the parse. What stands between them decides: a linking verb passes on ("this includes your name"), another
verb stops. A mention without a predicate takes the verb, the actor and the polarity of the lead-in or heading. A certain mention that the parse
leaves alone goes to
the nearest predicate of its sentence, then to the one before, then to what its slot is by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from policydiff.extraction.contexts import Frame, frame, is_contents, is_title
from policydiff.extraction.mentions import Candidate, Slot, has_tagger, mentions, noun_purposes, verb_phrases
from policydiff.extraction.models import Action, Polarity
from policydiff.extraction.predicates import Predicate, instrumental, predicates, silent
from policydiff.extraction.predicates.polarity import denied, denier, empty
from policydiff.extraction.predicates.roles import verb_above
from policydiff.extraction.stating import states
from policydiff.extraction.wordlists import words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Span, Token
    from policydiff.extraction.reading import Reading

_RECIPIENT_ACTIONS = frozenset({"share", "sell", "transfer", "access", "collect", "combine", "retain", "use"})
_DATA_PREPOSITIONS = frozenset({"of", "about", "with", "through", "via", "using", "including", "such", "like", "as", "regarding", "concerning", "except"})
# Tags of verbs that make a statement of their own.
_FINITE = frozenset({"VBP", "VBZ", "VBD", "MD"})
_REACH = 8  # tokens between a mention and the bracket that gives its examples
_SHORT = 20  # tokens
_LONGEST_BRACKET = 250  # tokens
_SLOTS = ("data", "recipients", "purposes")
# What takes its data after "to" or "from" too: "access to", "remove from", "associate with".
_WIDER = {"access": frozenset({"to"}), "combine": frozenset({"to", "from"})}


@dataclass(slots=True)
class Statement:
    """A predicate and what has been found to belong to it."""

    predicate: Predicate
    data: list[Candidate] = field(default_factory=list)
    recipients: list[Candidate] = field(default_factory=list)
    purposes: list[Candidate] = field(default_factory=list)
    inherits: bool = False
    # The verbs of purposes, which are no predicates any more.
    verbs: set[int] = field(default_factory=set)

    def slot(self, name: str) -> list[Candidate]:
        """The candidates of a slot."""
        return {"data": self.data, "recipients": self.recipients, "purposes": self.purposes}[name]


def statements(reading: Reading, taken: tuple[tuple[int, int], ...]) -> list[Statement]:
    """The predicates of a clause, each with the mentions that belong to it, in order; the one lent by the context comes last.

    None where the clause states no practice.
    """
    found = candidate_statements(reading, taken)
    return found if any(_plainly(statement, reading.doc) for statement in found) or states(reading, frame(reading), found) else []


def _plainly(statement: Statement, doc: Doc) -> bool:
    """Whether a statement leaves no doubt: a denial, an item under words that say what is done, a short sentence whose main verb takes data."""
    if statement.predicate.polarity == "denied":
        return True
    if statement.inherits:
        return any(statement.slot(slot) for slot in _SLOTS)
    if statement.predicate.token < 0 or not _main_verb(doc[statement.predicate.token]):
        return False
    ours = statement.predicate.who is not None and doc[statement.predicate.who].lower_ in words("roles", "first_person")
    return bool(statement.data) or (ours and any(candidate.certain for slot in _SLOTS for candidate in statement.slot(slot)))


def candidate_statements(reading: Reading, taken: tuple[tuple[int, int], ...]) -> list[Statement]:
    """As `statements`, before it is asked whether the clause as a whole states a practice."""
    doc = reading.doc
    if is_contents(doc.text) or (reading.kind == "paragraph" and reading.lead_in is None and is_title(doc)):
        return []
    context = frame(reading)
    found = predicates(doc, reading.names)
    stated = {index: Statement(_under(predicate, doc, context)) for index, predicate in found.items()}
    quiet = [(sentence.start, sentence.end) for sentence in doc.sents if silent(sentence) or _announces(sentence, reading)]
    candidates = tuple(item for item in mentions(reading) if not any(start <= item.root < end for start, end in quiet))
    inherited = Statement(context.predicate(len(doc)), inherits=context.spoken) if context is not None else None
    loose = _attach(doc, candidates, stated, inherited, context, taken)
    _share_slots(doc, stated)
    _gather_with(doc, stated)
    _take_up(doc, stated)
    filled = [*(stated[index] for index in sorted(stated)), *([inherited] if inherited is not None else []), *loose]
    if any(candidate.certain for candidate in candidates):
        return [_plausible(statement, doc) for statement in filled]
    return [statement for statement in filled if not has_tagger() or _plain(statement, doc)]


def _announces(sentence: Span, reading: Reading) -> bool:
    """Whether a fragment in running text only says what is told elsewhere: "Information we collect and how we use it"."""
    root = sentence.root
    if reading.lead_in is not None or reading.kind != "paragraph" or len(sentence) > 2 * _SHORT or ":" in sentence.text[:-1]:
        return False
    if root.pos_ == "VERB":
        # The parse makes a sentence of "information we collect about you:".
        us = next((child for child in root.children if child.dep_ == "nsubj" and child.lower_ in words("roles", "first_person")), None)
        return us is not None and sentence[-1].text != "." and any(child.i < us.i and child.pos_ in ("NOUN", "PROPN") for child in root.children)
    return root.pos_ in ("NOUN", "PROPN") and any(
        leaf.dep_ in ("relcl", "acl") and any(child.dep_ == "nsubj" and child.lower_ in words("roles", "first_person") for child in leaf.children)
        for leaf in root.subtree
    )


def _plain(statement: Statement, doc: Doc) -> bool:
    """Whether a statement may stand where the tagger sees no mention in its whole clause: a denial, an item, the main verb of a short sentence."""
    predicate = statement.predicate
    if predicate.polarity == "denied" or statement.inherits:
        return True
    if predicate.token < 0:
        return False
    return _main_verb(doc[predicate.token])


def _main_verb(token: Token) -> bool:
    """Whether a word is the main verb of a short sentence, or says what that verb does: "is visible", "have access"."""
    main = token.dep_ == "ROOT" or (token.dep_ in ("conj", "acomp") and token.head.dep_ == "ROOT")
    main = main or (token.dep_ == "dobj" and token.pos_ == "NOUN" and token.head.dep_ == "ROOT")
    return main and len(token.sent) <= _SHORT


def _plausible(statement: Statement, doc: Doc) -> Statement:
    """The statement without the uncertain mentions that experience speaks against.

    Beside a certain mention, an uncertain one is right more often than not, unless it is a vague purpose. Alone it needs a verb that is about data.
    """
    from policydiff.vocabulary import load

    if statement.predicate.polarity == "denied" and statement.predicate.actor == "first_party":
        return statement
    vocabulary = load()
    supported = any(candidate.certain for slot in _SLOTS for candidate in statement.slot(slot))
    lent = statement.predicate.token < 0
    weak = lent or doc[statement.predicate.token].lemma_.lower() in words("predicates", "weak", "verbs")
    kept = Statement(statement.predicate, inherits=statement.inherits)
    for slot in _SLOTS:
        for candidate in statement.slot(slot):
            likely = {"data": supported or not weak, "purposes": not lent, "recipients": supported}[slot]
            if likely and slot != "data" and not candidate.certain:
                term = vocabulary.classify(doc[candidate.start_token : candidate.end_token].text, slot)
                likely = term is not None and "vague" not in term.flags
            if candidate.certain or likely:
                kept.slot(slot).append(candidate)
    return kept


def _inside(doc: Doc, index: int, places: tuple[tuple[int, int], ...]) -> bool:
    at = doc[index].idx
    return any(start <= at < end for start, end in places)


def _under(predicate: Predicate, doc: Doc, context: Frame | None) -> Predicate:
    """An item's verb without a subject of its own, under a lead-in that denies or names who acts: "We will not:" - "sell your data"."""
    token = doc[predicate.token]
    if (
        context is None
        or not context.spoken
        or token.dep_ != "ROOT"
        or predicate.who is not None
        or predicate.passive
        or any(child.dep_ == "aux" for child in token.children)
    ):
        return predicate
    return replace(predicate, actor=context.actor, polarity=context.polarity, modality=context.modality)


def _attach(
    doc: Doc,
    candidates: tuple[Candidate, ...],
    statements: dict[int, Statement],
    inherited: Statement | None,
    context: Frame | None,
    blocked: tuple[tuple[int, int], ...],
) -> list[Statement]:
    loose: dict[str, Statement] = {}
    candidates = tuple(item for item in candidates if not (_inside(doc, item.root, blocked) and not _stated_beside(doc, item, statements)))
    purposes = [candidate for candidate in candidates if candidate.slot == "purposes"]
    for candidate in purposes:
        if not _attach_purpose(doc, candidate, statements, inherited, context) and candidate.certain:
            owner_of_aim = _fallback(doc, candidate, statements, inherited, context, loose)
            owner_of_aim.purposes.append(candidate)
            _aim_alone(doc, candidate, owner_of_aim)
    kept = [candidate for statement in (*statements.values(), *([inherited] if inherited else [])) for candidate in statement.purposes]
    inside = {index for candidate in kept for index in range(candidate.start_token, candidate.end_token)}
    attached: list[tuple[Candidate, Statement]] = []
    for candidate in candidates:
        if candidate.slot == "purposes":
            continue
        owner = _owner(doc[candidate.root], statements, candidate)
        purposeful = _purposeful(doc[candidate.root], (*statements.values(), *([inherited] if inherited else []))) if candidate.certain else None
        if purposeful is not None:
            owner = (purposeful, [doc[candidate.root]])
        elif owner is not None and candidate.slot == "data":
            owner = _combined(doc, owner, statements)
            if inherited is not None and context is not None and candidate.certain and _lends(context, owner[1], doc[candidate.root]):
                owner = (inherited, owner[1])
        if candidate.slot == "data" and (owner is None or (candidate.certain and _in_a_row(doc, candidate, attached))):
            owner = _listed(doc, candidate, attached) or owner
        if candidate.certain:
            example = _bracketed(doc, candidate, attached) if candidate.slot == "data" else None
            owner = owner if example is None else (example, [doc[candidate.root]])
            statement = owner[0] if owner is not None else _fallback(doc, candidate, statements, inherited, context, loose)
            statement = _unless_excluded(doc[candidate.root], _main(doc, statement, statements), loose)
            statement.slot(candidate.slot).append(candidate)
            if candidate.slot == "data":
                attached.append((candidate, statement))
        elif _inside(doc, candidate.root, blocked):
            continue
        elif owner is not None:
            statement, path = owner
            slot = _slot(candidate, statement.predicate, path, doc)
            unreal = (statement.predicate.condition and not statement.predicate.handed_over) or (
                statement.predicate.token >= 0 and _inside(doc, statement.predicate.token, blocked)
            )
            if slot is not None and not unreal and not (candidate.root in inside and statement.predicate.token not in inside):
                statement = _unless_excluded(doc[candidate.root], statement, loose)
                statement.slot(slot).append(replace(candidate, slot=slot))
                if slot == "data":
                    attached.append((candidate, statement))
        elif inherited is not None and context is not None and candidate.slot == context.slot and candidate.root not in inside and _bare(doc[candidate.root]):
            inherited.slot(candidate.slot).append(candidate)
    if inherited is not None and context is not None and context.slot == "purposes":
        _item_purposes(doc, statements, inherited)
    return list(loose.values())


def _aim_alone(doc: Doc, purpose: Candidate, statement: Statement) -> None:
    """A verb of sharing that is all there is to a purpose says what data are used for: "to send encrypted messages"."""
    verb = doc[purpose.root]
    if statement.predicate.token == purpose.root and statement.predicate.action == "share" and any(child.tag_ == "TO" for child in verb.children):
        statement.predicate = replace(statement.predicate, action="use")


def _stated_beside(doc: Doc, candidate: Candidate, statements: dict[int, Statement]) -> bool:
    """Whether a predicate stands in the candidate's sentence. Words of a choice or a right beside none name what the person decides on."""
    sentence = doc[candidate.root].sent
    return any(sentence.start <= index < sentence.end for index in statements)


def _main(doc: Doc, statement: Statement, statements: dict[int, Statement]) -> Statement:
    """For a predicate in an if-clause, the predicate of its main clause where there is one: "if we learn that we hold such data, we delete them"."""
    if not statement.predicate.condition or statement.predicate.handed_over:
        return statement
    sentence = doc[statement.predicate.token].sent
    return next(
        (statements[index] for index in sorted(statements) if sentence.start <= index < sentence.end and not statements[index].predicate.condition), statement
    )


_BY_SLOT: dict[str, Action] = {"data": "collect", "recipients": "share", "purposes": "use"}


def _fallback(
    doc: Doc, candidate: Candidate, statements: dict[int, Statement], inherited: Statement | None, context: Frame | None, loose: dict[str, Statement]
) -> Statement:
    """Where a certain mention goes that no predicate stands above."""
    sentence = doc[candidate.root].sent
    near = [index for index in statements if sentence.start <= index < sentence.end and _takes(statements[index].predicate, candidate)]
    if candidate.slot == "data" and sentence.root.lemma_.lower() in words("predicates", "linking", "verbs"):
        near = [index for index in near if not _qualifies(doc[index])]
    if near:
        return statements[min(near, key=lambda index: (index > candidate.root, abs(index - candidate.root)))]
    if inherited is not None and context is not None:
        return inherited
    before = [index for index in statements if index < sentence.start and _takes(statements[index].predicate, candidate)]
    if before:
        return statements[max(before, key=lambda index: (not _qualifies(doc[index]), index))]
    following = _taken_up(doc, sentence, statements) if candidate.slot == "data" else None
    if following is not None:
        return following
    told: Polarity = "denied" if _denied_alone(doc[candidate.root]) else "affirmed"
    return loose.setdefault(candidate.slot + told, Statement(Predicate(-1, _BY_SLOT[candidate.slot], "first_party", told, "does", 0, len(doc))))


def _taken_up(doc: Doc, fragment: Span, statements: dict[int, Statement]) -> Statement | None:
    """The statement of the sentence after a bare list, whose object points back at the list: "Your name; your address. We use this information to ..."."""
    if fragment.end >= len(doc) or any(token.tag_ in _FINITE and token.dep_ == "ROOT" for token in fragment):
        return None
    after = doc[fragment.end].sent
    index = next((index for index in sorted(statements) if after.start <= index < after.end), None)
    if index is None:
        return None
    taken = (child for child in doc[index].children if child.dep_ in ("dobj", "nsubjpass"))
    pointing = words("predicates", "pointing", "words")
    return statements[index] if any(noun.lower_ in pointing or any(child.lower_ in pointing for child in noun.children) for noun in taken) else None


def _denied_alone(root: Token) -> bool:
    """Whether a mention that no predicate takes is denied: by its own verb, or by the linking verb above it ("it does not include your name")."""
    if root.pos_ == "VERB":
        by = denier(root)
        return by is not None and by.lower_ != "without" and not empty(root, by)
    link = _link_above(root)
    return link is not None and denied(link)


def _unless_excluded(root: Token, statement: Statement, loose: dict[str, Statement]) -> Statement:
    """The statement of a mention, denied where a linking verb excludes the mention: "the data we collect do not include your name"."""
    link = _link_above(root)
    predicate = statement.predicate
    if link is None or predicate.polarity == "denied" or link.i == predicate.token or not denied(link):
        return statement
    return loose.setdefault(f"without {predicate.token}", Statement(replace(predicate, polarity="denied")))


def _link_above(root: Token) -> Token | None:
    """The linking verb whose object a noun is, through the nouns that it is listed with."""
    node = root
    while node.dep_ in ("conj", "appos") and node.head != node:
        node = node.head
    linking = node.dep_ in ("dobj", "attr") and node.head.lemma_.lower() in words("predicates", "linking", "verbs") and node.head.lemma_ != "be"
    return node.head if linking else None


def _qualifies(token: Token) -> bool:
    """Whether a verb stands in a clause that only says more of a noun, or of another verb."""
    while token.dep_ == "conj" and token.head != token:
        token = token.head
    return token.dep_ in ("relcl", "acl", "advcl", "pcomp")


def _takes(predicate: Predicate, candidate: Candidate) -> bool:
    return candidate.slot != "recipients" or predicate.action in _RECIPIENT_ACTIONS


def _owner(root: Token, statements: dict[int, Statement], candidate: Candidate) -> tuple[Statement, list[Token]] | None:
    """The statement whose predicate is the first above `root`, and the tokens passed on the way, `root` first.

    A participle before the noun only says what kind of data they are: "we share hashed addresses".
    """
    path = [root]
    node = root
    linked: Token | None = None
    while node.head != node:
        head = node.head
        if head.i in statements and not candidate.start_token <= head.i < candidate.end_token:
            return (statements[head.i], path) if node.dep_ not in ("advcl", "relcl") or instrumental(node) else None
        if head.pos_ in ("VERB", "AUX"):
            if head.lemma_.lower() in words("predicates", "linking", "verbs") and linked is None:
                linked = head
                state = next((child.i for child in head.children if child.dep_ == "acomp" and child.i in statements), None)
                if state is not None and node.dep_ == "nsubj":
                    return statements[state], path
                topic = next((child for child in head.children if child.dep_ in ("nsubj", "nsubjpass") and child != node), None)
                own = _relative_owner(topic, statements) if topic is not None else None
                if own is not None:
                    return own, path
            elif head.dep_ == "conj" and head.head.i in statements and not any(child.dep_ in ("nsubj", "nsubjpass") for child in head.children):
                return statements[head.head.i], [*path, head]
            elif node.dep_ == "nsubjpass" and (also := _also_said(head, statements)) is not None:
                return also, [*path, head]
            elif head.lemma_.lower() not in words("purposes", "helping") and not instrumental(head) and not _doubted(head, statements):
                break
        path.append(head)
        node = head
    own = _relative_owner(root, statements)
    return (own, [root]) if own is not None else None


def _lends(context: Frame, path: list[Token], root: Token) -> bool:
    """Whether a bare item is what its lead-in or heading says, for all that a clause of its own says of it: "we share: information that you give us"."""
    return (context.slot == "data" or (context.spoken and context.slot == "recipients")) and path == [root] and _bare(root)


def _purposeful(root: Token, statements: Iterable[Statement]) -> Statement | None:
    """The statement whose purpose is the first verb above a mention: "we use them to analyse the messages that you send"."""
    verb = verb_above(root)
    return None if verb is None else next((statement for statement in statements if verb.i in statement.verbs), None)


def _combined(doc: Doc, owner: tuple[Statement, list[Token]], statements: dict[int, Statement]) -> tuple[Statement, list[Token]]:
    """The statement of combining for what follows its "with", which the parse hangs on the nearer verb: "we combine what we collect with what you tell us"."""
    statement, path = owner
    if statement.predicate.action == "combine" or not any(token.lower_ == "with" for token in path):
        return owner
    above = verb_above(doc[statement.predicate.token]) if statement.predicate.token >= 0 and _qualifies(doc[statement.predicate.token]) else None
    found = statements.get(above.i) if above is not None else None
    return owner if found is None or found.predicate.action != "combine" else (found, path)


def _also_said(verb: Token, statements: dict[int, Statement]) -> Statement | None:
    """The statement that a verb in the passive voice shares its subject with: "such data may be considered sensitive and may be processed"."""
    return next(
        (statements[other.i] for other in verb.children if other.dep_ == "conj" and other.i in statements and statements[other.i].predicate.who is None), None
    )


def _doubted(verb: Token, statements: dict[int, Statement]) -> bool:
    """Whether a verb stands in what the controller does not assure: "we cannot guarantee that your data stay safe"."""
    return any(above.i in statements and _disclaims(statements[above.i].predicate) for above in verb.ancestors)


def _disclaims(predicate: Predicate) -> bool:
    return predicate.action == "protect" and predicate.polarity == "denied"


def _listed(doc: Doc, candidate: Candidate, attached: list[tuple[Candidate, Statement]]) -> tuple[Statement, list[Token]] | None:
    """The statement of the mention before, where only marks and words of listing stand between: "(for example, your name)"."""
    if not attached:
        return None
    before, statement = attached[-1]
    between = doc[before.end_token : candidate.start_token]
    if not 0 < len(between) <= 6 or any(
        token.pos_ in ("VERB", "AUX", "PRON") or token.is_sent_start for token in between if token.lower_ not in words("predicates", "listing", "words")
    ):
        return None
    return statement, [doc[candidate.root], doc[before.root]]


def _in_a_row(doc: Doc, candidate: Candidate, attached: list[tuple[Candidate, Statement]]) -> bool:
    """Whether nothing but marks and words of listing parts a certain mention from the one before: the parse loses its way in long lists, the eye does not."""
    if not attached or not attached[-1][0].certain:
        return False
    before = attached[-1][0]
    between = doc[before.end_token : candidate.start_token]
    if not len(between) or doc[candidate.root].sent.start > before.start_token:
        return False
    return all(token.is_punct or token.lower_ in words("predicates", "listing", "words") for token in between)


def _bracketed(doc: Doc, candidate: Candidate, attached: list[tuple[Candidate, Statement]]) -> Statement | None:
    """The statement of the mention before a bracket, for what stands in the bracket: "the data you enter (such as your name)"."""
    first = max(doc[candidate.root].sent.start, candidate.start_token - _LONGEST_BRACKET)
    opening = next((index for index in range(candidate.start_token - 1, first, -1) if doc[index].text in "()"), None)
    if opening is None or doc[opening].text != "(" or any(token.tag_ in _FINITE for token in doc[opening + 1 : candidate.start_token]):
        return None
    return next((statement for before, statement in reversed(attached) if opening - _REACH < before.end_token <= opening), None)


def _relative_owner(root: Token, statements: dict[int, Statement]) -> Statement | None:
    """The statement made of a noun by its relative clause: "information that we collect"."""
    for child in root.children:
        if child.dep_ in ("relcl", "acl") and child.i in statements:
            return statements[child.i]
    if root.dep_ in ("conj", "appos"):
        return _relative_owner(root.head, statements)
    return None


def _slot(candidate: Candidate, predicate: Predicate, path: list[Token], doc: Doc) -> Slot | None:
    """What the candidate is to the predicate, or None where it is nothing."""
    if _disclaims(predicate):
        return "data" if candidate.slot == "data" else None
    last = path[-1]
    preposition = next((token for token in path if token.pos_ in ("ADP", "SCONJ") and token.dep_ in ("prep", "dative", "agent")), None)
    if predicate.who is not None and (candidate.root == predicate.who or last.i == predicate.who):
        if candidate.slot == "recipients":
            if predicate.given_away:
                return "recipients"
            return "recipients" if predicate.actor not in ("first_party", "user") or candidate.root != predicate.who else None
        return "data" if candidate.slot == "data" and predicate.enabling else None
    if candidate.slot == "recipients":
        if predicate.handed_over or predicate.action not in _RECIPIENT_ACTIONS:
            return None
        if preposition is not None and preposition.dep_ == "agent":
            return "recipients"
        if predicate.action == "use" and (last.dep_ == "dobj" or (preposition is not None and preposition.lower_ in ("on", "with"))):
            return "recipients"
        if preposition is not None and preposition.lower_ in words("roles", "recipient_prepositions"):
            return "recipients" if preposition.lower_ != "by" and predicate.action in ("share", "sell", "transfer", "access", "combine") else None
        return "recipients" if preposition is None and last.dep_ in ("dative", "dobj") and predicate.action in ("share", "sell", "transfer") else None
    if last.dep_ == "nsubj" and not predicate.passive and not predicate.stative and doc[predicate.token].pos_ == "VERB":
        return None
    if preposition is not None and preposition.lower_ not in _DATA_PREPOSITIONS | _WIDER.get(predicate.action, frozenset()):
        return None
    if preposition is not None and preposition.lower_ == "with" and predicate.action not in ("combine", "share", "collect"):
        return None
    return "data"


def _attach_purpose(doc: Doc, candidate: Candidate, statements: dict[int, Statement], inherited: Statement | None, context: Frame | None) -> bool:
    """Whether a predicate above, or the context, took the purpose."""
    own = statements.get(candidate.root)
    if own is not None and not candidate.certain:
        if own.predicate.enabling:
            return False
        if doc[candidate.root].pos_ == "VERB" and (
            own.predicate.action in ("collect", "sell", "retain", "delete", "combine", "transfer")
            or doc[candidate.root].lemma_.lower() in ("share", "disclose", "use")
        ):
            return False
    node = doc[candidate.root]
    while node.head != node:
        node = node.head
        if node.i in statements and not candidate.start_token <= node.i < candidate.end_token:
            _give(statements, candidate, statements[node.i])
            return True
        if node.pos_ == "VERB" and node.lemma_.lower() in words("roles", "blocking_verbs") and not candidate.certain:
            return False
    if inherited is not None and context is not None and context.slot == "purposes":
        _give(statements, candidate, inherited)
        return True
    return False


def _give(statements: dict[int, Statement], candidate: Candidate, owner: Statement) -> None:
    """Adds a purpose to its statement; the verb of the purpose is no predicate then, and what hangs on it moves up. To protect, delete or collect data is a
    purpose and a practice."""
    owner.purposes.append(candidate)
    own = statements.get(candidate.root)
    if own is not None and not (own.predicate.action == "protect" or (own.predicate.action == "collect" and candidate.certain)):
        del statements[candidate.root]
        owner.verbs.add(candidate.root)
        for slot in _SLOTS:
            owner.slot(slot).extend(own.slot(slot))


def _bare(root: Token) -> bool:
    """Whether a mention stands in a fragment, or in a sentence that only links ("this includes"), so that the context may lend its verb."""
    node = root
    while node.head != node:
        node = node.head
        if node.pos_ in ("VERB", "AUX") and node.lemma_.lower() not in words("predicates", "linking", "verbs"):
            return False
    return True


def _item_purposes(doc: Doc, statements: dict[int, Statement], inherited: Statement) -> None:
    """The item itself as a purpose, where it begins with a verb or a noun that names one: "Improve our services"."""
    first = next(iter(doc.sents), None)
    if first is None or inherited.purposes:
        return
    root = first.root
    if any(child.dep_ in ("nsubj", "nsubjpass") for child in root.children) and root.pos_ in ("VERB", "AUX"):
        return
    if root.tag_ in ("VB", "VBG", "VBP", "NNP", "NN"):
        found = list(verb_phrases(root)) if root.pos_ == "VERB" else list(noun_purposes(doc, root))
        inherited.purposes.extend(found or ([Candidate("purposes", first.start, first.end, root.i)] if doc[first.start].tag_ in ("VB", "VBG", "VBP") else []))
        for index in range(first.start, first.end):
            if index in statements and not any(item.certain for slot in _SLOTS for item in statements[index].slot(slot)):
                del statements[index]


def _gather_with(doc: Doc, statements: dict[int, Statement]) -> None:
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


def _take_up(doc: Doc, statements: dict[int, Statement]) -> None:
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


def _share_slots(doc: Doc, statements: dict[int, Statement]) -> None:
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
            if earlier.predicate.action in ("share", "sell", "transfer"):
                earlier.recipients.extend(later.recipients)
        elif earlier.data and not later.data and not any(child.dep_ in ("dobj", "nsubjpass", "nsubj") for child in token.children):
            later.data.extend(earlier.data)
