"""Pages of HTML that need nothing else, from templates that escape every word."""

from __future__ import annotations

from typing import Any

from pactbank.text.unseen import visible

_PACKAGES = ("pactbank.report", "pactbank.cli")
"""Where templates are; what all pages have in common is in the first."""


def rendered(template: str, **values: Any) -> str:
    """The page of a template; words are escaped, and their unseen characters are shown."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader(name, "") for name in _PACKAGES]),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(**values)


def _shown(value: Any) -> Any:
    """What the page shows of a value: words with unseen characters escaped. Markup is what this
    package made itself, with its words escaped."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return visible(value, lines=True)
    return value
