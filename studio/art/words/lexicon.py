"""What can be said of a picture: concepts, the words for them, and what each does to the factors of a scene.

One row a concept: id, axis, effects, words. The axis tells what a concept is about ("subject", "light", "weather",
"season", "mood", "medium", "color", "composition"). A word may be several words. The grammar that trains the network
draws its captions from these rows, the reader looks them up, the muse develops lines with them. Torch-free.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from studio.art.generators.scenes.factors import BY_NAME
from studio.core.params import Value


@dataclass(frozen=True)
class Concept:
    """`effects`: factor -> value. `words`: the first is the plainest."""

    id: str
    axis: str
    effects: dict[str, Value]
    words: tuple[str, ...]


def _effects(text: str) -> dict[str, Value]:
    out: dict[str, Value] = {}
    for part in text.split():
        name, _, value = part.partition("=")
        param = BY_NAME[name]
        out[name] = param.parse(value)
    return out


_ROWS: tuple[tuple[str, str, str, str], ...] = (
    # subjects: whole scenes
    ("landscape", "subject", "scene=landscape",
     "landscape, countryside, rolling hills, hills, hillside, valley, vale, plain, open country, rural scene, pasture, farmland, steppe, prairie, moor, heath, downs, dale, glen, wide land, green hills, scenery"),
    ("meadow", "subject", "scene=landscape flowers=0.55 trees=0.15",
     "meadow, wildflower meadow, flowery meadow, field of flowers, field full of flowers, blooming field, alpine meadow, grassy field, flower field, summer meadow"),
    ("poppies", "subject", "scene=landscape flowers=0.9 flower_color=red",
     "field of poppies, poppies, poppy field, red poppies, corn poppies, field of red flowers, poppy meadow"),
    ("lavender", "subject", "scene=landscape flowers=0.95 flower_color=purple",
     "lavender field, field of lavender, lavender, lavender rows, purple flowers in a field, provence lavender"),
    ("sunflowers", "subject", "scene=landscape flowers=0.9 flower_color=yellow",
     "field of sunflowers, sunflower field, sunflowers, rapeseed field, canola field, field of yellow flowers, buttercup meadow, dandelion meadow"),
    ("tulips", "subject", "scene=landscape flowers=0.95 flower_color=mixed fields=0.5",
     "tulip field, field of tulips, dutch tulip fields, rows of tulips"),
    ("daisies", "subject", "scene=landscape flowers=0.8 flower_color=white",
     "daisies, field of daisies, daisy meadow, white flowers in the grass, chamomile field"),
    ("bluebells", "subject", "scene=forest flowers=0.85 flower_color=blue trees=0.85",
     "bluebells, bluebell wood, blue flowers under trees, forget-me-nots in the wood"),
    ("fields", "subject", "scene=landscape fields=0.8",
     "ploughed fields, plowed fields, fields, wheat field, corn field, cornfield, barley field, harvest field, patchwork of fields, crops, farm fields, acres, cropland, field of wheat, golden wheat"),
    ("vineyard", "subject", "scene=landscape fields=0.9 hills=0.7", "vineyard, vineyards, rows of vines, wine country"),
    ("tuscany", "subject", "scene=landscape hills=0.75 tree_kind=poplar trees=0.35 buildings=0.1 warmth=0.35 fields=0.5",
     "tuscany, tuscan hills, chianti, umbria, val d'orcia, cypress hills"),
    ("provence", "subject", "scene=landscape flowers=0.8 flower_color=purple warmth=0.3", "provence, luberon, southern france"),
    ("desert", "subject", "scene=landscape hills=0.45 trees=0 flowers=0 grass=0 warmth=0.7 palette=ember cliffs=0.3", "dunes, sand dunes, desert, sahara, arid land, badlands, canyon, mesa"),
    ("seascape", "subject", "scene=seascape water=1",
     "sea, ocean, seascape, open sea, open water, the waves, seaside, high seas, blue sea, atlantic, pacific, north sea, baltic, horizon at sea, marine, deep blue water, tide"),
    ("mediterranean", "subject", "scene=seascape water=1 palette=riviera warmth=0.2",
     "mediterranean, riviera, aegean, adriatic, greek islands, amalfi coast, cote d'azur, capri, southern sea"),
    ("beach", "subject", "scene=seascape water=0.8",
     "beach, sandy beach, shore, seashore, sand and sea, coast, bay, cove, lagoon, strand, coastline, shoreline"),
    ("tropics", "subject", "scene=seascape water=0.8 tree_kind=palm trees=0.5 palette=riviera",
     "tropical beach, palm beach, palm trees by the sea, desert island, caribbean, tropical island, hawaii, polynesia"),
    ("cliffs", "subject", "scene=seascape water=0.95 cliffs=0.8",
     "cliffs, sea cliffs, rocky coast, chalk cliffs, headland, rugged coast, steep coast, rocky shore, crags, rocks in the surf, normandy coast"),
    ("harbor", "subject", "scene=seascape water=0.8 boats=0.6 buildings=0.35 building_kind=town",
     "harbor, harbour, port, marina, fishing port, quay, docks, moored boats, boats in the harbor"),
    ("boat", "subject", "scene=seascape boats=0.35 water=0.8",
     "sailing boat, sailboat, boat, yacht, sail, white sail, ship, sloop, schooner, dinghy, fishing boat, vessel, skiff, little boat, catamaran"),
    ("boats", "subject", "scene=seascape boats=0.85 water=0.9",
     "sailing boats, sailboats, regatta, many boats, fleet of sails, fishing boats, sails on the horizon, yachts, armada"),
    ("lake", "subject", "water=0.45",
     "lake, mountain lake, lakeside, pond, tarn, mere, loch, reservoir, quiet water, still water, mirror lake, calm lake, lakeshore"),
    ("river", "subject", "river=0.85 water=0",
     "river, stream, brook, creek, winding river, river bend, rivulet, riverbank, rushing stream, waterway"),
    ("canal", "subject", "scene=village water=0.45 building_kind=town buildings=0.8 bridge=0.8",
     "canal, venice, amsterdam, bruges, canal houses, venetian canal, grand canal"),
    ("fjord", "subject", "scene=mountains water=0.6 mountains=0.9 palette=nordic", "fjord, norway, norwegian fjord, lofoten, geiranger"),
    ("forest", "subject", "scene=forest trees=0.9",
     "forest, woods, wood, woodland, deep forest, grove, thicket, trees everywhere, among the trees, wilderness, copse, jungle, forest glade, clearing, under the trees, old forest"),
    ("pines", "subject", "tree_kind=pine trees=0.6",
     "pines, pine trees, spruces, firs, fir trees, spruce, conifers, evergreens, larches, christmas trees, pine"),
    ("pine forest", "subject", "scene=forest tree_kind=pine trees=0.95",
     "pine forest, spruce forest, fir forest, coniferous forest, black forest, taiga, boreal forest"),
    ("birches", "subject", "scene=forest tree_kind=birch trees=0.8",
     "birches, birch trees, birch grove, birch forest, silver birches, white trunks, aspens, aspen grove, birch wood"),
    ("poplars", "subject", "tree_kind=poplar trees=0.6", "poplars, cypresses, cypress trees, row of poplars, tall slender trees, poplar avenue"),
    ("palms", "subject", "tree_kind=palm trees=0.5", "palms, palm trees, palm tree, coconut trees, oasis"),
    ("blossom", "subject", "tree_kind=blossom trees=0.6 season=0.24",
     "cherry blossom, cherry blossoms, blossoming trees, blooming orchard, apple blossom, plum blossom, sakura, almond blossom, trees in bloom, magnolia, orchard in bloom, hanami, cherry tree, cherry trees, plum tree, plum trees"),
    ("trees", "subject", "trees=0.6", "trees, oaks, oak trees, maples, beeches, lindens, chestnut trees, willows, orchard, leafy trees, elms, avenue of trees"),
    ("lone tree", "subject", "scene=landscape trees=0.12 subject_size=0.75", "lone tree, single tree, solitary tree, old oak, one tree on a hill, tree on a hill"),
    ("mountains", "subject", "scene=mountains mountains=0.85",
     "mountains, mountain range, peaks, summit, mountain, high mountains, massif, ridge, sierra, mountain pass, highlands, rocky mountains, cordillera, mountainside, himalaya, andes, patagonia"),
    ("alps", "subject", "scene=mountains mountains=0.95 rugged=0.85 tree_kind=pine", "alps, alpine peaks, alpine, swiss mountains, dolomites, matterhorn, mont blanc, pyrenees, caucasus, tyrol"),
    ("snowy peaks", "subject", "scene=mountains mountains=0.95 snow=0.55", "snowy peaks, snow-capped mountains, white peaks, glacier, icy summits, snow mountains"),
    ("volcano", "subject", "scene=mountains mountains=0.9 rugged=0.15", "mount fuji, fuji, volcano, cone of a volcano, vesuvius, etna"),
    ("village", "subject", "scene=village buildings=0.55",
     "village, hamlet, small town, cottages, houses, country houses, red roofs, farm, farmhouse, farmstead, little houses, settlement, homestead, village street, rooftops, old town, countryside houses, barn, huts, cabins"),
    ("cottage", "subject", "buildings=0.06 building_kind=cottage", "cottage, lone house, little house, cabin, hut, a house, farmhouse alone, lonely house, single cottage, house on a hill, chalet"),
    ("church", "subject", "church=0.9", "church, chapel, steeple, spire, church tower, bell tower, cathedral, minster, abbey, kirk"),
    ("bridge", "subject", "bridge=0.9", "bridge, stone bridge, arched bridge, old bridge, viaduct, aqueduct, footbridge"),
    ("city", "subject", "scene=city buildings=0.85",
     "city, skyline, cityscape, metropolis, urban, downtown, big city, streets, urban skyline, the towers, megacity, office towers, tower blocks, city lights, avenue, boulevard"),
    ("manhattan", "subject", "scene=city buildings=0.95 building_kind=tower",
     "manhattan, new york, skyscrapers, chicago, hong kong, shanghai, high-rises, tall buildings, skyscraper, gotham, tokyo, singapore, dubai, wall street, brooklyn"),
    ("paris", "subject", "scene=city building_kind=town buildings=0.8", "paris, london, prague, vienna, rome, lisbon, town houses, old city, european city, berlin, istanbul, madrid, town, grey town, market town"),
    ("nightsky", "subject", "scene=nightsky stars=0.9 daytime=0.99",
     "night sky, starry night, milky way, stars, starry sky, star-filled sky, constellations, galaxy, cosmos, firmament, stargazing, heavens at night, starlight, shooting stars, universe"),
    ("garden", "subject", "scene=garden flowers=0.8",
     "garden, flower garden, cottage garden, flower bed, flower beds, rose garden, park, backyard, border of flowers, garden path, botanical garden, kitchen garden, grandmother's garden, giverny, water lilies, lily pond, hedges and flowers, greenhouse garden, rose bushes"),
    ("stilllife", "subject", "scene=stilllife",
     "still life, still-life, tabletop, on the table, on a table, table with, arrangement on a table, nature morte, kitchen table, breakfast table, bowl of, laid table, objects on a cloth"),
    ("apples", "subject", "scene=stilllife fruit=0.6 fruit_kind=apples", "apples, apple, red apples, three apples, basket of apples"),
    ("oranges", "subject", "scene=stilllife fruit=0.6 fruit_kind=oranges", "oranges, orange fruit, tangerines, clementines, mandarins, peaches, apricots"),
    ("lemons", "subject", "scene=stilllife fruit=0.55 fruit_kind=lemons", "lemons, lemon, limes, citrus, two lemons, bowl of lemons"),
    ("pears", "subject", "scene=stilllife fruit=0.55 fruit_kind=pears", "pears, pear, ripe pears, three pears, quinces"),
    ("grapes", "subject", "scene=stilllife fruit=0.6 fruit_kind=grapes", "grapes, bunch of grapes, plums, berries, cherries"),
    ("fruit", "subject", "scene=stilllife fruit=0.75 fruit_kind=mixed", "fruit, fruits, fruit bowl, bowl of fruit, fruit basket, harvest on the table, figs, pomegranates, melons"),
    ("vase", "subject", "scene=stilllife vase=1 flowers=0.7", "in a vase, in a blue vase, in a jug, in a pitcher, in a glass of water, on the windowsill"),
    ("cloth", "subject", "scene=stilllife drapery=0.8", "white cloth, on a cloth, on a white cloth, tablecloth, linen cloth, folded cloth"),
    ("peaks", "subject", "scene=mountains mountains=0.9 rugged=0.9", "jagged peaks, jagged mountains, rugged peaks, sharp peaks, needle peaks"),
    ("bouquet", "subject", "scene=stilllife vase=1 flowers=0.75",
     "bouquet, vase of flowers, flowers in a vase, vase, flower arrangement, cut flowers, roses in a vase, peonies, bunch of flowers, posy, jug of flowers, irises in a vase"),
    ("bottle", "subject", "scene=stilllife bottle=0.9", "bottle, wine bottle, jug, carafe, pitcher, blue bottle, glass of wine, decanter, bottles, coffee pot, glass and bottle"),
    ("candle", "subject", "candle=0.9", "candle, candlelight, burning candle, candles, by candlelight, candle flame"),
    ("interior", "subject", "scene=interior",
     "room, interior, living room, bedroom, kitchen, study, studio room, parlor, inside a house, chamber, sitting room, attic, apartment, cafe interior, quiet room, empty room, indoors, at home, hall, loft"),
    ("window", "subject", "scene=interior window=0.75", "window, open window, view from a window, by the window, sunlit window, through the window, window seat, light through a window, balcony door"),
    ("furniture", "subject", "scene=interior furniture=0.85", "armchair, chair by the window, table and chairs, sofa, bookshelf, lamp, desk, writing desk, piano in a room, reading corner"),
    ("abstract", "subject", "scene=abstract", "abstract, abstraction, abstract painting, non-figurative, abstract composition, pure color, abstract art, shapes and colors"),
    ("colorfield", "subject", "scene=abstract abstract_kind=field complexity=0.15",
     "color field, colour field, rothko, rothko-like, soft rectangles of color, large fields of color, floating rectangles, color blocks"),
    ("flow", "subject", "scene=abstract abstract_kind=flow", "flowing colors, flowing bands, flowing color, swirls, swirling bands, liquid shapes, waves of color, marbling, abstract waves, undulating bands, currents of color"),
    ("circles", "subject", "scene=abstract abstract_kind=circles", "circles, circles and lines, kandinsky, delaunay, concentric circles, geometric circles, orbs and lines, dots and arcs"),
    ("grid", "subject", "scene=abstract abstract_kind=grid", "grid, mondrian, abstract grid, squares and lines, de stijl, checkerboard of colors, geometric squares, bauhaus"),
    ("shards", "subject", "scene=abstract abstract_kind=shards", "facets, sharp facets, facets of light, cubist, cubism, shards, crystalline, splintered shapes, prismatic, broken planes, futurist, feininger"),
    ("gesture", "subject", "scene=abstract abstract_kind=gesture", "gestural, brush gestures, action painting, pollock, expressive strokes, wild brush marks, kline, calligraphic strokes, drips and splashes"),
    # things in a scene
    ("birds", "subject", "birds=0.6", "birds, gulls, seagulls, swallows, flock of birds, birds in the sky, geese, a bird, crows, cranes flying, swifts, migrating birds, starlings"),
    ("people", "subject", "people=0.5", "people, figures, walkers, strollers, a couple, children playing, passers-by, crowd, bathers, hikers, villagers, wanderer, someone walking, a man and a woman, farmers, pilgrims"),
    ("flowers", "subject", "flowers=0.6", "flowers, wildflowers, blossoms, blooms, in full bloom, flowering, petals, blooming flowers"),
    ("red flowers", "subject", "flowers=0.7 flower_color=red", "red flowers, red roses, roses, scarlet blooms, carnations, geraniums, red tulips"),
    ("yellow flowers", "subject", "flowers=0.7 flower_color=yellow", "yellow flowers, daffodils, mimosa, marigolds, primroses, buttercups"),
    ("white flowers", "subject", "flowers=0.7 flower_color=white", "white flowers, lilies, snowdrops, white roses, jasmine, white tulips"),
    ("pink flowers", "subject", "flowers=0.7 flower_color=pink", "pink flowers, pink roses, pink peonies, azaleas, rhododendrons"),
    ("blue flowers", "subject", "flowers=0.7 flower_color=blue", "blue flowers, cornflowers, hydrangeas, irises, gentians, delphiniums"),
    ("purple flowers", "subject", "flowers=0.7 flower_color=purple", "purple flowers, violets, lilac, lilacs, wisteria, heather, crocuses"),
    ("path", "subject", "path=0.85", "path, road, lane, footpath, trail, winding road, country road, track, dirt road, way through, walkway, alley"),
    ("reeds", "subject", "grass=0.85", "reeds, tall grass, long grass, rushes, grasses, sedge, swaying grass, marsh, wetland"),
    ("reflection", "subject", "reflection=0.95 waves=0.05 water=0.5", "reflections, mirrored in the water, mirror-like water, glassy water, reflected in the lake, water like a mirror, smooth as glass"),
    ("waves", "subject", "waves=0.85 scene=seascape water=1", "waves, surf, breakers, rough sea, crashing waves, choppy water, swell, stormy sea, spray, raging sea, white caps"),
    ("calm water", "subject", "waves=0.04 water=0.7", "calm sea, calm water, flat sea, becalmed, placid water, quiet sea, gentle water"),
    # light
    ("night", "light", "daytime=0.98", "at night, night, by night, in the dark, darkness, nocturne, nocturnal, nighttime, after midnight, midnight, deep night, late at night, nightfall"),
    ("moonlight", "light", "daytime=0.98 moon=0.9", "moonlight, moonlit, full moon, by moonlight, under the moon, moonrise, silver moon, moon, crescent moon, lunar"),
    ("dawn", "light", "daytime=0.235 glow=0.55", "dawn, daybreak, first light, before sunrise, at dawn, early light, break of day, morning twilight, aurora of the morning"),
    ("sunrise", "light", "daytime=0.262 glow=0.75", "sunrise, rising sun, at sunrise, sun coming up, morning sun, early morning, golden morning"),
    ("morning", "light", "daytime=0.36", "morning, in the morning, morning light, bright morning, fresh morning, forenoon, breakfast light"),
    ("noon", "light", "daytime=0.5", "noon, midday, at noon, high sun, noonday, bright daylight, broad daylight, midday heat, full sun, blazing noon, sunny day, sunny, sunshine, daylight, bright day, daytime"),
    ("afternoon", "light", "daytime=0.62", "afternoon, in the afternoon, afternoon light, lazy afternoon, after lunch, siesta"),
    ("golden hour", "light", "daytime=0.71 glow=0.8 warmth=0.35", "golden hour, golden light, late light, low sun, evening sun, late afternoon, warm evening light, last light of day, golden evening, long shadows"),
    ("sunset", "light", "daytime=0.75 glow=0.85", "sunset, setting sun, at sunset, sundown, evening sky, burning sky, blazing sky, red sky, evening glow, afterglow, sky on fire, evening, in the evening, fiery sky, sinking sun, blazing evening sky, crimson sky"),
    ("dusk", "light", "daytime=0.79 glow=0.5", "dusk, twilight, at dusk, gloaming, blue hour, nightfall approaching, evening twilight, last light, half-light, in the gloaming"),
    ("backlight", "light", "glow=0.9 sun_x=0.5", "backlit, against the light, contre-jour, silhouettes against the sun, light behind"),
    ("lit windows", "light", "lit=0.9", "lit windows, lights in the windows, glowing windows, lamps lit, lamplight, neon, illuminated, bright windows, street lamps, lanterns, electric lights"),
    # weather
    ("clear", "weather", "cloud=0.03", "clear sky, cloudless, blue sky, clear, not a cloud, crystal clear, cloudless sky, fair weather, bright blue sky"),
    ("cloudy", "weather", "cloud=0.7 streak=0.15", "cloudy, clouds, many clouds, heavy clouds, big clouds, cumulus, towering clouds, clouded, piled clouds, cloudscape, cloud"),
    ("overcast", "weather", "cloud=0.95", "overcast, grey sky, gray sky, leaden sky, dull day, gloomy sky, grey day, gray day, sunless, dreary"),
    ("wisps", "weather", "cloud=0.45 streak=0.9", "wispy clouds, streaks of cloud, thin clouds, cirrus, veils of cloud, ribbons of cloud, mackerel sky, mare's tails"),
    ("fog", "weather", "fog=0.65", "fog, mist, misty, foggy, in the mist, haze, hazy, morning mist, veil of mist, shrouded in fog, smog, vapor, murky"),
    ("rain", "weather", "rain=0.6", "rain, rainy, in the rain, drizzle, downpour, shower, rainfall, pouring rain, wet weather, rain-soaked, it rains, raining, april shower"),
    ("storm", "weather", "storm=0.75 cloud=0.9", "storm, stormy, thunderstorm, tempest, thunder, gale, gathering storm, storm clouds, dark clouds, threatening sky, squall, hurricane"),
    ("lightning", "weather", "storm=0.98", "lightning, bolt of lightning, flash of lightning, lightning strike"),
    ("snowfall", "weather", "snowfall=0.6 snow=0.8 season=0.0", "snowfall, snowing, falling snow, snowflakes, flurry, blizzard, snowstorm, it snows, flakes of snow"),
    ("snow", "weather", "snow=0.9 season=0.0", "snow, snowy, snow-covered, in the snow, blanket of snow, deep snow, white with snow, snowbound, fresh snow, frosty, frost, frozen, icy, hoarfrost, wintry"),
    ("rainbow", "weather", "rainbow=0.85", "rainbow, rainbow in the sky, arc of a rainbow, double rainbow"),
    ("wind", "weather", "waves=0.6 streak=0.6", "windy, wind, breeze, gusts, blustery, windswept"),
    # seasons
    ("spring", "season", "season=0.25", "spring, springtime, in spring, april, may, early spring, fresh green, in the month of may, march, young leaves, easter"),
    ("summer", "season", "season=0.5", "summer, in summer, summertime, july, august, june, high summer, summer day, midsummer, heat of summer"),
    ("autumn", "season", "season=0.76", "autumn, in autumn, fall, october, september, november, autumn colors, autumn leaves, falling leaves, autumnal, indian summer, golden leaves, russet, harvest time, fall foliage, in the fall"),
    ("winter", "season", "season=0.0 snow=0.8", "winter, in winter, december, january, february, winter day, midwinter, depth of winter, christmas, cold season, yuletide"),
    # media
    ("oil", "medium", "medium=oil", "oil painting, oil, oils, oil on canvas, impasto, thick paint, impressionist, impressionism, thick brush strokes, painted in oil, post-impressionist, monet, van gogh, painterly"),
    ("watercolor", "medium", "medium=watercolor", "watercolor, watercolour, aquarelle, wash, delicate wash, wet paint, watercolor sketch, loose watercolor, turner watercolor, transparent washes"),
    ("gouache", "medium", "medium=gouache", "gouache, tempera, matte paint, opaque paint, gouache painting, poster color, casein"),
    ("pointillist", "medium", "medium=pointillist", "pointillist, pointillism, dots, seurat, signac, divisionist, painted in dots, stippled"),
    ("ink", "medium", "medium=ink", "ink drawing, ink, pen and ink, pen drawing, hatching, ink wash, etching, engraving, line drawing, black and white drawing, sumi-e, sketch in ink, brush and ink"),
    ("pastel", "medium", "medium=pastel", "pastel, pastels, chalk, soft pastel, pastel drawing, crayon, chalk drawing, degas pastel"),
    ("poster", "medium", "medium=poster", "poster, travel poster, screen print, flat shapes, vector style, linocut, woodcut, serigraph, art deco poster, flat design, vintage poster, woodblock print"),
    ("plain", "medium", "medium=plain", "smooth, photo-like, no medium, realistic, clean render, photographic"),
    # color
    ("warm", "color", "warmth=0.65", "warm colors, warm, warm tones, in warm hues, warm palette, amber tones"),
    ("cool", "color", "warmth=-0.65", "cool colors, cool, cold colors, cool tones, bluish, icy tones, cold light, chilly"),
    ("muted", "color", "saturation=0.6", "muted colors, muted, subdued, desaturated, faded, dusty colors, quiet colors, washed out, understated, drab, grey, gray"),
    ("vivid", "color", "saturation=1.5", "vivid colors, vivid, bright colors, saturated, colorful, colourful, intense colors, bold colors, brilliant, luminous color, fauvist, psychedelic"),
    ("pastel colors", "color", "palette=pastel", "pastel colors, soft colors, powder colors, candy colors, tender colors, delicate hues"),
    ("earth", "color", "palette=earth", "earth tones, earthy, ochre, umber, sienna, brown tones, terracotta"),
    ("jewel", "color", "palette=jewel", "jewel tones, emerald and ruby, rich deep colors, sapphire, opulent colors"),
    ("nordic", "color", "palette=nordic", "nordic light, northern light, scandinavian, pale northern colors"),
    ("riviera", "color", "palette=riviera", "turquoise and white, azure, southern colors, turquoise"),
    ("ember", "color", "palette=ember", "embers, fiery colors, red and gold, glowing reds, crimson and gold, scarlet, all in red, red"),
    ("mono", "color", "palette=mono", "monochrome, black and white, grisaille, shades of grey, shades of gray, single color, sepia"),
    ("dark", "color", "brightness=0.75", "dark, dim, gloomy, somber, sombre, shadowy, low key, murk"),
    ("bright", "color", "brightness=1.25", "bright, radiant, light-filled, airy, high key, luminous, dazzling"),
    ("soft", "color", "contrast=0.7", "soft, gentle, low contrast, tender, delicate, hushed"),
    ("hard", "color", "contrast=1.35", "stark, high contrast, dramatic contrast, hard light, graphic, chiaroscuro"),
    # composition
    ("low horizon", "composition", "horizon=0.2", "low horizon, vast sky, big sky, wide sky, huge sky, endless sky, immense sky"),
    ("high horizon", "composition", "horizon=0.72", "high horizon, seen from above, bird's-eye view, from above, looking down, aerial view, high viewpoint"),
    ("close", "composition", "subject_size=0.92", "close up, close-up, close, near, up close, filling the picture, large in front, in the foreground"),
    ("far", "composition", "subject_size=0.12", "far away, in the distance, distant, tiny, small in a wide land, panoramic, panorama, remote, wide view, faraway"),
    ("framed", "composition", "framing=0.75", "framed by branches, framed by dark branches, through the leaves, under overhanging branches, seen through trees, framed by leaves"),
    ("left", "composition", "subject_x=0.15", "on the left, to the left, at the left edge, left side"),
    ("right", "composition", "subject_x=0.85", "on the right, to the right, at the right edge, right side"),
    ("centered", "composition", "subject_x=0.5", "in the middle, centered, in the center, symmetrical"),
    ("simple", "composition", "complexity=0.1", "minimal, minimalist, sparse, simple, few shapes, reduced, pared down"),
    ("busy", "composition", "complexity=0.9", "intricate, crowded, busy, complex, many shapes, ornate"),
    # moods
    ("calm", "mood", "storm=0 waves=0.08 contrast=0.85", "calm, peaceful, serene, tranquil, quiet, still, silent, restful, meditative, stillness, at peace, placid"),
    ("joyful", "mood", "brightness=1.15 saturation=1.3", "joyful, cheerful, happy, joy, playful, merry, gay, delight, lighthearted, festive, celebration"),
    ("melancholy", "mood", "saturation=0.7 warmth=-0.35 brightness=0.88", "melancholy, melancholic, sad, wistful, lonely, sorrow, nostalgic, loneliness, forlorn, longing, grief, farewell, goodbye, desolate"),
    ("dramatic", "mood", "contrast=1.35 storm=0.35", "dramatic, fierce, wild, powerful, epic, violent, turbulent, furious, passionate, majestic"),
    ("mysterious", "mood", "fog=0.4 brightness=0.85", "mysterious, mystical, enchanted, eerie, secret, haunting, ghostly, magical, dreamlike, dreamy, uncanny, dream, fairytale"),
    ("romantic", "mood", "glow=0.8 warmth=0.4", "romantic, tender evening, love, in love, intimate, sentimental"),
    ("hopeful", "mood", "glow=0.7 brightness=1.15", "hopeful, hope, promising, uplifting, optimistic, renewal, new beginning"),
    ("sleepless", "mood", "daytime=0.97 warmth=-0.4", "insomnia, sleepless, restless night, awake at night"),
)  # fmt: skip

CONCEPTS: tuple[Concept, ...] = tuple(
    Concept(id_, axis, _effects(effects), tuple(w.strip() for w in words.split(",")))
    for id_, axis, effects, words in _ROWS
)
BY_ID: dict[str, Concept] = {c.id: c for c in CONCEPTS}

AMOUNTS: dict[str, float] = {
    "a few": 0.55, "few": 0.55, "some": 0.75, "many": 1.35, "lots of": 1.4, "countless": 1.5, "endless": 1.5,
    "dense": 1.4, "thick": 1.35, "heavy": 1.4, "light": 0.6, "slight": 0.5, "thin": 0.6, "scattered": 0.6,
    "single": 0.35, "lone": 0.35, "huge": 1.3, "deep": 1.3, "faint": 0.55, "strong": 1.35, "gentle": 0.6, "small": 0.75,
}  # fmt: skip
"""Words before a concept that make more or less of it: factors of its main effect."""

NEGATIONS = ("no", "without", "not", "free of", "never", "lacking", "sans", "minus", "without any", "no more")

_WORD = re.compile(r"[a-z0-9]+(?:['’\-][a-z0-9]+)*")


def words_of(text: str) -> list[str]:
    """Lowercase words; hyphens and apostrophes belong to them."""
    return _WORD.findall(text.lower().replace("’", "'").replace("colour", "color").replace("harbour", "harbor"))


def stem(word: str) -> str:
    """Singular, roughly: enough to find "boats" for "boat"."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=1)
def phrases() -> dict[tuple[str, ...], Concept]:
    """Stemmed words of every phrase -> its concept. The first row that has a phrase keeps it."""
    out: dict[tuple[str, ...], Concept] = {}
    for concept in CONCEPTS:
        for words in concept.words:
            key = tuple(stem(w) for w in words_of(words))
            out.setdefault(key, concept)
    return out


@dataclass(frozen=True)
class Hit:
    """A concept found in a line: words `start` to `end`, how much of it, and whether it is denied."""

    concept: Concept
    start: int
    end: int
    amount: float = 1.0
    denied: bool = False


@lru_cache(maxsize=1)
def _longest() -> int:
    """Words of the longest phrase."""
    return max(len(k) for k in phrases())


def find(words: list[str]) -> list[Hit]:
    """The concepts of a line, longest phrases first, no word counted twice."""
    table = phrases()
    longest = _longest()
    stems = [stem(w) for w in words]
    taken = [False] * len(words)
    hits: list[Hit] = []
    for size in range(min(longest, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            if any(taken[start : start + size]):
                continue
            concept = table.get(tuple(stems[start : start + size]))
            if concept is None:
                continue
            taken[start : start + size] = [True] * size
            before = words[max(0, start - 2) : start]
            denied = bool(before) and (before[-1] in NEGATIONS or (len(before) > 1 and before[0] in NEGATIONS))
            amount = 1.0
            for n in (2, 1):
                amount_word = " ".join(before[-n:])
                if amount_word in AMOUNTS:
                    amount = AMOUNTS[amount_word]
                    break
            hits.append(Hit(concept, start, start + size, amount, denied))
    return sorted(hits, key=lambda h: h.start)
