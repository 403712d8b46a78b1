"""Sentences that state no practice, whatever words stand in them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from policydiff.extraction.predicates.roles import spoken_by_house
from policydiff.extraction.predicates.verbs import action_of, deeds
from policydiff.extraction.wordlists import phrases, words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Span, Token

_END_MARKS = frozenset({".", "!", ";"})
_LONGEST_TITLE = 16  # tokens


# Asked of every sentence by several extractors: a small memory is enough, and keeps no parse alive for long.
@lru_cache(maxsize=64)
def silent(sentence: Span) -> bool:
    """Whether a sentence states no practice, whatever words stand in it: a question, a definition, a statement on the policy itself, a pointer
    elsewhere, a disclaimer on somebody else's house."""
    folded = sentence.text.lower().replace("’", "'")
    if folded.rstrip().endswith("?") or any(_holds(folded, kind) for kind in ("disclaimers", "advice")):
        return True
    if _holds(folded, "meta") and not _says_so_besides(sentence, folded):
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
    if taken is None or action_of(root) is None or _asked(root):
        return False
    if taken.dep_ == "dobj" and not spoken_by_house(root):
        return False
    last = max(root, taken, key=lambda token: token.i)
    said = last.idx + len(last) - sentence.start_char
    return not _holds(folded[:said], "meta")


def _holds(folded: str, kind: str) -> bool:
    return any(map(folded.__contains__, phrases("roles", kind)))


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
    acting = [token for token, _ in deeds(sentence) if not _of_the_reader(token)]
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


def _defines(root: Token) -> bool:
    """Whether "is" says what something is: "cookies are small files", "a broker is a company that ..."."""
    topic = next((child for child in root.children if child.dep_ == "nsubj"), None)
    said = next(child for child in root.children if child.dep_ == "attr")
    if topic is None or topic.pos_ == "PRON" or any(child.dep_ in ("relcl", "acl", "poss") for child in topic.children):
        return False
    return not any(child.lower_ in words("roles", "first_person") for child in said.subtree)
