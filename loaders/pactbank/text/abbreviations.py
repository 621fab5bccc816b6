"""Abbreviations with a full stop, as news texts in English have them."""

from __future__ import annotations

BEFORE_NAMES = tuple(
    "Adm Capt Col Dr Gen Gov Hon Inc Jr Lt Mr Mrs Ms Prof Rep Sen Sgt Sr St vs U.S".split()
)
"""Those that more of the sentence usually follows, though it begins with a capital letter."""
BEFORE_NUMBERS = tuple("Apr Art Aug Dec Feb Jan Jul Jun Mar No Nov Oct Sep Sept".split())
"""Those that a number may follow, as in No. 5 and Sept. 5."""
OTHERS = tuple("Bros Co Corp Ltd etc".split())
