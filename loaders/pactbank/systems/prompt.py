"""The request to a language model that asks for the labels of one text, as quotes."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pactbank.model.closed import LAYERS, Layer
from pactbank.model.inlined import for_models
from pactbank.text.unseen import quotable


def prompt(
    document: str, text: str, date: str | None = None, layers: Sequence[Layer] = LAYERS
) -> str:
    """What to ask a model for the labels of a text in these layers.

    `document` is the id that the answer shall carry, `date` the day that "today" means in the text.
    The prompt holds the schema of the answer (`model.inlined.for_models`). Control characters of
    the text are written as the escapes of JSON, in which the answer quotes them. Raises
    `UnknownName` for a layer there is not.
    """
    import jinja2

    schema = json.dumps(for_models(layers), ensure_ascii=False)
    plain = text.strip("\r\n")
    words = quotable(plain)
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pactbank.systems", ""),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
    return environment.get_template("prompt.md.jinja").render(
        document=document,
        text=words,
        escaped=words != plain,
        date=date,
        layers=layers,
        schema=schema,
    )
