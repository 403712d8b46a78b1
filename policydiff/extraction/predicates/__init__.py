"""The predicates of a clause: which word says that something is done with data, what, by whom, and whether it is denied."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from policydiff.extraction.models import Action, Actor, Modality, Polarity
from policydiff.extraction.predicates.modality import modality
from policydiff.extraction.predicates.polarity import denied, denier, empty
from policydiff.extraction.predicates.roles import actor, passive, subject
from policydiff.extraction.wordlists import actions, phrases, words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Span, Token
    from policydiff.extraction.reading import Names

__all__ = ["Predicate", "instrumental", "predicates", "silent"]

_END_MARKS = frozenset({".", "!", ";"})
_LONGEST_TITLE = 16  # tokens
_AFTER_A_STATE = frozenset({"PUNCT", "CCONJ", "ADP", "SCONJ"})
# What is done with services as well as with data.
_OF_OFFERS = frozenset({"share", "access"})


@dataclass(frozen=True, slots=True)
class Predicate:
    """A word that says what is done with data.

    `token`, `start`, `end` and `who` are token indices: of the word (-1 where a lead-in or heading lends it), of its sentence, of whoever acts.
    `handed_over` says that somebody gives the data to the controller, `given_away` that the subject gets them from it ("advertisers receive"), `condition`
    that the word stands in an if-clause, `enabling` that its subject is what is used ("cookies help us"), `stative` that it is a state ("is visible to").
    """

    token: int
    action: Action
    actor: Actor
    polarity: Polarity
    modality: Modality
    start: int
    end: int
    passive: bool = False
    handed_over: bool = False
    given_away: bool = False
    condition: bool = False
    enabling: bool = False
    stative: bool = False
    who: int | None = None


def predicates(doc: Doc, names: Names) -> dict[int, Predicate]:
    """The predicates of a parsed clause by token index. Predicates that name a choice or a right of the person are left out."""
    found: dict[int, Predicate] = {}
    for sentence in doc.sents:
        if silent(sentence):
            continue
        folded = sentence.text.lower()
        for token in sentence:
            action = _action(token)
            if action is None or _mentioned(token) or instrumental(token) or _vouched_for(token):
                continue
            predicate = _predicate(token, action, names, folded, sentence.start, sentence.end)
            if predicate is not None:
                found[token.i] = predicate
    return found


# Asked of every sentence by several extractors: a small memory is enough, and keeps no parse alive for long.
@lru_cache(maxsize=64)
def silent(sentence: Span) -> bool:
    """Whether a sentence states no practice, whatever words stand in it: a question, a definition, a statement on the policy itself, a pointer
    elsewhere, a disclaimer on somebody else's house."""
    folded = sentence.text.lower().replace("’", "'")
    if folded.rstrip().endswith("?") or any(phrase in folded for kind in ("disclaimers", "advice") for phrase in phrases("roles", kind)):
        return True
    if any(phrase in folded for phrase in phrases("roles", "meta")) and not _says_so_besides(sentence, folded):
        return True
    if _is_an_address(sentence) or _is_a_title(sentence):
        return True
    root = sentence.root
    if root.lemma_.lower() in words("predicates", "definition", "verbs") or _on_the_policy(root) or _only_asks(sentence) or _delimits(root) or _bids(root):
        return True
    return root.lemma_ == "be" and any(child.dep_ == "attr" and child.pos_ in ("NOUN", "PROPN") for child in root.children) and _defines(root)


def _says_so_besides(sentence: Span, folded: str) -> bool:
    """Whether the main clause states a practice, and words that point elsewhere only follow: "we use your name to greet you (learn more here)"."""
    root = sentence.root
    taken = next((child for child in root.children if child.dep_ in ("dobj", "nsubjpass")), None)
    if taken is None or _action(root) is None or _asked(root):
        return False
    if taken.dep_ == "dobj" and not any(child.dep_ == "nsubj" and child.lower_ in words("roles", "first_person") for child in root.children):
        return False
    last = max(root, taken, key=lambda token: token.i)
    said = last.idx + len(last) - sentence.start_char
    return not any(phrase in folded[:said] for phrase in phrases("roles", "meta"))


def _is_a_title(sentence: Span) -> bool:
    """Whether the words are a title, not a sentence: no end mark, and all they do is to ask: "how long we keep your data"."""
    first, last = sentence[0], sentence[-1]
    if last.text in _END_MARKS or len(sentence) > _LONGEST_TITLE:
        return False
    root = sentence.root
    asking = first.lower_ in words("roles", "explaining", "asking") and root.pos_ == "VERB" and first.head in (root, *root.children)
    return asking and any(child.dep_ in ("nsubj", "nsubjpass") for child in root.children)


def _is_an_address(sentence: Span) -> bool:
    """Whether the words are a postal address: numbers and a word for a street or a building, and no verb."""
    spoken = {token.lower_ for token in sentence}
    return (
        bool(spoken & words("roles", "addresses", "words"))
        and any(character.isdigit() for character in sentence.text)
        and not any(token.pos_ in ("VERB", "AUX") for token in sentence)
    )


def _bids(root: Token) -> bool:
    """Whether a sentence asks the person to do something: "please keep your address up to date"."""
    return any(child.lower_ == "please" for child in root.children) and not any(child.dep_ in ("nsubj", "ccomp", "conj") for child in root.children)


def _delimits(root: Token) -> bool:
    """Whether a sentence says what a word does not cover: "personal information does not include statistics"."""
    if root.lemma_.lower() not in words("predicates", "linking", "verbs") or root.lemma_ == "be" or not any(child.dep_ == "neg" for child in root.children):
        return False
    topic = next((child for child in root.children if child.dep_ == "nsubj"), None)
    return topic is not None and topic.pos_ != "PRON" and not any(child.dep_ in ("relcl", "acl", "poss", "det") for child in topic.children)


def _on_the_policy(root: Token) -> bool:
    """Whether a sentence says what a part of the policy does: "this section explains how ...", "the table below lists ..."."""
    if root.lemma_.lower() not in words("roles", "explaining", "verbs"):
        return False
    topic = next((child for child in root.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    if topic is None:
        return False
    return _names_a_part(topic) or (topic.lower_ in words("roles", "explaining", "pronouns") and root.lemma_.lower() in words("roles", "explaining", "telling"))


def _names_a_part(noun: Token) -> bool:
    return noun.lower_ in words("roles", "explaining", "parts") or any(
        child.dep_ == "conj" and child.lower_ in words("roles", "explaining", "parts") for child in noun.children
    )


def _only_asks(sentence: Span) -> bool:
    """Whether all that a sentence says of data stands in indirect questions, below nothing that is done: "here you can read whom we tell and why"."""
    acting = [token for token in sentence if _action(token) is not None and not _of_the_reader(token)]
    return bool(acting) and all(_asked(token) for token in acting)


def _of_the_reader(verb: Token) -> bool:
    return any(child.dep_ == "nsubj" and child.lower_ == "you" for child in verb.children)


def _asked(token: Token) -> bool:
    """Whether a verb of the controller is asked about, not stated: "how we use", "who we share it with". How long data are kept is told even so."""
    if token.pos_ != "VERB" or token.lemma_.lower() in words("predicates", "actions", "retain", "verbs"):
        return False
    node = token
    while node.dep_ == "conj" and not any(child.dep_ == "nsubj" for child in node.children):
        node = node.head
    if not any(child.dep_ in ("nsubj", "nsubjpass") and child.lower_ in words("roles", "first_person") for child in node.children) or _for_that_reason(node):
        return False
    return any(child.lower_ in words("roles", "explaining", "asking") and child.i < node.i and _asks(child, node) for child in node.subtree)


def _asks(word: Token, verb: Token) -> bool:
    """Whether a question word belongs to a verb, to the one above it, or to its object: "how we use", "which data we collect"."""
    return word.head in (verb, verb.head) or (word.dep_ == "det" and word.head.head == verb)


def _for_that_reason(verb: Token) -> bool:
    """Whether "why" tells the reason of what is done: "that is why we never ask for it"."""
    reasoned = any(child.lower_ == "why" for child in verb.children)
    return reasoned and verb.dep_ in ("ccomp", "advcl", "attr") and any(child.dep_ == "nsubj" and child.pos_ == "PRON" for child in verb.head.children)


def instrumental(token: Token) -> bool:
    """Whether a word of use only names the means of collecting: "we collect data using tags", "collected through the use of cookies"."""
    if token.lemma_.lower() != "use":
        return False
    head = token.head
    if token.tag_ == "VBG":
        by = token.dep_ in ("advcl", "acl")
        if token.dep_ == "acl":
            head = head.head
    else:
        by = token.pos_ == "NOUN" and token.dep_ == "pobj" and head.lower_ in words("predicates", "means", "prepositions")
        head = head.head
    return by and _action(head) == "collect"


def _mentioned(token: Token) -> bool:
    """Whether a participle only qualifies a noun: "the associated address", "records tied to your account"."""
    return token.tag_ == "VBN" and (
        token.dep_ == "amod" or (token.dep_ == "acl" and token.lemma_.lower() in words("predicates", "actions", "combine", "verbs"))
    )


def _defines(root: Token) -> bool:
    """Whether "is" says what something is: "cookies are small files", "a broker is a company that ..."."""
    topic = next((child for child in root.children if child.dep_ == "nsubj"), None)
    said = next(child for child in root.children if child.dep_ == "attr")
    if topic is None or topic.pos_ == "PRON" or any(child.dep_ in ("relcl", "acl", "poss") for child in topic.children):
        return False
    return not any(child.lower_ in words("roles", "first_person") for child in said.subtree)


def _action(token: Token) -> Action | None:
    found: str | None = None
    if token.pos_ in ("VERB", "AUX") or token.tag_.startswith("VB"):
        lemma = token.lemma_.lower()
        found = None if _in_view_of(token) else actions("verbs").get(lemma)
        if found is not None and found in _OF_OFFERS and (_of_what_is_offered(token) or (found == "share" and _to_the_person(token))):
            found = None
        elif found in ("retain", "use") and _guardedly(token):
            found = "protect"
        elif lemma in words("predicates", "seeing", "verbs") and _onlooker(token):
            found = "share"
        elif found is None and lemma in words("predicates", "enabling", "verbs") and _has_thing_as_subject(token):
            found = "use"
        elif found is None and lemma in words("predicates", "light", "verbs") and _opens_up(token):
            found = "share"
        elif found is None and lemma in words("predicates", "assuring", "verbs") and _vouches_for_safety(token):
            found = "protect"
    elif token.pos_ == "NOUN":
        lemma = token.lemma_.lower()
        if lemma in words("predicates", "assuring", "nouns") and _vouches_for_safety(token):
            return "protect"
        found = actions("nouns").get(lemma)
        found = found if found is None or _governs(token) else None
    return cast("Action | None", found)


def _guardedly(verb: Token) -> bool:
    """Whether something is kept or handled safely: "stored securely", "held in the strictest confidence"."""
    guarding = words("predicates", "guarding", "words")
    if any(child.lower_ in guarding for child in verb.children):
        return True
    if verb.lemma_.lower() not in words("predicates", "guarding", "keeping"):
        return False
    # The parse hangs what closes the sentence on the nearest noun: "keep the details that you give us confidential".
    states = words("predicates", "guarding", "states")
    return any(leaf.lower_ in states and leaf.i > verb.i and (leaf.i + 1 == len(verb.doc) or leaf.nbor().pos_ in _AFTER_A_STATE) for leaf in verb.subtree)


def _in_view_of(participle: Token) -> bool:
    """Whether "given" stands for "in view of": "we process this information given our legitimate interest"."""
    if participle.lower_ != "given" or any(child.dep_ in ("aux", "auxpass") for child in participle.children):
        return False
    return any(child.dep_ in ("dobj", "pobj", "ccomp") for child in participle.children)


def _onlooker(verb: Token) -> bool:
    """Whether somebody but the person gets to see the data: "other users can view your profile"."""
    who = subject(verb)
    if who is None or who.lower_ not in words("predicates", "seeing", "onlookers"):
        return False
    return who.lower_ in words("predicates", "seeing", "always") or any(child.lower_ in words("predicates", "seeing", "others") for child in who.children)


def _of_what_is_offered(verb: Token) -> bool:
    """Whether the object of a verb is what the controller offers, and no data: "we provide our services to schools", "when you access the app"."""
    taken = next((child for child in verb.children if child.dep_ in ("dobj", "nsubjpass")), None)
    if taken is None and verb.tag_ == "VBN" and verb.dep_ == "acl":
        taken = verb.head
    if taken is None:
        return False
    named = taken
    if taken.lower_ in words("predicates", "offered", "amounts"):
        named = next((leaf for child in taken.children if child.lower_ == "of" for leaf in child.children if leaf.dep_ == "pobj"), taken)
    offered = words("predicates", "offered", "words")
    return named.lower_ in offered and not any(child.dep_ == "conj" and child.lower_ not in offered for child in named.children)


def _to_the_person(verb: Token) -> bool:
    """Whether something is sent or shown to the person: "we send you news" shares nothing."""
    return any(child.dep_ in ("dative", "dobj") and child.i > verb.i and child.lower_ in words("predicates", "sending", "person") for child in verb.children)


def _has_thing_as_subject(verb: Token) -> bool:
    persons = words("roles", "first_person") | words("roles", "user") | words("predicates", "enabling", "of_the_person")
    return any(child.dep_ == "nsubj" and child.lower_ not in persons for child in verb.children)


def _vouches_for_safety(word: Token) -> bool:
    """Whether a denied word of assuring is about how safe something is: "we cannot guarantee the security of your data"."""
    by = denier(word)
    if by is None or empty(word, by):
        return False
    said = word.subtree if word.pos_ == "VERB" else word.head.subtree
    return any(leaf.lower_ in words("predicates", "assuring", "safety") for leaf in said)


def _vouched_for(token: Token) -> bool:
    """Whether the word only says what is not assured: "we cannot guarantee that nobody gains access to it"."""
    return any(above.lemma_.lower() in words("predicates", "assuring", "verbs") and _action(above) == "protect" for above in token.ancestors)


def _opens_up(verb: Token) -> bool:
    """Whether a verb without a meaning of its own makes something available or visible."""
    available = words("predicates", "light", "available")
    if any(child.dep_ == "nsubj" and child.lower_ in words("predicates", "light", "offers") for child in verb.children):
        return False
    return any(child.lower_ in available and child.dep_ in ("acomp", "ccomp", "oprd", "amod") for child in verb.children)


def _governs(noun: Token) -> bool:
    """Whether a noun of doing, or one listed with it, names an object or stands where a verb would: "the use and sale of", "have access to"."""
    listed, first = [noun], noun
    while first.dep_ == "conj" and first.head != first:
        first = first.head
        listed.append(first)
    if first.dep_ in ("dobj", "nsubjpass") or first.pos_ == "VERB":
        return True
    listed += (other for other in noun.subtree if other.dep_ == "conj" and other.pos_ in ("NOUN", "PROPN"))
    return any(child.dep_ == "prep" and child.lower_ in words("predicates", "governing", "prepositions") for other in listed for child in other.children)


def _predicate(token: Token, action: Action, names: Names, folded: str, start: int, end: int) -> Predicate | None:
    if _blocked(token) or _demands(token) or _bound_by_law(token) or _presents(token) or any(child.lower_ == "please" for child in token.children):
        return None
    voice = passive(token)
    who = subject(token)
    if who is not None and who.lower_ in words("roles", "impersonal"):
        return None
    role = actor(who, names)
    handed_over = given_away = False
    seen = action == "share" and token.lemma_.lower() in words("predicates", "seeing", "verbs")
    if seen:
        role = "third_party"
    if role == "user":
        if token.lemma_.lower() not in words("predicates", "given", "verbs"):
            return None
        if not _to_outsider(token):
            if denied(token) and not _kept_from(token) and not _spared(token):
                return None
            action, role, handed_over = "collect", "first_party", True
        else:
            action = "share"
    elif role == "first_party" and who is not None and _thing(who) and token.lemma_.lower() in words("predicates", "asking", "verbs"):
        return None
    elif who is None and voice and token.lemma_.lower() in words("predicates", "given", "verbs") and _into_our_house(token):
        action, handed_over = "collect", True
    elif token.lemma_.lower() in words("predicates", "given", "verbs") and (
        (role != "first_party" and (_to_us(token) or _of_a_source(token))) or _tool_of_the_person(who)
    ):
        action, role, handed_over = "collect", "first_party", True
    elif action == "access" and role == "first_party" and token.pos_ == "NOUN" and not denied(token):
        action = "share" if _granted(token) else "collect"
    if token.lemma_.lower() in words("predicates", "light", "verbs"):
        role = "first_party"
    by = denier(token)
    polarity: Polarity = "affirmed" if by is None else "denied"
    if by is not None and (
        _told(token)
        or _unable(token, by, voice)
        or (role == "user" and _to_outsider(token))
        or _in_condition(token, words("circumstances", "conditional", "words") | words("predicates", "conditional", "temporal"))
        or (empty(token, by) and not (handed_over and _spares(by)))
    ):
        return None
    getting = words("predicates", "getting", "affirmed" if polarity == "affirmed" else "denied")
    if role in ("third_party", "affiliate", "service_provider") and (seen or token.lemma_.lower() in getting or (action == "access" and token.pos_ == "NOUN")):
        action, role, given_away = "share", "first_party", True
    return Predicate(
        token=token.i,
        action=action,
        actor=role,
        polarity=polarity,
        modality=modality(token, polarity, folded, token.doc[start].idx),
        start=start,
        end=end,
        passive=voice,
        handed_over=handed_over,
        given_away=given_away,
        condition=_in_condition(token, words("predicates", "conditional", "words")),
        enabling=token.lemma_.lower() in words("predicates", "enabling", "verbs"),
        stative=token.lemma_.lower() in words("predicates", "light", "verbs"),
        who=None if who is None else who.i,
    )


def _granted(access: Token) -> bool:
    """Whether access is given to others: "we grant our auditors access to your files", "where access is provided to a vendor"."""
    verb = access.head
    if access.dep_ not in ("dobj", "nsubjpass") or verb.lemma_.lower() not in words("predicates", "granting", "verbs"):
        return False
    given = {leaf.lower_ for child in verb.children if child.dep_ in ("dative", "prep") for leaf in (child, *child.children)}
    return not given & words("predicates", "granting", "inward") and (bool(given) or access.dep_ == "nsubjpass")


def _kept_from(verb: Token) -> bool:
    """Whether the controller does not let the person do something: "we do not allow minors to submit their address"."""
    by = denier(verb)
    return by is not None and any(child.dep_ == "nsubj" and child.lower_ in words("roles", "first_person") for child in by.children)


def _spared(verb: Token) -> bool:
    """Whether the person need not hand something over: "you do not have to give us your name"."""
    by = denier(verb)
    return by is not None and by != verb and _spares(by)


def _spares(by: Token) -> bool:
    return by.lemma_.lower() in words("polarity", "duties") or by.lemma_.lower() in words("polarity", "needing")


def _told(verb: Token) -> bool:
    """Whether a denied verb is an imperative: "do not share your password", "Do Not Sell My Data", a "do not track" signal."""
    if (
        verb.lower_ in words("polarity", "signals")
        and verb.i > 1
        and verb.nbor(-1).lower_ == "not"
        and not any(child.dep_ == "nsubj" for child in verb.children)
    ):
        return True
    if any(child.dep_ in ("nsubj", "nsubjpass", "csubj") for child in verb.children) or verb.dep_ in ("conj", "advcl", "relcl", "acl"):
        return False
    return any(child.dep_ == "aux" and child.lower_ == "do" for child in verb.children)


def _unable(verb: Token, by: Token, voice: bool) -> bool:
    """Whether a denial only says what data are not fit for, whoever tries: "they cannot be used to identify anybody"."""
    if by != verb or not voice or any(child.dep_ == "agent" for child in verb.children):
        return False
    lemma, below = verb.lemma_.lower(), {child.lemma_.lower() for child in verb.children}
    if lemma not in words("predicates", "fitness", "verbs") and not (
        lemma in words("predicates", "fitness", "used") and below & words("predicates", "fitness", "aims")
    ):
        return False
    return any(child.lower_ in words("predicates", "fitness", "auxiliaries") for child in verb.children)


def _demands(verb: Token) -> bool:
    """Whether a verb of asking asks for a deed, not for data: "we require them to adopt measures", "the law requires"."""
    if verb.lemma_.lower() not in words("predicates", "asking", "verbs") or verb.pos_ not in ("VERB", "AUX"):
        return False
    if any(child.dep_ in ("xcomp", "ccomp") and child.pos_ in ("VERB", "AUX") for child in verb.children) and not _asks_for_data(verb):
        return True
    asked = [leaf for child in verb.children for leaf in (child, *child.children) if leaf.dep_ in ("dobj", "pobj", "nsubj") and leaf.i > verb.i]
    if any(leaf.lower_ in words("predicates", "asking", "leave") for leaf in asked):
        return True
    demanding = [child for child in verb.children if child.dep_ in ("nsubj", "agent")]
    return any(leaf.lower_ in words("predicates", "asking", "authorities") for child in demanding for leaf in child.subtree)


def _bound_by_law(verb: Token) -> bool:
    """Whether a verb only says what the law demands: "the law requires us to disclose"."""
    if verb.dep_ not in ("xcomp", "ccomp") or verb.head.lemma_.lower() not in words("predicates", "asking", "verbs"):
        return False
    demanding = next((child for child in verb.head.children if child.dep_ == "nsubj"), None)
    return demanding is not None and demanding.lower_ in words("predicates", "asking", "authorities")


def _presents(verb: Token) -> bool:
    """Whether a verb only shows the reader what is told: "we provide a summary of what we collect"."""
    if verb.lemma_.lower() not in words("predicates", "given", "verbs"):
        return False
    # The parse hangs what stands after "below" on it.
    shown = [leaf for child in verb.children for leaf in (child, *(child.children if child.lower_ == "below" else ())) if leaf.dep_ in ("dobj", "pobj")]
    return any(leaf.lower_ in words("predicates", "presented", "words") for leaf in shown)


def _asks_for_data(verb: Token) -> bool:
    """Whether the object of a verb of asking is data, and a further verb their purpose: "we need your address to deliver"."""
    from policydiff.vocabulary import load

    asked = next((child for child in verb.children if child.dep_ == "dobj" and child.pos_ == "NOUN"), None)
    if asked is None or asked.lower_ in words("roles", "user") or any(child.dep_ == "relcl" for child in asked.children):
        return False
    return load().classify(verb.doc[asked.left_edge.i : asked.i + 1].text, "data") is not None


def _thing(noun: Token) -> bool:
    """Whether a common noun names neither people nor the controller's own house: "some features need"."""
    return noun.pos_ == "NOUN" and noun.lower_ not in words("roles", "own")


def _into_our_house(verb: Token) -> bool:
    """Whether something is sent to the controller itself: "to us", "to our servers"."""
    return any(
        leaf.lower_ == "us" or (leaf.lower_ in words("roles", "own") and any(child.lower_ == "our" for child in leaf.children))
        for child in verb.children
        if child.dep_ in ("prep", "dative") and child.lower_ == "to"
        for leaf in child.children
    )


def _to_us(token: Token) -> bool:
    """Whether somebody hands something to the controller; the parse hangs "with us" on the data as often as on the verb."""
    below = [leaf for child in token.children for leaf in (child, *(child.children if child.dep_ == "dobj" else ()))]
    return any(
        (child.dep_ in ("dobj", "dative", "pobj", "iobj") and child.lower_ == "us")
        or (
            child.dep_ in ("prep", "dative")
            and child.lower_ in words("roles", "handing")
            and any(leaf.lower_ in words("recipients", "acting", "house") for leaf in child.subtree)
        )
        for child in below
    )


def _of_a_source(verb: Token) -> bool:
    """Whether data come from somebody, to nobody named, which is to the controller: "such details may be provided by others"."""
    return (
        verb.tag_ == "VBN"
        and any(child.dep_ == "agent" for child in verb.children)
        and not any(child.dep_ in ("prep", "dative") and child.lower_ in words("roles", "handing") for child in verb.children)
    )


def _tool_of_the_person(who: Token | None) -> bool:
    """Whether what acts is the person's own device: "what your browser sends" reaches the controller."""
    return who is not None and who.lower_ in words("predicates", "enabling", "of_the_person")


def _to_outsider(token: Token) -> bool:
    """Whether a person hands data to others, or to the public, rather than to the controller.

    The parse hangs "with others" on the data as often as on the verb.
    """
    below = [leaf for child in token.children for leaf in (child, *(child.children if child.dep_ == "dobj" else ()))]
    return any(
        child.dep_ in ("prep", "dative")
        and child.lower_ in words("roles", "outside", "prepositions")
        and not any(leaf.lower_ in words("roles", "outside", "house") for leaf in child.subtree)
        and any(leaf.dep_ in ("pobj", "conj", "amod") and leaf.lower_ in words("roles", "outside", "people") for leaf in child.subtree)
        for child in below
    ) or any(child.lower_ == "publicly" for child in below)


def _in_condition(token: Token, opening: frozenset[str]) -> bool:
    """Whether a word stands in a clause that begins with one of the `opening` words, or in "in the event that"."""
    node = token
    for _ in range(6):
        if node.dep_ in ("advcl", "ccomp", "pcomp"):
            if any(child.dep_ in ("mark", "advmod") and child.lower_ in opening for child in node.children):
                return True
            # The parser hangs the verb of "if we learn we have collected" below the other one as often as above it.
            if node.dep_ == "ccomp" and node.i < node.head.i and node.left_edge.lower_ in opening:
                return True
        if node.dep_ == "acl" and node.head.lower_ in words("predicates", "conditional", "nouns"):
            return True
        if node.dep_ not in ("conj", "xcomp", "ccomp", "acomp", "acl", "attr", "dobj", "prep", "pobj", "pcomp") or node.head == node:
            return False
        node = node.head
    return False


def _blocked(token: Token) -> bool:
    """Whether the word stands under a choice, request or right of the person ("you may opt out of our sharing ...")."""
    node = token
    for _ in range(8):
        head = node.head
        if head == node:
            return False
        lemma = head.lemma_.lower()
        if head.pos_ in ("VERB", "AUX") and lemma in words("roles", "blocking_verbs") and node.dep_ not in ("advcl", "conj"):
            who = subject(head)
            if (who is None and not passive(head)) or (who is not None and who.lower_ in words("roles", "user")):
                return True
        if (
            head.pos_ in ("NOUN", "PROPN")
            and head.lower_ in words("roles", "blocking_nouns")
            and node.dep_ in ("acl", "prep", "relcl", "pcomp", "ccomp", "compound", "pobj")
        ):
            return not _ours(head)
        if node.dep_ == "advcl":
            return False
        node = head
    return False


def _ours(noun: Token) -> bool:
    """Whether a right, request or option is the controller's own: "we reserve the right to". What it respects is somebody else's."""
    verb = noun.head
    if verb.lemma_.lower() in words("predicates", "respecting", "verbs"):
        return False
    who = subject(verb) if verb.pos_ in ("VERB", "AUX") else None
    return who is not None and who.lower_ in words("roles", "first_person") and not any(child.lower_ in words("roles", "user") for child in verb.children)
