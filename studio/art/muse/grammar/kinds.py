"""What kind of thing an unknown noun seems to name, and what may be said of any thing of that kind. Torch-free.

By lists of common nouns, then by endings. Whoever is in doubt is a plain thing: of it only that is told which holds of all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Kind:
    """`name`: as in lore ("person", "creature", "thing", "place", "idea"); `mass`: without article; `plural`; `who`: "she", "he", "they", "it"."""

    name: str
    who: str = "it"
    mass: bool = False
    plural: bool = False


@dataclass(frozen=True)
class Stock:
    """Phrases that are true of anything of a kind, as in `lore.Concept`; `at` take the noun with its article."""

    adjectives: tuple[str, ...]
    does: tuple[str, ...]
    has: tuple[str, ...]
    at: tuple[str, ...]
    mood: str


def _rows(text: str) -> tuple[str, ...]:
    return tuple(p.strip() for p in text.split(";") if p.strip())


STOCKS = {
    "person": Stock(
        _rows("tired; quiet; young; old; smiling; silent; thoughtful; well-dressed"),
        _rows(
            "takes the long way home; hums an old tune; laughs without a sound; looks up at the sky; waits for a word; listens; turns at the "
            "corner; knows the way by heart; leaves the door ajar; keeps a coin for luck; smiles at nobody; walks a little more slowly; "
            "says little and means well; counts the steps; remembers another town; waits"
        ),
        _rows(
            "a worn coat; a face half in shadow; a hand raised in greeting; a bag held close; dusty shoes; a folded paper; a wet umbrella; "
            "two tired hands; a small bright pin; a collar turned up; a long shadow; a loose thread on the sleeve"
        ),
        ("beside {}", "near {}", "a step behind {}"),
        "quiet",
    ),
    "creature": Stock(
        _rows("shy; quiet; young; old; watchful; patient; wild; curious"),
        _rows(
            "goes quietly about its life; watches without a sound; minds nobody; holds quite still; comes closer; vanishes between two "
            "blinks; knows the weather first; moves when the light moves; makes the quiet deeper; asks for nothing; wears the colors of the "
            "place; keeps its distance; listens; shuts one eye; forgets to hide"
        ),
        _rows(
            "a bright eye; a patch of light on its back; a shadow twice its size; a drop of water on its side; a soft outline; a mark like a "
            "thumbprint; a dark line along its back; a gleam of wet; a pale underside; a small scar; a look of great age; a restless outline"
        ),
        ("beside {}", "near {}", "within sight of {}"),
        "curious",
    ),
    "thing": Stock(
        _rows("old; silent; forgotten; half-hidden; weathered; plain; borrowed; mended"),
        _rows(
            "catches the light; holds still; throws a crooked shadow; keeps one side in the dark; takes the color of the sky; says nothing "
            "of its past; wears its age well; remembers its maker; seems about to speak; lends its shape to the shadow; looks larger in the "
            "shade; keeps a little of the light; wants to be of use; outlasts its purpose; waits; hides a story"
        ),
        _rows(
            "a scratch along one side; a worn edge; a patch of light; an edge of shadow; a mark left by a hand; a dark underside; a small "
            "dent; a trace of old paint; a thin bright outline; a rim of light; a stain like a map; a place worn smooth"
        ),
        ("beside {}", "near {}", "in the shadow of {}"),
        "quiet",
    ),
    "place": Stock(
        _rows("quiet; empty; old; distant; half-lit; deserted; familiar; windy"),
        _rows(
            "lies quiet; keeps its own weather; holds the sound of footsteps; fills and empties; forgets who was there; waits for the first "
            "visitor; goes on by itself; echoes a little; keeps a corner for the shy; smells of rain and dust; opens toward the light; "
            "remembers its noisy days; looks smaller every year; lets the light walk through"
        ),
        _rows(
            "a door ajar; a light left on; a corner out of the wind; a bench for the late; a patch of worn ground; a sign half painted over; a long "
            "shadow; a strip of sky; a lamp at the entrance; a glove on the ground; a bird on the highest point; a row of dark windows"
        ),
        ("in {}", "outside {}", "near {}"),
        "lonely",
    ),
    "matter": Stock(
        _rows("plain; dark; pale; fresh; common; precious"),
        _rows(
            "catches the light; keeps its secret; gets everywhere; gives nothing away; runs out too soon; turns another color in the shade; "
            "has a smell of its own; changes the whole room; keeps the light a moment; waits to be used; lasts longer than promised; "
            "remembers where it came from"
        ),
        _rows(
            "a dull shine; a thread of light; a dark grain; a thin bright edge; a stain like a map; a fingerprint; a skin of light; a trace on the table; "
            "a pale streak; a shadow on one side; a spot of color; a little dust"
        ),
        ("beside {}", "near {}"),
        "plain",
    ),
    "idea": Stock(
        _rows("quiet; sudden; old; secret; late; unspoken; stubborn; plain"),
        _rows(
            "arrives without knocking; sits in the empty chair; asks for nothing; stays longer than it should; comes in by the side door; leaves "
            "the light on; goes quiet when named; has no address; follows like a dog; begins small; grows in the dark; wears an old coat; "
            "keeps one hand behind its back; waits"
        ),
        _rows(
            "an empty chair; a door half open; a folded letter; a light in an upper window; a coat on a hook; a cup gone cold; a key without a "
            "lock; a wet footprint; a candle burned low; an open drawer; a chair drawn close; a single glove"
        ),
        ("close to {}", "on the edge of {}", "in the midst of {}"),
        "thoughtful",
    ),
    "name": Stock(
        ("quiet", "distant", "unforgotten"),
        _rows("comes back in dreams; sounds best in a low voice; stays on the tongue; waits; belongs to an old song; glows from far away"),
        _rows("a light in an upper window; a name that few remember; a patch of light"),
        ("near {}", "not far from {}"),
        "longing",
    ),
}  # fmt: skip

_HE = frozenset(
    "man boy guy father dad daddy papa grandpa granddad brother uncle nephew son grandson stepfather godfather husband groom king prince duke "
    "emperor lord sir wizard monk priest pope abbot knight waiter actor barber butler bishop cowboy gentleman widower bachelor bartender lumberjack "
    "blacksmith stonemason janitor referee sheriff fireman policeman milkman fisherman watchman".split()
)
_SHE = frozenset(
    "woman girl lady mother mom mama mum grandma granny sister aunt niece daughter granddaughter stepmother godmother wife bride queen princess "
    "duchess empress witch nun waitress actress ballerina landlady heroine goddess governess seamstress widow nurse midwife maid fairy mermaid".split()
)
_PEOPLE = frozenset(
    "person human adult artist illustrator photographer keeper player sweeper vendor seller parent grandparent cousin twin baby infant toddler kid teenager pupil student scholar teacher professor lawyer judge engineer "
    "plumber electrician carpenter welder mechanic driver pilot captain sailor soldier officer guard spy thief burglar detective doctor surgeon "
    "dentist chef cook baker butcher grocer farmer shepherd miner hunter gardener florist painter sculptor poet writer novelist author reader singer "
    "dancer musician pianist violinist cellist drummer conductor composer juggler acrobat clown magician mime puppeteer barista clerk cashier banker "
    "merchant trader tailor cobbler weaver potter goldsmith locksmith clockmaker watchmaker librarian archivist astronomer scientist chemist "
    "physicist mathematician philosopher historian inventor architect builder bricklayer mayor president minister senator diplomat ambassador "
    "citizen neighbor neighbour stranger visitor guest tourist traveler traveller passenger pilgrim nomad refugee hermit beggar orphan prisoner "
    "rebel hero champion athlete runner swimmer boxer wrestler cyclist surfer skier climber referee goalkeeper postman mailman messenger courier "
    "beekeeper lighthouse-keeper zookeeper innkeeper caretaker gatekeeper robot android cyborg ghost angel demon devil vampire zombie giant dwarf elf "
    "troll goblin wizard sorcerer prophet saint god samurai ninja viking pirate gladiator lover friend enemy rival child crowd audience "
    "barber dreamer sleepwalker wanderer drifter master schoolmaster stationmaster harbormaster harbourmaster ringmaster instructor inspector editor collector curator "
    "director tutor warden steward usher porter bouncer lifeguard coach trainer umpire skater tenant landlord heir veteran cadet sergeant colonel "
    "admiral apprentice assistant secretary accountant undertaker gravedigger angler trapper woodcutter watchman nun monk fireman milkman docker "
    "navigator radiologist acrobat stuntman lodger boarder smuggler matador herald scribe jester twin triplet sweetheart fiance bridesmaid newlywed "
    "stowaway operator narrator translator plasterer roofer glazier tinker peddler busker newsboy paperboy bellboy shopgirl schoolgirl schoolboy".split()
)
_IT_WHO = frozenset("robot android cyborg ghost angel baby infant devil demon zombie".split())
_CREATURES = frozenset(
    "animal beast creature pet otter iguana ostrich armadillo flamingo axolotl emu albatross lynx badger lobster pelican chameleon walrus hamster "
    "weasel mole beaver raccoon skunk porcupine opossum kangaroo koala panda wombat platypus sloth anteater gorilla chimpanzee orangutan baboon "
    "lemur leopard cheetah panther puma jaguar hyena jackal coyote bison buffalo yak moose elk reindeer caribou antelope gazelle ibex llama alpaca "
    "mule pony stallion mare foal calf ox boar piglet kid ewe ram rooster chick turkey quail pheasant partridge magpie jay starling thrush blackbird "
    "finch canary budgie cockatoo toucan hummingbird kingfisher woodpecker cuckoo hawk falcon kite vulture condor buzzard osprey puffin cormorant "
    "toad newt salamander tadpole gecko crocodile alligator tortoise cobra viper python salmon trout carp pike eel tuna herring sardine cod ray "
    "seahorse starfish squid shrimp prawn oyster mussel clam snail slug beetle grasshopper locust mosquito fly flea louse tick scorpion centipede "
    "earwig termite hornet bumblebee mantis rhinoceros rhino hippopotamus hippo narwhal orca porpoise manatee mammoth phoenix griffin centaur "
    "werewolf sphinx chupacabra yeti gull sparrowhawk bullfinch wren rat gerbil ferret mink hedgehog wolf insect bug".split()
)
_PLACES = frozenset(
    "igloo observatory gymnasium gym casino laundromat ballroom depot barbershop courtroom classroom bathroom bedroom hallway lobby parlor salon "
    "pantry garage basement loft studio office apartment flat mansion villa chateau fortress abbey convent mosque synagogue pagoda shrine cathedral "
    "stadium arena gallery zoo aquarium planetarium conservatory pharmacy bank embassy university college kindergarten nursery academy clinic "
    "asylum restaurant allotment gutter pitch carnival fairground railway racetrack track rink lighthouse lagoon oasis dam viaduct aqueduct orphanage sanatorium bakery butchery smithy forge restaurant diner canteen cafeteria bar pub nightclub bistro supermarket mall arcade boutique bazaar plaza avenue boulevard alley highway "
    "crossroads intersection crosswalk sidewalk pavement driveway district suburb slum ghetto capital metropolis hamlet settlement colony camp "
    "campsite ranch plantation paddock pasture prairie savanna steppe tundra taiga moor heath bog fen delta estuary fjord bay gulf strait peninsula "
    "cape coast coastline archipelago atoll canyon gorge ravine plateau ridge summit peak foothills quarry mine rainforest woods thicket grove copse "
    "clearing glade backyard yard terrace patio porch veranda quay wharf marina port terminal platform runway hangar barracks battlefield "
    "cockpit harbour kingdom empire country nation continent world underworld heaven hell paradise limbo labyrinth maze sauna spa pool arboretum bedside riverbank".split()
)
_TOWNS = frozenset(
    "rome paris london berlin vienna prague lisbon venice florence naples madrid barcelona amsterdam brussels athens istanbul cairo moscow tokyo kyoto "
    "beijing shanghai delhi mumbai chicago boston ulm oslo helsinki stockholm dublin edinburgh marseille hamburg munich porto seville granada palermo "
    "genoa turin trieste verona milan budapest warsaw krakow bucharest sofia belgrade zagreb tangier marrakesh casablanca havana seoul osaka hanoi "
    "bangkok singapore sydney melbourne toronto montreal vancouver seattle lima bogota copenhagen bergen reykjavik glasgow liverpool antwerp geneva "
    "zurich salzburg".split()
)
_LANDS = frozenset(
    "york texas california alaska hawaii italy france spain germany england scotland ireland wales norway sweden finland denmark iceland greenland "
    "russia china japan india africa europe asia america australia brazil mexico peru chile egypt morocco greece turkey poland ukraine portugal "
    "switzerland austria hungary".split()
)
_MATTER = frozenset(
    "soot water gas sand mud ink paint gold silver electricity coffee sugar salt honey butter rice glass wool silk cotton velvet steel iron copper brass "
    "bronze tin lead zinc aluminum chrome wood timber paper cardboard clay chalk coal oil rust ash blood sweat steam rubble concrete cement asphalt "
    "tarmac plaster porcelain marble granite slate limestone gravel dirt soil dust lint lava magma gasoline petrol diesel kerosene wax plastic rubber "
    "leather linen denim lace wire tape glue vinegar mustard marmalade jam jelly ketchup mayonnaise cinnamon thyme basil mint parsley oregano rosemary dill pepper ginger saffron vanilla chocolate "
    "cocoa caramel toffee candy cheese cream yogurt bacon ham beef pork chicken meat pasta spaghetti dough flour bread toast cereal porridge oatmeal "
    "soup stew gravy sauce salad spinach lettuce cabbage broccoli corn maize barley oats rye hay straw compost manure seaweed plankton pollen nectar "
    "sap resin amber ivory jade perfume incense tobacco smoke ice slush sleet hail drizzle beer wine whiskey rum gin vodka champagne lemonade juice "
    "milk tea water laundry furniture luggage jewelry garbage trash litter rubbish confetti glitter hair fur foam lichen graffiti thunder sunshine "
    "moonlight sunlight starlight daylight candlelight darkness coral driftwood firewood foliage pottery scenery algae kelp popcorn armor equipment "
    "clothing applause clover heather sagebrush stardust newsprint seafoam bark firelight lamplight birdsong".split()
)
_IDEAS = frozenset(
    "luck work rage envy pride faith truth beauty courage patience boredom love poetry homesickness algebra mischief nonsense diplomacy "
    "sarcasm optimism nostalgia melancholy sorrow grief sadness happiness delight bliss pain guilt shame regret remorse jealousy greed lust hunger "
    "thirst insomnia fatigue exhaustion curiosity wonder awe hope despair panic terror horror dread anxiety stress tension doubt trust loyalty "
    "betrayal forgiveness mercy justice equality democracy anarchy revolution progress history science physics chemistry biology geometry grammar "
    "philosophy religion magic music art literature fiction fantasy reality existence eternity infinity entropy gravity noise information "
    "knowledge wisdom folly madness sanity innocence experience health illness sickness youth adolescence puberty middle-age retirement marriage divorce "
    "birth death life absence presence distance silence chaos order symmetry balance rhythm harmony energy power strength weakness violence peace war "
    "money wealth poverty fame glory success failure defeat victory ambition desire longing passion intimacy tenderness romance privacy secrecy gossip "
    "advice news weather traffic time space jealousy serenity tranquility stillness solitude isolation exile waiting leaving letting forgetting "
    "remembering becoming breathing dreaming laughter homework mathematics".split()
)
_ONE_IN_S = frozenset(
    "gas lens bus atlas canvas chaos cosmos christmas bias cactus series species news physics mathematics ethics politics athletics gymnastics "
    "molasses thermos cosmos rhinoceros asparagus compass crossroads headquarters barracks pancreas alias ibis iris tennis chess".split()
)
_MANY = {
    "children": "child", "men": "man", "women": "woman", "people": "person", "mice": "mouse", "geese": "goose", "feet": "foot", "teeth": "tooth",
    "oxen": "ox", "wolves": "wolf", "leaves": "leaf", "lives": "life", "knives": "knife", "wives": "wife", "thieves": "thief", "elves": "elf",
    "dwarves": "dwarf", "loaves": "loaf", "shelves": "shelf", "halves": "half", "calves": "calf", "hooves": "hoof", "scarves": "scarf", "police": "officer",
    "cattle": "ox", "scissors": "tool", "trousers": "trouser", "jeans": "trouser", "glasses": "glass", "cacti": "cactus", "fungi": "fungus",
}  # fmt: skip
_PERSON_END = re.compile(
    r"(?:[a-z]{2}(?:man|woman|boy|girl|naut|smith|keeper|maker|monger|herd|wright|mate|player|singer|dancer|worker|seller|picker|sweeper|catcher|"
    r"fighter|teller|dreamer|lover|driver|rider|walker|diver|seeker|watcher|tamer|builder|breeder|hunter|writer|painter|eer(?<!beer)(?<!deer)(?<!reer)))$"
    r"|(?<![mwl])(?:(?<!tw)(?<!wr)(?<!ma)[a-z]{3}(?:ologist|grapher|ician|arian|[bcdfgklnprtv]ist))$"
)
_NOT_PEOPLE = frozenset("mist list wrist twist fist cyst waist heist forest checklist playlist career veneer".split())
_PLACE_END = re.compile(
    r"[a-z]{3}(?:yard|shop|store|land|field|town|room|side|market|garden|park|station|house)$|^court$|[a-z]{3}(?:court|hall|ground|works)$"
)
_NOT_PLACES = frozenset(
    "garland birdhouse dollhouse background foreground fireworks waterworks artworks marshall".split()
)
_CREATURE_END = re.compile(
    r"[a-z]{3}(?:dog|hound|cat|horse|bird|fish|hawk|gull|duck|goose|snake|moth|beetle|sheep|bull|fowl|owl|bear|wolf|mouse)$"
)
_NOT_CREATURES = frozenset(
    "clotheshorse sawhorse hotdog corndog workhorse behemoth bobcat concertina scarecrow selfish vermouth mammoth forbear".split()
)
_COPIES = frozenset(
    "paper toy tin rubber plastic stuffed wooden clay glass porcelain plush origami wax bronze marble stone chocolate teddy rocking cardboard "
    "ceramic crystal knitted".split()
)
"""A paper crane is no bird."""
_IDEA_END = re.compile(
    r"(?:[a-z]{3}ness|[a-z]{3}ism|[a-z]{3}hood|(?:friend|hard|kin|wor|leader|owner|partner|relation|court)ship|[a-z]{3}dom(?<!kingdom)(?<!condom)|"
    r"[a-z]{3}ology|[a-z]{3}(?:osity|ality|ivity|ility))$"
)


@lru_cache(maxsize=5000)
def kind_of(noun: str) -> Kind:
    """The kind of a noun by its last word, in lower case: "paper cranes" are told as cranes."""
    words = noun.lower().split()
    last = words[-1] if words else ""
    one = singular(last)
    many = one != last or last in _MANY
    head = re.split(r"[-']", one)[-1] or one
    if is_copy(noun):
        return Kind("thing", plural=many)
    if one in _IT_WHO:
        return Kind("person", "they" if many else "it", plural=many)
    if one in _HE or one in _SHE or one in _PEOPLE or (_PERSON_END.search(head) and one not in _NOT_PEOPLE):
        return Kind("person", "they" if many else _sex(one), plural=many)
    if one in _CREATURES or (_CREATURE_END.search(head) and one not in _NOT_CREATURES):
        return Kind("creature", "they" if many else "it", plural=many)
    if one in _PLACES or (_PLACE_END.search(one) and one not in _NOT_PLACES):
        return Kind("place", plural=many)
    if one in _MATTER and not many:
        return Kind("thing", mass=True)
    if one in _IDEAS or last in _IDEAS or _IDEA_END.search(one):
        return Kind("idea", mass=not many, plural=many)
    return Kind("thing", plural=many)


def is_town(word: str, *, lands: bool = True) -> bool:
    """Whether a word names a town (or a land) of this world, where it is written with a capital."""
    return word.lower() in _TOWNS or (lands and word.lower() in _LANDS)


def is_copy(noun: str) -> bool:
    """Whether a compound names a likeness: a paper crane, a toy boat."""
    words = noun.lower().split()
    return len(words) > 1 and words[-2] in _COPIES


def _sex(person: str) -> str:
    """Of nobody else it is known: as chance would have it, the same each time."""
    if person in _HE or re.search(r"(?:man(?<!woman)|boy)$", person):
        return "he"
    if person in _SHE or person.endswith(("woman", "girl", "ess")):
        return "she"
    return "she" if sum(map(ord, person)) % 2 else "he"


def singular(word: str) -> str:
    """The singular of a plural in lower case; a word that is none stays."""
    if word in _MANY:
        return _MANY[word]
    if word in _ONE_IN_S or len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "'s", "ics")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:ch|sh|ss|x|z|to|ro)es$", word):
        return word[:-2]
    return word[:-1]
