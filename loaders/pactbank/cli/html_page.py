"""HTML pages that need nothing else: no file, no network; every value is escaped."""

from __future__ import annotations

from typing import Any

from pactbank.text.unseen import visible


def html_page(template: str, **values: Any) -> str:
    """A page from a template beside this module. `page_style.css.jinja` is what all of them look
    like."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pactbank.cli", ""),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(**values)


def _shown(value: Any) -> Any:
    """What the page shows of a value: words with unseen characters escaped. What a template has
    made is markup already."""
    foreign = isinstance(value, str) and not hasattr(value, "__html__")
    return visible(value, lines=True) if foreign else value
