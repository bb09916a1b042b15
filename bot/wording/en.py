"""English."""

from bot.wording.wording import Wording
from retrieval.answering.talk import Talk
from retrieval.answering.verifying import Verdict
from retrieval.errors import Fault, Reason
from retrieval.evaluation.figures import Measure, Outcome

WORDING = Wording(
    start=(
        "This is <b>Yinju 引据</b>. I answer only in the documents' own words and say whose they are and where they stand."
        "\n\nYou can:\n• ask a question, such as “{example}”\n• paste a sentence to find its source\n"
        "• ask about a person: 某某担任什么职务？\n\n"
        "{documents} documents, {articles} articles. Where they do not answer, I say so."
    ),
    help=(
        "<b>Ask</b>: type a question, one at a time.\n"
        "<b>Find a source</b>: paste the sentence, or write “…”出自哪里？\n"
        "<b>Bylines</b>: who somebody is, when an article appeared.\n"
        "<b>In groups</b>: mention me, or use /ask with the question.\n\n"
        "Bold words are closest to the question. Every quotation was held against its source; what a document does not say "
        "I do not guess."
    ),
    talk={
        Talk.GREETING: "Hello! Ask a question, or paste a sentence to find its source.",
        Talk.THANKS: "You're welcome. Ask whenever you need another source.",
        Talk.FAREWELL: "Goodbye! Come back whenever you need a source.",
        Talk.ABOUT: (
            "I am Yinju: I answer with the documents' own words only, and say whose they are and where they stand. "
            "Ask a question, or paste a sentence to find its source."
        ),
        Talk.SHORT: "That is too short to look for. Please write two characters or more.",
    },
    text_only="I only read text. Please type the question or the sentence.",
    found_one="1 passage found:",
    found_several="{count} passages found:",
    standing_one="These words stand in the documents, letter for letter (punctuation and script aside):",
    standing_several="These words stand in the documents {count} times, letter for letter (punctuation and script aside):",
    standing_many=(
        "These words stand in the documents {count} times or more, letter for letter (punctuation and script aside); "
        "the first {shown}:"
    ),
    not_found="Nothing in the documents answers this question. Try other words, or name a person or place.",
    not_standing="These words do not stand in the documents letter for letter.",
    nearly_standing="These words do not stand in the documents letter for letter. The nearest to them:",
    differs="Differs from the source: ",
    differs_replace="“{given}” is “{source}” there",
    differs_insert="“{given}” put in",
    differs_delete="“{source}” left out",
    differs_joint="; ",
    differs_more=" and more, {count} in all",
    empty_collection="There are no documents yet.",
    nearest="Related passages, not necessarily an answer:",
    corrected="Searched for {corrections}. ",
    corrected_one="“{meant}” (you wrote “{given}”)",
    corrected_joint=", ",
    shortened="(Long text: only the first {count} characters were searched for.)",
    failed="Something went wrong and there is no answer this time. Error {id}; please try again later.",
    not_allowed="This bot is open to listed people only. Your id is {user}; please give it to the administrator.",
    ask_how="Please write the question after /ask, for example: /ask {example}",
    example="《{title}》是谁写的？",
    no_example="…",
    commands={"ask": "Ask, or find a source", "start": "Start", "help": "How to use it"},
    title=("《", "》"),
    inner_title=("〈", "〉"),
    issue="no. {issue}",
    paragraph="para. {paragraph}",
    year_month_day="{year}-{month:02d}-{day:02d}",
    year_month="{year}-{month:02d}",
    comma=", ",
    brackets=(" (", ")"),
    unsigned="no name given",
    also="Also in {places}",
    also_joint="; ",
    also_more=" and more, {count} in all",
    chat_opening="Yinju: {documents} documents, {articles} articles. Type a question and Enter; empty line or Ctrl-D ends.",
    chat_sample="(These are samples; people, places and facts in them are invented. Your own: make run DOCS=folder)",
    chat_connect="To connect Telegram: send /newbot to @BotFather, put the token into .env as TELEGRAM_TOKEN=, make run.",
    prompt="ask> ",
    serving="@{name} is online with {documents} documents, {articles} articles. Ctrl-C stops it.",
    open_to_all="YINJU_ALLOWED is empty: anybody may ask it.",
    open_to_some="Only the {count} ids in YINJU_ALLOWED are answered.",
    reading="Reading",
    report=(
        "{added} added, {replaced} replaced, {unchanged} unchanged, {problems} not read; "
        "{articles} articles and {passages} paragraphs newly read."
    ),
    report_left_out="Left out: {path} (a README, hidden file or link; name it to add it)",
    report_twin="Not added twice: {path} (same content as {file})",
    problem="Not read: {path}: {reason}",
    removed="Removed {file}",
    columns_sources=("id", "file", "articles", "paragraphs", "encoding"),
    columns_articles=("file", "title", "author", "position", "date", "source", "paragraphs"),
    reasons={
        Reason.MISSING: "no such file or folder; check the path",
        Reason.NOT_A_FILE: "not a regular file; give a text file instead",
        Reason.NO_PERMISSION: "no permission to read it; change the permission and add it again",
        Reason.UNSUPPORTED: "{detail} files are not supported yet; save it as .txt or .md",
        Reason.TOO_LARGE: "larger than {detail}; split it",
        Reason.EMPTY: "no text in it; check the file",
        Reason.BINARY: "not text (control characters); save it as UTF-8 text",
        Reason.ENCODING: "unknown encoding {detail}; save it as UTF-8 text",
        Reason.DAMAGED: "damaged or protected by a password: save it anew and try again",
        Reason.FAILED: "reading failed {detail}; check the disk and the file",
    },
    verdicts={
        Verdict.HOLDS: "holds: the file is unchanged, the quotation is verbatim",
        Verdict.SOURCE_SAME: "file changed: the words are still in it (punctuation and script aside), once added again as {now}",
        Verdict.SOURCE_ALTERED: "file changed: the words were altered, the nearest stand below, once added again as {now}",
        Verdict.SOURCE_LOST: "file changed: the words are no longer in it",
        Verdict.SOURCE_MISSING: "file gone: nothing to compare with; the library's copy holds the words",
        Verdict.SOURCE_UNREADABLE: "file cannot be read now: {reason}; the library's copy holds the words",
        Verdict.SOURCE_DIFFERS: "the file is unchanged but the library's text is not the same: remove it and add it again",
        Verdict.REPLACED_SAME: "replaced: the words are still there (punctuation and script aside), now as {now}",
        Verdict.REPLACED_ALTERED: "replaced: the words were altered, the nearest stand below, as {now}",
        Verdict.REPLACED_LOST: "replaced: the words are not in what is here now",
        Verdict.UNKNOWN: "no such id: copy it as it stands below a quotation, like ccwqy4-720-109",
        Verdict.IMPOSSIBLE: "no such id: nothing that can be quoted stands there; copy it as it stands below a quotation",
    },
    ambiguous_ids="one of {ids} ({count} places that nothing tells apart)",
    not_verified="{count} ids do not agree with their files: {ids}; use the ids given above, or add the files again",
    not_cited="{id}: {verdict}",
    cited_replaced="({id}: {verdict})",
    unknown_style="there is no format “{style}”; there are {styles}",
    asking="Asking",
    columns_figures=("figure", "value", "questions"),
    figures={
        Measure.FOUND: "answered, of those with an answer",
        Measure.QUOTE_1: "right quote, first",
        Measure.QUOTE_3: "right quote, first three",
        Measure.PASSAGE_1: "right paragraph, first",
        Measure.PASSAGE_3: "right paragraph, first three",
        Measure.PASSAGE_5: "right paragraph, first five",
        Measure.MRR: "rank of the paragraph, MRR",
        Measure.NDCG: "rank of the paragraphs, nDCG@5",
        Measure.ATTRIBUTION: "right article, first",
        Measure.LENGTH: "characters of the first quote, mean",
        Measure.REFUSED: "refused, of those without an answer",
        Measure.P50: "time, median (ms)",
        Measure.P95: "time, 95% within (ms)",
    },
    figure_of_kind="{figure}: {kind}",
    outcomes={Outcome.WRONG: "Wrong", Outcome.MISSED: "Missed", Outcome.ANSWERED: "Answered instead of refused"},
    missed="{wrong} wrong, {missed} missed, {answered} answered instead of refused.",
    report_written="Question by question: {path}",
    html_language="en",
    report_title="Yinju: measured with your own questions",
    report_about="{file}, {questions} questions; {documents} documents, {articles} articles; {date}",
    report_line="line {line}",
    report_expected="Expected",
    report_shown="Shown",
    report_nothing="Nothing was found",
    report_flawless="No question was answered wrongly, missed, or answered instead of refused.",
    expected_refusal="no answer: nothing should be found",
    expected_answers="in the quote: {words}",
    expected_passage="from the paragraph: {passage}",
    expected_articles="from the article: {articles}",
    expected_or=" or ",
    expected_and="; ",
    faults={
        Fault.EMPTY: 'no question; write one a line, such as {{"question": "…", "answers": ["…"]}}',
        Fault.ENCODING: "not UTF-8; save the file as UTF-8 text",
        Fault.JSON: 'no JSON object; write it on one line, such as {{"question": "…", "answers": ["…"]}}',
        Fault.KEY: "there is no “{detail}”; use answers, passage or articles",
        Fault.QUESTION: "question is missing; write the question, in quotation marks",
        Fault.ANSWERS: 'bad answers; write a list of texts with letters in them, such as ["六百元"], or [] for no answer',
        Fault.PASSAGE: "bad passage; write the id below a quote, or words of the paragraph",
        Fault.PLACE: "the library has no place {detail}; copy the id below a quote again",
        Fault.ARTICLES: 'bad articles; write [{{"title": "…", "author": "…"}}] or [{{"file": "…"}}]',
        Fault.KIND: "kind is no text; put it in quotation marks, or leave it out",
    },
    no_library="no documents in {folder} yet; add some first: yinju add FILE_OR_FOLDER",
    nothing_added="no document was read from {folder}; check the path and the files listed above (.txt and .md are read)",
    using_sample="(No documents of your own yet: these are samples; people, places and facts in them are invented.)",
    held_besides="The library also holds {count} documents added before; yinju remove takes out what you do not want.",
    files_gone="No longer on disk but still in the library: {files}; yinju remove takes them out.",
    bad_library="cannot open the library ({detail}); check --library or YINJU_LIBRARY; if the file is damaged, restore or delete it",
    unknown_document="no document “{name}” in the library; yinju sources lists ids and file names",
    bad_setting="setting {name} cannot be “{value}”, it must be {form}; change it in the environment or .env",
    bad_token="TELEGRAM_TOKEN does not look like 123456:ABC-def; copy it as @BotFather gave it",
    setting_forms={
        "TELEGRAM_API_URL": "an address that begins with http:// or https://",
        "TELEGRAM_PROXY": "an address that begins with http://, https:// or socks5://",
        "YINJU_LIBRARY": "the path of a folder",
        "YINJU_ALLOWED": "numeric ids, separated by commas or spaces",
        "YINJU_THRESHOLD": "a number from 0 to 20",
        "YINJU_LANGUAGE": "zh-hans, zh-hant or en",
        "YINJU_LOG_LEVEL": "DEBUG, INFO, WARNING or ERROR",
    },
    bad_settings_file="cannot read the settings file {name}; save it as UTF-8 text and check its permissions",
    unwritable="cannot write the result ({detail}); check the disk and where the output goes",
    bad_question="{path} line {line}: {fault}",
    unreadable_questions="cannot read the questions {path} ({detail}); check the path and the permissions",
    unwritable_report="cannot write the report {path} ({detail}); check the folder, the permissions and the disk",
    report_over_questions="the report must not be written over the questions {path}; choose another name",
    token_missing="TELEGRAM_TOKEN is not set; put the token from @BotFather into .env",
    token_refused="Telegram refuses this TELEGRAM_TOKEN; check it with @BotFather",
    no_network="cannot reach Telegram ({detail}); check the network, or set TELEGRAM_PROXY in .env",
    second_bot="another program receives messages with the same token; stop one of them",
    broken_quote=(
        "a quotation did not match its source and was held back; add the document again (yinju remove, then add) "
        "and please report it"
    ),
)
