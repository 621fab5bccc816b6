"""The console is made before any test sets COLUMNS: what is set when rich makes one stays."""

from __future__ import annotations

import os

os.environ.pop("COLUMNS", None)

import pactbank.cli.console as console

__all__ = ["console"]
