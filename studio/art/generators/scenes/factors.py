"""The factors of the scene painter: what can be said about a picture, each a slider or a choice.

Torch-free: the catalogue, the panels and the command line read this table. All values are plain floats
or choice ids, so that a set of factors is JSON. What each number means on paper stands in its `help`.
"""

from __future__ import annotations

from studio.core.params import Choice, ChoiceParam, FloatParam, Param

GROUPS = (
    "scene",
    "light",
    "weather",
    "land",
    "water",
    "life",
    "buildings",
    "objects",
    "color",
    "composition",
    "medium",
)


def _f(name: str, title: str, group: str, help: str, initial: float = 0.0, lo: float = 0.0, hi: float = 1.0,
       origin: float | None = None) -> FloatParam:  # fmt: skip
    return FloatParam(name=name, title=title, group=group, help=help, initial=initial, lo=lo, hi=hi, origin=origin)


def _c(name: str, title: str, group: str, help: str, initial: str, **choices: str) -> ChoiceParam:
    return ChoiceParam(
        name=name, title=title, group=group, help=help, initial=initial,
        choices=tuple(Choice(id=k, title=v) for k, v in choices.items()),
    )  # fmt: skip


FACTORS: tuple[Param, ...] = (
    _c("scene", "Scene", "scene", "What kind of picture it is.", "landscape",
       landscape="Landscape", seascape="Seascape", forest="Forest", mountains="Mountains", village="Village",
       city="City skyline", nightsky="Night sky", garden="Garden", stilllife="Still life", interior="Interior",
       abstract="Abstract"),
    # light
    _f("daytime", "Time of day", "light", "0 midnight, 0.25 sunrise, 0.5 noon, 0.75 sunset, 1 midnight.", 0.45),
    _f("sun_x", "Sun position", "light", "Where sun or moon stands, left 0 to right 1.", 0.65),
    _f("glow", "Glow", "light", "How strongly low light burns in the sky and on edges.", 0.4),
    _f("moon", "Moon", "light", "0 no moon, small to full; seen when it is dark.", 0.6),
    _f("stars", "Stars", "light", "How many stars and how much Milky Way when it is dark.", 0.5),
    # weather
    _f("season", "Season", "weather", "0 winter, 0.25 spring, 0.5 summer, 0.75 autumn, 1 winter.", 0.45),
    _f("cloud", "Clouds", "weather", "Share of the sky under clouds.", 0.3),
    _f("streak", "Cloud streaks", "weather", "0 heaped clouds, 1 long thin bands.", 0.3),
    _f("fog", "Fog", "weather", "Thickness of mist; far things vanish first.", 0.05),
    _f("rain", "Rain", "weather", "Falling rain; darkens and greys.", 0.0),
    _f("snowfall", "Snowfall", "weather", "Falling flakes.", 0.0),
    _f("snow", "Snow cover", "weather", "How much of ground, roofs and branches is white.", 0.0),
    _f("storm", "Storm", "weather", "Dark towering clouds, wind, lightning near 1.", 0.0),
    _f("rainbow", "Rainbow", "weather", "Strength of a rainbow.", 0.0),
    # land
    _f("hills", "Hills", "land", "How high the near and middle land rolls.", 0.4),
    _f("mountains", "Mountains", "land", "Height of the far range, 0 none.", 0.0),
    _f("rugged", "Ruggedness", "land", "Round old mountains 0 to jagged peaks 1.", 0.5),
    _f("cliffs", "Cliffs", "land", "Rocks and cliffs at the shore or in the land.", 0.0),
    _f("fields", "Fields", "land", "Ploughed and striped fields, hedges.", 0.0),
    _f("path", "Path", "land", "A road or path that leads into the picture.", 0.0),
    # water
    _f("water", "Water", "water", "0 none, 0.4 a lake, 1 open sea.", 0.0),
    _f("river", "River", "water", "A stream that winds through the land.", 0.0),
    _f("waves", "Waves", "water", "Mirror-smooth 0 to rough surf 1.", 0.25),
    _f("reflection", "Reflection", "water", "How clearly the water mirrors.", 0.6),
    # life
    _f("trees", "Trees", "life", "0 none to 1 dense.", 0.3),
    _c("tree_kind", "Kind of tree", "life", "", "broadleaf",
       broadleaf="Broadleaf", pine="Pine or spruce", birch="Birch", poplar="Poplar or cypress", palm="Palm",
       blossom="Blossoming"),
    _f("flowers", "Flowers", "life", "How many flowers stand in the meadow, the bed or the vase.", 0.0),
    _c("flower_color", "Flower color", "life", "", "mixed",
       mixed="Mixed", red="Red (poppy, rose)", yellow="Yellow", white="White", pink="Pink", blue="Blue",
       purple="Purple (lavender)", orange="Orange"),
    _f("grass", "Tall grass", "life", "Blades and reeds in front.", 0.2),
    _f("birds", "Birds", "life", "Birds in the sky.", 0.0),
    _f("boats", "Boats", "life", "Sailing boats on the water.", 0.0),
    _f("people", "People", "life", "Small figures.", 0.0),
    # buildings
    _f("buildings", "Buildings", "buildings", "0 none, a lone house, a village, a whole town at 1.", 0.0),
    _c("building_kind", "Kind of building", "buildings", "", "cottage",
       cottage="Cottages", town="Town houses", tower="Towers and skyscrapers"),
    _f("church", "Church", "buildings", "A church with a spire.", 0.0),
    _f("bridge", "Bridge", "buildings", "An arched bridge over the water.", 0.0),
    _f("lit", "Lit windows", "buildings", "How many windows are lit.", 0.2),
    # objects: still life, interior, abstract
    _f("fruit", "Fruit", "objects", "How much fruit lies on the table.", 0.5),
    _c("fruit_kind", "Kind of fruit", "objects", "", "apples",
       apples="Apples", oranges="Oranges", lemons="Lemons", pears="Pears", grapes="Grapes", mixed="Mixed"),
    _f("vase", "Vase", "objects", "A vase (its bouquet is the factor Flowers).", 0.0),
    _f("bottle", "Bottle", "objects", "A bottle or jug and a glass.", 0.0),
    _f("candle", "Candle", "objects", "A burning candle.", 0.0),
    _f("drapery", "Drapery", "objects", "Folds of cloth on the table or at the window.", 0.3),
    _f("window", "Window", "objects", "Size of the window in a room.", 0.5),
    _f("furniture", "Furniture", "objects", "Table, chair, lamp, pictures in a room.", 0.5),
    _c("abstract_kind", "Kind of abstract", "objects", "", "field",
       field="Color field", flow="Flowing bands", circles="Circles and lines", grid="Grid", shards="Facets",
       gesture="Brush gestures"),
    _f("complexity", "Complexity", "objects", "Few large to many small shapes.", 0.4),
    # color
    _c("palette", "Palette", "color", "", "natural",
       natural="Natural", pastel="Pastel", earth="Earth", jewel="Jewel", nordic="Nordic", riviera="Riviera",
       ember="Ember", mono="Monochrome"),
    _f("warmth", "Warmth", "color", "-1 cool to 1 warm.", 0.0, -1.0, 1.0, 0.0),
    _f("saturation", "Saturation", "color", "0 grey, 1 as seen, 2 intense.", 1.0, 0.0, 2.0, 1.0),
    _f("brightness", "Brightness", "color", "0.5 dark, 1 as seen, 1.5 bright.", 1.0, 0.5, 1.5, 1.0),
    _f("contrast", "Contrast", "color", "0.5 soft, 1 as seen, 1.5 hard.", 1.0, 0.5, 1.5, 1.0),
    # composition
    _f("horizon", "Horizon", "composition", "Height of the horizon (or table edge): 0 low to 1 high.", 0.45),
    _f("subject_x", "Subject position", "composition", "Where the main thing stands, left 0 to right 1.", 0.4),
    _f("subject_size", "Subject size", "composition", "Small and far 0 to large and near 1.", 0.5),
    _f("framing", "Framing", "composition", "Dark branches or an arch in front, around the view.", 0.0),
    # medium
    _c("medium", "Medium", "medium", "What the finished picture is painted with.", "gouache",
       plain="Plain", gouache="Gouache", oil="Oil", watercolor="Watercolor", pointillist="Pointillist",
       ink="Ink", pastel="Pastel", poster="Poster"),
    _f("stroke", "Stroke size", "medium", "Fine 0 to broad 1 strokes of the medium.", 0.5),
)  # fmt: skip

BY_NAME: dict[str, Param] = {p.name: p for p in FACTORS}

_OUTDOOR = ("light", "weather", "land", "water", "life", "buildings")
_STILL = (
    "fruit",
    "fruit_kind",
    "vase",
    "bottle",
    "candle",
    "drapery",
    "flowers",
    "flower_color",
    "daytime",
    "sun_x",
    "glow",
    "window",
    "moon",
    "cloud",
    "fog",
    "rain",
    "storm",
)
_ROOM = ("window", "furniture", "drapery", "vase", "bottle", "candle", "fruit", "fruit_kind")


def relevant(scene: str) -> frozenset[str]:
    """The names of the factors that act in a scene: what a panel should show for it."""
    always = {p.name for p in FACTORS if p.group in ("scene", "color", "composition", "medium")}
    outdoor = {p.name for p in FACTORS if p.group in _OUTDOOR}
    if scene == "abstract":
        light = {"daytime", "sun_x", "glow"}
        return frozenset(always - {"framing"} | light | {"abstract_kind", "complexity"})
    if scene == "stilllife":
        return frozenset(always - {"framing"} | set(_STILL))
    if scene == "interior":
        return frozenset(always | outdoor | set(_ROOM))
    return frozenset(always | outdoor)
