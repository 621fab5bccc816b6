"""The baseline of patterns and word lists; the lists are the TOML files beside the code.

`system` runs the finders in order. `spans` cuts the text into sentences and chooses among
candidates. `times`, `states`, `bodies`, `people` and `groups` find mentions; `phrases`,
`agreements` and `stages` find agreements; `stances` finds stances; `labels` gives ids.
`gazetteer` knows states, and `learning` adds those that only the text knows.
"""

from pactbank.systems.rules.system import RuleSystem

__all__ = ["RuleSystem"]
