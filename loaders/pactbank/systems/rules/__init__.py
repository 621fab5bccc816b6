"""The baseline of patterns and word lists; its lists are the data files beside the code."""

from pactbank.systems.rules.system import RuleSystem

__all__ = ["RuleSystem"]
