"""What painters call colors: names in English and Chinese, each with a typical color on the screen.

The colors are this project's own choice of a typical paint-out; makers differ, and paint on paper is no screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from studio.art.muse.looking.oklab import RGB, Floats, from_hex, lab_of

_TABLE = """
titanium white 钛白 f7f6f2 | zinc white 锌白 f1f3f5 | chalk white 白垩色 ecebe4 | ivory 象牙色 f1e9d2 | cream 奶油色 f3e3b8
parchment 羊皮纸色 e3d7b5 | linen 亚麻色 ddd0ba | oatmeal 燕麦色 cdbf9f | eggshell 蛋壳色 efe6da | alabaster 石膏白 e6e2dc
pearl gray 珍珠灰 c9cacb | silver gray 银灰 b3b6b9 | ash gray 灰烬色 9b9d98 | dove gray 鸽灰 8d8889 | pewter 锡灰 797d80
stone gray 石灰色 84807a | warm gray 暖灰 a29a8f | slate 板岩灰 596570 | mist blue 雾蓝 b4c3cd | graphite 石墨灰 4a4c50
charcoal 炭灰 38383a | Payne's gray 佩恩灰 36434f | ivory black 象牙黑 211f1e | lamp black 灯黑 141517 | sepia 乌贼墨棕 4c392c
lemon yellow 柠檬黄 f4e33a | primrose 樱草黄 f2e9a0 | cadmium yellow 镉黄 f9c617 | Naples yellow 那不勒斯黄 f0d28c | straw 麦秆黄 dfc778
Indian yellow 印度黄 e8a020 | gamboge 藤黄 e2a23b | honey 蜂蜜色 d5963f | yellow ocher 土黄 c8973f | golden ocher 金赭 d9a648
raw sienna 生赭 b9803c | wheat 小麦色 e5c999 | sand 沙色 d3b98c | buckskin 鹿皮色 bd9a6d | old gold 古金 a98b35 | bronze 古铜色 836a35
bistre 褐墨色 5b4a33 | amber 琥珀色 d9881c | apricot 杏色 f3b681 | peach 桃色 f5cbaa | cadmium orange 镉橙 ee7d1f | tangerine 橘色 f39433
terracotta 陶土色 c06a4a | burnt orange 焦橙 c05f22 | burnt sienna 熟赭 8f4a2b | copper 铜色 b4703f | cinnamon 肉桂色 9d673f
chestnut 栗色 6f3d29 | umber 生褐 6d5338 | burnt umber 熟褐 4d3224 | Van Dyke brown 凡戴克棕 3d2c22 | cocoa 可可色 7b5c49
taupe 灰褐 8b7b6c | mushroom 菌灰色 b3a290 | vermilion 朱红 df4327 | cadmium red 镉红 d0262a | coral 珊瑚色 ee7c66 | salmon 鲑红 f0a08b
Venetian red 威尼斯红 a8412f | Indian red 印度红 924a44 | brick red 砖红 a3503d | rust 铁锈色 94492a | madder red 茜草红 b5303c
crimson 绯红 a51c36 | carmine 胭脂红 9c1a35 | oxblood 牛血红 5f1f23 | burgundy 酒红 6b2037 | rose 玫瑰红 d2587a | old rose 旧玫瑰 c08a87
blush 腮红色 edc7bf | shell pink 贝壳粉 f2d6cc | cherry-blossom pink 樱花粉 f3c3cf | magenta 品红 b82a76 | mulberry 桑葚紫 77365a
plum 梅紫 57304f | mauve 锦葵紫 a886a8 | heather 石楠紫 9a7f9c | lilac 丁香紫 c7aed3 | wisteria 紫藤色 a699cf | lavender 薰衣草紫 b9b5db
dioxazine violet 二噁嗪紫 482a72 | cobalt violet 钴紫 8a4fa0 | amethyst 紫水晶色 7d62a8 | aubergine 茄紫 38243a | periwinkle 长春花蓝 8790d1
ultramarine 群青 2b3a94 | cobalt blue 钴蓝 2a58ac | Delft blue 代尔夫特蓝 31497f | Prussian blue 普鲁士蓝 173a57 | indigo 靛蓝 27365c
midnight blue 午夜蓝 182138 | cerulean 天蓝 3f8fc4 | azure 蔚蓝 4f9bdc | sky blue 晴空蓝 9ccbe8 | powder blue 粉蓝 bcd6e4
cornflower 矢车菊蓝 5d7fc9 | faience blue 釉蓝 4f78a0 | smoke blue 烟蓝 7f96aa | steel blue 钢蓝 4f6d88 | ice blue 冰蓝 dbe9ee
petrol blue 油蓝 1f4f5e | turquoise 绿松石色 2fa6a4 | teal 鸭绿 1e7377 | verdigris 铜绿 5fa596 | aquamarine 海蓝宝石色 8fd0c6
lagoon 潟湖色 62b7c3 | viridian 翠铬绿 25735d | emerald green 祖母绿 2a9a63 | celadon 青瓷色 b1cfb3 | jade 玉色 6aa983
malachite 孔雀石绿 2b7d54 | mint 薄荷绿 bfe0c8 | sage 鼠尾草绿 9aa886 | sap green 树汁绿 586f2a | leaf green 叶绿 5f9a3c
grass green 草绿 78a83e | moss 苔绿 6f7a3f | olive 橄榄绿 6b6a34 | chartreuse 黄绿 b6cc3c | spring green 嫩绿 a6c86b
lichen 地衣绿 b3bb92 | green earth 绿土 78886a | gray green 灰绿 8e9a8c | forest green 森林绿 2f5136 | fir green 杉绿 1f3a30
bottle green 瓶绿 24453f | hunter green 猎装绿 3c5c40 | sea green 海绿 4f9180 | pine gray 松灰色 55635a
"""


@dataclass(frozen=True)
class Pigment:
    """`name` in English as it stands within a sentence; `zh` in simplified Chinese."""

    name: str
    zh: str
    rgb: RGB


@lru_cache(maxsize=1)
def pigments() -> tuple[Pigment, ...]:
    """All of them, each name once."""
    out = []
    for entry in _TABLE.replace("\n", " | ").split("|"):
        if entry.strip():
            *name, zh, color = entry.split()
            out.append(Pigment(" ".join(name), zh, from_hex(f"#{color}")))
    return tuple(out)


@lru_cache(maxsize=1)
def _points() -> Floats:
    return lab_of(np.array([p.rgb for p in pigments()]) / 255)


def nearest(rgb: RGB, *, but: frozenset[str] = frozenset()) -> Pigment:
    """The pigment that looks most like `rgb`; `but`: names that are given away already."""
    gap = _points() - lab_of(np.array(rgb) / 255)
    # A name stands for a hue first: the same ultramarine is met lighter and darker.
    far = np.sqrt((0.8 * gap[:, 0]) ** 2 + (2.2 * gap[:, 1]) ** 2 + (2.2 * gap[:, 2]) ** 2)
    order = np.argsort(far, kind="stable")
    return next(pigments()[int(i)] for i in order if pigments()[int(i)].name not in but)


def named(name: str) -> Pigment | None:
    """The pigment of that English or Chinese name."""
    low = name.strip().lower()
    return next((p for p in pigments() if low in (p.name.lower(), p.zh)), None)
