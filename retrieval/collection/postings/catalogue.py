"""What articles say of themselves, column by column: every different value once, and for each article its number."""

import json
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

COLUMNS = ("title", "author", "position", "publication", "issue", "date")


def encoded(values: Iterable[str]) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """The different values as bytes, in the order they come first, and for each given one its place among them."""
    places: dict[str, int] = {}
    codes = [places.setdefault(value, len(places)) for value in values]
    data = json.dumps(list(places), ensure_ascii=False).encode("utf-8", "surrogatepass")
    return np.frombuffer(data, np.uint8), np.array(codes, np.int32)


def decoded(data: NDArray[np.uint8]) -> list[str]:
    """The different values of a column."""
    values: list[str] = json.loads(data.tobytes().decode("utf-8", "surrogatepass"))
    return values
