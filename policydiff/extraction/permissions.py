"""What a policy permits in short: who may have which kind of data for which purpose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from policydiff.contract import Model
from policydiff.extraction.models import Mention, Policy, Practice

_ON_CONDITION = frozenset({"only_with_consent", "unless_opted_out", "if_user_chooses"})
_HANDLING = frozenset({"collect", "use", "share", "sell", "retain", "transfer", "combine"})

_Key = tuple[str | None, str | None, str | None]


class Permission(Model):
    """That a policy lets somebody have one kind of data for one purpose, all as categories of the vocabulary.

    `recipient` is None for the company itself, `purpose` None where the sentence names none, `data` None where it names no data. `by_choice` is true where
    no practice permits it without a choice of the person (consent, opting out, a setting).
    """

    data: str | None
    purpose: str | None
    recipient: str | None
    by_choice: bool = False


def permissions(policy: Policy) -> tuple[Permission, ...]:
    """What a policy permits, each combination of data, purpose and recipient of a practice once; sorted."""
    free: dict[_Key, bool] = {}
    for practice in policy.practices:
        if practice.polarity == "affirmed" and practice.action in _HANDLING and practice.modality != "must_not":
            by_choice = practice.modality in _ON_CONDITION
            for key in _combinations(practice):
                free[key] = free.get(key, False) or not by_choice
    found = [Permission(data=data, purpose=purpose, recipient=recipient, by_choice=not open_) for (data, purpose, recipient), open_ in free.items()]
    return tuple(sorted(found, key=lambda one: (one.recipient or "", one.purpose or "", one.data or "")))


def _combinations(practice: Practice) -> Iterator[_Key]:
    return product(_categories(practice.data), _categories(practice.purposes), _categories(practice.recipients))


def _categories(mentions: Iterable[Mention]) -> tuple[str | None, ...]:
    return tuple(dict.fromkeys(mention.category for mention in mentions)) or (None,)
