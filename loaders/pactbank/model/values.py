"""Values that there are: days, languages, web addresses, licences, ids of knowledge bases.

The schema has the form of each value. What no pattern can tell is here, for files and for options
alike. Each `..._fault` says what is wrong with a value and, where that can be told, what is meant
instead; None if nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from pactbank.model.closed import KbScheme
from pactbank.model.document import Document
from pactbank.model.schemas import Finding
from pactbank.model.times import is_moment

_WIKIDATA = re.compile(r"Q[1-9][0-9]*")
_REGIONS = re.compile("AA|AC|CP|CQ|DG|EA|EU|EZ|IC|TA|UN|Q[M-Z]|X[A-Z]|ZZ")
_WORLD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Controls, line ends and tabs among them, and what turns the direction of words. Characters
without width are none: names in some scripts have them."""


def document_faults(document: Document) -> Iterator[Finding]:
    """Every field of a document with a value that there is not."""
    source = document.source
    for pointer, value, fault, code in (
        ("/language", document.language, language_fault, "PB214"),
        ("/reference_date", document.reference_date, moment_fault, "PB207"),
        ("/source/published/value", source.published.value, moment_fault, "PB207"),
        ("/source/retrieved/value", source.retrieved.value, moment_fault, "PB207"),
        ("/source/url/value", source.url.value, address_fault, "PB215"),
        ("/source/archived_url/value", source.archived_url.value, address_fault, "PB215"),
        ("/rights/license", document.rights.license, licence_fault, "PB216"),
    ):
        if value is not None and (message := fault(value)):
            yield Finding(code, pointer, message)
    yield from _recipe_faults(document)
    authors = enumerate(source.authors.value)
    names: dict[str, str | None] = {f"/source/authors/value/{at}": name for at, name in authors}
    names |= {
        "/title": document.title,
        "/reason": document.reason,
        "/source/publisher/value": source.publisher.value,
        "/rights/holder": document.rights.holder,
        "/origin/how": document.origin.how,
        "/origin/by": document.origin.by,
    }
    for pointer, name in names.items():
        if name is not None:
            yield from name_faults(name, pointer)


def _recipe_faults(document: Document) -> Iterator[Finding]:
    """A recipe must be of the raw text, and of one that stays out of what is passed on."""
    if (recipe := document.recipe) is None:
        return
    if message := address_fault(recipe.url):
        yield Finding("PB215", "/recipe/url", message)
    if recipe.raw_sha256 != document.raw.sha256:
        message = f"is of a raw text with sha256 {recipe.raw_sha256}, not {document.raw.sha256}"
        yield Finding("PB220", "/recipe/raw_sha256", message)
    if not document.withheld:
        message = "a text that is referenced is offsets-only"
        yield Finding("PB220", "/rights/redistribution", message)


def name_faults(name: str, pointer: str) -> Iterator[Finding]:
    """What is wrong with a name, a title, a reason or a description at a pointer."""
    if is_blank(name):
        yield Finding("PB217", pointer, f"{name!r} has nothing to read")
    elif fault := control_fault(name):
        yield Finding("PB221", pointer, fault)


def control_fault(value: str) -> str | None:
    """Of a value that is one line of words: a terminal obeys a control character, and nobody sees
    it. The value is not repeated: it may be a secret."""
    if any("\ud800" <= character <= "\udfff" for character in value):
        return "not UTF-8"  # what the machine makes of other bytes
    found = _CONTROL.search(value)
    return (
        found
        and f"has the control character U+{ord(found[0]):04X} at {found.start()}; leave it out"
    )


def without_controls(words: str) -> str:
    """Words of a text as a value without control characters; a tab becomes a space."""
    return _CONTROL.sub("", words.replace("\t", " "))


def is_blank(name: str) -> bool:
    """Whether a text of any length has no character that is seen; an empty one has not even an
    invisible one, and is for the schema to find."""
    if name[:1].isalnum():
        return False
    return bool(name) and not any(c.isprintable() and not c.isspace() for c in name)


@lru_cache(maxsize=4096)
def moment_fault(value: str) -> str | None:
    """Of a day, YYYY-MM-DD, or a minute, YYYY-MM-DDThh:mm."""
    if is_moment(value):
        return None
    return f"{value!r} is not a day like 2031-05-28, or a day and time like 2031-05-28T14:05"


@lru_cache(maxsize=1024)
def language_fault(tag: str) -> str | None:
    """Of a BCP 47 tag: language, extended language and script must be in ISO 639 and 15924, the
    region in ISO 3166-1 or a number of UN M.49."""
    import pycountry

    language, *rest = re.split("-[a-z0-9](?=-)", tag)[0].split("-")
    if wrong := _unknown_language(language):
        return wrong
    for part in rest:
        if re.fullmatch("[A-Z][a-z]{3}", part) and not pycountry.scripts.get(alpha_4=part):
            return f"{part!r} in {tag!r} is not a script of ISO 15924"
        if re.fullmatch("[A-Z]{2}", part) and not _is_region(part):
            return f"{part!r} in {tag!r} is not a region of ISO 3166-1"
        if re.fullmatch("[a-z]{3}", part) and not pycountry.languages.get(alpha_3=part):
            return f"{part!r} in {tag!r} is not a language of ISO 639-3"
    return None


def _is_region(code: str) -> bool:
    """Whether a tag may have these two letters as its region: an alpha-2 code, or one that the
    IANA registry adds."""
    return not country_fault(code) or bool(_REGIONS.fullmatch(code))


def _unknown_language(code: str) -> str | None:
    """Of the language of a tag, which is the shortest code that it has."""
    import pycountry

    if len(code) == 2:
        found = pycountry.languages.get(alpha_2=code)
        return None if found else f"{code!r} is not a language of ISO 639-1, such as en"
    found = pycountry.languages.get(alpha_3=code) or pycountry.languages.get(bibliographic=code)
    shortest = getattr(found, "alpha_2", None) or getattr(found, "alpha_3", None)
    if shortest == code or "qaa" <= code <= "qtz" or pycountry.language_families.get(alpha_3=code):
        return None
    if shortest:
        return f"{code!r} is written {shortest!r} in BCP 47"
    wrong = f"{code!r} is not a language of ISO 639, such as en"
    return _with_meant(wrong, _language_meant(code))


def _language_meant(words: str) -> str | None:
    """The code of a language by its name; a tag with hyphens for lines."""
    import pycountry

    if "_" in words:
        return words.replace("_", "-")
    found: Any = pycountry.languages.get(name=words.title())
    return getattr(found, "alpha_2", None) or getattr(found, "alpha_3", None)


@lru_cache(maxsize=1024)
def country_fault(code: str) -> str | None:
    """Of an alpha-2 code that ISO 3166-1 has assigned; a code that it only reserves (UK, EU) or
    leaves to its users (XK, ZZ) is none."""
    import pycountry

    if len(code) == 2 and pycountry.countries.get(alpha_2=code):
        # `get` finds small letters as well.
        if code.isupper():
            return None
        return _with_meant(f"{code!r} is not written in capitals", code.upper())
    return _with_meant(f"{code!r} is not an alpha-2 code of ISO 3166-1", _country_meant(code))


def _country_meant(words: str) -> str | None:
    """The alpha-2 code of a state by its other codes and names."""
    import pycountry

    try:
        found: Any = pycountry.countries.lookup(words)
    except LookupError:
        return "GB" if words.upper() == "UK" else None
    return str(found.alpha_2)


@lru_cache(maxsize=4096)
def address_fault(value: str) -> str | None:
    """Of a web address: http or https, a host, no name and password, nothing invisible."""
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        return f"{value!r} is not an address: {error}"
    if not value.isprintable() or " " in value or "\\" in value:
        return f"{value!r} has characters that an address cannot have; write them like %20"
    if parts.scheme not in ("http", "https") or not host or port == 0:
        return f"{value!r} is not an address like https://example.org/news/1"
    if "@" in parts.netloc:
        return f"{parts.scheme}://…@{host} has a name or a password before its host"
    return None


@lru_cache(maxsize=1024)
def licence_fault(value: str) -> str | None:
    """Of an SPDX expression in the capitals of the SPDX list, or LicenseRef-NAME."""
    canonical = _canonical_licence(value)
    if canonical == value:
        return None
    wrong = f"{value!r} is not an SPDX expression or LicenseRef"
    return _with_meant(wrong, canonical or _canonical_licence("-".join(value.split())))


def _canonical_licence(value: str) -> str | None:
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        return str(canonicalize_license_expression(value))
    except InvalidLicenseExpression:
        return None


@lru_cache(maxsize=4096)
def kb_fault(scheme: KbScheme, id: str, kind: str) -> str | None:  # noqa: A002
    """Of the id in a knowledge base of a referent with this type, or of an AGREEMENT."""
    if scheme == "wikidata":
        return None if _WIKIDATA.fullmatch(id) else f"{id!r} is not a Q number such as Q17"
    if scheme == "world":
        wrong = f"{id!r} is not in small letters with hyphens, such as meridian-council"
        return None if _WORLD.fullmatch(id) else wrong
    if kind not in ("STATE", "PLACE"):
        return f"iso3166-1 has states, and this is {kind}; use wikidata"
    return country_fault(id)


def _with_meant(wrong: str, meant: str | None) -> str:
    return f"{wrong}; perhaps {meant!r} is meant" if meant else wrong
