"""Inspect AI's mock model, which answers each document as told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from inspect_ai.model import ModelOutput, ModelUsage, get_model

from support.openai_server import ASKED

DEPRECATED = "ignore:The 'initial' parameter is deprecated:DeprecationWarning"
"""What tenacity says of how Inspect calls it."""


def mock_model(outputs: Mapping[str, Any], seen: Callable[..., None] = lambda *_: None) -> Any:
    """A model that says, raises or returns what is given for a document; `seen` is called with the
    document, the prompt and the settings of each request."""

    def output(messages: Any, _tools: Any, _choice: Any, config: Any) -> Any:
        prompt = messages[-1].text
        found = ASKED.search(prompt)
        assert found is not None
        seen(found[1], prompt, config)
        given = outputs[found[1]]
        if isinstance(given, Exception):
            raise given
        made = said(given) if isinstance(given, str) else given
        # Without this the mock model counts tokens, for which it loads a file from the network.
        made.usage = made.usage or ModelUsage(input_tokens=90, output_tokens=7, total_tokens=97)
        return made

    return get_model("mockllm/model", custom_outputs=output, memoize=False)


def said(text: str, stop: Any = "stop", usage: Any = None) -> Any:
    """An output of a model that says this, and stops for this reason."""
    output = ModelOutput.from_content("mockllm/model", text, stop_reason=stop)
    output.usage = usage
    return output
