"""What speaks for a few Han characters being a person's name: its surname, its length, and that it is no other word."""

import re

from retrieval.analyzer import is_dictionary_word

COMPOUND_SURNAMES = frozenset(
    """
    欧阳 上官 司马 诸葛 夏侯 皇甫 尉迟 公孙 慕容 长孙 宇文 司徒 令狐 东方 独孤 南宫 端木 申屠 淳于 百里
    闻人 钟离 澹台 濮阳 赫连 呼延 轩辕 鲜于 公冶 梁丘 左丘 东郭 宗政 太史 闾丘 司空 西门 拓跋 万俟
    """.split()
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱丘江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊"
    "葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝"
    "路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全"
    "佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢"
    "劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普"
    "阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利于居揭干但尉冶斯元束檀衣信"
    "展阴昝智幸奉植衡富尧闭由贝"
)
# Surnames that begin far more headings and phrases than names: alone they prove nothing.
_DOUBTFUL = frozenset(
    (*"党全时安国公和文成任方谈从向于但干相初计平要都应能对有高万关常明信立益游路水白金石管", "东方", "西门", "百里")
)
# What a byline says where it names nobody.
NOBODY = frozenset(
    (
        "不详",
        "佚名",
        "无名氏",
        "无名",
        "匿名",
        "未知",
        "未署名",
        "本刊",
        "本报",
        "本网",
        "本站",
        "敬礼",
        "编者",
        "作者",
        "记者",
    )
)


# The dot between the parts of a name is printed in many ways.
_DOTS = re.compile(r"(?<=[\u4e00-\u9fff])\s?[•‧・･⋅∙．]\s?(?=[\u4e00-\u9fff])")


def dotted(text: str) -> str:
    """A text with the dots inside names (阿依古丽•买买提) as one and the same."""
    return _DOTS.sub("·", text)


def has_surname(name: str) -> bool:
    """Whether it begins with a common Chinese surname: evidence, not a proof."""
    return name[:1] in _SURNAMES or name[:2] in COMPOUND_SURNAMES


def is_name(text: str) -> bool:
    """Whether it can be a name where its place says that a name stands here."""
    if "·" in text:
        return True
    compound = text[:2] in COMPOUND_SURNAMES
    if text in NOBODY or not 2 <= len(text) <= 3 + compound:
        return False
    return has_surname(text) or not is_dictionary_word(text)


def is_sure_name(text: str) -> bool:
    """Whether it is a name by itself: a known surname, and no word of the dictionary."""
    if "·" in text:
        return True
    if not is_name(text) or not has_surname(text):
        return False
    surname = text[:2] if text[:2] in COMPOUND_SURNAMES else text[:1]
    given = text[len(surname) :]
    phrase = len(given) == 2 and surname in _DOUBTFUL and is_dictionary_word(given)
    return not phrase and not is_dictionary_word(text)
