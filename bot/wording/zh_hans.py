"""Simplified Chinese."""

from bot.wording.wording import Wording
from retrieval.answering.talk import Talk
from retrieval.errors import Reason

WORDING = Wording(
    start=(
        "这里是<b>引据</b>。我只用文献的原文回答，每段都注明是谁的话、出自哪里。\n\n"
        "您可以：\n• 提一个问题，如“{example}”\n• 粘贴一句话，查它出自何处\n• 问一个人，如“某某担任什么职务？”\n\n"
        "现有 {documents} 份文献、{articles} 篇文章。查不到的，我会直说。"
    ),
    help=(
        "<b>提问</b>：直接输入问题，一次一个。\n"
        "<b>查出处</b>：粘贴原句；或写 “……”出自哪里？\n"
        "<b>问署名</b>：某某是谁？某篇文章是哪天发表的？\n"
        "<b>在群里</b>：@我，或用 /ask 加问题。\n\n"
        "加粗的是最可能回答问题的话。引文与原件逐字核对过；文献没有写明的，我不猜。"
    ),
    talk={
        Talk.GREETING: "您好！请直接提问，或粘贴一句话来查出处。",
        Talk.THANKS: "不客气。还有要查的，请直接说。",
        Talk.FAREWELL: "再见！随时可以再来查。",
        Talk.ABOUT: "我是引据：只用文献的原文回答，并注明是谁的话、出自哪里。请直接提问，或粘贴一句话来查出处。",
        Talk.SHORT: "内容太短，没法查找。请至少写两个字。",
    },
    text_only="目前我只看得懂文字，请把问题或句子打出来。",
    found_one="找到 1 段相关原文：",
    found_several="找到 {count} 段相关原文：",
    standing_one="这句话在文献中有，一字不差：",
    standing_several="这句话在文献中有 {count} 处，一字不差：",
    not_found="没有找到能回答这个问题的原文。可以换个说法，或写出人名、地名再问。",
    not_standing="文献中没有一字不差的这句话。",
    nearly_standing="文献中没有一字不差的这句话。最接近的原文是：",
    differs="与原文不同：",
    differs_replace="“{given}”原文作“{source}”",
    differs_insert="多“{given}”",
    differs_delete="缺“{source}”",
    differs_joint="；",
    differs_more="等，共 {count} 处",
    empty_collection="还没有收入任何文献。",
    nearest="以下只是相关段落，未必是答案：",
    shortened="（内容较长，只按前 {count} 字查找）",
    failed="出错了，这次没能回答。错误编号 {id}，请稍后再试。",
    not_allowed="这个机器人只对名单内的人开放。您的编号是 {user}，请转告管理员。",
    ask_how="请在 /ask 后面写上问题，例如：/ask {example}",
    commands={"ask": "提问或查出处", "start": "开始", "help": "使用说明"},
    title=("《", "》"),
    inner_title=("〈", "〉"),
    issue="第{issue}期",
    paragraph="第{paragraph}段",
    year_month_day="{year}年{month}月{day}日",
    year_month="{year}年{month}月",
    comma="，",
    brackets=("（", "）"),
    unsigned="文中未写姓名",
    chat_opening="引据：已打开 {documents} 份文献、{articles} 篇文章。输入问题后回车；空行或 Ctrl-D 退出。",
    chat_sample="（这是样例文献，其中的人、地、事都是虚构的。用自己的文献：make run DOCS=文件夹）",
    chat_connect="接入 Telegram：向 @BotFather 发 /newbot 取得 token，写入 .env 的 TELEGRAM_TOKEN=，再运行 make run。",
    prompt="问> ",
    serving="@{name} 已上线，{documents} 份文献、{articles} 篇文章。Ctrl-C 停止。",
    open_to_all="YINJU_ALLOWED 为空：任何人都可以向它提问。",
    open_to_some="只回答 YINJU_ALLOWED 中的 {count} 个编号。",
    reading="读取",
    report="收入 {added} 份，更新 {replaced} 份，未变 {unchanged} 份，未能读取 {problems} 份；新读到 {articles} 篇文章、{passages} 段。",
    report_left_out="未收：{path}（说明文件、隐藏文件或链接；要收请单独指明）",
    report_twin="未重复收入：{path}（内容与 {file} 相同）",
    problem="未能读取 {path}：{reason}",
    removed="已移除 {file}",
    columns_sources=("编号", "文件", "文章", "段", "编码"),
    columns_articles=("文件", "题目", "作者", "职务", "日期", "出处", "段"),
    reasons={
        Reason.MISSING: "没有这个文件或文件夹，请检查路径",
        Reason.NOT_A_FILE: "不是普通文件，请换成文本文件",
        Reason.NO_PERMISSION: "没有读取权限，请修改权限后再收",
        Reason.UNSUPPORTED: "暂不支持 {detail} 格式，请转存为 .txt 或 .md",
        Reason.TOO_LARGE: "超过 {detail}，请拆成几份",
        Reason.EMPTY: "没有正文，请检查文件内容",
        Reason.BINARY: "不是文本（含有控制字符），请转存为 UTF-8 文本",
        Reason.ENCODING: "认不出编码 {detail}，请转存为 UTF-8 文本",
        Reason.FAILED: "读取失败 {detail}，请检查磁盘和文件",
    },
    no_library="{folder} 里还没有文献；请先收入：yinju add 文件或文件夹",
    nothing_added="没有一份文献能读，没有可以提问的内容；请检查上面列出的文件",
    bad_library="打不开文献库 {detail}；请检查 --library 或 YINJU_LIBRARY",
    unknown_document="文献库里没有“{name}”；用 yinju sources 查看编号和文件名",
    bad_setting="设置 {name} 的值“{value}”不能用；请对照 .env.example 修改",
    bad_settings_file="读不了设置文件 {name}；请另存为 UTF-8 文本，并检查读取权限",
    unwritable="写不了结果（{detail}）；请检查磁盘空间和输出位置",
    token_missing="没有设置 TELEGRAM_TOKEN；请在 .env 里填上 @BotFather 给的 token",
    token_refused="Telegram 不认这个 TELEGRAM_TOKEN；请向 @BotFather 核对后重填",
    no_network="连不上 Telegram（{detail}）；请检查网络，或在 .env 里设置 TELEGRAM_PROXY",
    second_bot="另一个程序正用同一个 token 收消息；请停掉其中一个",
    broken_quote="引文与原件对不上，已拦下，没有显示；请重新收入该文献（yinju remove 后再 add），并向我们报告",
)
