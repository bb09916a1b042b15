"""The rules by which reading finds what an article states, in the words of whoever is to judge them."""

_PARTS = {
    "byline": "署名",
    "office and name": "职务和姓名",
    "role and name": "职务和姓名",
    "name and office": "姓名和职务",
    "name and unit": "姓名和单位",
    "unit and name": "单位和姓名",
    "office above name": "职务、姓名分两行",
    "office without name": "只有职务，没有姓名",
    "author label": "写明“作者”",
    "label": "有“文”“供稿”等标记",
    "labelled facts": "写明各项的一行",
    "reporter": "记者署名",
    "box": "前有□◎等记号",
    "names alone": "单独一行的姓名",
    "names with marks of affiliations": "带单位序号的姓名",
    "collective": "集体或单位署名",
    "about the author": "作者简介",
    "speaker named in the title": "题目里写明的讲话人",
    "heading above the byline": "署名上方的标题",
    "heading that the document shows to be a title": "从全文看是题目的标题",
    "heading of a chapter": "一章的标题",
    "first heading before the text": "正文之前的第一个标题",
    "date under the title": "题目下的日期",
    "date closing the text": "文末的日期",
    "date among labelled facts": "写明各项的一行里的日期",
    "date of the masthead": "刊头的日期",
    "name beside the number of the issue": "期号旁的刊名",
    "line with the number of the issue": "写着期号的一行",
    "label above the title": "题目上方的栏目名",
    "stated by the format": "文件自带的信息",
    "by hand": "亲手改的",
}
_AFTER = " after the text"


def said(rule: str) -> str:
    """In Chinese: `byline: author label: collective after the text` → 署名：写明“作者”，集体或单位署名，在文末."""
    parts = rule.removesuffix(_AFTER).split(": ")
    first, *rest = [_PARTS.get(part, part) for part in parts]
    behind = [*rest, "在文末"] if rule.endswith(_AFTER) else rest
    return f"{first}：{'，'.join(behind)}" if behind else first
