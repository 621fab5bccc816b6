"""Texts: half-open code-point spans, quotes to spans, words, and the zones of raw lines."""
