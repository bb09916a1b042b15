"""What a line can be told to be that is nobody's text: page numbers, credits, captions, adverts, contents, notes."""

import re

from retrieval.reading.patterns import HAN

_NUMERAL = r"[一二三四五六七八九十百零〇]{1,5}"
_DECORATION = r"[-—–―－·•∙~～*＊=|｜/※◆◇]{1,3}"
_PAGE_NUMBER = re.compile(
    rf"\d{{1,3}}|{_DECORATION}\s*(?:第\s*)?\d{{1,4}}(?:\s*页)?\s*{_DECORATION}|"
    rf"第\s*(?:\d{{1,4}}|{_NUMERAL})\s*页(?:[,，/\s|]*共\s*(?:\d{{1,4}}|{_NUMERAL})\s*页)?|"
    r"\d{1,4}\s*[/／]\s*\d{1,4}|[Pp]age\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|[Pp]{1,2}\s?\.?\s?\d{1,4}|[Ⅰ-Ⅿⅰ-ⅿ]{1,4}|"
    r"共\s*\d{1,4}\s*页\s*[,，]?\s*第\s*\d{1,4}\s*页|"
    # Where a text goes on, and from where it does, is said between its halves.
    rf"[（(【]?\s*(?:下转|上接|紧接|转)\s*第?\s*(?:[A-Z]?\d{{1,4}}|{_NUMERAL})\s*[页版][^（）()。，]{{0,12}}[）)】]?"
)
# A number in such a form is a page's only where it goes on from page to page.
_DOUBTFUL_NUMBER = re.compile(
    r"[\[（(〔【<《]\s*(?P<inside>\d{1,4})\s*[\]）)〕】>》]|(?P<long>\d{4})|(?P<leaf>\d{1,4})\s*页|[-—–·•]\s*(?P<open>\d{1,4})|"
    r"(?P<shut>\d{1,4})\s*[-—–·•]|(?P<roman>[ivxlcIVXLC]{1,7})|(?P<han>[一二三四五六七八九十]{1,3})[页]?"
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
# A page's number that shares its line with the running head is set off from it.
_HEAD_WITH_NUMBER = re.compile(
    rf"(?:{_DECORATION}\s*)?(?P<first>\d{{1,4}})(?:\s*{_DECORATION})?\s+(?P<after>\S.*)|(?P<before>.*\S)\s+(?:{_DECORATION}\s*)?"
    rf"(?P<last>\d{{1,4}})(?:\s*{_DECORATION})?"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[\w./?=&%#~:+-]+")
_DISTRIBUTION = re.compile(
    r"(?:主?报|主?送|抄送|抄报|发|分送|印发|责任编辑|责编|编辑|校对|审核|签发|发送)"
    r"\s*[:：][^。！？；]{0,60}。?|[（(]?共印\s*\d+\s*份.{0,10}"
)
_CREDITED = (
    r"(?:(?:本期|本文|本版|值班|执行|特约|文字|视觉|新媒体|网络)?(?:责任编辑|责编|编辑|美编|校对|审核|审校|终审|复审|初审|签发|主编|编审|监制|统筹|策划|"
    r"编委|总编辑?|制图|制作|版式|设计|摄影|摄像|图片|供图|配图|插图|插画|图|照片|视频|录入|排版|翻译|译者|译|(?:录音|采访|文字)?整理)|"
    r"(?:课题组|项目组|调研组|编写组)?(?:组长|副组长|成员|负责人))"
)
_CREDIT_LABEL = re.compile(rf"{_CREDITED}\s*[:：/／|｜丨]\s*")
_BOILERPLATE = re.compile(
    r"领导批示\s*[:：].{0,40}|(?:版权|扫一扫).{0,30}|本.{0,12}由.{0,40}(?:网|www).{0,60}|(?:[-=*_—－]\s*){3,}|"
    r"[（(]此件.{2,12}[）)]|[一-龥]{2,12}出版社|[（(]\s*总\s*第\s*\d{1,5}\s*期\s*[）)]|"
    r".{2,30}(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*印发"
)
_ROW = re.compile(r"\|(?:[^|]*\|){2,}")
_RULE = re.compile(r"\|(?:\s*:?-{2,}:?\s*\|)+")
_NOTE_TEXT = re.compile(r"\[\^[^\]\s]{1,20}\]:\s")
_DOCUMENT_NUMBER = re.compile(
    rf"(?:[{HAN}]{{1,14}}\s*)?[〔\[［（(]\s*(?:19|20)\d\d\s*[〕\]］）)]\s*第?\s*\d{{1,5}}\s*号"
)
_BUTTONS = r"(?:【|\[)?(?:关闭窗口|关闭|打印本页|打印|返回顶部|加入收藏|收藏|分享到?|微信|微博)(?:】|\])?"
_ADVERT = re.compile(
    r"(?:长按|扫描?|识别|扫码).{0,12}(?:二维码|关注|下载|报名|入群).{0,30}|(?:点击|点).{0,6}(?:蓝字|上方|下方|阅读原文|这里).{0,20}|"
    r"阅读原文|欢迎(?:关注|订阅|投稿|扫码).{0,40}|(?:微信)?公众号\s*[:：].{1,30}|"
    r"(?:未经授权|未经许可|未经允许).{0,10}(?:不得|禁止|请勿)转载.{0,20}|转载请注明.{0,30}|版权所有.{0,40}|"
    rf"(?:上|下)一[篇页条]\s*[:：].{{0,60}}|{_BUTTONS}(?:[\s|｜:：]*{_BUTTONS}){{0,5}}|"
    r"(?:(?:您)?(?:当前|现在|所在)?(?:的)?位置\s*[:：]\s*)?(?:网站)?首页\s*[>＞»›/-].{0,60}"
)
_RECOMMENDS = re.compile(
    r"\W{0,4}(?:往期(?:推荐|回顾|精选|文章|精彩)|(?:相关|延伸|推荐|更多)(?:阅读|链接|新闻|推荐|文章|内容)|猜你喜欢|热门推荐|精彩推荐)\W{0,4}"
)
_PHOTO_CREDIT = re.compile(r"[（(](?:图片?|照片|摄影|图/文|文/图|摄|供图|制图|资料图片?)\s*[^。（）()]{0,30}[）)]")
_CAPTION = re.compile(
    r"(?:图|表|附图|附表|插图|照片|图表)\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:[-－—.．]\d{1,2})?"
    r"(?:\s*[:：.．]\s*|[ \u3000]+)\S[^。！？]{0,58}|"
    r"(?:上图|下图|左图|右图|图片?说明|题图|资料图片?)\s*[:：]\s*\S.{0,78}|[▲△▼]\s*[^。！？]{2,60}[。]?|"
    rf"图为[^。！？]{{2,60}}。?(?:[（(][^（）()]{{2,24}}[）)]|[\s{HAN}]{{2,20}}摄)?"
)
# What journals print between the authors and the text, and no reader would quote.
_CATALOGUE = re.compile(
    r"[【\[［]?\s*(?:关\s*键\s*词|中图(?:法)?分类号|文献标[识志]码|文章编号|收稿日期|修回日期|基金项目|资助项目|引用格式|引用本文|网络首发|通[讯信]作者|"
    r"第一作者|作者简介|项目来源|DOI|doi|Key\s?words|CLC|主题词)\s*(?:[】\]］]\s*[:：]?|[:：]).*",
    re.DOTALL,
)
_CONTENTS_LINE = re.compile(
    r"(?P<name>[^。；;]{2,60}?)\s*"
    r"(?:[.．·…‥⋯・。]{3,}|(?:[.．·…]\s+){3,}[.．·…]?|\t+|[ \u3000]{2,}|[-—_]{3,}|/)"
    r"\s*[（(【\[]?\s*(?:第\s*)?\d{1,4}\s*页?[）)】\]]?"
)
_DOTTED = re.compile(r"[.．·…‥⋯・]{3,}|(?:[.．·…]\s){3,}")
_CONTENTS_HEADING = re.compile(r"[【\[#\s*]*(?:本期)?(?:目\s*录|目\s*次|要\s*目|导\s*读|CONTENTS|Contents)[】\]*\s]*")
_NOTES_HEADING = re.compile(
    r"[【\[#\s*]*(?:注\s*释|尾\s*注|脚\s*注|附\s*注|参考文献|主要参考文献|参考资料|参考书目|引用文献|References|REFERENCES|Notes)[】\]*\s]*[:：]?"
)
NOTE_MARK = re.compile(
    r"[①-⑳㉑-㊿]|[\[［〔](?:\d{1,3}|注\d{0,2})[\]］〕]|[（(]\d{1,3}[）)]|\d{1,3}\s*[.．、]|[*＊†‡]{1,3}(?!\*)"
)
_REFERENCE = re.compile(
    r"《[^》]+》.*(?:\d|版|期|页|卷|年)|出版社|[.．]\s*[^.．]{1,40}\[[A-Z](?:/[A-Z]{2})?\]|^.{0,6}(?:参?见|引自|转引自|载|同上|出处|原载|注[:：]|语出|文件)"
)


def is_page_number(line: str) -> bool:
    """Whether a line is only a page number, in a form that nothing else has."""
    return bool(_PAGE_NUMBER.fullmatch(line))


def doubtful_page_number(line: str) -> tuple[str, int] | None:
    """The form and the value of a line that is a page number if others like it go on counting."""
    match = _DOUBTFUL_NUMBER.fullmatch(line)
    if not match or match.lastgroup is None:
        return None
    text = match[match.lastgroup]
    if match.lastgroup == "roman":
        return "roman", _roman(text.lower())
    if match.lastgroup == "han":
        return ("han", _han(text)) if line.endswith("页") else None
    return match.lastgroup + line[0] * (match.lastgroup == "inside"), int(text)


def _roman(text: str) -> int:
    values = [_ROMAN[char] for char in text]
    return sum(-value if value < max(values[index:]) else value for index, value in enumerate(values))


def _han(text: str) -> int:
    digits = {char: value for value, char in enumerate("零一二三四五六七八九")}
    tens, ten, ones = text.rpartition("十")
    return (digits.get(tens, 1) * 10 if ten else 0) + digits.get(ones, 0)


def head_with_number(line: str) -> tuple[str, int] | None:
    """A short line's words and the number that is set off at its head or end, if it has one."""
    match = _HEAD_WITH_NUMBER.fullmatch(line) if len(line) <= 60 else None
    if not match:
        return None
    words = match["after"] or match["before"]
    return re.sub(r"[\d\W]", "", words), int(match["first"] or match["last"])


def is_boilerplate(line: str) -> bool:
    """Adverts, navigation, rules, lines that are little but an address: nobody's words."""
    if _BOILERPLATE.fullmatch(line) or _RULE.fullmatch(line) or (len(line) <= 80 and _ADVERT.fullmatch(line)):
        return True
    bare = _ADDRESS.sub("", line)
    return len(bare) < len(line) and len(re.sub(r"\W", "", bare)) <= 8


def is_row(line: str) -> bool:
    """Whether a line is a row of a table as Markdown draws it."""
    return bool(_ROW.fullmatch(line)) and not _RULE.fullmatch(line)


def is_note_text(line: str) -> bool:
    """Whether a line has the text of a note as Markdown sets it: `[^1]: …`."""
    return bool(_NOTE_TEXT.match(line))


def is_document_number(line: str) -> bool:
    """Whether a line is the number of an official document: `某水发〔2022〕12号`."""
    return bool(_DOCUMENT_NUMBER.fullmatch(line))


def credited(line: str) -> list[str]:
    """Who helped by a line that says nothing else (`责任编辑：方圩　校对：林渠`), each label's own; else empty."""
    inner = line[1:-1].strip() if line[:1] in "（(【[" and line[-1:] in "）)】]" else line
    labels = list(_CREDIT_LABEL.finditer(inner)) if len(line) <= 60 else []
    if not labels or labels[0].start():
        return []
    ends = [label.start() for label in labels[1:]] + [len(inner)]
    return [inner[label.end() : end].strip() for label, end in zip(labels, ends, strict=True)]


def recommends(line: str) -> bool:
    """Whether a line is the heading of what a page recommends to read next."""
    return bool(_RECOMMENDS.fullmatch(line))


def is_nobody(name: str) -> bool:
    """Whether what stands behind a credit's label names no person (`图片｜网络`)."""
    return bool(re.fullmatch(r"(?:来源?[自于])?(?:网络|互联网|资料图?片?|本[报刊网]资料)", name))


def is_catalogue(line: str) -> bool:
    """Whether a line has the key words, numbers and funds that journals print with a paper."""
    return bool(_CATALOGUE.fullmatch(line))


def is_distribution(line: str) -> bool:
    """`报：…`, `送：…`, `责任编辑：…`: nobody's words where a document ends, anybody's elsewhere."""
    return bool(_DISTRIBUTION.fullmatch(line))


def is_caption(line: str) -> bool:
    """Whether a line names a picture or a table, or says whose picture it is."""
    return len(line) <= 80 and (bool(_CAPTION.fullmatch(line)) or photo_credit(line) == 0)


def contents_name(line: str) -> str | None:
    """What a line of a table of contents lists, where it leads to a page number."""
    match = _CONTENTS_LINE.fullmatch(line) if len(line) <= 120 else None
    return match["name"] if match else None


def is_dotted(line: str) -> bool:
    """Whether dots lead through a line, as only a table of contents has them."""
    return bool(_DOTTED.search(line))


def heads_contents(line: str) -> bool:
    """Whether a line is the heading of a table of contents."""
    return bool(_CONTENTS_HEADING.fullmatch(line))


def heads_notes(line: str) -> bool:
    """Whether a line is the heading of notes or references."""
    return bool(_NOTES_HEADING.fullmatch(line))


def cites(note: str) -> bool:
    """Whether a note's words name a book, a paper or a page."""
    return bool(_REFERENCE.search(note))


def photo_credit(text: str) -> int:
    """Where a photo credit closing the text begins; the text's length when there is none."""
    found = None
    for match in _PHOTO_CREDIT.finditer(text):
        found = match
    return found.start() if found and found.end() == len(text) else len(text)
