"""The baseline of patterns and word lists; the lists are the TOML files beside the code."""

from pactbank.systems.rules.system import RuleSystem

__all__ = ["RuleSystem"]
