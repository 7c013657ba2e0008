"""Small Chinese grammar for the muse: measure words, pronouns, a concept for an own word. Torch-free."""

from __future__ import annotations

import re
from dataclasses import replace

from studio.art.muse.chinese.sorts import sort_of_word
from studio.art.muse.grammar import lore
from studio.art.muse.grammar.lore import Chinese, Concept
from studio.art.words import chinese as words

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
根: 胡萝卜 长笛 竿 杆 管 棍 棒 绳索 柱 面条 油条 香肠
瓶: 可乐 汽水 啤酒 果汁 药
杯: 奶茶 豆浆
件: 袄 衫 礼物 行李
条: 裤 裙 巷 街 领带 腰带 项链 毛巾 丝巾
块: 牌 铁 饼 碑 布 糖 肉 豆腐
盘: 饺子 棋局 菜
家: 店 铺 邮局 银行 餐厅 面馆 饭馆 酒吧 茶馆 咖啡店 公司
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
双: 鞋 靴 袜 手套
架: 纺车 织布机 秋千 水车
条: 裤 裙 巾 带 项链 披肩
把: 锁 梳 扇 琴 锯 钳 剑 枪 弓
支: 笔 箭 桨
张: 票 邮票 唱片 海报 画
本: 小说 诗集 相册 词典 日记
艘: 艇 舰
副: 眼镜 墨镜 盔甲
顶: 帽
部: 手机 电影
辆: 自行车
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
_COUNTLESS = frozenset(
    "人群 时间 爱 思念 孤独 寂静 自由 家 音乐 童年 色彩 秩序 混沌 常春藤 露水 尘埃 潮水 清水 泥土 灰烬 盐粒 砂糖 车流 太空 大地 无何有之乡 双胞胎 灯油 水果 嗓音".split()
)
_SHE = re.compile("女|母|婆|奶|妈|姐|妹|姑|姨|婶|嫂|妇|护士|新娘|公主|舞者|仙|妻")
_HER_NAME = re.compile("[玲芳丽娟娜婷妮莉英婉嫣珍霞燕艳蓉兰娥嫦妍倩雯琳]")
"""Characters of names that are given to girls."""
_TRADE = re.compile("[人师家匠员者长官工夫客授士手王娘女后爵商婆妇友]$")
_ROGUE = re.compile("[偷盗囚犯凶魔鬼尸骗恶贼匪怪死妖敌疯醉]|走私|逃|那个|的人$")
"""Of whom one says 位, and of whom one does not."""
_GROUPS = frozenset("群 对 双 排 些 串 堆 帮 队 行".split())
_UNMEASURED = frozenset("许多 很多 无数 成群 满天 千万".split())
_BY_SORT = {
    "bird": "只", "pet": "只", "farm": "头", "wild": "头", "bug": "只", "swim": "条", "tree": "棵", "flower": "朵", "grass": "片", "food": "份",
    "tune": "把", "rail": "列", "boat": "艘", "bike": "辆", "car": "辆", "fly": "架", "water": "片", "shore": "片", "land": "片", "garth": "座", "hall": "座", "town": "座",
    "room": "间", "cafe": "家", "way": "条", "weather": "场", "fire": "团", "sound": "阵", "big": "座",
}  # fmt: skip


def han(text: str) -> int:
    """How many Chinese characters `text` has."""
    return len(_HAN.findall(text))


def measure(noun: str) -> str:
    """The measure word of a noun: 只 for 鸟, 座 for 桥; where none is known, that of its sort, 个 for any."""
    if noun in _MEASURE:
        return _MEASURE[noun]
    known = next((_MEASURE[noun[-n:]] for n in (3, 2, 1) if len(noun) > n and noun[-n:] in _MEASURE), "")
    if not known and sort_of_word(noun) == "person" and _TRADE.search(noun) and not _ROGUE.search(noun):
        return "位"
    return known or _BY_SORT.get(sort_of_word(noun), "个")


def is_many(c: Concept) -> bool:
    """Whether the artist speaks of more than one: 三只船, 一群大雁, 许多云."""
    return c.zh.number not in ("", "一", "半") or c.zh.unit in _GROUPS


def counted(c: Concept, before: str = "") -> str:
    """ "一座孤独的灯塔", "三只船" where the artist says so; ideas and what is not counted stay without number."""
    noun = f"{before}{c.zh.noun}"
    if c.zh.number:
        unit = "" if c.zh.number in _UNMEASURED else c.zh.unit or measure(c.zh.noun)
        return f"{c.zh.number}{unit}{noun}"
    if (
        c.zh.noun in _COUNTLESS
        or c.kind in ("idea", "hour", "season")
        or c.id == "lovers"
        or before.startswith(("最后", "第"))
    ):
        return noun
    return f"一{measure(c.zh.noun)}{noun}"


def pointed(c: Concept, how: str, before: str = "") -> str:
    """With 这 or 那 ("这三只船", "那座桥"), or with 两."""
    noun = f"{before}{c.zh.noun}"
    unit = c.zh.unit or measure(c.zh.noun)
    if how == "两":
        return counted(c, before) if is_many(c) else f"两{measure(c.zh.noun)}{noun}"
    if c.zh.number in _UNMEASURED:
        return f"{how}些{noun}"
    number = c.zh.number if c.zh.number != "一" else ""
    return f"{how}{number}{unit}{noun}"


def pronoun(c: Concept) -> str:
    """他, 她 or 它, 他们 for more than one."""
    noun = c.zh.noun
    if "it" in c.traits or not is_agent(c):
        return "它们" if is_many(c) else "它"
    if is_many(c):
        return "她们" if _SHE.search(noun) else "他们"
    named = c.id.startswith("zh:") and _HER_NAME.search(noun[1:])
    return "她" if "she" in c.traits or _SHE.search(noun) or named else "他"


def is_agent(c: Concept) -> bool:
    """Whether somebody is meant: a person of lore, or an own word such as 宇航员."""
    return c.kind == "person"


def made(word: str) -> Concept:
    """A concept for a Chinese noun that lore does not know."""
    zh = Chinese(
        word, ("安静的", "小小的", "孤单的", "旧旧的"), ("静静地等着", "接住了光", "留着自己的时间", "什么也没说", "投下长长的影子"),
        (f"{word}旁", f"{word}前"),
    )  # fmt: skip
    plain = lore.made(words.dictionary().get(word, ("", ""))[1] or word)
    kind = {"person": "person", "idea": "idea", "hour": "hour", "season": "season"}.get(sort_of_word(word), plain.kind)
    return replace(plain, id=f"zh:{word}", kind=kind, zh=zh)
