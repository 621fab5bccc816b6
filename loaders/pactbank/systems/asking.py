"""A language model, asked through Inspect AI: the request, and what came of it.

Inspect knows the providers, and asks again where one limits the rate or fails for a moment; here is
what is asked for, and by what name it is counted if there is no answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pactbank.errors import WrongUse
from pactbank.model.benchmark import Tokens
from pactbank.model.closed import Layer
from pactbank.model.inlined import for_models
from pactbank.systems.answering import Labels, labels_before_cut, labels_in
from pactbank.systems.protocol import DocumentFailed, mended

FAILURES = ("refusal", "truncated", "not-json", "mended", "rate-limit", "timeout", "error")
"""The kinds of failure of a document."""

_CUT = ("max_tokens", "model_length")
_TOO_MANY_REQUESTS = 429


def model_of(name: str) -> Any:
    """The model that Inspect knows by this name, such as openai/gpt-5. Raises `WrongUse` without
    Inspect, and for one that it cannot give."""
    try:
        from inspect_ai.model import get_model
    except ImportError:
        raise WrongUse(
            'language models need Inspect AI: pip install "pactbank[llm]", and the package of the '
            "provider, such as openai"
        ) from None
    try:
        return get_model(name, memoize=False)
    except Exception as error:  # a provider's package or key that is not there, by many names
        message = " ".join(str(error).split())
        raise WrongUse(f"the language model {name!r} cannot be used: {message[:512]}") from None


def structured(layers: Sequence[Layer]) -> dict[str, Any]:
    """The settings by which a provider that can do so holds an answer to the schema."""
    from inspect_ai.model import ResponseSchema
    from inspect_ai.util import JSONSchema

    schema = JSONSchema.model_validate(for_models(layers))
    return {"response_schema": ResponseSchema(name="prediction", json_schema=schema, strict=True)}


def labels_of(output: Any, document: str) -> Labels:
    """The labels of a document in a model's output. Raises `DocumentFailed`, with the labels that
    were written before, for one that the model refused or did not end, with all labels for one
    whose slips were mended, and for words alone."""
    text = output.completion.encode("utf-8", "replace").decode()  # JSON may hold half a pair
    if _refused(output):
        raise DocumentFailed("refusal", text, labels_before_cut(text, document))
    found = labels_in(text, document)
    if found is not None and found.slips:
        raise mended(found.labels, found.slips)
    if found is not None:
        return found.labels
    if output.stop_reason in _CUT:
        message = f"the answer was cut short after {len(text):,} characters ({output.stop_reason})"
        raise DocumentFailed("truncated", message, labels_before_cut(text, document))
    raise DocumentFailed("not-json", f"no JSON object with labels in the answer: {text[:200]!r}")


def _refused(output: Any) -> bool:
    """Whether the provider or the model says that this is a refusal."""
    if output.stop_reason == "content_filter":
        return True
    content = output.message.content if output.choices else ""
    return not isinstance(content, str) and any(getattr(part, "refusal", None) for part in content)


def tokens_of(output: Any) -> Tokens | None:
    """What an output has cost, as far as the provider says so."""
    usage = output.usage
    if usage is None:
        return None
    cached = (usage.input_tokens_cache_read or 0) + (usage.input_tokens_cache_write or 0)
    return Tokens(input=usage.input_tokens + cached, output=usage.output_tokens)


def failed(error: Exception, model: Any) -> DocumentFailed:
    """Why a model gave no output, once Inspect has asked often enough."""
    from tenacity import RetryError

    if isinstance(error, RetryError):
        found = error.last_attempt.exception()
        error = found if isinstance(found, Exception) else error
    told = getattr(error, "provider_message", None) or str(error)
    return DocumentFailed(_kind(error, model), f"{type(error).__name__}: {told.strip()}")


def _kind(error: Exception, model: Any) -> str:
    decision = model.api.should_retry(error)
    limited = getattr(decision, "kind", None) == "rate_limit" and bool(decision)
    if limited or getattr(error, "status_code", None) == _TOO_MANY_REQUESTS:
        return "rate-limit"
    return "timeout" if "Timeout" in type(error).__name__ else "error"
