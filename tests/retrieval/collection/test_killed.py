"""A process killed at any moment of a change leaves a library that opens, with all that it acknowledged."""

from pathlib import Path

from bench.killing_changes import run


def test_of_changes_killed_at_random_moments_nothing_acknowledged_is_missing(tmp_path: Path) -> None:
    seen = run(tmp_path / "library", times=20, seed=7)
    assert seen.wrong == []
    assert seen.rounds == 20
    assert seen.killed
    assert seen.acknowledged
