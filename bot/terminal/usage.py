"""How the command line speaks when it explains itself or is used wrongly: in Chinese, a mistake in one line."""

import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

_HEADINGS = {
    "Usage:": "用法：",
    "Options:": "选项：",
    "Commands:": "命令：",
    "[OPTIONS]": "[选项]",
    "[COMMAND] [ARGS]...": "[命令] [参数]...",
    "Show this message and exit.": "显示这份说明。",
    "Show the version and exit.": "显示版本。",
}


class Command(click.Command):
    """A command that explains itself in Chinese."""

    def get_help(self, ctx: click.Context) -> str:
        """Its help, with the library's own words in Chinese."""
        return _in_chinese(super().get_help(ctx))


class Group(click.Group):
    """The group of all commands; wrong usage ends in one line and status 2."""

    command_class = Command

    def get_help(self, ctx: click.Context) -> str:
        """Its help, with the library's own words in Chinese."""
        return _in_chinese(super().get_help(ctx))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As the library's; an unknown command is said in Chinese."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise click.UsageError(f"没有命令 {args[0]}", ctx)
        return super().resolve_command(ctx, args)

    # The library's own declares overloads for the ways it can be left, of which this is one.
    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **named: Any
    ) -> NoReturn:
        """Run, and end the process with the status."""
        try:
            sys.exit(super().main(args, prog_name or "yinju", **(named | {"standalone_mode": False})) or 0)
        except click.UsageError as error:
            path = error.ctx.command_path if error.ctx else "yinju"
            line = " ".join(_explained(error).split())
            click.echo(f"yinju: {line}；用法见 {path} --help", err=True)
            sys.exit(2)
        except click.Abort:
            sys.exit(130)


def _in_chinese(text: str) -> str:
    for english, chinese in _HEADINGS.items():
        text = text.replace(english, chinese)
    return text


def _explained(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        meant = f"，是不是 {'、'.join(error.possibilities)}？" if error.possibilities else ""
        return f"没有选项 {error.option_name}{meant}"
    if isinstance(error, click.MissingParameter):
        return f"缺少 {error.param.make_metavar(error.ctx) if error.param and error.ctx else '参数'}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 后面缺少值，或不该有值"
    message = error.format_message()
    extra = re.match(r"Got unexpected extra arguments? \((?P<words>.*)\)", message)
    return f"多出了 {extra['words']}" if extra else message
