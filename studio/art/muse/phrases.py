"""The muse's words: phrases by axis, each with a chip title, where it fits, and what excludes it. Torch-free."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrase:
    """`text` follows the line ("..., low sun and long shadows"); `title` stands on the chip. `places`: kinds of place it
    fits: "out" (outdoors), "in" (rooms, tables), "any", or names of scenes."""

    axis: str
    title: str
    text: str
    places: tuple[str, ...] = ("out",)


def _p(axis: str, rows: str, *places: str) -> tuple[Phrase, ...]:
    made = []
    for row in rows.strip().splitlines():
        title, _, text = row.strip().partition(" | ")
        made.append(Phrase(axis, title, text, places or ("out",)))
    return tuple(made)


PHRASES: tuple[Phrase, ...] = (
    *_p("light", """
    Low sun | in low golden light with long shadows
    Dawn | at dawn, the first light on the edges of things
    Sunrise | at sunrise, a thin gold line on the horizon
    Morning | on a clear morning, everything freshly washed
    Noon | in clear noon light, short blue shadows
    Late light | in late afternoon light that turns everything to honey
    Sunset | at sunset under a burning sky
    Afterglow | at sunset, the last red glow over darkening land
    Dusk | at dusk, in blue twilight
    Moonlit | by moonlight, silver on dark blue
    Night | at night under a sky full of stars
    Backlight | against the light, every outline rimmed with gold
    """),
    *_p("light", """
    Window light | in soft morning light from the left
    Late light | in warm evening light with long shadows
    Candlelight | by candlelight, the rest in shadow
    Noon | in bright daylight
    Dusk | at dusk, with the blue of evening coming in
    """, "in"),
    *_p("weather", """
    Mist | in mist that hides the distance
    Clear sky | beneath a clear sky
    Big clouds | beneath towering clouds
    Overcast | under an overcast sky, all colors hushed
    Rain | in soft rain
    After rain | after rain, with a rainbow over the wet land
    Gathering storm | before a gathering storm
    Wisps | beneath thin ribbons of cloud
    """),
    *_p("season", """
    Spring | in spring, young leaves everywhere
    Blossom time | in spring, with cherry blossom
    High summer | in high summer
    Autumn | in autumn, the leaves turning gold
    Late autumn | in late autumn, russet and bare
    Winter | in winter under fresh snow
    Snowfall | in falling snow
    """),
    *_p("medium", """
    Oil | in thick oil paint
    Impasto | an oil painting in thick impasto
    Watercolor | a loose watercolor with wet edges
    Gouache | in flat matte gouache
    Ink | an ink drawing with fine hatching
    Pastel | in soft pastel on grainy paper
    Points | a pointillist study of small bright dots
    Poster | a travel poster in flat shapes
    Woodcut | a woodcut in few colors
    """, "any"),
    *_p("composition", """
    Vast sky | low horizon, vast sky
    From above | seen from above, a high horizon
    Near | close up and large in front
    Far | small and far away in a wide land
    Framed | framed by dark branches
    Panorama | a wide panorama
    """),
    *_p("composition", """
    Near | close up, filling the picture
    Spacious | small in the middle of much empty space
    """, "in"),
    *_p("composition", """
    Sparse | in few large shapes
    Dense | in many small shapes
    Balanced | centered and calm
    """, "abstract"),
    *_p("mood", """
    Calm | calm and still
    Serene | serene, in muted colors
    Joyful | joyful, in bright colors
    Wistful | wistful, in cool faded tones
    Dramatic | dramatic, with strong contrast
    Fierce | fierce, in vivid colors
    Dreamlike | dreamlike and hazy
    Tender | tender, in pastel colors
    Quiet | quiet, in earth tones
    Hopeful | hopeful, with light breaking through
    Lonely | lonely and hushed
    """, "any"),
)  # fmt: skip

SKETCHES: tuple[tuple[str, str], ...] = (
    # what an idea without a place may look like: (what it is about, the scene that carries it)
    ("hope, relief, beginning again, healing, recovery", "a rainbow over wet fields as the clouds break"),
    ("hope, courage, waiting for the light", "the first light over a calm sea"),
    ("sadness, grief, loss, mourning, death", "a lone tree in the mist"),
    ("farewell, goodbye, parting, leaving, separation, station, departure", "a single sail leaving the harbor at dusk"),
    ("love, tenderness, longing, romance, marriage", "a couple on a path by the sea at sunset"),
    ("insomnia, sleeplessness, worry, anxiety, restlessness, night thoughts", "lit windows in a city late at night"),
    ("loneliness, solitude, isolation, being alone", "a cottage on a hill under a vast sky"),
    ("joy, happiness, party, celebration, birthday, laughter", "a flower garden in full bloom on a bright morning"),
    ("anger, rage, war, conflict, fear, danger, wildness", "a storm over a rough sea with crashing waves"),
    ("peace, quiet, meditation, rest, prayer, calm", "a lake like a mirror with birches on the shore"),
    ("memory, childhood, nostalgia, grandmother, the past, home", "an old garden with a path and roses"),
    ("dream, fantasy, mystery, magic, secret, fairytale", "a misty forest with a winding path"),
    ("animals, wolves, deer, wilderness, hunting, nature", "a pine forest in the snow under the moon"),
    ("birds, freedom, flight, escape, journey, travel", "a flock of birds over an open coast"),
    ("music, rhythm, dance, jazz, song, sound", "flowing bands of color in an abstract composition"),
    ("thought, mind, science, mathematics, order, logic", "an abstract grid of quiet colors"),
    ("chaos, energy, explosion, speed, machine, technology", "splintered shapes in vivid colors, abstract"),
    ("work, city life, business, traffic, modern times, money", "a city skyline with lit windows at dusk"),
    ("food, breakfast, kitchen, family, dinner, coffee", "a still life with fruit and a jug on a table"),
    ("winter holiday, Christmas, cold, silence", "a snowy village with a church and lit windows"),
    ("summer holiday, heat, vacation, swimming, beach", "a tropical beach with palms and white sails"),
    ("age, time passing, autumn of life, decay", "falling leaves along a quiet avenue in autumn"),
    ("space, infinity, stars, god, universe, eternity", "the Milky Way above dark mountains"),
    ("reading, study, solitude indoors, book, letter, thinking", "a quiet room with an armchair by the window"),
    ("growth, harvest, farm, bread, earth", "golden fields and a farm in late summer"),
    ("power, greatness, king, mountain, strength, ambition", "snowy peaks above the clouds"),
)  # fmt: skip
