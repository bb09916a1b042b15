"""Nothing that people type or print is slow to read: the work grows with a text, not with its square or faster."""

import subprocess
import sys

import pytest

from tests.retrieval.hostile import READ

# All of them take seconds; one that is read in too many ways takes longer than anybody waits.
PATIENCE = 200


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*READ, "answered"])
def test_no_text_is_slow_to_read(kind: str) -> None:
    command = [sys.executable, "-m", "tests.retrieval.hostile", kind]
    try:
        subprocess.run(command, check=True, timeout=PATIENCE, stdout=subprocess.PIPE, text=True)
    except subprocess.TimeoutExpired as late:
        named = (late.stdout or b"").decode().splitlines()
        pytest.fail(f"too slow: {named[-1:]}")
