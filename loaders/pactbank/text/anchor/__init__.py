"""Quotes to spans: where in a text these words stand.

`exactly_one` is the strict mode: the words with their context must stand once; only the Unicode
normal form and zero-width characters may differ.
`Anchoring` is the lenient mode, for quotes that a model wrote: docs/SCORING.md has its stages.

`strict` is the first mode, and `looking_the_same` are all places whose words look like a quote;
`context` finds what tells them apart. `exact` searches for the words as they are, `folding` for
their normal form, `fuzzy` for the place most like them; `edges` knows where words begin and end;
`placing` decides among the places.
"""

from pactbank.text.anchor.context import shortest_context
from pactbank.text.anchor.edges import whole_words
from pactbank.text.anchor.exact import occurrences
from pactbank.text.anchor.placing import OUTCOMES, Anchoring, Outcome, Placed
from pactbank.text.anchor.quote import Quote
from pactbank.text.anchor.strict import NotOnePlace, exactly_one, looking_the_same

__all__ = [
    "OUTCOMES",
    "Anchoring",
    "NotOnePlace",
    "Outcome",
    "Placed",
    "Quote",
    "exactly_one",
    "looking_the_same",
    "occurrences",
    "shortest_context",
    "whole_words",
]
