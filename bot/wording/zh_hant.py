"""Traditional Chinese."""

from bot.wording.wording import Wording
from retrieval.answering.talk import Talk
from retrieval.errors import Reason

WORDING = Wording(
    start=(
        "這裡是<b>引據</b>。我只用文獻的原文回答，每段都註明是誰的話、出自哪裡。\n\n"
        "您可以：\n• 提一個問題，如「{example}」\n• 貼上一句話，查它出自何處\n• 問一個人，如「某某擔任什麼職務？」\n\n"
        "現有 {documents} 份文獻、{articles} 篇文章。查不到的，我會直說。"
    ),
    help=(
        "<b>提問</b>：直接輸入問題，一次一個。\n"
        "<b>查出處</b>：貼上原句；或寫 「……」出自哪裡？\n"
        "<b>問署名</b>：某某是誰？某篇文章是哪天發表的？\n"
        "<b>在群組</b>：@我，或用 /ask 加問題。\n\n"
        "粗體是最可能回答問題的話。引文與原件逐字核對過；文獻沒有寫明的，我不猜。"
    ),
    talk={
        Talk.GREETING: "您好！請直接提問，或貼上一句話來查出處。",
        Talk.THANKS: "不客氣。還有要查的，請直接說。",
        Talk.FAREWELL: "再見！隨時可以再來查。",
        Talk.ABOUT: "我是引據：只用文獻的原文回答，並註明是誰的話、出自哪裡。請直接提問，或貼上一句話來查出處。",
        Talk.SHORT: "內容太短，沒法查找。請至少寫兩個字。",
    },
    text_only="目前我只看得懂文字，請把問題或句子打出來。",
    found_one="找到 1 段相關原文：",
    found_several="找到 {count} 段相關原文：",
    standing_one="這句話在文獻中有，一字不差：",
    standing_several="這句話在文獻中有 {count} 處，一字不差：",
    not_found="沒有找到能回答這個問題的原文。可以換個說法，或寫出人名、地名再問。",
    not_standing="文獻中沒有一字不差的這句話。",
    nearly_standing="文獻中沒有一字不差的這句話。最接近的原文是：",
    differs="與原文不同：",
    differs_replace="「{given}」原文作「{source}」",
    differs_insert="多「{given}」",
    differs_delete="缺「{source}」",
    differs_joint="；",
    differs_more="等，共 {count} 處",
    empty_collection="還沒有收入任何文獻。",
    nearest="以下只是相關段落，未必是答案：",
    shortened="（內容較長，只按前 {count} 字查找）",
    failed="出錯了，這次沒能回答。錯誤編號 {id}，請稍後再試。",
    not_allowed="這個機器人只對名單內的人開放。您的編號是 {user}，請轉告管理員。",
    ask_how="請在 /ask 後面寫上問題，例如：/ask {example}",
    commands={"ask": "提問或查出處", "start": "開始", "help": "使用說明"},
    title=("《", "》"),
    inner_title=("〈", "〉"),
    issue="第{issue}期",
    paragraph="第{paragraph}段",
    year_month_day="{year}年{month}月{day}日",
    year_month="{year}年{month}月",
    comma="，",
    brackets=("（", "）"),
    unsigned="文中未寫姓名",
    chat_opening="引據：已開啟 {documents} 份文獻、{articles} 篇文章。輸入問題後按 Enter；空行或 Ctrl-D 離開。",
    chat_sample="（這是樣例文獻，其中的人、地、事都是虛構的。用自己的文獻：make run DOCS=資料夾）",
    chat_connect="接入 Telegram：向 @BotFather 發 /newbot 取得 token，寫入 .env 的 TELEGRAM_TOKEN=，再執行 make run。",
    prompt="問> ",
    serving="@{name} 已上線，{documents} 份文獻、{articles} 篇文章。Ctrl-C 停止。",
    open_to_all="YINJU_ALLOWED 為空：任何人都可以向它提問。",
    open_to_some="只回答 YINJU_ALLOWED 中的 {count} 個編號。",
    reading="讀取",
    report="收入 {added} 份，更新 {replaced} 份，未變 {unchanged} 份，未能讀取 {problems} 份；新讀到 {articles} 篇文章、{passages} 段。",
    report_left_out="未收：{path}（說明檔、隱藏檔或連結；要收請單獨指明）",
    report_twin="未重複收入：{path}（內容與 {file} 相同）",
    problem="未能讀取 {path}：{reason}",
    removed="已移除 {file}",
    columns_sources=("編號", "檔案", "文章", "段", "編碼"),
    columns_articles=("檔案", "題目", "作者", "職務", "日期", "出處", "段"),
    reasons={
        Reason.MISSING: "沒有這個檔案或資料夾，請檢查路徑",
        Reason.NOT_A_FILE: "不是普通檔案，請換成文字檔",
        Reason.NO_PERMISSION: "沒有讀取權限，請修改權限後再收",
        Reason.UNSUPPORTED: "暫不支援 {detail} 格式，請轉存為 .txt 或 .md",
        Reason.TOO_LARGE: "超過 {detail}，請拆成幾份",
        Reason.EMPTY: "沒有正文，請檢查檔案內容",
        Reason.BINARY: "不是文字（含有控制字元），請轉存為 UTF-8 文字檔",
        Reason.ENCODING: "認不出編碼 {detail}，請轉存為 UTF-8 文字檔",
        Reason.FAILED: "讀取失敗 {detail}，請檢查磁碟和檔案",
    },
    no_library="{folder} 裡還沒有文獻；請先收入：yinju add 檔案或資料夾",
    nothing_added="沒有一份文獻能讀，沒有可以提問的內容；請檢查上面列出的檔案",
    bad_library="打不開文獻庫 {detail}；請檢查 --library 或 YINJU_LIBRARY",
    unknown_document="文獻庫裡沒有「{name}」；用 yinju sources 查看編號和檔名",
    bad_setting="設定 {name} 的值「{value}」不能用；請對照 .env.example 修改",
    bad_settings_file="讀不了設定檔 {name}；請另存為 UTF-8 文字檔，並檢查讀取權限",
    unwritable="寫不了結果（{detail}）；請檢查磁碟空間和輸出位置",
    token_missing="沒有設定 TELEGRAM_TOKEN；請在 .env 裡填上 @BotFather 給的 token",
    token_refused="Telegram 不認這個 TELEGRAM_TOKEN；請向 @BotFather 核對後重填",
    no_network="連不上 Telegram（{detail}）；請檢查網路，或在 .env 裡設定 TELEGRAM_PROXY",
    second_bot="另一個程式正用同一個 token 收訊息；請停掉其中一個",
    broken_quote="引文與原件對不上，已攔下，沒有顯示；請重新收入該文獻（yinju remove 後再 add），並向我們報告",
)
