"""The commands by name and panel, each made from its function when it is asked for.

Reading the options of every command takes longer than all else that `--help` does.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

import typer
import typer.main
from typer.core import TyperCommand, TyperGroup


class WordsChecked(TyperCommand):
    """A command whose options that are words, not paths, have no control characters."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        from pactbank.errors import WrongUse
        from pactbank.model.values import control_fault

        faults = [
            f"{parameter.opts[0]}: {fault}"
            for parameter in self.params
            if parameter.param_type_name == "option"
            for value in _words(ctx.params.get(parameter.name or ""))
            if (fault := control_fault(value))
        ]
        if faults:
            raise WrongUse("; ".join(faults))
        return rest


def _words(value: object) -> list[str]:
    """The strings that an option was given; a path is none."""
    given = value if isinstance(value, (list, tuple)) else [value]
    return [each for each in given if isinstance(each, str)]


catalogue = typer.Typer()
"""What the modules of commands register themselves with."""


class CommandsByName(Mapping[str, Any]):
    """The commands of the catalogue; one that is looked up is made, and kept."""

    def __init__(self) -> None:
        self._commands = {
            info.name or str(info.callback.__name__): info
            for info in catalogue.registered_commands
            if info.callback is not None
        }
        self._groups = {
            str(info.typer_instance.info.name): info
            for info in catalogue.registered_groups
            if info.typer_instance is not None
        }
        self._made: dict[str, Any] = {}
        groups = (info.typer_instance for info in self._groups.values())
        for contents in (catalogue, *filter(None, groups)):
            for command in contents.registered_commands:
                command.cls = WordsChecked

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._commands
        yield from self._groups

    def __len__(self) -> int:
        return len(self._commands) + len(self._groups)

    def _make(self, name: str) -> Any:
        if name in self._commands:
            return typer.main.get_command_from_info(
                self._commands[name], pretty_exceptions_short=True, rich_markup_mode=None
            )
        return typer.main.get_group_from_info(
            self._groups[name],
            pretty_exceptions_short=True,
            suggest_commands=True,
            rich_markup_mode=None,
        )

    def panels(self) -> dict[str, list[tuple[str, str]]]:
        """Names and summaries by panel, without making a command."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for name in self:
            info: Any = self._commands.get(name) or self._groups[name]
            text = info.help if name in self._groups else inspect.getdoc(info.callback)
            summary = TyperCommand(name, help=text).get_short_help_str(limit=60)
            panels.setdefault(info.rich_help_panel, []).append((name, summary))
        return panels


class Contents(TyperGroup):
    """Help that lists the commands by panel, in plain text: rich would take twice as long."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands: Any = CommandsByName()

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        del ctx
        for panel, rows in self.commands.panels().items():
            with formatter.section(panel):
                formatter.write_dl(rows)
