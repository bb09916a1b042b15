"""What a single line can be told to be by its own words: heading, chapter, column label, issue, speech.

Every pattern must match the whole line; where the words alone leave a doubt the layout or the neighbours decide.
"""

import re

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ebef"
CLOSING = "”’」』）)】》〉］\"'*"
# A remark in brackets behind the full stop (who sent it in, where it stands) ends a paragraph as well.
TERMINAL = re.compile(
    rf"(?:[。！？!?…]|(?<=[A-Za-z0-9)\"’”%])\.)[{re.escape(CLOSING)}]*(?:[（(][^（）()。！？]{{2,30}}[）)])?$"
)
ENDS_CLAUSE = re.compile(r"[。；，、：！？…;,:!?]$")
# A title may ask or exclaim; it does not end like this.
NO_TITLE_END = re.compile(r"[。；，、：;,:]$")

ISSUE = re.compile(r"第\s*(?P<number>\d+|[一二三四五六七八九十百〇零]+)\s*期")
# A line that says where it was issued: nothing may follow the number but what belongs to it.
_ISSUE_LINE = re.compile(
    rf"[^，。；！？“]{{0,40}}?{ISSUE.pattern}\s*(?:[（(][^（）()]{{1,20}}[）)])?\s*(?:[（(]?(?:19|20)\d\d\s*年[^，。；]{{0,20}})?"
)
_NOTE_BY_EDITOR = r"(?:编\s*者\s*按\s*语?|编者的话|编者寄语|编前语?|编后语?|编辑手记|编辑点评|导\s*语|按\s*语)"
_EDITORIAL = re.compile(rf"[【\[［]{_NOTE_BY_EDITOR}[】\]］]|{_NOTE_BY_EDITOR}\s*[:：]|按\s*[:：]")
EDITORIAL_HEADING = re.compile(rf"[【\[［]?{_NOTE_BY_EDITOR}[】\]］]?\s*[:：]?")
_PUBLISHER = re.compile(
    r"(?:主管|主办|编印|编发|编)$|^(?:中共|共青团)?.{2,40}(?:办公室|研究室|编辑部|编委会|委员会|委|局|厅|部|处|中心)$"
)
_COLUMN = re.compile(r"[【［\[](?P<label>[^】］\]]{2,40})[】］\]]")
NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}\s*、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[，、]"
)
_COUNT = r"第\s?[一二三四五六七八九十百千零〇两\d]{1,7}\s?"
CHAPTER = re.compile(rf"{_COUNT}(?P<tier>[编卷部篇章回节])(?:[ \u3000:：].*|)")
LAW_ARTICLE = re.compile(rf"{_COUNT}条(?:之[一二三四五六七八九十])?(?=[\s\u3000【]|$)")
_TIERS = {tier: rank for rank, tiers in enumerate(("编卷部篇", "章回", "节")) for tier in tiers}
# What a law or a collection of rules says of its own making, in brackets under its title.
ADOPTED = re.compile(
    r"[（(](?=[^（）()]{0,40}(?:19|20)\d\d\s*年).*(?:通过|批准|公布|发布|修正|修订|施行|印发|令).*[）)]", re.DOTALL
)
# A turn of a conversation, or a key and its value in the head of minutes.
KEYED = re.compile(
    rf"(?:【|\[)?(?P<key>[{HAN}A-Za-z·（）()]{{1,14}}|[{HAN}][ \u3000]{{1,4}}[{HAN}])(?:】|\])?\s*[:：]\s*"
)
_KEYS = frozenset(
    """
    时间 日期 地点 会议时间 会议地点 会议名称 会议议题 会议内容 主持人 主持 会议主持 会议主持人 参加人员 参会人员 参加人
    出席 出席人员 出席人 列席 列席人员 列席人 缺席 缺席人员 请假 请假人员 记录 记录人 会议记录 会议记录人 整理 整理人
    录音整理 议题 议程 汇报人 发言人 应到 实到 应到人数 实到人数 参加单位 参会单位 主办单位 承办单位 协办单位
    联系人 联系电话 联系方式 电话 传真 地址 邮箱 邮编 网址 受访者 受访人 采访者 采访人 采访 采访时间 采访地点
    访谈人 访谈对象 访谈时间 访谈地点 主讲人 报告人 嘉宾 对话嘉宾 本期嘉宾 对话人 口述 口述人 问 答 分送 抄送
    主题词 附件 索引号 发文机关 发文字号 成文日期 发布日期 公开方式 有效性
    """.split()
)
# The number before a title in a collection that counts its articles is not part of it.
TITLE_NUMBER = re.compile(rf"\d{{1,2}}\s*[.．、]\s*(?=[{HAN}“《])")
# A line of a list, a table or a quotation is no heading, however short.
LISTED = re.compile(r"[-*+•·●]\s+\S|\d{1,3}[.．)）、]\s*\S|[|>]")
# The lines of a life begin like this (`2019.10— 某县副县长`), and no title does.
MONTH = re.compile(r"(?:19|20)\d\d\s?[.．]\s?\d{1,2}(?!\d)")
# The second half of a title, on a line of its own.
SUBTITLE = re.compile("——|--|―")
# How a speech or a letter begins.
SALUTATION = re.compile(
    r".{0,20}(?:同志|朋友|各位|代表|委员|来宾|领导|女士|先生|老师|同学|大家|编辑部|你好|您好).{0,20}[：:！!]"
)
# How a news item begins, and who wrote it: `（本报讯 记者 方圩）`, `本报某地5月3日讯（记者 方圩）`, `某某社某地电`.
DATELINE = re.compile(
    rf"[（(【\[]?\s*(?:本[报刊网台社]|[{HAN}]{{2}}社)[{HAN}]{{0,6}}(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?专?[讯电]"
    r"(?:\s*[（(](?P<inside>[^（）()]{2,40})[）)]|"
    r"\s+(?P<bare>[^（）()。，！？]{2,40})[）)】\]]|\s*[）)】\]]|[ \u3000:：])"
)
MARKDOWN_HEADING = re.compile(r"(?P<level>#{1,6})\s+(?P<text>.*\S)\s*$")
OFFICIAL_TITLE = re.compile(
    r"(?:.{2,30})?关于.{2,60}的(?:通知|通报|意见|决定|决议|报告|函|请示|批复|公告|通告|公报|办法|规定|方案|倡议书|建议)"
    r"(?:[（(][^（）()]{1,12}[）)])?"
)
SPEECH = re.compile(
    r"(?P<who>[^在，。]{2,20}?)(?:同志)?在.{2,60}(?:会议?|班|仪式|论坛|活动)上的(?:讲话|发言|报告|致辞|主持词)"
    r"(?:[（(][^（）()]{1,12}[）)])?"
)


def unmarked(line: str) -> str:
    """The line without Markdown's heading marks and bold marks."""
    heading = MARKDOWN_HEADING.match(line)
    return (heading["text"] if heading else line).replace("**", "").strip(" \t\u3000")


def key(line: str) -> str | None:
    """What stands before the colon of a line that has one early: a speaker, a key."""
    match = KEYED.match(unmarked(line))
    return re.sub(r"\s", "", match["key"]) if match else None


def is_known_key(name: str) -> bool:
    """Whether minutes, interviews and notices have this key."""
    return name in _KEYS


def tier(line: str) -> int | None:
    """The rank of a chapter's heading, part over chapter over section; None for any other line."""
    match = CHAPTER.fullmatch(unmarked(line))
    return _TIERS[match["tier"]] if match else None


def is_issue(line: str) -> bool:
    """Whether a line is a label such as `水利通讯 第3期`, not a sentence or a title that mentions an issue."""
    return len(line) <= 80 and bool(_ISSUE_LINE.fullmatch(re.sub(r"\s+", " ", line)))


def is_editorial(line: str) -> bool:
    """Whether a line opens an editor's note."""
    return bool(_EDITORIAL.match(line))


def is_publisher(line: str) -> bool:
    """Whether a masthead line names who publishes."""
    return bool(_PUBLISHER.search(line))


def column(line: str) -> str | None:
    """The label of a line that is a column label in brackets."""
    match = _COLUMN.fullmatch(line)
    return match["label"].strip() if match else None
