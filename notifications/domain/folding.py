"""Brings a reply to one way of writing: widths, traditional characters, emoji, dialect and slips of the hand.

Each table is data: what people type beside what it stands for. Nothing here judges what a reply means.
"""

from __future__ import annotations

import re
import unicodedata

HAN = r"[\u3400-\u9fff]"

TRADITIONAL = str.maketrans(
    "確認對沒問題無異議見時間場參準來辦絕謝訂閱讀瞭曉嗎麼幾點個項節課條後還過話說請們會這樣裡寫給電號開車發訓講變動應該當盡爭據慮難負責領導單衝檔斷週禮兩錯誤復覆聯繫"
    "係調換遲備員為與從於餘頭願讓論現報總統約終雖訊簡趕轉適關隨順預館臨啟實際數劃計畫進達喲囉體歡處劇戲鐘廳",
    "确认对没问题无异议见时间场参准来办绝谢订阅读了晓吗么几点个项节课条后还过话说请们会这样里写给电号开车发训讲变动应该当尽争据虑难负责领导单冲档断周礼两错误复复联系"
    "系调换迟备员为与从于余头愿让论现报总统约终虽讯简赶转适关随顺预馆临启实际数划计划进达哟啰体欢处剧戏钟厅",
)
"""Traditional characters of the words that the rules of reading know, and below them the simplified ones."""

EMOJI = {
    **dict.fromkeys("👍👌🆗🙏🤝👏🫡✅☑✔", "收到"),
    **dict.fromkeys("❌✖❎🙅👎🚫", "不行"),
}
"""A raised thumb or a tick says that a text was read, no more; a cross says no."""

DIALECT = (
    (r"唔该", "谢谢"),
    (r"[勿弗唔伐][来來][三塞]", "不行"),
    (r"(?<![勿弗唔伐不])来[三塞]", "可以"),
    (r"(?<=.)伐$", "吗"),
    (r"[勿弗唔]", "不"),
    (r"木有|莫得|没得|呒没|么得|冇|呒", "没有"),
    (r"[木么莫](?=问题|意见)", "没"),
    (r"没毛病", "没问题"),
    (r"甭", "不用"),
    (r"辰光", "时间"),
    (r"晓得", "知道"),
    (r"要得|得行", "可以"),
    (r"侬", "你"),
    (r"阿拉|俺们?|咱们?", "我们"),
    (r"[啥撒](?=时|辰|地|事)", "什么"),
    (r"啥", "什么"),
    (r"咋", "怎么"),
    (r"[额呃](?=$|了)", "的"),
)
"""Dialect beside the common tongue: Shanghai, Cantonese, Sichuan, the north."""

SLIPS = {
    **dict.fromkeys(("确任", "确人", "确忍", "雀认", "却认", "缺认", "确认认", "queren", "quren"), "确认"),
    **dict.fromkeys(("可已", "可一", "可意", "克以", "科以", "可以以", "keyi", "ky"), "可以"),
    **dict.fromkeys(("同一", "同义", "同易", "通意", "童意", "tongyi", "agre", "aggree", "agreee"), "同意"),
    **dict.fromkeys(("不可已", "不可一", "bukeyi"), "不可以"),
    **dict.fromkeys(("不同义", "不同一", "不通意", "butongyi"), "不同意"),
    **dict.fromkeys(("不形", "不型", "部行", "步行", "buxing"), "不行"),
    **dict.fromkeys(("不能确任", "不能却认", "bunengqueren"), "不能确认"),
    **dict.fromkeys(("没问提", "没问体", "没闻题", "没问题题", "meiwenti", "mwt"), "没问题"),
    **dict.fromkeys(("收道", "收倒", "手到", "受到", "收刀", "shoudao", "recieved", "recived"), "收到"),
    **dict.fromkeys(("知到", "只道", "知倒", "zhidao", "zhidaole"), "知道"),
    **dict.fromkeys(("好得", "好地", "号的", "haode", "haoda"), "好的"),
    **dict.fromkeys(("改其", "该期", "改起", "gaiqi"), "改期"),
    **dict.fromkeys(("退定", "推订", "退丁", "tuiding", "unsubscribe", "stop"), "退订"),
    **dict.fromkeys(("据绝", "拒决", "jujue"), "拒绝"),
    **dict.fromkeys(("没孔", "没控", "meikong"), "没空"),
    **dict.fromkeys(("xing", "xingde"), "行"),
    **dict.fromkeys(("confrim", "comfirm", "confirme", "conform"), "confirm"),
    **dict.fromkeys(("yess", "yep", "yeah", "yup", "ys", "sure"), "yes"),
    **dict.fromkeys(("nope", "nah", "noo"), "no"),
    **dict.fromkeys(("thx", "tks", "roger"), "thanks"),
    "cant": "cannot",
}
"""Slips of hand and input method beside what was meant; they hold only where nothing else stands in the clause."""

_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff]")
_SPACED_OUT = re.compile(rf"(?<![^\s,.;!?]){HAN}(?:\s+{HAN})+(?![^\s,.;!?])")
_STOPS = str.maketrans("。、", ",,")
_TRAILING_OFF = re.compile(r"\.{2,}|(?<!\d)~+|~+(?!\d)")
_QUOTED = re.compile('[“”‘"「」『』《》\\[\\]【】]')
_OPENING = re.compile("^(?:我们?|您好|你好|亲|回复|答复|请)+")
_CLOSING = re.compile("[的了吧啊呢哦噢呀啦嘞滴哒哈咯啰嗯哟]+$")
_DIALECT = tuple((re.compile(typed), meant) for typed, meant in DIALECT)


def plain(text: str) -> str:
    """The text in half-width lower case, without unseen marks and quotation marks; no word is exchanged."""
    shown = _UNSEEN.sub("", unicodedata.normalize("NFKC", _UNSEEN.sub("", text)))
    found = _TRAILING_OFF.sub(",", shown.lower().translate(_STOPS))
    joined = _SPACED_OUT.sub(lambda run: re.sub(r"\s+", "", run.group()), _QUOTED.sub("", found))
    return joined.strip()


def simplified(text: str) -> str:
    """The text in simplified characters, each in its place."""
    return text.translate(TRADITIONAL)


def in_common_words(clause: str) -> str:
    """A clause of a plain text in simplified characters and common words, without signs that say nothing."""
    simple = "".join(EMOJI.get(each, each) for each in simplified(clause))
    for typed, meant in _DIALECT:
        simple = typed.sub(meant, simple)
    kernel = re.sub(r"[\s']", "", _OPENING.sub("", simple))
    return SLIPS.get(kernel) or SLIPS.get(_CLOSING.sub("", kernel), simple)
