"""Raw texts out of the files that hold them: the extractors that recipes name.

An extractor is a function of the bytes of a file and its parameters; the same bytes give the same
text on every machine. `fault` checks a recipe without any file.
"""

from pactbank.corpus.extract.extractors import EXTRACTORS, extract, fault
from pactbank.corpus.extract.parameters import Unextractable

__all__ = ["EXTRACTORS", "Unextractable", "extract", "fault"]
