"""The figures and every miss as one HTML page: nothing is fetched, everything is escaped, quotes are verified."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.rendering import titled
from bot.terminal.page import page, quoted, text
from bot.wording.wording import Wording
from retrieval.evaluation.figures import RATES, Figure, Judged, Measure, Outcome
from retrieval.evaluation.questions import Expectation, Wanted


@dataclass(frozen=True, slots=True)
class Miss:
    """An answer that is not what was expected, and by file name the texts it quotes, of the same moment."""

    judged: Judged
    sources: Mapping[str, str]


def shown_value(figure: Figure, wording: Wording) -> tuple[str, str]:
    """A figure's name and value as a person reads them: shares in per cent."""
    name = wording.figures[figure.measure]
    if figure.kind:
        name = wording.figure_of_kind.format(figure=name, kind=figure.kind)
    if figure.measure in RATES:
        return name, f"{figure.value:.1%}"
    return name, f"{figure.value:.3f}" if figure.measure in (Measure.MRR, Measure.NDCG) else f"{figure.value:.1f}"


def html_report(about: str, figures: Iterable[Figure], misses: Sequence[Miss], wording: Wording) -> str:
    """The whole page. Raises BrokenQuote."""
    groups = [
        _group(outcome, [miss for miss in misses if miss.judged.outcome is outcome], wording)
        for outcome in wording.outcomes
    ]
    flawless = f"<p>{text(wording.report_flawless)}</p>"
    body = _table(figures, wording) + "\n" + ("".join(groups) or flawless)
    return page(wording.report_title, about, body, wording)


def _table(figures: Iterable[Figure], wording: Wording) -> str:
    head = "".join(f'<th scope="col">{text(column)}</th>' for column in wording.columns_figures)
    rows = []
    for one in figures:
        name, value = shown_value(one, wording)
        rows.append(f'<tr><th scope="row">{text(name)}</th><td>{value}</td><td>{one.n}</td></tr>')
    body = "\n".join(rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _group(outcome: Outcome, misses: Sequence[Miss], wording: Wording) -> str:
    if not misses:
        return ""
    head = f'<h2 id="{outcome.value}">{text(wording.outcomes[outcome])} {len(misses)}</h2>'
    return "\n".join(["<section>", head, *(_article(miss, wording) for miss in misses), "</section>\n"])


def _article(miss: Miss, wording: Wording) -> str:
    expectation, answer = miss.judged.expectation, miss.judged.answer
    place = wording.report_line.format(line=expectation.line) + (f" · {expectation.kind}" if expectation.kind else "")
    expected = "".join(f"<p>{text(line)}</p>" for line in _expected(expectation, wording))
    shown = (
        quoted(answer.quotes[0], miss.sources, wording) if answer.found else f"<p>{text(wording.report_nothing)}</p>"
    )
    return f"""<article>
<h3>{text(expectation.question)}</h3>
<p class="aside">{text(place)}</p>
<dl>
<dt>{text(wording.report_expected)}</dt><dd>{expected}</dd>
<dt>{text(wording.report_shown)}</dt><dd>{shown}</dd>
</dl>
</article>"""


def _expected(expectation: Expectation, wording: Wording) -> list[str]:
    """What should have come, a line a condition."""
    if expectation.refusal:
        return [wording.expected_refusal]
    lines = []
    if expectation.answers:
        lines.append(wording.expected_answers.format(words=wording.expected_or.join(expectation.answers)))
    if expectation.passage:
        lines.append(wording.expected_passage.format(passage=expectation.passage))
    if expectation.articles:
        named = wording.expected_and.join(_named(one, wording) for one in expectation.articles)
        lines.append(wording.expected_articles.format(articles=named))
    return lines


def _named(wanted: Wanted, wording: Wording) -> str:
    opening, closing = wording.brackets
    unsigned = f"{opening}{wording.unsigned}{closing}" if wanted.author == "" else ""
    title = titled(wanted.title, wording) if wanted.title else ""
    between = "" if wording.comma == "，" else " "
    return between.join(part for part in (wanted.author, title + unsigned, wanted.file) if part)
