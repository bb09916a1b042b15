"""Text recognised in pictures, for scans: rapidocr with the models of its wheel; rapidocr is imported here alone.

It is an extra (`pip install "yinju[ocr]"`). Nothing is downloaded: the models named here are files of the package.
"""

import importlib.util
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from retrieval.errors import ReadingError, Reason

_NARROWEST = 32
_NEEDED = ("rapidocr", "onnxruntime")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A line found in a picture: its box in pixels, y downwards, its text, and how sure the text is, 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float
    text: str
    confidence: float


Recogniser = Callable[[Any], Sequence[Recognised]]


def available(needed: Sequence[str] = _NEEDED) -> bool:
    """Whether the packages of the extra are installed; loads nothing."""
    return all(importlib.util.find_spec(name) is not None for name in needed)


def installed() -> Recogniser | None:
    """What recognises text in a picture; None without the extra."""
    return recognised if available() else None


def recognised(image: Any) -> Sequence[Recognised]:
    """The lines in a picture, an array of rows of pixels, in no order. Raises ReadingError."""
    # No line of text fits into a narrower picture, and rapidocr refuses such strips.
    if min(image.shape[:2]) < _NARROWEST:
        return []
    try:
        found = _engine()(image)
    except Exception as error:  # rapidocr has a class for whatever its engines raise, and puts the cause into words
        if "bad_alloc" in str(error) or "allocate" in str(error):
            raise MemoryError from error
        raise ReadingError(Reason.DAMAGED) from error
    if found.boxes is None or found.txts is None:
        return []
    return [
        Recognised(
            left=float(min(x for x, _ in corners)),
            top=float(min(y for _, y in corners)),
            right=float(max(x for x, _ in corners)),
            bottom=float(max(y for _, y in corners)),
            text=str(text),
            confidence=float(confidence),
        )
        for corners, text, confidence in zip(found.boxes, found.txts, found.scores, strict=True)
    ]


@cache
def _engine() -> Any:
    # Without this onnxruntime keeps a device id and a log in the home folder, and sends what it logs to its makers.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    from rapidocr import RapidOCR  # noqa: PLC0415 - a second and 200 MB that only scans need

    return RapidOCR(params={"Global.log_level": "error"})
