"""Who a policy gives data to under a name that is not its own: such a name in the place of another is a change, and no renaming."""

from __future__ import annotations

from policydiff.extraction.definitions import names
from policydiff.extraction.models import Policy
from policydiff.extraction.named import signed
from policydiff.remembered import VERSIONS, of_last
from policydiff.text import words


@of_last(VERSIONS)
def outsiders(policy: Policy) -> frozenset[tuple[str, ...]]:
    """The recipients of a policy, each as the folded words of its mention, without those that hold a name under which the policy itself is published.

    What a person gives to somebody is left out: it is often given to whoever speaks.
    """
    texts = [clause.text for clause in policy.clauses]
    ours = signed(policy.document.title, texts) | {word for name in names(texts).first_party for word in name.split()}
    found = {tuple(word.form for word in words(mention.text)) for practice in policy.practices if practice.actor != "user" for mention in practice.recipients}
    return frozenset(phrase for phrase in found if not ours & set(phrase))
