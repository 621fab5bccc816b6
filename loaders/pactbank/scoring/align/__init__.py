"""Items against items, one to one, optimally, whatever the order they come in.

`assign` aligns a few items by any list of integer criteria, `best_edges` many items of which each
has few possible partners, and `pair_spans` the typed spans of a whole corpus.
"""

from __future__ import annotations

from pactbank.scoring.align.assignment import assign as assign
from pactbank.scoring.align.spans import Pairs as Pairs
from pactbank.scoring.align.spans import TypedSpans as TypedSpans
from pactbank.scoring.align.spans import equal_spans as equal_spans
from pactbank.scoring.align.spans import has_copies as has_copies
from pactbank.scoring.align.spans import match_equal as match_equal
from pactbank.scoring.align.spans import pair_spans as pair_spans
from pactbank.scoring.align.sparse import Edges as Edges
from pactbank.scoring.align.sparse import best_edges as best_edges
