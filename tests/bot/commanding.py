"""`yinju` as it is typed, in this process."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from bot.terminal.commands import main


def yinju(
    library: Path | None, *words: str, typed: str | bytes | None = None, env: dict[str, str] | None = None
) -> Result:
    """One run of the command; a crash is raised here, so that no test takes it for a status of 1."""
    chosen = [] if library is None else ["--library", str(library)]
    result = CliRunner().invoke(main, [*chosen, *words], input=typed, env=env)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise AssertionError(f"yinju {' '.join(words)} ended in a traceback") from result.exception
    return result


def objects(result: Result) -> list[dict[str, Any]]:
    """The JSON objects of a result, one a line."""
    assert result.exit_code == 0, result.stderr
    assert result.stderr == "", "nothing went wrong and nothing is noticed"
    text = result.stdout_bytes.decode("utf-8")
    assert text.endswith("\n") or not text
    return [json.loads(line) for line in text.split("\n")[:-1]]


def failed(result: Result) -> str:
    """The one line a failure says."""
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    return line
