"""A citation to start from."""

from dataclasses import replace
from typing import Any

from retrieval.records import Citation

_CITATION = Citation(
    id="abc123-10-20",
    author="温 岚、阮石舟",
    position="某县县委书记",
    title="把渠修到田埂上",
    publication="澜川水利通讯",
    issue="3",
    column="调查研究",
    date="2023-05-06",
    section=("一、修渠",),
    speaker="县长岑望",
    also=(),
    file="澜川.txt",
    page=None,
    paragraph=4,
    start=10,
    end=30,
    spans=((10, 30),),
)


def citation(**changed: Any) -> Citation:
    return replace(_CITATION, **changed)
