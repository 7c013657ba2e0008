"""Small Chinese grammar for the muse: measure words, pronouns, what a Chinese line speaks of. Torch-free."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from studio.art.muse.chinese.sorts import sort_of_word
from studio.art.muse.grammar import lore
from studio.art.muse.grammar.lore import Chinese, Concept
from studio.art.words import chinese as words
from studio.art.words.lexicon import find, words_of

_HAN = re.compile(r"[\u3400-\u9fff]")
_MEASURES = """
只: 鸟 小鸟 燕子 乌鸦 苍鹭 海鸥 猫头鹰 鹤 猫 狐狸 鹿 野兔 羊 蜜蜂 蝴蝶 飞蛾 青蛙 蜘蛛 蜗牛 狼 麻雀 鸽子 云雀 蜻蜓 蜥蜴 蝉 老鼠 山羊 母鸡 黄蜂
只: 碗 杯子 玻璃杯 钟表 水罐 手 贝壳 花瓶 行李箱 篮子 风筝 鸟巢 水壶 抽屉 老虎 天鹅 鸭子 猴子 小船 箱子 熊猫 梨 苹果 橙子 柠檬 橡果
匹: 马 骏马
头: 大象 牛 骆驼 狮子 熊 黄牛 水牛
条: 狗 鱼 小路 大路 河流 小溪 小巷 运河 街道 绳子 长椅 江 河 路 龙 巷子 电线 地平线 金鱼 鲤鱼 胡同
头狼: 鲸
棵: 树 橡树 白桦 松树 柳树 白杨 樱树 紫杉 枫 大树 草 蕨 孤树 竹
朵: 玫瑰 罂粟 向日葵 鸢尾 睡莲 花 花朵 云 蘑菇 荷花 莲花 菊花 牡丹 郁金香 野花
片: 叶子 花瓣 麦子 青苔 森林 田野 草地 沙漠 沼泽 雪原 薰衣草 芦苇 大海 湖 沙滩 天空 落叶 竹林 树林 海 草原 桦林 麦田 稻田 湖面 影子 荷塘
座: 山 小山 山谷 花园 果园 葡萄园 沙丘 农舍 谷仓 塔 墓 小教堂 教堂 寺 桥 磨坊 灯塔 小岛 房子 小镇 村庄 城市 车站 工厂 喷泉 火炉 钟 悬崖 旋转木马 城堡 宫殿 阁楼 石桥 雪山 火山 风车 岛 古镇 小屋 宝塔 秋千
艘: 船 帆船 渔船 飞船
叶: 白帆 扁舟 小舟 舟
轮: 太阳 月亮 明月 夕阳 落日 满月
颗: 星 石头 星星 露珠
盏: 灯 路灯 灯笼 油灯
支: 蜡烛 画笔
把: 椅子 刀 钥匙 雨伞 小提琴 梯子 吉他 干草 稻草 扶手椅 伞
张: 桌子 床 照片 脸 书桌 画布 桌布
本: 书
封: 信
面: 镜子 湖水 墙
架: 钢琴 飞机
扇: 窗 门 大门 窗子
列: 火车 列车
辆: 电车 单车 自行车 汽车
间: 房间 厨房 客栈 咖啡馆 屋子 茶馆
堵: 老墙
道: 栅栏 树篱 光 彩虹 闪电 瀑布 楼梯 阳台 波浪 山脊
口: 井 古井
眼: 泉水
场: 雨 雪 风暴 梦 告别 霜
阵: 风 脚步
层: 薄雾 浓雾 冰
缕: 炊烟 烟
团: 火
幅: 窗帘
块: 面包
杯: 茶 酒 牛奶
串: 葡萄
群: 人群
位: 渔夫 祖母 舞者 乐手 画家 行人 牧羊人 水手 母亲 陌生人 僧人 朋友 工人 猎人 老人 读书的女人 溜冰人 外婆 奶奶 妈妈 父亲 姑娘 旅人 渔翁
对: 恋人
只: 乌龟 蝙蝠 蚂蚁 松鼠 刺猬 鹅 公鸡 孔雀 鹦鹉 企鹅 鹰 鹳 夜莺 水母 海豹 螃蟹 羊羔 袋鼠 萤火虫 蟋蟀 瓢虫 毛毛虫 渡鸦 怪物 兔子 独角兽 手套 靴子 鞋子 戒指 怀表 盒子
只: 鸟笼 翅膀 茶壶 桃子 盘子 罐子 水桶 皮球 气球 船锚 指南针 羊羔 轮子 水罐
头: 海豚 驴子 猪
条: 蛇 蚯蚓 围巾 裙子 毯子 走廊 隧道 铁轨 树根 木筏 独木舟 地铁
顶: 帽子 王冠 帐篷
件: 毛衣 衬衫 外套 衣服 旗袍
张: 床单 邮票 纸条
副: 眼镜 手套
架: 纸飞机 缆车
件: 大衣 晾衣
根: 羽毛 绣花针 火柴 烟囱 树枝 蜡笔 线
枚: 纽扣 钉子 硬币
团: 线团 毛线
把: 长剑 锤子 铁锹 斧头 剪刀 勺子 叉子 扫帚 大提琴 伞架
张: 沙发 唱片 地图 车票 白纸 棋局 渔网
块: 地毯 肥皂 奶酪 蛋糕 黄油 木柴 手表 绿洲 纪念碑
个: 枕头 架子 鸡蛋 番茄 南瓜 土豆 洋葱 甜瓜 李子 无花果 石榴 木偶 布娃娃
座: 浴缸 烤炉 雕像 图书馆 博物馆 剧院 电影院 废墟 冰川 公园 温室 仓库 墓园 牢房 修道院 茅屋 木屋 钟楼 迷宫 庭院 码头 船厂 机场 旅馆 医院 学校 绿洲 舞台 冰山 栈桥 丛林 拱门 楼顶
杯: 咖啡
罐: 蜂蜜
碗: 热汤 米饭
颗: 樱桃 草莓 浆果 行星 彗星 种子 橄榄 心灵 玻璃眼
瓶: 墨水
根: 胡萝卜 长笛
瓣: 大蒜
口: 铁锅 平底锅 瓶子
家: 面包店 酒馆 小店 书店
间: 地窖
面: 大鼓 旗子 面具
支: 小号 萨克斯 烟火 口红
架: 竖琴 手风琴 管风琴 直升机 望远镜 相机 雪橇
支: 合唱团 乐团
台: 缝纫机 洗衣机 电风扇 打字机 收音机 电视机 电脑 发动机 机器 电梯
部: 电话
份: 报纸
辆: 公交车 卡车 马车
艘: 轮船 渡船 潜水艇
枚: 火箭
片: 珊瑚礁 海滨 泽地 沙子
株: 仙人掌 丁香 兰花
朵: 雏菊 紫罗兰 蒲公英 郁金香
位: 兄弟 姐妹 叔叔 姑妈 祖父 女王 国王 王子 公主 骑士 女巫 巫师 士兵 护士 医生 老师 诗人 作家 钟表匠 裁缝 面包师 农夫 园丁 船长 飞行员 宇航员 天使 仙女 新娘 邻居 邮差 歌手
对: 双胞胎
声: 雷声
个: 孩子 广场 市集 港口 池塘 玩具 稻草人 蜂巢 机器人 宇航员 女孩 男孩 草帽 码头 市场 园子 庭院 院子
"""
_MEASURE: dict[str, str] = {}
for _row in _MEASURES.strip().splitlines():
    _m, _, _nouns = _row.partition(": ")
    for _noun in _nouns.split():
        _MEASURE.setdefault(_noun, _m[:1])
_COUNTLESS = {
    "人群",
    "时间",
    "爱",
    "思念",
    "孤独",
    "寂静",
    "自由",
    "家",
    "音乐",
    "童年",
    "色彩",
    "秩序",
    "混沌",
    "常春藤",
    "露水",
    "尘埃",
    "潮水",
    "清水",
    "泥土",
    "灰烬",
    "盐粒",
    "砂糖",
    "车流",
    "太空",
    "大地",
    "无何有之乡",
    "双胞胎",
    "灯油",
    "水果",
    "嗓音",
}
_SHE = re.compile("女|母|婆|奶|妈|姐|妹|姑|姨|婶|嫂|妇|护士|新娘|公主|舞者|仙|妻")
_STOOD_FOR = {
    "sunset": "sun", "sunrise": "sun", "golden hour": "sun", "moonlight": "moon", "crescent moon": "moon", "starry night": "star", "stars": "star",
    "milky way": "star", "snowy peaks": "mountain", "golden leaves": "leaf", "cherry blossom": "blossom", "sailing boat": "sail",
    "snow night": "snow", "rainy night": "rain", "downpour": "rain", "after rain": "rain", "snowfall": "snow", "blizzard": "snow", "haze": "mist",
    "lit windows": "window", "street lamps": "lamp", "lanterns": "lamp", "cottage": "house", "houses": "house", "skyscrapers": "city",
    "pine forest": "forest", "wheat field": "wheat", "roofs": "roof", "stillness": "silence", "reflections": "lake", "blue sky": "sky",
    "overcast": "cloud", "geese": "bird", "armchair": "chair", "bouquet": "vase", "people": "crowd", "a couple": "lovers",
    "open sea": "sea", "riverbank": "river", "lakeside": "lake", "coast": "beach", "plain": "field", "hill path": "path", "bell sound": "bell",
    "sound of rain": "rain", "full moon": "moon", "windowsill": "window", "stone steps": "stair", "brick wall": "wall", "rain lane": "lane",
    "paper boat": "boat", "love letter": "letter", "trees": "tree", "heat": "summer", "river, willow trees": "river",
}  # fmt: skip
_HAPPENS = {
    "下雪",
    "下雨",
    "飘雪",
    "落雪",
    "飞雪",
    "雨后",
    "下雨天",
    "下雪天",
    "台风天",
    "雨天",
    "雪天",
    "海上",
    "水边",
    "河边",
    "江边",
    "湖边",
    "溪边",
    "想念",
}
"""Words that name a thing by what happens or where: told as the thing."""
_SAID = {"碗面": "碗汤面", "等人": "等待", "没人": "没有人"}
"""What is read as another word."""
_MEANT = re.compile("|".join(_SAID))
_WHO = re.compile(r"[\u3400-\u9fff]{1,4}的人")
"""Somebody who is told by what he does: 打鼓的人."""
_DOER = re.compile("(?:说书|[卖守修送种采磨赶放拾养捕写画唱吹拉撑划][\u3400-\u9fff])人$")
_DOES = frozenset("剥带晒学煮洗买卖拿穿戴抱背送借还找丢捡修织补剪喂养种摘等听闻数写画吃喝看坐推拉搬追切炒打开关")
"""What is done with the noun behind it: 带伞 is an umbrella."""
_FAMILY = frozenset(
    "林李刘陈赵吴徐孙郭郑宋邓冯韩曹彭萧蔡潘董袁蒋杜苏魏吕沈姚卢姜崔谭廖范汪陆贾韦邱侯邹孟秦薛尹陶贺顾郝龚邵王"
)
"""Names of families, with which the name of somebody begins."""
_HEADS = frozenset("water land town way big room hall cafe rail boat bike car hand".split())
_WORN = frozenset("hand house food hall".split())
_VESSELS = frozenset("碗杯瓶壶盆盘")
_MANNER = re.compile(
    "(?:派|主义|画法|对照法|明暗法|浮世绘|装饰艺术|巴洛克|工笔画?|油画|水墨画?|国画|版画|素描|水彩画?)$"
)
"""Ways of painting: they are no things of the picture."""
_LIGHTS = frozenset("light weather season color mood medium composition".split())


def han(text: str) -> int:
    """How many Chinese characters `text` has."""
    return len(_HAN.findall(text))


def measure(noun: str) -> str:
    """The measure word of a noun: 只 for 鸟, 座 for 桥, 个 where none is known."""
    if noun in _MEASURE:
        return _MEASURE[noun]
    return next((_MEASURE[noun[-n:]] for n in (3, 2, 1) if len(noun) > n and noun[-n:] in _MEASURE), "个")


def counted(c: Concept, adjective: str = "") -> str:
    """ "一座孤独的灯塔"; ideas and what is not counted stay without number."""
    noun = f"{adjective}{c.zh.noun}"
    if c.zh.noun in _COUNTLESS or c.kind in ("idea", "hour", "season") or c.id == "lovers":
        return noun
    return f"一{measure(c.zh.noun)}{noun}"


def pronoun(c: Concept) -> str:
    if "it" in c.traits:
        return "它"
    if is_agent(c):
        return "她" if "she" in c.traits or _SHE.search(c.zh.noun) else "他"
    return "它"


def is_agent(c: Concept) -> bool:
    """Whether somebody is meant: a person of lore, or an own word such as 宇航员."""
    return c.kind == "person"


def made(word: str) -> Concept:
    """A concept for a Chinese noun that lore does not know."""
    zh = Chinese(
        word, ("安静的", "小小的", "孤单的", "旧旧的"), ("静静地等着", "接住了光", "留着自己的时间", "什么也没说", "投下长长的影子"),
        (f"{word}旁", f"{word}前"),
    )  # fmt: skip
    plain = lore.made(words.to_english(word).text or word)
    kind = {"person": "person", "idea": "idea", "hour": "hour", "season": "season"}.get(sort_of_word(word), plain.kind)
    return replace(plain, id=f"zh:{word}", kind=kind, zh=zh)


def _is_name(line: str) -> bool:
    """Whether a line is the name of somebody: 孙悟空, 李清照."""
    if not re.fullmatch(r"[\u3400-\u9fff]{2,3}", line) or line[0] not in _FAMILY or line in words.dictionary():
        return False
    found = words.tokens(line)
    return sort_of_word(line) == "thing" and (found[0].kind == "?" or [t.kind for t in found[1:]] == ["?"])


def _ends_word(noun: str, end: str, line: str) -> bool:
    """Whether an unknown character is the end of a word, as in 水管: nothing stands behind it, and the noun cannot do anything."""
    living = {"person", "pair", "crowd", "bird", "pet", "farm", "wild", "bug", "swim"}
    return sort_of_word(noun) not in living and re.search(f"{noun}{end}(?:$|[的和与，])", line) is not None


def _without_doing(word: str, line: str) -> str:
    """An unknown word without what is done to it: 毛豆 of 剥毛豆."""
    if len(word) > 2 and word[0] in _DOES and (f"在{word}" in line or word[1:] in words.dictionary()):
        return word[1:]
    return word


def spoken_of(line: str) -> list[Concept]:
    """What a Chinese line names, in its order: things of lore under the artist's own word for them, and own words that lore does
    not know. Words of light, hour or medium alone are not things."""
    out: dict[str, Concept] = {}
    known = lore.concepts()
    by_noun = _by_noun()
    line = _MEANT.sub(lambda m: _SAID[m[0]], line)
    if _WHO.fullmatch(line) or _is_name(line):
        return [replace(made(line), kind="person")]
    doer = _DOER.search(line)
    if doer is not None and doer[0] not in words.dictionary():
        return [*spoken_of(line.replace(doer[0], "，")), replace(made(doer[0]), kind="person")]
    found = _compounds(words.tokens(line), line)
    for k, token in enumerate(found):
        if k and found[k - 1].kind == "neg" and token.own in ("人", "人们"):
            continue  # nobody: 没人弹的钢琴
        if (
            token.kind == "?"
            and k
            and len(token.own) == 1
            and found[k - 1].kind == "n"
            and (sort_of_word(token.own) != "thing" or _ends_word(found[k - 1].own, token.own, line))
        ):
            # 电话亭: the unknown end of a word tells what it is.
            whole = found[k - 1].own + token.own
            if whole in line and out:
                out.popitem()
                out[f"zh:{whole}"] = made(whole)
                continue
        if token.kind == "?":
            # What stands before a noun or after 没有 is what the noun is like, or what somebody does.
            after = found[k + 1].kind if k + 1 < len(found) else ""
            done = len(token.own) == 2 and token.own[0] in _DOES and sort_of_word(token.own) == "thing"
            if out and (done or token.own in ("季节", "时节")):
                continue  # 鹦鹉学舌: what somebody does
            if len(token.own) >= 2 and after != "n" and not (k and found[k - 1].kind == "neg"):
                own = _without_doing(token.own, line)
                out.setdefault(f"zh:{own}", made(own))
            continue
        counts = k and found[k - 1].kind == "num" and k + 1 < len(found) and found[k + 1].kind in ("n", "?")
        if counts and token.own in _VESSELS:
            continue  # 一碗汤面 is no bowl
        if token.kind != "n" or _MANNER.search(token.own) or (out and token.own in ("季节", "时节")):
            continue
        if token.own in by_noun:
            c = known[by_noun[token.own]]
            out.setdefault(c.id, c)
            continue
        if not _HAN.search(token.own):
            for c in lore.named(token.own):
                out.setdefault(c.id, c)
            continue
        named = lore.named(token.text)
        # A wind chime is no wind: what the words end in is meant.
        head = token.text.split()[-1] if token.text else ""
        alone = len(named) == 1 and (
            head in (named[0].noun.split()[-1], named[0].many.split(" ")[-1]) or token.text == named[0].id
        )
        meant = known[_STOOD_FOR[token.text]] if token.text in _STOOD_FOR else named[0] if alone else None
        if meant is not None:
            # 桌 is told as 桌子, but 江 stays 江.
            plain = len(token.own) == 1 and token.own in meant.zh.noun and token.own != "盐"
            called = meant.zh.noun if plain or token.own in _HAPPENS else token.own
            fitting = replace(meant, zh=replace(meant.zh, noun=called))
            # Two words for one thing of lore are two things: 哥哥和弟弟.
            again = meant.id in out and out[meant.id].zh.noun != called
            fitting = replace(fitting, id=f"zh:{called}") if again else fitting
            out.setdefault(fitting.id, fitting)
        elif sort_of_word(token.own) in _HEADS or not any(
            h.concept.axis in _LIGHTS for h in find(words_of(token.text))
        ):
            out.setdefault(f"zh:{token.own}", made(token.own))
    if not out:
        # A line that names nothing is about what is done: 等待, 失眠.
        out |= {f"zh:{t.own}": replace(made(t.own), kind="idea") for t in found if t.kind == "v" and len(t.own) > 1}
    if (
        not out
        and re.fullmatch(r"[\u3400-\u9fff]{2,5}", line)
        and not re.search("[的了吗呢吧着过是不没很太真]", line)
        and not _MANNER.search(line)
    ):
        # A short line of which no word is known is a name; what is done to it is no part of that: 等快递.
        doing = found[0].own if found and found[0].kind == "v" else ""
        own = line.removeprefix(doing) if len(line) - len(doing) > 1 else line
        out[f"zh:{own}"] = made(own)
    return _joined(list(out.values()), line)


def _compounds(found: list[words.Token], line: str) -> list[words.Token]:
    """With a noun of one character and the noun behind it as one word for the second: 冰湖 is a lake."""
    out: list[words.Token] = []
    for token in found:
        before = out[-1] if out else None
        if before is not None and before.kind == "?" and token.kind == "n" and len(token.own) == 1:
            both = before.own + token.own
            if both in line and before.own[-1] not in _DOES:
                out[-1] = words.Token("?", "", both)  # 气象 is no elephant
                continue
        if before is not None and before.kind == token.kind == "?" and before.own + token.own in line:
            out[-1] = words.Token("?", "", before.own + token.own)  # 停车场
            continue
        if (
            before is not None
            and before.kind == token.kind == "n"
            and len(before.own) == 2
            and len(token.own) == 1
            and sort_of_word(token.own) in _WORN
            and sort_of_word(before.own) not in ("hour", "season")
            and _ends_word(before.own, token.own, line)
        ):
            out[-1] = words.Token("n", token.text, before.own + token.own)  # 毛线帽
            continue
        one = (
            before is not None
            and before.kind == token.kind == "n"
            and len(before.own) == 1
            and before.own + token.own in line
            and not (before.own in _VESSELS and len(out) > 1 and out[-2].kind == "num")
        )
        if before is not None and one and (len(token.own) > 1 or sort_of_word(token.own) in _HEADS):
            out[-1] = words.Token("n", token.text, before.own + token.own)
        else:
            out.append(token)
    return out


def _joined(named: list[Concept], line: str) -> list[Concept]:
    """With two words for one being as one: 机器人园丁 is a gardener."""
    out: list[Concept] = []
    for c in named:
        before = out[-1] if out else None
        both = before is not None and before.zh.noun + c.zh.noun
        if (
            before is not None
            and both
            and both in line
            and c.kind == "person"
            and before.kind in ("person", "creature")
        ):
            out[-1] = replace(c, id=f"zh:{both}", traits=before.traits | c.traits, zh=replace(c.zh, noun=both))
        elif before is not None and c.zh.noun == "树" and f"{before.zh.noun}树" in line:
            out[-1] = replace(c, id=f"zh:{both}", zh=replace(c.zh, noun=f"{before.zh.noun}树"))  # 柿子树
        else:
            out.append(c)
    return out


@lru_cache(maxsize=1)
def _by_noun() -> dict[str, str]:
    return {c.zh.noun: c.id for c in lore.concepts().values()}
