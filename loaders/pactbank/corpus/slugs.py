"""Names of files and folders as ids."""

from __future__ import annotations

import re
import unicodedata


def slug(name: str) -> str:
    """A name as an id: letters without accents, digits and single hyphens; "" where nothing is
    left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:64].strip("-")
