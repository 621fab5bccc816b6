"""The licence of a build: its LICENSE, and what the card and croissant.json say of it.

Labels are under the licence that the corpus names in about.json, and each text is under its own.
"""

from __future__ import annotations

from collections.abc import Set

from pactbank.dataset.counts import Counts
from pactbank.dataset.provenance import BuildRegisters, line

HUB: frozenset[str] = frozenset(
    {
        "agpl-3.0", "apache-2.0", "artistic-2.0", "bsd-2-clause", "bsd-3-clause", "bsl-1.0",
        "cc-by-2.0", "cc-by-2.5", "cc-by-3.0", "cc-by-4.0", "cc-by-nc-2.0", "cc-by-nc-3.0",
        "cc-by-nc-4.0", "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0", "cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0",
        "cc-by-nc-sa-4.0", "cc-by-nd-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0", "cc0-1.0",
        "cdla-permissive-1.0", "cdla-permissive-2.0", "cdla-sharing-1.0", "ecl-2.0", "epl-1.0",
        "epl-2.0", "etalab-2.0", "eupl-1.1", "eupl-1.2", "isc", "lgpl-lr", "mit", "mpl-2.0",
        "ms-pl", "ncsa", "ofl-1.1", "osl-3.0", "postgresql", "unlicense", "wtfpl", "zlib",
    }
)  # fmt: skip
"""The Hub's ids of licences that are SPDX ids in lower case."""


def mixed(provenance: BuildRegisters, of_texts: Set[str]) -> bool:
    """Whether a text has another licence than the labels, so that no one licence covers both."""
    return of_texts != {provenance.license}


def of_card(provenance: BuildRegisters, counts: Counts) -> dict[str, str]:
    """The fields of a card about the licence: `unknown` where the corpus does not say, `other`
    where there are several or the Hub does not know it."""
    licence = provenance.license
    if licence is None:
        return {"license": "unknown"}
    single = not mixed(provenance, counts.licences)
    if single and licence.lower() in HUB:
        return {"license": licence.lower()}
    name = licence.lower() if single else f"{provenance.name}-mixed"
    return {"license": "other", "license_name": name, "license_link": "LICENSE"}


def page(licence: str) -> str | None:
    """The page that has the text of a licence, None for an expression or a LicenseRef."""
    if " " in licence or licence.startswith("LicenseRef-"):
        return None
    return f"https://spdx.org/licenses/{licence}.html"


def text(provenance: BuildRegisters, counts: Counts) -> bytes:
    """LICENSE of a build; it does not depend on whether the build has every text."""
    if provenance.terms is not None:
        return provenance.terms
    return f"{provenance.title}\n\n{_of_labels(provenance)}\n\n{_of_texts(counts)}".encode()


def _of_labels(provenance: BuildRegisters) -> str:
    licence = provenance.license
    holder = f" The rights are held by: {provenance.holder}." if provenance.holder else ""
    if licence is None:
        return f"Labels: the corpus names no licence.{holder}"
    address = f", {page(licence)}" if page(licence) else ""
    return f"Labels: {licence}{address}.{holder}"


def _of_texts(counts: Counts) -> str:
    lines = ["Texts and the words that labels quote from them, by the licence of the text:\n"]
    for (licence, holder, redistribution), documents in sorted(
        counts.rights.items(), key=lambda item: (item[0][0], item[0][1] or "", item[0][2])
    ):
        whose = f", held by {line(holder)}" if holder else ""
        rule = "" if redistribution == "full-text" else "; may be passed on as offsets only"
        lines.append(f"- {documents} document(s): {line(licence)}{whose}{rule}")
    return "\n".join(lines) + "\n"
