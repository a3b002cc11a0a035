"""The rules of reading 解读规则: each a stable code, one sentence for people, and the words it is known by.

They are tried in their order and the first that fits decides: what asks, hedges or denies twice is never
counted, and negation is tried before confirmation. 收到/好的/知道了 say that a text was received, no more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from config.bilingual import Bilingual


class Word(StrEnum):
    """What the words of a reply come to."""

    CONFIRM = "confirm"
    DECLINE = "decline"
    DIFFICULTY = "difficulty"
    RECEIVED = "received"
    UNCLEAR = "unclear"
    STOP = "stop"
    AUTOMATIC = "automatic"


class Rule(StrEnum):
    """Which rule decided about a reply."""

    STOP = "stop"
    AUTOMATIC = "automatic"
    ASKS = "asks"
    DENIES_TWICE = "denies-twice"
    HEDGES = "hedges"
    MIXED = "mixed"
    DECLINES = "declines"
    ANOTHER_TIME = "another-time"
    DIFFICULTY = "difficulty"
    EITHER_WAY = "either-way"
    SOME_NEGATION = "some-negation"
    AGREES = "agrees"
    RECEIVED = "received"
    NOTHING_KNOWN = "nothing-known"
    CODE = "code"
    CODE_AND_WORDS = "code-and-words"
    CODE_UNKNOWN = "code-unknown"
    CHOICE_UNKNOWN = "choice-unknown"
    CONTRADICTS = "contradicts"
    PLAIN_DIGIT = "plain-digit"
    NOTHING_ASKED = "nothing-asked"
    ITEMS = "items"
    ITEMS_UNCLEAR = "items-unclear"
    PART_UNNAMED = "part-unnamed"
    NOT_THEIRS = "not-theirs"
    STRANGER = "stranger"
    PERSON = "person"


RULE_SENTENCES = {
    Rule.STOP: Bilingual("要求不再接收短信", "it asks for no more texts"),
    Rule.AUTOMATIC: Bilingual("手机自动回复，不作答复", "a telephone answers by itself, which is no answer"),
    Rule.ASKS: Bilingual("是在询问，不算答复", "it asks something, which is no answer"),
    Rule.DENIES_TWICE: Bilingual("双重否定，不猜测", "it denies twice, and nobody guesses"),
    Rule.HEDGES: Bilingual("有条件或尚未确定，不算答复", "it is conditional or not decided yet"),
    Rule.MIXED: Bilingual(
        "既有同意又有不同意，未说明各指哪项", "it both agrees and declines and does not say what"
    ),
    Rule.DECLINES: Bilingual(
        "有“不能、没空”等否定词，先于同意判断", "it denies, which is tried before agreement"
    ),
    Rule.ANOTHER_TIME: Bilingual(
        "要求改期或取消，即不同意现安排", "it asks for another time, so it declines this one"
    ),
    Rule.DIFFICULTY: Bilingual(
        "说有困难：监管通知照此计入，配送再问行不行",
        "it tells of a difficulty: counted for a regulatory notice, asked back for a delivery",
    ),
    Rule.EITHER_WAY: Bilingual(
        "改期与同意并提，两种意思都可能", "agreement and another time together can mean either"
    ),
    Rule.SOME_NEGATION: Bilingual(
        "有否定字但意思不明，不猜测", "it denies something unknown, and nobody guesses"
    ),
    Rule.AGREES: Bilingual("有“确认、可以、没问题”等同意的话", "it agrees in words"),
    Rule.RECEIVED: Bilingual(
        "“收到、好的、知道了”只表示收到", "“received, fine, noted” say that it came, no more"
    ),
    Rule.NOTHING_KNOWN: Bilingual("没有可识别的答复", "there is no answer known in it"),
    Rule.CODE: Bilingual("按答复码计入", "by its answer code"),
    Rule.CODE_AND_WORDS: Bilingual(
        "答复码指明问题，文字说明意思", "the code names the question, the words answer it"
    ),
    Rule.CODE_UNKNOWN: Bilingual(
        "数字不是发给该号码的答复码", "the digits are no code that this telephone was given"
    ),
    Rule.CHOICE_UNKNOWN: Bilingual("答复码后的选择或序号不存在", "there is no such choice or item"),
    Rule.CONTRADICTS: Bilingual("前后矛盾", "it contradicts itself"),
    Rule.PLAIN_DIGIT: Bilingual(
        "只回1或2，只可能有一种意思时才计入",
        "a plain 1 or 2, counted where it can mean one thing only",
    ),
    Rule.NOTHING_ASKED: Bilingual(
        "没有问过该号码要答复的事", "nothing that asks for an answer was put to this number"
    ),
    Rule.ITEMS: Bilingual("按所说的第几项分别计入", "item by item, by the numbers that it names"),
    Rule.ITEMS_UNCLEAR: Bilingual("提到第几项，但没说清同意与否", "it names items but not whether it agrees"),
    Rule.PART_UNNAMED: Bilingual("只说到其中一部分，未写序号", "it speaks of a part without its number"),
    Rule.NOT_THEIRS: Bilingual("号码已不属该联系人", "the number no longer belongs to the contact"),
    Rule.STRANGER: Bilingual("号码不在联系人中", "the number is nobody's contact"),
    Rule.PERSON: Bilingual("由工作人员改正", "corrected by a person"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """One way to know a rule: `words` is a pattern searched in each clause."""

    rule: Rule
    word: Word
    words: re.Pattern[str]


HARMLESS = re.compile(
    "不好意思|不要紧|不客气|不错|对不起|不用谢|不谢|没事|没关系|特别|无论|分别|区别|不见不散|别客气|别担心|请?勿念|别的"
)
"""Holds a negative character and denies nothing."""

NO_TROUBLE = re.compile(
    "[没无]有?任?何?(?:问题|意见|异议|困难)|不成问题|不会有问题|毫无(?:问题|异议|意见|困难)|no problems?|no objections?"
    "|no difficult(?:y|ies)"
)
"""Denies trouble, and so agrees."""

NOTED = re.compile("已?确认已?收到|收到(?:并|已)?确认")
"""Confirms that the text came, which is no agreement."""

STOP = re.compile(
    "^(?:我?要?|请|麻烦)*(?:td|t|r)$|^(?:我们?|要|想|请|麻烦|全部|帮我|给我)*(?:退订|拒收)(?:短信|通知|此类|信息|谢|的|了|r)*$"
    "|(?:不要|别|勿|停止|不想)再?(?:给我|向我)?(?:发|收到?)(?:送|了)?(?:任何|此类|这类|这种)?(?:广告|宣传|推销|短信|信息)"
)
"""Wants no more texts; 退订 with an item or a day may mean the delivery, so it must stand by itself."""

READING_RULES = (
    Known(
        Rule.AUTOMATIC,
        Word.AUTOMATIC,
        re.compile("自动回复|自动应答|智能助理|automatic reply|auto.?reply|out of (?:the )?office"),
    ),
    Known(
        Rule.ASKS,
        Word.UNCLEAR,
        re.compile(
            r"\?|吗|什么|怎么|怎样|几点|几号|几时|何时|多少|谁|哪|是否|能否|可否|能不能|可不可以|行不行|好不好|同不同意|要不要"
            r"|是不是|有没有|中不中|得不得|可以不$|行不$|吧\?|请问|呢$|请(?:你们?|您)?(?:再|先|尽快)?(?:确认|答复|告知)"
            r"|^(?:can|could|may|is|are|do|does|what|when|which|where|who|how)\b"
        ),
    ),
    Known(
        Rule.DENIES_TWICE,
        Word.UNCLEAR,
        re.compile(
            r"不是不|不会不|没有不|并非不|不得不|不能不|不可不|无不|非不"
            r"|[不没别勿]\S{0,2}(?:改期|改天|取消|拒绝|延期|推迟|退订|拒收|反对)"
        ),
    ),
    Known(
        Rule.HEDGES,
        Word.UNCLEAR,
        re.compile(
            "一下|稍后|晚点|等|再说|再定|再确认|再看|(?<![接期招])待|还没|还未|尚未|未确认|没确认|未定|没定|不确定|不一定"
            "|(?<!不)可能|也许|大概|应该|估计|恐怕|差不多|基本|原则上|考虑|商量|研究|定不了|说不准|说不定|难说|不好说|不清楚"
            "|不知道|不晓得|不太?了解|请示|问问|如果|要是|的话|若|假如|除非|只要|前提|但|不过|只是|可是|然而|暂时|尽量|争取"
            "|先(?!生)|看情况|看看|到时|未必|不见得|(?<![\ue000-\uefff])除(?!夕|[了去掉]?\\s*[\ue000-\uefff])|(?<![\ue000-\uefff])[以之]外"
            r"|\b(?:if|but|maybe|perhaps|later|unless|probably|might)\b|\bexcept\b(?!(?: for)? ?[\ue000-\uefff])"
        ),
    ),
    Known(
        Rule.DECLINES,
        Word.DECLINE,
        re.compile(
            "不能|不行|不可以?|不同意|不赞成|不确认|不接受|不接|不便|不方便|不太行|不太?合适|不大合适|不太方便|不大方便|不太可以"
            "|不办|不做|不来|不去|(?<!收)不到|不参加|不要|不用|不必|不需要|不想|不愿|不好|不了(?!解)|不安排|不允许|不批|不予|不答应"
            "|不得(?=$|闲|空|行)|来不及|赶不上|赶不及|排不|腾不出|抽不出|没空|没有空|没时间|没有时间|没办法|没有办法|没法|没人"
            "|没有人|没有场地|没场地|没档期|没有档期|无法|无空|没戏|拒绝|谢绝|婉拒|反对|要不得|^否决?$|^不+[的了啊]?$"
            r"|\b(?:n|no|not|cannot|decline|declined|refuse|reject|unable)\b|n't\b"
        ),
    ),
    Known(
        Rule.ANOTHER_TIME,
        Word.DECLINE,
        re.compile(
            "改期|改时间|改日|改天|改到|改成|改在|换时间|换个时间|换天|换一天|延期|延后|推迟|提前到|取消"
            r"|\b(?:reschedule|postpone|cancel)\b"
        ),
    ),
    Known(
        Rule.DIFFICULTY,
        Word.DIFFICULTY,
        re.compile(
            r"(?:确实?|的确|存在?)?(?:有|存在)[些点一]{0,2}(?:困难|难处|难度)|^[很蛮挺太比较实在]*困难$|\bdifficult(?:y|ies)?\b"
        ),
    ),
    Known(
        Rule.AGREES,
        Word.CONFIRM,
        re.compile(
            "确认|确定|可以|可行|同意|赞成|接受|答应|参加|按时|准时|照办|照常|按计划|按安排|能来|能到|能去|能办|能接|能行|会来|会到|会去"
            "|一定[来到去]|就这样定|就这么定|就这么办|安排吧|^是的?$"
            "|^(?:我们?|都|全部?|均|其[他它余]|另外|剩下|余下|的|嗯|那|就)*(?:行|中|成|得(?!了)|能|可|妥|好使)+(?:的|了|吧|啊|呀|哦|嘞|哈|妥)*$"
            r"|\b(?:yes|y|confirm|confirmed|agree|agreed|accept|accepted)\b"
        ),
    ),
    Known(
        Rule.RECEIVED,
        Word.RECEIVED,
        re.compile(
            "收到|^(?:嗯|哦|ok)*(?:好(?:的|了|吧|呀|啊|哦|滴|嘞|哒|哈)*)+$|知道|了解|明白|清楚|嗯|谢|已阅|已读|知悉|获悉|辛苦"
            r"|\b(?:ok|okay|received|noted|thanks|thank you|got it|understood)\b"
        ),
    ),
)
"""Tried in this order by the reader, after `STOP`."""

ANY_NEGATION = re.compile("[不没无别否未勿]")

EXCEPTS = re.compile(r"除(?!夕)|[以之]外|\bexcept\b")
"""Takes something out of what is agreed to."""

FILLING = re.compile(
    "您好|你好|所有|答复|选择?|抱歉|麻烦|遗憾|实在|非常|放心|感谢|通知|老师|领导|那天|当天|这天|其[他它余]|别的|另外|剩下|余下|除了?|[以之]?外"
    "|仅|只有?|[来去到接办做整排抽腾开人按准时计划会能要求待要想有]|按时|[的了吧啊呢哦噢呀啦哈嘞额已我们您你请回复都全部均很先对甭闲好]"
    r"|\b(?:i|we|it|please|all|sorry|others?|to|agree|except|for)\b"
)
"""What may stand around an answer and gives no reason for it."""

LEFT_OVER = re.compile("其[他它余]|别的|剩下|余下")
"""Speaks of what is left beside items that were named."""

PART = re.compile(
    r"\d+月\d+|\d+[日号]|周[一二三四五六日天末]|星期[一二三四五六日天]|礼拜[一二三四五六天]|[上下中]午|早上|晚上|[那这当前后]一?[天场次项个]"
    r"|有[一两几]?[场次天项个]|[一两二三四五六七八九十几\d]+(?:场|次|天|项|个|节|课)|最[后前早晚]|首[场次]|[部大少]分|多数|个别|其[中他余]|别的|前[几两三]|后[几两三]"
    r"|(?<![所没])有[的些]|一些|第|头[一两]|末[一场]|电影|演出|培训|讲座|图书|配送|上旬|中旬|下旬|月[初底]"
)
"""Speaks of a part of what was asked, so that it cannot stand for the whole of several items."""

WHOLE = re.compile("全部|全都|都|均|所有|一律|通通|整个|每[场次项个]|统统|全$|^全")
"""Speaks of the whole, whatever part is named beside it."""
