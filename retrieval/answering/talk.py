"""Lines that ask nothing of the collection: greetings, thanks, goodbyes, and questions about the one who answers."""

import re
from enum import Enum

from retrieval.analyzer import solid

_LONGEST = 40
_TAIL = "(?:你|您|啊|呀|了|啦|吗|哦|喔|们|大家|各位)*"


class Talk(Enum):
    """What a line that asks nothing does instead; `SHORT` has too little to be found by."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    ABOUT = "about the one who answers"
    SHORT = "too short"


_TALK = (
    (
        Talk.GREETING,
        "(?:你好|您好|大家好|早上好|上午好|中午好|下午好|晚上好|早安|早|哈喽|嗨|喂|在吗|在不在|hi|hello|hey|[哈呵嘿]{2,})"
        + _TAIL,
    ),
    (
        Talk.THANKS,
        "(?:(?:非常|十分|多|太)?(?:谢谢|感谢|谢)|谢了|辛苦了?|好的|收到|明白了?|知道了?|太好了|不错|厉害|thanks?(?:you)?|ok|okay)"
        + _TAIL,
    ),
    (Talk.FAREWELL, "(?:再见|拜拜|晚安|回见|下次见|退出|结束|bye|goodbye|exit|quit)" + _TAIL),
    (
        Talk.ABOUT,
        "[你您](?:是谁|是什么|是机器人吗|叫什么(?:名字)?|是做什么的|是干什么的|会什么|会做什么|能做什么|能干什么|怎么用)"
        "|(?:[你您]是)?谁(?:开发|做|制作|创造)(?:的|了你)|怎么用|使用说明|使用方法|帮助|help",
    ),
)


def talk(line: str) -> Talk | None:
    """What a line does instead of asking; None for whatever may be a question."""
    if len(re.sub(r"[\W_]", "", line)) < 2:
        return Talk.SHORT
    said = solid(line[:_LONGEST]) if len(line.strip()) <= _LONGEST else ""
    return next((kind for kind, pattern in _TALK if re.fullmatch(pattern, said)), None)
