"""What a line asks for that the generator cannot draw: it is told, not passed over in silence. Torch-free but for the
comparison of meanings, which the reader does."""

from __future__ import annotations

from studio.art.words.lexicon import stem, words_of

# Things that people ask pictures for and that these scenes do not have.
_THINGS = """
lighthouse windmill watermill castle palace ruin ruins tower-clock pyramid temple pagoda mosque stadium airport station
factory crane pylon oil-rig tent caravan igloo tepee statue fountain monument gate wall fence well bench swing
car cars truck bus tram train locomotive bicycle bike motorcycle tractor cart carriage airplane plane aeroplane
helicopter rocket spaceship balloon zeppelin submarine tank robot drone ufo spacecraft satellite parachute
dog cat horse cow sheep goat pig chicken rooster duck swan deer stag fox wolf bear lion tiger elephant giraffe zebra
monkey rabbit hare squirrel mouse rat frog toad snake lizard turtle crocodile fish whale dolphin shark octopus jellyfish
crab lobster butterfly bee spider ant dragonfly owl eagle parrot peacock flamingo penguin camel donkey kitten puppy
dragon unicorn mermaid monster ghost angel devil demon witch wizard fairy vampire zombie dinosaur phoenix centaur
portrait face eyes hand hands nude body dancer ballerina king queen knight soldier warrior samurai cowboy pirate
astronaut clown musician violinist baby girl boy child bride nun monk sailor fisherman skeleton skull mask hero
guitar violin trumpet drum book books newspaper clock watch computer phone television camera telescope globe map chess
cup teapot knife fork spoon plate bread cheese meat egg cake pizza hamburger soup sandwich fish-dish lobster wine-cork
hat shoe shoes dress umbrella glasses ring crown sword gun shield helmet flag letter key ladder rope anchor wheel barrel
cactus mushroom bamboo bonsai seaweed coral pumpkin carrot potato tomato onion corn-cob cabbage banana pineapple
strawberry watermelon coconut nut mosaic-floor carpet mirror bed bathtub stove fireplace refrigerator staircase
planet saturn mars earth-globe comet meteor eclipse blackhole spaceman nebula waterfall geyser iceberg cave avalanche
tornado earthquake explosion fire flames smoke bonfire fireworks lava tsunami market carnival circus battle war wedding
""".split()  # fmt: skip

_KNOWN: frozenset[str] = frozenset(stem(w) for w in _THINGS)

COMMON = frozenset(
    stem(w)
    for w in (
        "a an the of in on at by with and or but to from for into onto over under above below between behind before after "
        "is are was were be been it its this that these those there here my your his her our their i you he she we they "
        "as like than then when where while who which what how all every each one two three four five six some any no not "
        "very so too just only more most much many few little big small large great tiny old young new high low wide long "
        "short deep far near front back side edge top bottom left right middle center end start way place time day light "
        "picture painting image scene view sketch study drawing work art artwork style detail beautiful pretty lovely nice "
        "wonderful amazing perfect masterpiece quality best simple golden silver red blue green yellow orange purple pink "
        "white black brown gray grey pale bright dark color colors colored colourful glowing shining shimmering sparkling "
        "quiet silent empty full open closed lonely gentle soft rough wild sweet fresh warm cold hot wet dry early late "
        "falling rising burning flowing floating drifting standing lying sitting walking running flying sleeping waiting "
        "dreaming looking coming going leaving making drifts floats stands lies goes comes leaves through across along "
        "around against toward towards upon within without during until again always never ever still once first last "
        "northern southern eastern western north south east west world life love hope dream memory song music silence story "
        "grandmother mother father friend childhood home land country earth water air sky sun shadow shade line lines shape "
        "shapes form forms texture surface space mood feeling atmosphere warmth coldness quietness beauty peace soul heart "
        "something nothing everything someone nobody piece part half bit lot kind sort sense side painted drawn made set "
        "today tomorrow yesterday hour minute year month week moment beginning ending season summerhouse vast huge endless "
        "sharp bare broken lit wooden stone stony sandy grassy leafy mossy dusty rusty shiny glass glassy paper canvas brush paint "
        "shaft whole dwarf driving scraped facing cutting inward remembered grave known person spare frontal engines thing "
        "winding racing"
    ).split()
)


def candidates(line: str, covered: set[int]) -> list[str]:
    """Words of a line that neither the lexicon nor the common words explain, as they were written, at most eight.

    What something is only like ("laid out like a cloth") is not asked for, nor is what follows "that": it is a verb.
    """
    out: list[str] = []
    words = words_of(line)
    for place, word in enumerate(words):
        if place in covered or len(word) < 3 or word.isdigit():
            continue
        if _only_alike(words[max(0, place - 3) : place]):
            continue
        if stem(word) in COMMON and stem(word) not in _KNOWN:
            continue
        if word not in out:
            out.append(word)
    return out[:8]


def _only_alike(before: list[str]) -> bool:
    """Whether what follows these three words is a likeness or a verb. "I would like a dragon" is neither."""
    if before[-1:] == ["that"] or (before[-1:] == ["like"] and "would" not in before):
        return True
    return before[-2:] in (["like", "a"], ["like", "an"]) and before[0] not in ("would", "i'd", "i")


def is_known(word: str) -> bool:
    """A thing that these scenes are known not to have."""
    return stem(word) in _KNOWN


def sentence(things: list[str]) -> str:
    """ "There is no lighthouse and no horse in this generator." """
    named = [f"no {stem(t) if is_known(t) else t}" for t in things]
    joined = named[0] if len(named) == 1 else ", ".join(named[:-1]) + " and " + named[-1]
    return f"There is {joined} in this generator."


PROTOTYPES_DRAWN = (
    "a landscape", "the sea", "a forest", "mountains", "a village", "a city", "the night sky", "a garden", "a still life with fruit",
    "a room with a window", "an abstract painting", "weather", "a season", "light", "a color", "a mood", "a painting technique",
    "a flower", "a tree", "water", "clouds", "a house", "a street", "a field", "a place", "a country",
)  # fmt: skip
PROTOTYPES_NOT_DRAWN = (
    "an animal", "a pet", "a vehicle", "a machine", "a famous person", "a mythical creature", "a piece of clothing",
    "a musical instrument", "an electronic device", "a weapon", "a body part", "a dish of food", "an insect", "a toy",
    "a monument", "a tool", "a kitchen utensil", "a spaceship",
)  # fmt: skip
MARGIN = 0.055
"""How much nearer to what cannot be drawn a word must be before it is named."""
