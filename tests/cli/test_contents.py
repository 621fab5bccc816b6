"""The commands of the command line, each made when it is asked for."""

from __future__ import annotations

from pactbank.cli import app  # the modules register their commands on import
from pactbank.cli.contents import CommandsByName


def test_the_summary_of_each_command_is_that_of_the_command_it_makes() -> None:
    assert app
    commands = CommandsByName()
    listed = [row for rows in commands.panels().values() for row in rows]
    assert listed
    assert sorted(n for n, _ in listed) == sorted(commands)
    for name, summary in listed:
        assert (commands[name].name, commands[name].get_short_help_str(60)) == (name, summary)
