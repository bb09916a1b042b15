"""The figures and every miss as one HTML page: nothing is fetched, everything is escaped, quotes are verified."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from bot.quoted import page_quote
from bot.rendering import attribution, differing, titled
from bot.terminal.printing import printable
from bot.wording.wording import Wording
from retrieval.evaluation.figures import RATES, Figure, Judged, Measure, Outcome
from retrieval.evaluation.questions import Expectation, Wanted
from retrieval.records import Quote

_STYLE = """
:root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --paper: #fff; --line: #d1d9e0; --mark: #fff3bf; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9198a1; --paper: #14181d; --line: #3d444d; --mark: #5a4a00; }
}
body { margin: 0; color: var(--ink); background: var(--paper); font: 1rem/1.7 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.4; }
h2 { font-size: 1.2rem; margin-top: 2rem; }
h3 { font-size: 1rem; margin: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid var(--line); text-align: left; font-weight: normal; }
thead th { color: var(--soft); }
th + th, td { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
article { margin: 1rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .5rem; }
dl { margin: .5rem 0 0; }
dt, .aside { color: var(--soft); font-size: .875rem; }
dd, p { margin: 0 0 .5rem; }
blockquote { margin: 0; padding-left: .75rem; border-left: 3px solid var(--line); white-space: pre-wrap; }
b { background: var(--mark); }
""".strip()


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
    title = _text(wording.report_title)
    groups = [
        _group(outcome, [miss for miss in misses if miss.judged.outcome is outcome], wording)
        for outcome in wording.outcomes
    ]
    return f"""<!doctype html>
<html lang="{_text(wording.html_language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{_STYLE}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p class="aside">{_text(about)}</p>
{_table(figures, wording)}
{"".join(groups) or f"<p>{_text(wording.report_flawless)}</p>"}
</main>
</body>
</html>
"""


def _text(text: str) -> str:
    """Text for an element or an attribute; control characters, which HTML may not hold, are replaced."""
    return escape(printable(text))


def _table(figures: Iterable[Figure], wording: Wording) -> str:
    head = "".join(f'<th scope="col">{_text(column)}</th>' for column in wording.columns_figures)
    rows = []
    for one in figures:
        name, value = shown_value(one, wording)
        rows.append(f'<tr><th scope="row">{_text(name)}</th><td>{value}</td><td>{one.n}</td></tr>')
    body = "\n".join(rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _group(outcome: Outcome, misses: Sequence[Miss], wording: Wording) -> str:
    if not misses:
        return ""
    head = f'<h2 id="{outcome.value}">{_text(wording.outcomes[outcome])} {len(misses)}</h2>'
    return "\n".join(["<section>", head, *(_article(miss, wording) for miss in misses), "</section>\n"])


def _article(miss: Miss, wording: Wording) -> str:
    expectation, answer = miss.judged.expectation, miss.judged.answer
    place = wording.report_line.format(line=expectation.line) + (f" · {expectation.kind}" if expectation.kind else "")
    expected = "".join(f"<p>{_text(line)}</p>" for line in _expected(expectation, wording))
    shown = (
        _quoted(answer.quotes[0], miss.sources, wording) if answer.found else f"<p>{_text(wording.report_nothing)}</p>"
    )
    return f"""<article>
<h3>{_text(expectation.question)}</h3>
<p class="aside">{_text(place)}</p>
<dl>
<dt>{_text(wording.report_expected)}</dt><dd>{expected}</dd>
<dt>{_text(wording.report_shown)}</dt><dd>{shown}</dd>
</dl>
</article>"""


def _quoted(quote: Quote, sources: Mapping[str, str], wording: Wording) -> str:
    place = f"{quote.citation.file} {quote.citation.id}"
    differences = differing(quote, wording)
    return (
        page_quote(quote, sources)
        + f"<p>—— {_text(attribution(quote.citation, wording))}</p>"
        + (f"<p>{_text(differences)}</p>" if differences else "")
        + f'<p class="aside">{_text(place)}</p>'
    )


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
