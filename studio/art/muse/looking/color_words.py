"""From words to colors: what a line says of color itself, what its things are colored like, what its mood looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

import numpy as np
import torch

from studio.art.muse.grammar import lore
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.looking import oklab, pigments
from studio.art.muse.looking.oklab import RGB
from studio.art.words import encoder
from studio.art.words.chinese import has_chinese, to_english
from studio.core.progress import Context

_WORDS = """
red c8352e orange e5812f yellow efc83a green 5f8f4a blue 3f6fb0 violet 7a58a6 purple 6d4a94 pink e7a3b4 brown 6f4a32 black 1d1c1c
white f4f2ec gray 8b8d8e grey 8b8d8e gold c79a3c golden d2a240 silver bfc4c8 copper b4703f bronze 836a35 brass b59a4c gilt c9a24a
scarlet cf2f2a russet 8c4a2c cyan 3fb0c4 navy 22305c cobalt 2a58ac emerald 2a9a63 chrome f2b91e ochre c8973f saffron e6a122
poppy d23a2a berry 8d2746 apple b53a33 geranium d6443c wine 6b2037 garnet 7a2230 cherry b0283c velvet 7d1f2c brick a3503d
barn 8e3a2e rust 94492a clay b0714f earth 6b4c36 mud 6d5a44 dust c2b193 sand d3b98c straw dfc778 hay d0b76a wheat dcb968
butter f2dd94 buttercup f5cf3d lemon f4e33a lime f1f0e6 flour f3efe6 cream f3e3b8 bone e6dcc6 chalk ecebe4 pearl e3e0dc
blossom f5dfe2 snow f2f5f8 foam eaf1f0 birch e9e6de shell f2d6cc wool e4dac6 canvas d9ccb0 linen ddd0ba limestone d8cfba
stone 98928a ash a3a19b soot 2f2d2c tar 232223 ink 1f2a3c iron 565a5e steel 6d7b88 slate 596570 asphalt 4c5056 lead 7a8086
smoke 9aa3a8 haze b5c3cf mist b9c6cc dusk 6f6a8c night 1c2547 midnight 182138 moon c9d3e0 shadow 4a4f66 shade 5a6a62 sky 9ccbe8
water 5f8a95 sea 4f9180 lagoon 62b7c3 harbor 4b7a78 canal 4f7a68 glass a9cfc4 enamel 3f74b8 tile 4f86a8 egg a9cfd0 airmail 5f86b8
neon 35c4e0 lamp f0c261 candle efc069 ember c8501e furnace df6a1e fire d9551e sulfur e8dc5a acid d9e04a
moss 6f7a3f ivy 3f5f3c reed a79a62 grass 78a83e leaf 5f9a3c meadow 7ea852 pine 3a5a44 fir 1f3a30 willow 9aa86a hedge 55703c
cress 6f9a4a clover c98aa8 lily d9e3c8 olive 6b6a34 bottle 24453f heath 8a6a6e bark 5f4a3a oak 8a6a44 wood 8f7050 twig 6b5646
resin b9802f hemp b8a67c leather 84573a cork b38a5c coffee 4d3424 tea a9784a crust b07a42 thatch b39a66 fawn c49a6c plum 57304f
lilac c7aed3 lavender b9b5db amber d9881c rose d2587a coral ee7c66 teal 1e7377 turquoise 2fa6a4 indigo 27365c crimson a51c36
"""
_CHANGES = {
    "pale": (0.12, 0.6), "light": (0.1, 0.8), "soft": (0.06, 0.7), "washed": (0.1, 0.6), "faded": (0.05, 0.5),
    "dark": (-0.16, 0.9), "deep": (-0.12, 1.05), "bright": (0.06, 1.25), "clear": (0.08, 0.95), "cold": (0.0, 0.7),
    "warm": (0.02, 1.05), "wet": (-0.08, 1.0), "dusty": (0.03, 0.5), "weathered": (0.0, 0.5), "fresh": (0.05, 1.1),
    "signal": (0.0, 1.3), "work": (-0.05, 0.8), "burnt": (-0.12, 0.9), "muted": (0.0, 0.5), "gray": (0.0, 0.5),
}  # fmt: skip
"""What a word before a color does to its lightness (added) and chroma (times)."""
_ZH = {
    "红": "red", "橙": "orange", "黄": "yellow", "绿": "green", "蓝": "blue", "紫": "violet", "粉": "pink", "棕": "brown",
    "褐": "brown", "黑": "black", "白": "white", "灰": "gray", "金": "gold", "银": "silver", "青": "teal", "碧": "emerald",
}  # fmt: skip


@dataclass(frozen=True)
class Air:
    """A mood in colors: `about` in English, words that stand for it in Chinese, its pigments, the most important first;
    `key` "high", "middle" or "low"; `chroma`: how colorful, 1 as usual."""

    about: str
    zh: tuple[str, ...]
    pigments: tuple[str, ...]
    key: str = "middle"
    chroma: float = 1.0


def _air(about: str, zh: str, names: str, key: str = "middle", chroma: float = 1.0) -> Air:
    return Air(about, tuple(zh.split()), tuple(n.strip() for n in names.split(",")), key, chroma)


AIRS: tuple[Air, ...] = (
    _air("autumn, fallen leaves, harvest", "秋 落叶 收获 丰收", "rust, golden ocher, burnt umber, moss"),
    _air("winter, snow, ice and frost", "冬 雪 冰 霜", "ice blue, smoke blue, slate, shell pink", "high", 0.8),
    _air("spring, blossom, fresh and young", "春 嫩 新芽", "spring green, cherry-blossom pink, primrose, sky blue", "high"),
    _air("summer noon, heat, bright sun", "夏 正午 炎热 阳光", "Naples yellow, cerulean, leaf green, vermilion", "high", 1.15),
    _air("sunset, evening glow, dusk", "日落 黄昏 晚霞 夕阳 傍晚", "tangerine, old rose, heather, indigo"),
    _air("night, moon and stars", "夜 月 星", "midnight blue, Delft blue, cream, petrol blue", "low"),
    _air("dawn, first light, early morning", "黎明 清晨 早晨 日出 晨", "shell pink, powder blue, apricot, lavender", "high"),
    _air("storm, rain, thunder, dark clouds", "风暴 雨 雷 乌云", "slate, Payne's gray, steel blue, lichen", "low", 0.8),
    _air("the sea, a harbor, boats, the coast", "海 港 船 岸 浪", "sea green, Prussian blue, linen, vermilion"),
    _air("a deep forest, moss, old trees", "森林 树 林 苔", "forest green, moss, bistre, lichen", "low", 0.9),
    _air("desert, dunes, drought", "沙漠 沙丘 干旱", "sand, terracotta, raw sienna, azure"),
    _air("a big city at night, streets, neon", "城市 街 霓虹", "graphite, magenta, teal, amber", "low", 1.1),
    _air("mist, fog, silence, emptiness", "雾 寂静 空 静", "mist blue, dove gray, chalk white, pine gray", "high", 0.55),
    _air("fire, a hearth, candlelight", "火 烛 炉", "cadmium orange, amber, oxblood, Van Dyke brown", "low", 1.1),
    _air("joy, a feast, dance, celebration", "欢乐 快乐 节日 舞", "cadmium yellow, vermilion, cerulean, rose", "middle", 1.25),
    _air("grief, mourning, loss, farewell", "悲 哀 告别 失去", "plum, smoke blue, charcoal, ash gray", "low", 0.6),
    _air("love, tenderness, a kiss", "爱 温柔 吻", "rose, blush, madder red, cream"),
    _air("anger, war, violence", "愤怒 战争 怒", "crimson, charcoal, burnt orange, oxblood", "low", 1.15),
    _air("loneliness, longing, waiting", "孤独 思念 等待 寂寞", "faience blue, dove gray, old rose, indigo", "middle", 0.7),
    _air("memory, old photographs, nostalgia", "回忆 记忆 怀旧 旧", "buckskin, sepia, old rose, sage", "middle", 0.7),
    _air("a dream, sleep, fantasy", "梦 幻", "wisteria, indigo, shell pink, lagoon"),
    _air("calm, peace, meditation", "平静 安宁 禅 和平", "celadon, linen, smoke blue, sage", "high", 0.7),
    _air("kitchen, bread, home, grandmother", "厨房 面包 家 祖母 奶奶", "copper, linen, faience blue, straw"),
    _air("a garden full of flowers, roses", "花园 花 玫瑰", "rose, leaf green, lilac, primrose"),
    _air("mountains, rocks, far peaks", "山 岩 峰", "steel blue, lavender, stone gray, fir green"),
    _air("a lake, a river, still water, reflection", "湖 河 水 倒影", "lagoon, petrol blue, celadon, apricot"),
    _air("ceremony, kings, gold, splendor", "仪式 王 黄金 华丽", "old gold, crimson, ultramarine, Van Dyke brown", "low", 1.1),
    _air("childhood, play, toys", "童年 玩 孩子", "cadmium yellow, azure, coral, mint", "high", 1.2),
    _air("mystery, fear, a secret", "神秘 恐惧 秘密", "aubergine, bottle green, amethyst, old gold", "low", 0.9),
    _air("music, jazz, a concert", "音乐 爵士 歌", "ultramarine, amber, mulberry, ivory", "low"),
    _air("spices, a bazaar, a market in the south", "香料 集市 市场", "gamboge, vermilion, turquoise, mulberry", "middle", 1.2),
    _air("jungle, tropics, parrots", "丛林 热带", "emerald green, chartreuse, magenta, lagoon", "middle", 1.2),
    _air("church, prayer, stained glass", "教堂 祈祷 信仰", "ultramarine, crimson, Indian yellow, bottle green", "low", 1.15),
    _air("ruins, antiquity, stone and dust", "废墟 古代 石", "parchment, terracotta, lichen, taupe", "middle", 0.8),
    _air("factory, machines, iron", "工厂 机器 铁", "slate, rust, graphite, straw", "low", 0.8),
    _air("tea, porcelain, ceramics", "茶 瓷 陶", "celadon, ivory, Delft blue, cinnamon", "high", 0.8),
    _air("space, the future, technology", "太空 未来 科技", "midnight blue, turquoise, amethyst, ice blue", "low", 1.1),
    _air("fields, wheat, a village in the country", "田野 麦 村", "wheat, moss, terracotta, sky blue"),
)  # fmt: skip


_EVERYDAY = frozenset(
    "a an and the of in at with first early dark deep old big far still full young fresh bright light country south future".split()
)
"""Words of the moods' descriptions that stand for nothing by themselves."""
_PLAIN = _air("an ordinary day", "日常", "linen, terracotta, faience blue, sage")
"""Where no mood is meant."""
NEAR, SURE = 0.36, 0.45
"""Cosines from where on a line is near to a mood, and plainly means it."""


@dataclass(frozen=True)
class Meant:
    """What a line looks like: `colors`, the most important first; `named`: (English, Chinese) of what they come from, empty where
    the line says nothing of color; `key`
    and `chroma` as in `Air`."""

    colors: tuple[RGB, ...]
    named: tuple[tuple[str, str], ...]
    key: str
    chroma: float


def things_of(line: str) -> list[Concept]:
    """What a line names, in its order; a Chinese one also by what it says in English."""
    found = {t.id: t for t in lore.named(line)}
    if has_chinese(line):
        found |= {t.id: t for t in lore.named(to_english(line).text) if t.id not in found}
    return list(found.values())


def meant(ctx: Context, line: str) -> Meant:
    """The colors of a line: those that it names, those of its things, those of its mood, in this order; the hour and the
    mood before the things where they are plainly meant."""
    air, sure = _nearest_air(ctx, line)
    said = _said(line)
    things = things_of(line)
    theirs = [[rgb for rgb in (word_color(c) for c in t.colors) if rgb is not None] for t in things[:3]]
    mood = [p.rgb for p in (pigments.named(n) for n in air.pigments) if p is not None]
    own = [rgb for row in zip_longest(*theirs) for rgb in row if rgb is not None]
    if sure:
        wanted = [*said, *mood[:2], *own[:3], *mood[2:]]
    elif own:
        wanted = [*said, *own[:4], *mood]
    else:
        wanted = said or mood
    named = [(t.definite, t.zh.noun) for t in things[:2]]
    if not named and air is not _PLAIN and not said:
        named = [(air.about.split(",")[0], air.zh[0])]
    elif not named and said:
        named = [("the line", "这句话")]
    return Meant(tuple(_apart(wanted)[:6]), tuple(named), air.key, air.chroma)


def _apart(colors: list[RGB]) -> list[RGB]:
    """Without those that look nearly alike."""
    out: list[RGB] = []
    for rgb in colors:
        if all(oklab.distance(rgb, other) > 0.07 for other in out):
            out.append(rgb)
    return out


@lru_cache(maxsize=1)
def _table() -> dict[str, RGB]:
    words = _WORDS.split()
    return {name: oklab.from_hex(f"#{color}") for name, color in zip(words[::2], words[1::2], strict=True)}


def word_color(text: str) -> RGB | None:
    """The color of an expression such as "sea green", "pale gold", "wet slate"; None where no word of it is a color."""
    pigment = pigments.named(text)
    if pigment is not None:
        return pigment.rgb
    words = re.findall(r"[a-z]+", text.lower())
    known = [_table()[w] for w in words if w in _table()]
    if not known:
        return None
    # The last word is the color, those before it tint it.
    weights = np.array([1.0] * (len(known) - 1) + [1.6])
    lab = (oklab.lab_of(np.array(known) / 255) * weights[:, None]).sum(0) / weights.sum()
    light, chroma = float(lab[0]), float(np.hypot(lab[1], lab[2]))
    hue = float(np.degrees(np.arctan2(lab[2], lab[1])) % 360)
    for word in words[:-1]:
        more, times = _CHANGES.get(word, (0.0, 1.0))
        light, chroma = light + more, chroma * times
    return oklab.rgb_of(min(0.98, max(0.12, light)), chroma, hue)


def _said(line: str) -> list[RGB]:
    """Colors that the line names itself: "a red boat", "群青的海"."""
    low, out = line.lower(), []
    for pigment in sorted(pigments.pigments(), key=lambda p: -len(p.name)):
        if " " in pigment.name and re.search(rf"\b{re.escape(pigment.name.lower())}\b", low):
            out.append(pigment.rgb)
            low = low.replace(pigment.name.lower(), " ")
        elif len(pigment.zh) > 1 and pigment.zh in low:
            out.append(pigment.rgb)
            low = low.replace(pigment.zh, " ")
    plain = "red orange yellow green blue violet purple pink brown black white gray grey gold golden silver scarlet crimson turquoise teal indigo lilac ochre emerald".split()
    for match in re.finditer(rf"(?:\b({'|'.join(_CHANGES)})\s+)?\b({'|'.join(plain)})\b", low):
        rgb = word_color(match.group(0))
        out += [rgb] if rgb is not None else []
    out += [_table()[_ZH[ch]] for ch in low if ch in _ZH and f"{ch}色" in low]
    return out


_VECTORS: dict[str, torch.Tensor] = {}
"""Of all moods, unit length, by the digest of the text model."""


def _nearest_air(ctx: Context, line: str) -> tuple[Air, bool]:
    """By words that stand for it, else by meaning; and whether it is plainly meant."""
    if re.search(r"[\u4e00-\u9fff]", line):
        scores = [sum(line.count(w) * len(w) for w in air.zh) for air in AIRS]
        if max(scores):
            return AIRS[scores.index(max(scores))], True
        line = to_english(line).text
        if not line:
            return _PLAIN, False
    words = set(re.findall(r"[a-z]+", line.lower()))
    for air in AIRS:  # hours, seasons and weather come before places
        if words & (set(re.findall(r"[a-z]+", air.about)) - _EVERYDAY):
            return air, True
    with ctx.lease(encoder.KEY, encoder.load, encoder.MEGABYTES) as model:
        if model.digest not in _VECTORS:
            _VECTORS[model.digest] = model.encode([air.about for air in AIRS])
        near = _VECTORS[model.digest] @ model.encode([line])[0]
    best = int(near.argmax())
    nearness = float(near[best])
    return (AIRS[best] if nearness > NEAR else _PLAIN), nearness > SURE
