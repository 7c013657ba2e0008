"""The nouns of an English line that lore does not know, found by what stands around a word. Torch-free.

A word is taken for a noun when no list knows it as something else, it does not end as verbs and adverbs do (but for nouns of the
lexicon), and it closes a phrase ("the red kayak on the fjord": "kayak", "fjord"). It is better to miss one than to take a
verb for a thing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from studio.art.muse.grammar import kinds, lore, sorts
from studio.art.muse.grammar.lore import Concept
from studio.art.words.lexicon import AMOUNTS, CONCEPTS, stem, words_of
from studio.art.words.unknown import COMMON, is_known

MOST = 3
_LONGEST = 24
"""Letters of a noun; what is longer is no word."""
_PIECE = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’\-][A-Za-zÀ-ÿ]+)*|[^\sA-Za-zÀ-ÿ]+")
_CONTRACTED = re.compile(r"['’](s|re|ve|ll|d|m|t)$", re.IGNORECASE)
_BEFORE_NOUNS = frozenset(
    "a an the my your his her our their its this that these those some any no every each another both two three four five "
    "six seven eight nine ten many few several of in on at by with under over through across along near beside behind "
    "between into from without against above below around toward towards among within and or like as old new".split()
)
_NEVER = frozenset(
    """
    about after again all almost alone already also always am are away back be been before being but can cannot could did do
    does done down during else enough even ever far fast for go goes gone got had has have he here how i if is it itself just
    last late later least left less made make makes may me might more most much must myself never next not now off often once
    one only other out own perhaps quite rather really same she should since so soon still such than then there they things
    thing together too until up upon us very was we well were what when where which while who whole whose why will would yes
    yet you nothing something everything anything someone nobody somebody everyone please image picture painting photo style
    want wants wanted need needs like likes love loves hate hates say says said tell tells told give gives gave take takes
    took show shows paint paints draw draws write writes think thinks thought know knows knew feel feels felt see sees saw
    look looks hear hears heard seem seems become becomes became get gets let lets keep keeps kept hold holds held bring
    brings brought put puts run runs ran walk walks sit sits sat stand stands stood lie lies lay wait waits sleep sleeps fly
    flies flew fall falls fell rise rises rose come comes came leave leaves turn turns jump jumps swim swims sing sings dance
    dances cry cries laugh laughs smile smiles burn burns shine shines glow glows drift drifts float floats dream dreams
    forget forgets remember remembers lose loses lost find finds found open opens close closes begin begins end ends stop
    stops eat eats drink drinks play plays read reads rest rests hide hides grow grows blow blows break breaks broken hang
    hangs climb climbs cross crosses cover covers carry carries miss misses watch watches sells sell buys buy ignore previous
    lovely pretty ugly tired hungry angry happy sad proud shy brave kind cruel rich poor sick dead alive asleep awake wooden
    golden silver crimson scarlet turquoise violet beige maroon navy teal magenta cyan huge tiny giant enormous ancient modern
    medieval rusty dusty muddy sunny rainy cloudy foggy windy stormy snowy icy frosty abandoned forgotten hidden secret
    public private little big small large long short tall wide narrow thick thin heavy light loud bitter sour salty strange
    two three four five six seven eight nine ten eleven twelve twenty hundred thousand several many twice thrice flock flocks herd herds swarm pod piece pieces loaf loaves slice slices bunch bunches monday tuesday wednesday thursday friday saturday hung smell smells sound sounds taste color words anymore uses use used pair dozen nobody's print prints sort lazy crazy
    weird odd funny serious simple complex fragile solid liquid electric urban rural daily weekly
    """.split()
)
_NOT = re.compile(r"n['’]t$", re.IGNORECASE)
_TO_DO = frozenset(
    "nobody somebody everybody everyone someone anybody to not never i you we they he she who will would can cannot could must might let".split()
)
_SURE = (
    *(kinds.Kind(name, mass=True) for name in ("thing", "plant", "sky")),
    *(kinds.Kind("person", who) for who in ("he", "she", "it")),
)
_DOERS = frozenset("i you we they he she who will would can cannot could must might".split())
_ARTICLES = frozenset("a an the my your his her our their its this that one".split())
_DONE_TOO = frozenset(
    "perch swallow crow hound ape worm parrot lark rook grub badger ferret weasel carp flounder tick fly duck bear bat hawk snipe ram steer ray kite mole "
    "cook guard guide host master scout tramp fool usher pilot captain nurse doctor coach tailor butcher herald marshal spy mime bully dwarf tutor warden "
    "porter champion rebel tinker camp market dock park field track trail slope peak mine tunnel dam lock pit cave terrace court square pool stage".split()
)
"""People, creatures and places that are also what something does: "smoke trails over the field"."""
_HUES = frozenset(
    "gold silver amber ivory jade rose coral bronze copper rust chocolate cream slate paint paper glass".split()
) - {"rust"}
_ALSO_NEVER = frozenset(
    "shift inside outside beyond onto upon despite except beneath underneath past sent built bought caught taught thought grown shown thrown worn torn sworn "
    "born written driven given fallen frozen stolen spoken chosen eaten beaten bitten bent lent spent kept slept swept wept felt dealt meant lost shot "
    "shut cut hit split wound bound found hung rung sung swung stuck struck dug won spun begun become begin next afraid aware unable ready "
    "instead tonight today someday sometimes somewhere everywhere anywhere elsewhere across maybe rather without within during toward anymore among amongst amid throughout via per beside near".split()
)
_WHOLE = re.compile(
    r"\b(?:hot[ -]air balloons?|(?:cherry|apple|almond|plum|peach|pear|orange) blossoms?|ice cream|(?:olive|apple|pear|plum|lemon|orange|peach|fig|palm|fir|pine|oak|almond|cherry|christmas|walnut|chestnut|willow|maple|birch) trees?"
    r"|(?:paper|toy|tin|origami|plush|cardboard|porcelain|clay|plastic|rubber|wooden|stuffed|knitted) "
    r"(?:cranes?|boats?|birds?|horses?|trains?|soldiers?|ducks?|bears?|planes?|airplanes?|cars?|ships?|dolls?|cats?|dogs?|elephants?|lions?|lanterns?|moons?|stars?|flowers?|roses?))\b",
    re.IGNORECASE,
)
"""Two or three words that are one thing, whatever stands around them; where lore knows the whole it is lore's."""
_VESSEL = r"(?:cup|glass|bottle|bowl|pot|mug|jug|plate|slice|loaf|jar|piece|basket|bucket|spoon|sack|vase|bunch|box|book|pile|heap)"
_OF = re.compile(rf"\b({_VESSEL})(s|es|ves)? of (\w+(?: \w+)?)\b", re.IGNORECASE)
_RUNS = tuple(re.compile(rf"[A-Za-zÀ-ÿ'’-]+(?: [A-Za-zÀ-ÿ'’-]+){{{more}}}(?![A-Za-zÀ-ÿ'’-])") for more in (3, 2, 1))
"""So many words behind the first one."""
_MADE_OF = re.compile(
    r"\b(?:(?:made|built|carved|cast|cut|woven|knitted|sewn|folded|formed) (?:out of|of|from) |of (?=(?:glass|stone|brick|bone|straw|paper)\b))"
    r"([a-z]+)\b",
    re.IGNORECASE,
)
"""What something is made of is no thing beside it: "made of glass" names no drinking glass."""
_RINGS = re.compile(
    r"^(?:the|a|an|my|our|your|his|her|their) [a-z]+ (rings|falls|sails|lights|waves|drops|drums|boats|fishes|ships|stages|parks|plays|dances|dreams|"
    r"watches|rains|snows|storms|waits|sleeps|turns|smokes|trains|lies|leaves|stops|bows|hammers|echoes|matches|bears|masks|oils|roots)\b",
    re.IGNORECASE,
)
"""What a thing does, though it may be several of another: "the telephone rings"."""
_WEEKDAY = re.compile(r"\b(monday|tuesday|wednesday|thursday|friday|saturday)s?\b", re.IGNORECASE)
_NEXT_DOOR = re.compile(r"\bnext[ -](door)\b", re.IGNORECASE)
_FIRST = frozenset(("thing", "place", "plant", "person", "creature", "idea", "sky"))
_HEADS = frozenset(("thing", "place", "plant", "person", "creature"))
"""Kinds of the first and the last half of a compound."""
_DOING = frozenset(
    "swimming sewing washing parking rocking dining living waiting steering shopping fishing sailing ironing vending driving dancing singing".split()
)
_DONE_WITH = frozenset(
    "pool machine lot chair chairs horse horses room rooms wheel cart bag boat boats net board booth machines garage box basket instructor teacher "
    "lesson lessons school rod".split()
)
_JOINS = frozenset(
    "and or on in at over under above below beside behind before after with without by near from to into through against of between like".split()
)
"""What may stand behind a noun, and never behind a look: the flour of "flour on her hands" is one, that of "flour sacks" is not."""
_DATES = frozenset(
    "january february march april may june july august september october november december christmas easter halloween ramadan advent monday tuesday "
    "wednesday thursday friday saturday sunday english french german latin spanish italian greek russian chinese japanese".split()
)
_ENDINGS = re.compile(r"(?:[^s]ly|[a-z]{2}ed|[a-z]{2}ing|ful|less|ous|ible|able|ish|ive|est|ical|esque|ward|wards)$")
_NOUNS_ALL_THE_SAME = frozenset(
    "ring king wing string spring thing swing sibling ceiling building wedding morning evening lightning railing clothing painting drawing landing "
    "dwelling pudding kindling duckling sapling fledgling earring bed shed sled seed weed reed feed deed hive archive native west test rest breast dolly".split()
)


def unknown_nouns(line: str) -> tuple[str, ...]:
    """At most `MOST` nouns of `line` (English) that lore does not know, in its order and as they were written; two in a row
    are one ("fire escape"), also where lore knows one of them ("ferris wheel", "time machine")."""
    whole = _wholes(line)
    words = [(m.group(), m.start()) for m in _PIECE.finditer(line) if not _within(m.span(), [w.span() for w in whole])]
    spans = {(a, b): c for a, b, c in _known(line)}
    told = {letter for a, b in spans for letter in range(a, b)}
    # Towns and people are named without an article, of which the grammar knows nothing.
    names = sum(word[0].isupper() for word, _ in words) <= len(words) / 2
    # Bare words in a row are a list: "piano rain window".
    joins = any(word.lower() in _BEFORE_NOUNS or word.endswith(("'s", "’s")) for word, _ in words)
    out: list[str] = [w.group() for w in whole]
    run: list[str] = []
    known = ""  # a noun of lore right before, which may be the first half of a compound

    def close() -> None:
        noun = " ".join(run[-2:])
        if run and noun.lower() not in (o.lower() for o in out):
            out.append(noun)
        run.clear()

    for k, (word, place) in enumerate(words):
        before = words[k - 1][0].lower() if k else ""
        place_name = _names_a_place(words, k, names)
        named = names and k > 0 and word[0].isupper() and not place_name
        thing = spans.get((place, place + len(word)))
        if thing is not None:
            if run and run[-1].endswith("y") and not is_known(run[-1].lower()):
                run.pop()  # "the lazy dog"
            if joins and thing.kind in _HEADS and (run or known):
                run.append(word) if run else run.extend((known, word))
                close()
                known = ""
            else:
                close()
                first = (
                    thing.kind in _FIRST
                    or (thing.kind == "hour" and _of_an_hour(words, k))
                    or (thing.kind == "season" and _of_a_season(words, k))
                )
                known = word if first and word.lower() == thing.noun.lower() else ""
            continue
        if place_name:
            close()
            run.append(word)
            close()
        elif (
            not word[0].isalpha()
            or place in told
            or named
            or not (_is_matter(words, k) or _may_be_noun(word, before, bool(run)))
        ):
            if word.lower() in _DOING and joins and _next(words, k) in _DONE_WITH:
                run.append(word)
                continue
            if run and run[-1].lower() in _DOING and word.lower() == "lot":
                run.append(word)
            close()
        else:
            bare = _CONTRACTED.sub("", word)
            if known and joins and not run:
                run.append(known)
            run.append(bare)
            if bare != word:
                close()
        known = ""
    close()
    return tuple(out[:MOST])


def named_beside(line: str, unknown: tuple[str, ...]) -> list[Concept]:
    """What `line` names of lore outside the artist's own nouns: of "a ferris wheel and the moon" the moon alone."""
    own = [m.span() for noun in unknown for m in re.finditer(rf"\b{re.escape(noun)}\b", line)]
    found = [c for a, b, c in _known(line) if not any(x <= a and b <= y for x, y in own)]
    return list({c.id: _filled(c, line) for c in (*found, *_weekdays(line))}.values())


def _weekdays(line: str) -> list[Concept]:
    """Days that the line names; of Sunday lore itself knows."""
    day = lore.concepts()["sunday"]
    names = [m[1].capitalize() for m in _WEEKDAY.finditer(line)]
    return [replace(day, id=n.lower(), one=f"a {n}", many=f"{n}s", at=(f"on a {n}",), near=()) for n in names]


def _within(span: tuple[int, int], wider: list[tuple[int, int]]) -> bool:
    return any(a <= span[0] and span[1] <= b for a, b in wider)


@lru_cache(maxsize=256)
def _wholes(line: str) -> list[re.Match[str]]:
    """Nouns of several words that are surely one, and that lore does not know as such."""
    known = [(a, b) for a, b, _ in lore.places(line)]
    told = [m for m in _WHOLE.finditer(line) if not any(a <= m.start() and m.end() <= b for a, b in known)]
    taken = [m.span() for m in told]
    for word in _PIECE.finditer(line):
        for run in _RUNS:
            m = run.match(line, word.start())
            if m is None or any(a < m.end() and m.start() < b for a, b in taken) or not _stands_together(m.group()):
                continue
            # "Stained glass window" is told as a window: no shorter noun is looked for in it.
            taken.append(m.span())
            if not any(a <= m.start() and m.end() <= b for a, b in known) and _is_whole(m.group()):
                told.append(m)
            break
    return sorted(told, key=lambda m: m.start())


def _stands_together(words: str) -> bool:
    """Whether several words are one noun of the lexicon or, each with a capital, the name of a town or land."""
    found = kinds.found_in(words)
    whole = found is not None and len(found.noun.split()) == len(words.split())
    return whole or (all(w[0].isupper() for w in words.split()) and kinds.is_town(words))


def _is_whole(words: str) -> bool:
    """Whether a noun of several words is something else than its last word says, or begins with what something does: a chimney
    sweep, a hot dog, a weeping willow; a red rose is a rose."""
    first, last = words.split()[0].lower(), kinds.found_in(words.split()[-1])
    found = kinds.found_in(words)
    return (
        found is None
        or last is None
        or found.header != last.header
        or re.search(r"[a-z]{3}(?:ing|ed)$", first) is not None
    )


def _known(line: str) -> list[tuple[int, int, Concept]]:
    """(start, end, concept) of what lore knows in `line`, without what is there for something else: the tea of a cup of tea, the
    door of the girl next door."""
    barred = [m.span(1) for m in (*_NEXT_DOOR.finditer(line), *_RINGS.finditer(line))]
    barred += [(m.start(3), m.start(3) + len(_held(m))) for m in _OF.finditer(line) if lore.is_name(m[1].lower())]
    barred += [m.span() for m in _wholes(line)]
    barred += [m.span(1) for m in _MADE_OF.finditer(line) if _counted(m[1])]
    return [(a, b, c) for a, b, c in lore.places(line) if not _within((a, b), barred)]


def _counted(word: str) -> bool:
    """Whether a word names a thing of lore of which there are several: paper and wood are matter as they stand."""
    return any(c.many for c in lore.named(word))


def _held(of: re.Match[str]) -> str:
    """What a vessel has in it, "" where that is alive and so a thing beside it, or not known: the tea, the cold water."""
    first, _, second = of[3].partition(" ")
    for held in (first, of[3] if second else ""):
        known = [c for _, b, c in lore.places(held) if b == len(held)]
        if known:
            return held if known[0].kind != "creature" else ""
    return ""


def _filled(c: Concept, line: str) -> Concept:
    """A vessel with what the line has in it: "a cup of tea"."""
    for m in _OF.finditer(line):
        if m[1].lower() == c.noun.lower() and (held := _held(m)):
            return replace(c, one=f"{c.one} of {held}", many=f"{c.many} of {held}" if c.many else "")
    return c


def _of_an_hour(words: list[tuple[str, int]], k: int) -> bool:
    """Whether an hour tells of which kind the thing behind it is: "night bus", but not "dawn harbor", where it is the light."""
    word = _next(words, k)
    behind = lore.named(word)
    if not behind:
        return kinds.kind_of(word).name == "person"
    return behind[0].kind in ("thing", "person")


def _of_a_season(words: list[tuple[str, int]], k: int) -> bool:
    """A "winter coat" hangs there in summer, too."""
    behind = lore.named(_next(words, k))
    return bool(behind) and behind[0].kind == "thing" and "worn" in sorts.parts(behind[0])


def _names_a_place(words: list[tuple[str, int]], k: int, names: bool) -> bool:
    """A town that is known or, where capitals tell `names`, any that one is in: "Lisbon at dawn", "a blue door in Tangier"."""
    word, behind = words[k][0], _next(words, k)
    if not word[:1].isupper() or word.lower() in _DATES or _CONTRACTED.search(word):
        return False
    if kinds.is_town(word):
        return word != word.upper() or len(words) == 1
    alone = not behind or behind in _JOINS or not behind[0].isalpha()
    return names and k > 0 and words[k - 1][0].lower() == "in" and alone and not lore.is_name(word.lower())


def _is_matter(words: list[tuple[str, int]], k: int) -> bool:
    """Whether a word that also tells how things look is what they are made of here, or somebody: "soot", "the color of rust", "her twin"."""
    low, behind = words[k][0].lower(), _next(words, k)
    alone = not behind or behind in _JOINS or not behind[0].isalpha()
    known = low in _NEVER or lore.is_name(low) or kinds.kind_of(low) not in _SURE
    return alone and not known and low not in _HUES


def _next(words: list[tuple[str, int]], k: int) -> str:
    return words[k + 1][0].lower() if k + 1 < len(words) else ""


def _may_be_noun(word: str, before: str, inside: bool) -> bool:
    """`before`: the word before it. `inside`: the word before may itself be a noun."""
    low = _CONTRACTED.sub("", word).lower()
    if not 3 <= len(low) <= _LONGEST or low in _NEVER | _ALSO_NEVER or kinds.is_town(low) or low in _told_otherwise():
        return False
    # "Don't wake the baby": what is to be done or not is no thing, but for what surely is one.
    if _NOT.search(word) or ((before in _TO_DO or _NOT.search(before)) and _may_be_done(low, before)):
        return False
    alive = kinds.kind_of(low).name in ("person", "creature")
    if lore.is_name(low) or (stem(low) in COMMON and not is_known(low) and not alive):
        return False
    sure = before in _BEFORE_NOUNS or is_known(low)
    if _ENDINGS.search(low) and not _is_noun_all_the_same(low, before) and not is_known(low):
        return False
    # After a noun a word in s is as often a verb: "the fox jumps"; "chess players" are none.
    listed = kinds.kind_of(low).name in ("person", "creature", "place") and kinds.singular(low) not in _DONE_TOO
    return listed or not (
        low.endswith("s") and not low.endswith("ss") and not sure and (inside or _names_a_thing(before))
    )


def _may_be_done(word: str, before: str) -> bool:
    """Whether a word behind "to", "cannot", "who" is what is done: what is measured, lives or is a place is that behind
    "to" and "not" alone."""
    kind = kinds.kind_of(word)
    return before in _DOERS or not (kind.mass or kind.name in ("person", "creature", "place"))


def _is_noun_all_the_same(word: str, before: str) -> bool:
    """Whether a word that ends as verbs and looks do is a noun of the lexicon; what something does ("drawing") only behind an article."""
    found = kinds.found_in(word)
    if word in _NOUNS_ALL_THE_SAME or found is None or not word.endswith("ing"):
        return word in _NOUNS_ALL_THE_SAME or found is not None
    return found.header.kind != "idea" and before in _ARTICLES


def _names_a_thing(word: str) -> bool:
    return bool(word) and any(c.kind not in ("hour", "season") for c in lore.named(word))


@lru_cache(maxsize=1)
def _told_otherwise() -> frozenset[str]:
    """Words that say light, weather, season, mood, color, medium or composition, amounts, and what lore's things do and are."""
    out: set[str] = set()
    for concept in CONCEPTS:
        if concept.axis != "subject":
            out |= {w for phrase in concept.words if len(words_of(phrase)) == 1 for w in words_of(phrase)}
    out |= {w for amount in AMOUNTS for w in words_of(amount)}
    for thing in lore.concepts().values():
        out |= {words_of(d)[0] for d in thing.does if words_of(d)}
        out |= {w for a in thing.adjectives for w in words_of(a) if len(words_of(a)) == 1}
        out |= {w for c in thing.colors for w in words_of(c)} | set(thing.moods)
    names = {w for c in lore.concepts().values() for n in (c.noun, c.many) for w in words_of(n)}
    return frozenset(out - names - {"coral"})
