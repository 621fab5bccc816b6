"""Texts as code points.

offsets     half-open spans, and the map between a raw file and its clean text
anchor      quotes to spans
tokens      words, and BIO tags
zones       the lines of a raw text, each labelled as headline, paragraph, advertisement…
"""
