"""What has to be said, whatever the language; one field a string. `{…}` are filled in by whoever says it."""

from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.answering.talk import Talk
from retrieval.answering.verifying import Verdict
from retrieval.errors import Fault, Flaw, Reason
from retrieval.evaluation.figures import Measure, Outcome


@dataclass(frozen=True, slots=True)
class Wording:
    """All strings of one language."""

    # The chat, in Telegram and in the terminal
    start: str
    help: str
    talk: Mapping[Talk, str]
    unknown_command: str
    text_only: str
    found_one: str
    found_several: str
    found_first: str
    page_one: str
    spoken_partly: str
    somebody: str
    inline_altered: str
    standing_one: str
    standing_several: str
    standing_many: str
    not_found: str
    not_standing: str
    nearly_standing: str
    colon: str
    not_standing_of: str
    composite: str
    omitting: str
    omitted: str
    misattributed: str
    misattributed_near: str
    relayed: str
    claimed_exact: str
    claimed_altered: str
    aside: str
    asides: Mapping[str, str]
    sentences: str
    sentence_unknown: str
    sentences_more: str
    sentences_apart: str
    warned: str
    warnings: Mapping[str, str]
    differs: str
    differs_replace: str
    differs_insert: str
    differs_delete: str
    differs_joint: str
    differs_more: str
    empty_collection: str
    nearest: str
    corrected: str
    corrected_one: str
    corrected_joint: str
    shortened: str
    failed: str
    not_allowed: str
    example: str
    no_example: str
    commands: Mapping[str, str]
    # What buttons and commands show
    busy: str
    too_fast: str
    late: str
    skipped: str
    within: str
    not_within: str
    only: str
    page_of: str
    compared: str
    compare_one: str
    compare_nothing: str
    whole_article: str
    runs_of: str
    documents: str
    articles_of: str
    authors: str
    no_authors: str
    counted: str
    untitled: str
    unknown_id: str
    cite_id: str
    moved_same: str
    moved_altered: str
    stale: str
    choose_language: str
    language_name: str
    language_automatic: str
    language_chosen: str
    privacy: str
    forget: str
    forgotten: str
    kept: str
    inline_how: str
    inline_nothing: str
    joined: str
    group_not_allowed: str
    name: str
    description: str
    short_description: str
    button_around: str
    button_cite: str
    button_more: str
    button_back: str
    button_narrow: str
    button_all: str
    button_return: str
    button_related: str
    button_before: str
    button_after: str
    button_contents: str
    button_copy: str
    words_and_source: str
    button_formats: str
    button_forget: str
    button_keep: str
    how: Mapping[str, str]
    styles: Mapping[str, str]
    # Attribution
    title: tuple[str, str]
    inner_title: tuple[str, str]
    issue: str
    page: str
    path: str
    paragraph: str
    year_month_day: str
    year_month: str
    year: str
    comma: str
    brackets: tuple[str, str]
    unsigned: str
    spoken: str
    spoken_inferred: str
    spoken_unnamed: str
    also: str
    also_joint: str
    also_more: str
    # The terminal
    chat_opening: str
    chat_sample: str
    chat_connect: str
    prompt: str
    serving: str
    open_to_all: str
    open_to_some: str
    reading: str
    report: str
    interrupted: str
    report_left_out: str
    report_twin: str
    problem: str
    problem_beside: str
    explained: str
    explained_before: str
    notices: Mapping[str, str]
    flaws: Mapping[Flaw, str]
    removed: str
    columns_added: tuple[str, ...]
    columns_sources: tuple[str, ...]
    columns_articles: tuple[str, ...]
    reasons: Mapping[Reason, str]
    verdicts: Mapping[Verdict, str]
    ambiguous_ids: str
    not_verified: str
    not_cited: str
    cited_replaced: str
    unknown_encoding: str
    unknown_style: str
    # Evaluating: the figures, and the report of what missed
    asking: str
    columns_figures: tuple[str, ...]
    figures: Mapping[Measure, str]
    figure_of_kind: str
    outcomes: Mapping[Outcome, str]
    missed: str
    report_written: str
    html_language: str
    report_title: str
    report_about: str
    report_line: str
    report_expected: str
    report_shown: str
    report_nothing: str
    report_flawless: str
    expected_refusal: str
    expected_answers: str
    expected_passage: str
    expected_articles: str
    expected_or: str
    expected_and: str
    faults: Mapping[Fault, str]
    # Checking a manuscript
    verdict_names: Mapping[str, str]
    quotation: str
    quotation_of: str
    check_counts: str
    check_none: str
    check_one: str
    check_short: str
    check_title: str
    check_about: str
    check_over_manuscript: str
    unreadable_manuscript: str
    # What went wrong, in one line each
    no_library: str
    nothing_added: str
    using_sample: str
    index_mended: str
    held_besides: str
    files_gone: str
    bad_library: str
    unknown_document: str
    bad_setting: str
    bad_token: str
    setting_forms: Mapping[str, str]
    bad_settings_file: str
    unwritable: str
    bad_question: str
    unreadable_questions: str
    unwritable_report: str
    report_over_questions: str
    token_missing: str
    token_refused: str
    no_network: str
    second_bot: str
    broken_quote: str
    bad_people: str
