"""Words and terms: what a phrase of a policy names.

The vocabulary is data. A facet is a folder of TOML files (`data`, `purposes`, `recipients`) or one file (`actions`, `legal_bases`, `rights`, `choices`,
`retention`); each node has an id, a label, a coarse category, a concept of the W3C Data Privacy Vocabulary, flags per regime, the phrases that name it, and
cues that speak for it. A new node is a few lines in one file; nothing lists the files.

    >>> from policydiff.vocabulary import Context, load
    >>> vocabulary = load()

`classify` reads one phrase as a whole, and gives the finest term that its words justify:

    >>> term = vocabulary.classify("your mobile phone number", "data")
    >>> term.id, term.category, term.dpv
    ('contact.phone', 'contact', 'pd:TelephoneNumber')
    >>> vocabulary.classify("to show you more relevant ads", "purposes").category
    'advertising'

A caller that knows where a phrase stands may say so; that counts where the phrase itself is vague ("such information"), and only there:

    >>> vocabulary.classify("your postal address", "data", Context(heading="Delivery", action="collect")).id
    'contact.address'

`match` finds names in running words, with their places:

    >>> [(match.start, match.end, match.term.id) for match in vocabulary.match("your E-Mail addresses and cookies".split(), "data")]
    [(1, 3, 'contact.email'), (4, 5, 'tracking.cookie')]

`covers` says which term is wide enough for which:

    >>> vocabulary.covers("contact", "contact.phone"), vocabulary.covers("data", "contact.phone"), vocabulary.covers("contact.phone", "contact")
    (True, True, False)

`coarse` gives the name that a change uses for a finer name in a clause:

    >>> vocabulary.coarse("choice", "withdraw_consent")
    'opt_out'

Where to look: `models` for the records, `trees` for the files and the notation of phrases and cues, `words` for spelling and plurals, `matching` for tries
and cues, `evidence` for the weighing, `features` and `categories` for the trained model that decides between categories (`training` rebuilds its weights from a
folder of labelled data and from the phrases of `examples/`), `tree` for the whole. `settings/` holds spelling, the zones of a phrase, how the model learns, and
the table of coarse names.
"""

from __future__ import annotations

from policydiff.vocabulary.features import Context
from policydiff.vocabulary.models import Match, Term
from policydiff.vocabulary.tree import Vocabulary, load

__all__ = ["Context", "Match", "Term", "Vocabulary", "load"]
