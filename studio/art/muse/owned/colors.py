"""Names of colors that painters and language models use, and what they look like. Torch-free; the values are our own."""

from __future__ import annotations

import re

_ROWS = """
black 111111|white fafafa|gray 808080|grey 808080|light gray c4c4c4|dark gray 4a4a4a|charcoal 36383b|slate 5b6670
slate blue 5f7391|slate gray 6b7780|silver bfc3c7|ash b2b0aa|smoke 9a9a96|graphite 3f4145|ivory f5efdf|bone e4dccb|cream f4e9cd
linen ede4d6|snow f4f6f8|pearl ece7df|chalk f1efe9|sand d9c6a0|beige dccfb4|tan c9a87c|khaki b5a877|buff dcb981
ochre c68a2b|yellow ochre c98f2c|raw sienna b9792f|burnt sienna 8f4526|raw umber 6b5236|burnt umber 5a3a26|sepia 5e4630
brown 6f4a2d|chestnut 7a3f28|chocolate 4d2f1f|mahogany 6a2c20|rust a5502b|terracotta b9613f|copper b0693c|bronze 8a6a35
gold c9a037|amber d9962b|honey d8a341|mustard c99d2e|lemon f2e14c|yellow f2cf2f|straw e3d28b|wheat e6d3a3|saffron e6a325
orange e3802b|tangerine e88332|apricot eeb37c|peach f2c2a0|coral e5735c|salmon e58f7b|vermilion d8432b|scarlet c92a26
red c4302b|crimson a81e33|carmine 98203a|cherry a6253a|burgundy 6a1f30|wine 6b2436|maroon 6d2027|brick 9a4434|rose d68a97
pink e9a9b6|blush edc8c2|magenta b8327a|fuchsia c8348a|plum 6d3a5d|mauve a98aa6|lilac b9a1cb|lavender b4a6d4|violet 6d4a9c
purple 6a3d86|indigo 343a78|aubergine 43283f|blue 2f5fa8|navy 1d2b4a|midnight blue 172038|night blue 1b2740|prussian blue 1c3550
ultramarine 2a3f94|cobalt 2c56a4|cobalt blue 2c56a4|cerulean 3f8fbf|azure 5aa5dc|sky blue 8fc1e3|powder blue b5cfdf|ice dbe8ee
steel 5f7488|steel blue 5a7f9f|turquoise 3fb0ab|teal 227378|cyan 3fb6cc|aqua 6cc7c9|sea green 3f8f74|viridian 2f7561
emerald 2c8a5a|jade 4b9676|green 3f7f43|forest green 2a5133|moss 6d7a3c|olive 6e6d34|sage 98a486|mint b2dcc2|lime a4c83a
dark green 234634|dark blue 1d2f57|light blue a9cbe6|pale blue c5d9e8|pale green c3d9b9|pale yellow f4ebb0|warm gray 938b82
cool gray 858e95|off white f3f0e8|off-white f3f0e8|ink 1b1d24|fog c9cdc8|mist c6ccce|stone 9d978a|clay a87358|earth 6e5238
moonlight cfd6e4|water 6f93a6|sea 3d6f86|rose gold c48e7f|payne's gray 45505c|naples yellow f1d58a|alizarin crimson 8c1f34
黑 111111|黑色 111111|白 fafafa|白色 fafafa|灰 808080|灰色 808080|浅灰 c4c4c4|深灰 4a4a4a|银 bfc3c7|银色 bfc3c7|米色 dccfb4
米白 f3eee0|象牙 f5efdf|雪白 f4f6f8|红 c4302b|红色 c4302b|朱红 d8432b|朱砂 cf3f2c|绯红 c92a26|深红 98203a|酒红 6b2436|砖红 9a4434
铁锈 a5502b|锈 a5502b|橙 e3802b|橙色 e3802b|橘 e3802b|橘色 e3802b|杏 eeb37c|黄 f2cf2f|黄色 f2cf2f|土黄 c08a3a|赭石 b9692f|赭 b9692f
金 c9a037|金色 c9a037|琥珀 d9962b|棕 6f4a2d|棕色 6f4a2d|褐 6f4a2d|褐色 6f4a2d|咖啡 5a3a26|绿 3f7f43|绿色 3f7f43|墨绿 234634|草绿 7fa245
橄榄 6e6d34|翠绿 2c8a5a|青 3f8f8f|青色 3f8f8f|石绿 4b9676|石青 2f6f8f|蓝 2f5fa8|蓝色 2f5fa8|天蓝 8fc1e3|浅蓝 a9cbe6|深蓝 1d2f57
藏青 1d2b4a|靛蓝 343a78|群青 2a3f94|钴蓝 2c56a4|湖蓝 3f8fbf|夜蓝 1b2740|紫 6a3d86|紫色 6a3d86|淡紫 b9a1cb|藕荷 b498a8|粉 e9a9b6
粉红 e9a9b6|玫瑰 d68a97|石板蓝 5f7391|石板 5b6670|墨 1b1d24|雾 c9cdc8|沙 d9c6a0|月白 d6e4ea
"""
NAMED: dict[str, str] = {
    name: f"#{value}"
    for row in _ROWS.replace("\n", "|").split("|")
    if row.strip()
    for name, _, value in (row.strip().rpartition(" "),)
}
_LATIN = sorted((n for n in NAMED if n.isascii()), key=len, reverse=True)
_HAN = sorted((n for n in NAMED if not n.isascii()), key=len, reverse=True)
_CODE = re.compile(r"#([0-9a-fA-F]{6})(?![0-9a-zA-Z])|#([0-9a-fA-F]{3})(?![0-9a-zA-Z])")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})", re.IGNORECASE)
_NAMES = re.compile(
    rf"(?<![\w-])({'|'.join(re.escape(n) for n in _LATIN)})(?![\w-])|({'|'.join(re.escape(n) for n in _HAN)})",
    re.IGNORECASE,
)
MOST = 12
LONGEST = 4000
"""Characters in which colors are looked for."""


def found(text: str) -> tuple[tuple[str, str], ...]:
    """The colors that a text names, ("#rrggbb", what it calls it), in its order, each once. Where there are codes, words
    are only their names."""
    text = text[:LONGEST]
    pieces = [p for p in re.split(r"(?:[,，;；、|/\n]+|\band\b)(?![^(]*\))", text) if p.strip()]
    coded = [(c, _bare(p)) for p in pieces for c in _codes(p)]
    if not coded:
        coded = [(NAMED[m.group(0).casefold()], m.group(0)) for m in _NAMES.finditer(text)]
    unique = dict(reversed(coded))
    order = dict.fromkeys(code for code, _ in coded)
    return tuple((code, unique[code] or code) for code in order)[:MOST]


def _codes(piece: str) -> list[str]:
    marks = [(m.start(), _code(m)) for m in _CODE.finditer(piece)]
    marks += [(m.start(), c) for m in _RGB.finditer(piece) if (c := _rgb(m))]
    return [c for _, c in sorted(marks)]


def _bare(piece: str) -> str:
    """What a piece says beside its code."""
    rest = re.sub(r"rgba?\([^)]*\)?", " ", _CODE.sub(" ", piece), flags=re.IGNORECASE)
    return " ".join(re.sub(r"[()\[\]（）=:：*_`\"“”]+|^[\s\d.)-]+|\s[-–—]+\s?|[-–—]+$", " ", rest).split())[:40]


def _code(match: re.Match[str]) -> str:
    long, short = match.groups()
    return f"#{long.lower()}" if long else "#" + "".join(c * 2 for c in short.lower())


def _rgb(match: re.Match[str]) -> str:
    values = [int(v) for v in match.groups()]
    return "#" + "".join(f"{v:02x}" for v in values) if max(values) <= 255 else ""
