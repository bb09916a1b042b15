"""An HTML page of findings: nothing is fetched, everything is escaped, quotes go out through the door."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

from bot.quoted import page_quote
from bot.rendering import attribution
from bot.terminal.printing import printable
from bot.terminal.running import fail
from bot.verdicts import differing
from bot.wording.wording import Wording
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
.change { font-weight: bold; }
""".strip()


def page(title: str, about: str, body: str, wording: Wording) -> str:
    """A whole page around a body of HTML."""
    return f"""<!doctype html>
<html lang="{text(wording.html_language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{text(title)}</title>
<style>
{_STYLE}
</style>
</head>
<body>
<main>
<h1>{text(title)}</h1>
<p class="aside">{text(about)}</p>
{body}
</main>
</body>
</html>
"""


def text(shown: str) -> str:
    """Text for an element or an attribute; control characters, which HTML may not hold, are replaced."""
    return escape(printable(shown))


def quoted(quote: Quote, sources: Mapping[str, str], wording: Wording, composite: bool = False) -> str:
    """A quote with whose words it is, what differs, and where it stands. Raises BrokenQuote."""
    lines = [f"<p>—— {text(attribution(quote.citation, wording))}</p>"]
    lines += [f'<p class="change">{text(line)}</p>' for line in differing(quote, wording, composite).splitlines()]
    lines.append(f'<p class="aside">{text(f"{quote.citation.file} {quote.citation.id}")}</p>')
    return page_quote(quote, sources) + "".join(lines)


def write_page(path: Path, made: str, wording: Wording) -> None:
    """Write a page; one that cannot be written ends the command with a line that says why."""
    try:
        path.write_text(made, "utf-8")
    except OSError as error:
        fail(wording.unwritable_report.format(path=path, detail=error.strerror))
