"""Stress, metre and rhyme of English lines. Torch-free.

A line scans where its syllables can be said weak and strong in turn: words of several syllables keep their stress, articles
are never strong, and a word of weight is not swallowed in a weak place, but for one in a line ("the small blue boat"). The
first foot may be turned ("Nobody knows"), and a line that need not rhyme may end on one weak syllable more. Rhymes are told
by families of words that `resources/muse/rhymes.txt` lists.
"""

from __future__ import annotations

import re
from functools import lru_cache

from studio.art.muse.grammar.english import syllables
from studio.core import paths

_IAMBS = frozenset(
    "alone again away around across ago along among above about before behind below beneath beside between beyond asleep ablaze "
    "aglow until upon within without today tonight because become begin begins forget forgets remain remains recall recalls "
    "outlive outlives belong belongs return returns arrive arrives awake awakes appear appears goodbye café canal balloon bouquet "
    "bamboo cascade cement guitar hotel machine mundane parade ravine routine saloon serene sublime unmade unread unseen unsaid "
    "unsent untouched unknown uncut unstrung alive aloof adrift afar ajar aslant entire extreme immense precise profound remote "
    "secure severe sincere divine direct discreet complete exact against toward towards inside outside myself itself himself herself "
    "aboard canoe astray begun began polite expect expects expected attend attends attended contain contains contained halfway uphill downhill outlast outlasts outlive announces absorbed escaped upstairs tattooed reply replies aside enough into farewell indeed perhaps instead except ourselves themselves "
    "yourself afraid announce announced explain explained complain complained agree agreed agrees admit admits admired admire repair "
    "repairs repaired forgot believe believed believes suppose supposed deserve deserves require requires apply applied respect "
    "request describe described avoid avoids address receive received prefer prefers report replied appeared applaud applause "
    "applauded allow allowed allows amazed ashamed apart aloud across anew undo undone unpacked unlocked unlock umbrella's "
    "downstairs giraffe lagoon shampoo cartoon cocoon gazelle champagne typhoon tycoon police bassoon antique technique "
    "regime motel pastel cigar bazaar memoir eclipse design device disguise surprise surprised desire delight despair regret "
    "remorse result reward romance trapeze marquee debris masseur liqueur bureau chateau tuxedo's trombone baton discuss discussed "
    "beware behave behaves behaved mistake mistook mistakes mislaid correct corrects define defined rehearse rehearsed consult "
    "belief confess confessed confused confuse pretend pretends propose proposed proposes deny denied delayed delay escape "
    "escapes prepare prepared inspect observe observed dispute compare compared invent invents invented intend intends explode "
    "exchange exchanged displayed display predict predicted connect connects alarm alert ahead abroad ashore afloat afoot alike "
    "avoid amend amends advice advise advised adore adored adores".split()
)  # fmt: skip
_PATTERNS = {
    "anything": "101", "anyone": "101", "everything": "101", "everywhere": "101", "understand": "101", "unaware": "101", "horizon": "010",
    "understood": "101", "introduce": "101", "introduced": "101", "afternoon": "101", "recommend": "101", "overheard": "101",
    "umbrella": "010", "piano": "010", "musician": "010", "remembers": "010", "remember": "010", "cicada": "010", "mosquito": "010",
    "volcano": "010", "tomorrow": "010", "beginning": "010", "completely": "010", "another": "010", "together": "010", "potato": "010",
    "tomato": "010", "banana": "010", "museum": "010", "cathedral": "010", "electric": "010", "enormous": "010", "abandoned": "010",
    "forgotten": "010", "unopened": "010", "unfinished": "010", "remembered": "010", "impatient": "010", "companion": "010",
    "apartment": "010", "beholden": "010", "computer": "010", "detective": "010", "december": "010", "september": "010", "october": "010",
    "november": "010", "tobacco": "010", "torpedo": "010", "whoever": "010", "whatever": "010", "forever": "010", "however": "010",
    "solution": "010", "direction": "010", "decided": "010", "decides": "01", "proposal": "010", "appointment": "010", "already": "010",
    "eleven": "010", "believer": "010", "reminder": "010", "rehearsal": "010", "opinion": "010", "opinions": "010", "observer": "010",
    "hotel's": "01", "conductor": "010", "professor": "010", "inspector": "010", "composer": "010", "hibiscus": "010", "octopus": "100",
    "camera": "100", "cinema": "100", "opera": "100", "buffalo": "100", "domino": "100", "algebra": "100", "axolotl": "1010",
    "harmonica": "0100", "rhinoceros": "0100", "hippopotamus": "10100", "binoculars": "0100", "refrigerator": "01010",
    "geranium": "010", "photographer": "0100", "accordion": "010", "machinery": "0100", "every": "10", "evening": "10", "quiet": "10",
    "violin": "101", "carousel": "101", "chandelier": "101", "lemonade": "101", "magazine": "101", "seventeen": "101", "fisherman": "101",
    "butterfly": "101", "waterfall": "101", "dragonfly": "101", "grandmother": "101", "grandfather": "101", "sunflower": "101",
    "photograph": "101", "silhouette": "101", "listening": "101", "wandering": "101", "covered": "10", "beautiful": "101",
    "lavender": "101", "factory": "101", "balcony": "101", "bicycle": "101", "lighthouse": "10", "moonlight": "10", "suitcase": "10",
    "scarecrow": "10", "snowfield": "10", "rainbow": "10", "orange": "10", "wherever": "010", "hours": "1", "hour": "1", "fire": "1",
    "several": "10", "ninety": "10", "left-hand": "10", "right-hand": "10", "wednesday": "10", "wednesdays": "10", "thursday": "10",
    "o'clock": "01", "idea": "010", "ideas": "01", "doesn't": "10", "didn't": "10", "isn't": "10", "wasn't": "10", "couldn't": "10",
    "wouldn't": "10", "hasn't": "10", "haven't": "10", "shouldn't": "10", "saying": "10", "drawer": "1", "drawers": "1", "aren't": "1", "saturday": "101", "choir": "1", "saturdays": "101", "yesterday": "101",
    "cellophane": "101", "courtyard": "10", "hedgehog": "10", "iceberg": "10", "shipyard": "10", "warehouse": "10", "oasis": "010",
    "orchestra": "100", "homesickness": "100", "boredom": "10", "dandelion": "1010", "observatory": "01010", "mathematician": "1010", "engineer": "101", "volunteer": "101", "kangaroo": "101", "tambourine": "101", "mezzanine": "101",
}  # fmt: skip
_WEAK = frozenset(
    "a an the and or but nor for so yet of in on at by to from with as is are was were be been has have had do does did will would can "
    "can't could may shall should must i me my you your he him his she her it its we us our they them their who whose which that this "
    "these those there then than when where while if though how what why not no one all some each both half more most less much such "
    "very too still just only once now here out up down off through like near past into onto over under let lets goes go gone comes "
    "come came keeps keep turns turn lies lie stands waits moves falls says looks hears knows wants runs shines makes seems needs "
    "finds holds dreams smells two three old white blue gray green red wild far long light lies "
    "little two's cold good last first stays breaks grows step quite i'd i'll i've i'm you'd you'll you're it's that's there's we'd "
    "we'll we're he's she's they'd they'll don't won't there'd says said say got get gets made make ask asked asks told tell "
    "took take takes gave give gives left leaves leave went found set put sat stood saw see seen small new whole great dear poor big deep "
    "dark bright till since don't own same few his him whom ten five six four next back know knew felt want need think thought "
    "been being brought bring called call held kept met least even ever never am any aren't couldn't wouldn't hasn't haven't "
    "let's what's who's he'd she'd find buy wide full warm dry wet cool clean thin tall high low quick slow soft young fresh".split()
)  # fmt: skip
"""Words of one syllable that may stand in a weak place without a stumble."""
_NEVER_STRONG = ("a", "an", "the")
_WORDS = re.compile(r"[\w'’-]+")
_PRESSED = 1
"""So many words of weight a line may swallow."""
_ANTEPENULT = re.compile(r"(?:i[tf]y|ety|ogy|omy|aphy|omer|apher|ian|ium|eon|ia|ical|itude|ular|ograph|ometer|ica)$")
_PENULT = re.compile(
    r"(?:tion|sion|cian|tian|gian|cial|tial|ics?|cious|tious|[aeiou](?:ct|nt|ss|st)(?:or|ive|ure)|[^eiu][ao])$"
)
_GLIDES = re.compile(r"(?:[^tsc](?:ian|ion|eon|ia)|[^tc]ium)$")
_FINAL = re.compile(r"(?:oon|eer|ette|esque|ique|aire|eur)$")


def _guessed(word: str, number: int) -> str:
    """The likeliest stress of a word that is not listed, by its ending."""
    if number == 1:
        return "1"
    if number == 2:
        return "01" if _FINAL.search(word) else "10"
    if _FINAL.search(word):
        return ("01" * number)[-number:]
    if glides := _GLIDES.search(word):
        # "Librarian" and "accordion" glide: li-brar-yan.
        before = syllables(word[: glides.start() + 1])
        return ("01" * before)[-before:] + "0"
    if _ANTEPENULT.search(word):
        return ("10" * number)[-(number - 3) :] + "100" if number > 3 else "100"
    if number == 3:
        return "010" if _PENULT.search(word) else "100"
    return ("10" * number)[-number:] if number % 2 == 0 or _PENULT.search(word) else ("10" * number)[:number]


@lru_cache(maxsize=20_000)
def stress(word: str) -> str:
    """A digit a syllable, "1" strong; "" for no word. Of a word that is not listed the likeliest."""
    w = word.lower().replace("’", "'").strip("'")
    if w in _PATTERNS:
        return _PATTERNS[w]
    w = w[:-2] if w.endswith("'s") and syllables(w) == syllables(w[:-2]) else w
    if not w:
        return ""
    if w in _PATTERNS:
        return _PATTERNS[w]
    if w.endswith("s") and w[:-1] in _PATTERNS and syllables(w) == syllables(w[:-1]):
        return _PATTERNS[w[:-1]]
    if "-" in w:
        return "".join(stress(p) for p in w.split("-"))
    if w in _IAMBS or (w.endswith("s") and w[:-1] in _IAMBS):
        return "01"
    return _guessed(w.removesuffix("'s"), syllables(w))


def pattern(text: str) -> str:
    """Stress of `text` as said on its own: articles and small words weak, the others as they are."""
    words = _WORDS.findall(text.lower())
    return "".join("0" if w in ("a", "an", "the", "my", "our", "of", "some") else stress(w) for w in words)


@lru_cache(maxsize=50_000)
def metre(line: str) -> tuple[int, bool] | None:
    """(feet, whether a weak syllable follows the last) of an iambic line; None where it does not scan."""
    words = [(w, stress(w)) for w in _WORDS.findall(line.lower())]
    if not words:
        return None
    return _told(words, turned=False) or _told(words, turned=True)


def _told(words: list[tuple[str, str]], turned: bool) -> tuple[int, bool] | None:
    at = pressed = 0
    number = sum(len(p) for _, p in words)
    for w, p in words:
        for k, mark in enumerate(p):
            strong = at % 2 == 1
            if turned and at < 2:
                strong = not strong
            if len(p) == 1:
                if strong and (w in _NEVER_STRONG or (at == 0 and w in _WEAK)):
                    return None
                if not strong and w not in _WEAK:
                    pressed += 1
            # The last syllable of a long word may be lifted into a strong place, never a first one pressed down.
            elif (mark == "1") != strong and not (mark == "0" and strong and k == len(p) - 1 and k >= 2):
                return None
            at += 1
    if pressed > _PRESSED:
        return None
    return number // 2, number % 2 == 1


def scans(line: str, feet: int = 4, *, open_end: bool = False) -> bool:
    """Whether `line` is iambic with `feet` feet; `open_end`: one weak syllable may follow."""
    told = metre(line)
    return told is not None and told[0] == feet and (open_end or not told[1])


@lru_cache(maxsize=1)
def _families() -> dict[str, frozenset[int]]:
    """Word -> its families: "wind" and "close" have two."""
    out: dict[str, frozenset[int]] = {}
    for number, row in enumerate(paths.resource("muse", "rhymes.txt").read_text("utf-8").splitlines()):
        if not row.startswith("#"):
            for word in row.split():
                out[word] = out.get(word, frozenset()) | {number}
    return out


def last_word(line: str) -> str:
    found = re.findall(r"[a-z'’-]+", line.lower())
    return found[-1] if found else ""


def rhymes(a: str, b: str) -> bool:
    """Whether two lines (or words) end in different words of one family."""
    return last_word(a) != last_word(b) and same_sound(a, b)


def same_sound(a: str, b: str) -> bool:
    """Whether two lines end in one family, the same word included."""
    known = _families()
    return bool(known.get(last_word(a), frozenset()) & known.get(last_word(b), frozenset()))


STANZAS = ((4, 4, 4, 4), (3, 3, 3, 3), (4, 3, 4, 3), (3, 3, 4, 3))
"""Feet of the four lines of a quatrain: long, short, common and short measure."""


def is_quatrain(text: str) -> bool:
    """Whether `text` is four iambic lines of a known stanza in which at least the second and fourth rhyme, or the lines rhyme
    in pairs or around. Lines that rhyme end on a strong syllable."""
    lines = [line for line in text.splitlines() if line.strip()]
    told = [metre(line) for line in lines]
    if len(lines) != 4 or None in told or tuple(t[0] for t in told if t) not in STANZAS:
        return False
    a, b, c, d = lines
    closed = [t is not None and not t[1] for t in told]
    pairs = [
        ((1, 3), rhymes(b, d)),
        ((0, 1), rhymes(a, b)),
        ((2, 3), rhymes(c, d)),
        ((0, 3), rhymes(a, d)),
        ((1, 2), rhymes(b, c)),
    ]
    held = {pair for pair, sounds in pairs if sounds and closed[pair[0]] and closed[pair[1]]}
    return (1, 3) in held or {(0, 1), (2, 3)} <= held or {(0, 3), (1, 2)} <= held
