"""The verbs of the command line, declared once: parsing, help and the list of verbs follow from this table."""

from __future__ import annotations

from studio.cli.verb import Flag, Positional, Verb

OUTPUT_PICTURE = "Where the picture goes: .png or .jpg, its recipe inside."
SETTING = "Sets a parameter by its name; may be given again and again."


_SEED = Flag(names=("--seed",), shown="N", initial="0", help="The same seed and settings give the same result.")
_SET = Flag(names=("--set",), shown="NAME=VALUE", many=True, help=SETTING)

VERBS = {
    verb.name: verb
    for verb in (
        Verb(
            name="demo",
            summary="the main job from end to end, written into a folder",
            about="Takes a line through the whole studio and writes muse.txt, candidates.png, picture.png, recipe.json, "
            "styled.png and painting.ora.",
            call="studio.cli.demo:demo",
            positionals=(Positional(name="folder", shown="OUTDIR", help="Made when it is not there."),),
            examples=("pentimento demo out",),
        ),
        Verb(
            name="imagine",
            summary="words to a picture",
            about="Paints what a line of words says. What the words leave open is drawn from the seed; each parameter "
            "can be set by hand.",
            call="studio.cli.making:imagine",
            positionals=(Positional(name="text", shown="TEXT", help="The line, in quotes."),),
            flags=(
                Flag(names=("-o", "--output"), shown="OUT", required=True, help=OUTPUT_PICTURE),
                Flag(names=("--size",), shown="N|WxH", initial="512", help="Width and height in px, 16 to 4096 each."),
                _SEED,
                Flag(
                    names=("--count",), shown="K", initial="1", help="K different pictures: OUT-1.png, OUT-2.png, ..."
                ),
                Flag(names=("--generator",), shown="ID", initial="scenes", help="Who paints: `list generators`."),
                _SET,
            ),
            method=("generator", "--generator"),
            method_note="What is left out is read from the words.",
            examples=(
                'pentimento imagine "birches in October" -o birches.png',
                'pentimento imagine "Manhattan towers at night" -o city.jpg --size 1200x800 --seed 7',
                'pentimento imagine "a field of poppies" -o poppies.png --count 4 --medium oil --set cloud=0.6',
            ),
        ),
        Verb(
            name="stylize",
            summary="a picture, a folder of them or a video in the manner of a picture",
            about="Paints CONTENT again in the manner of STYLE. Of a folder, every picture and video below it is painted into the "
            "folder OUT, in the same structure, with EXIF, color profile and resolution kept; a broken file stops nothing and "
            "is told at the end. Videos keep their pace, size and sound and do not flicker. Broken off by Ctrl+C or worse, the "
            "same command goes on where it was.",
            call="studio.cli.making:stylize",
            positionals=(
                Positional(name="content", shown="CONTENT", help="A picture file, a video, or a folder of them."),
                Positional(
                    name="style",
                    shown="STYLE",
                    initial="",
                    help="A picture file, or a shipped style by its id: `list styles`. Networks of one style take none.",
                ),
            ),
            flags=(
                Flag(
                    names=("-o", "--output"),
                    shown="OUT",
                    required=True,
                    help="Where it goes: .png or .jpg, its recipe inside; of a folder, a folder; of a video, .mp4, .webm, .gif "
                    "or a folder.",
                ),  # fmt: skip
                Flag(
                    names=("--also",),
                    shown="STYLE[:WEIGHT]",
                    many=True,
                    help="One more style, up to five in all: everywhere, by weights, or where its map says.",
                ),
                Flag(names=("--weight",), shown="W", help="How much STYLE itself counts among them. [1]"),
                Flag(
                    names=("--map",),
                    shown="STYLE=MASK",
                    many=True,
                    help="Where a style goes: white in MASK. One without a map has what the others leave. STYLE: as given, "
                    "or its number.",
                ),
                Flag(
                    names=("--feather",),
                    shown="N",
                    help="How far styles with maps run into each other, 0 to 0.25 of the short side. [0.03]",
                ),
                Flag(names=("--mask",), shown="MASK", help="A picture: white takes the style, black stays as it is."),
                Flag(
                    names=("--preset",),
                    shown="NAME|FILE",
                    help="Method, settings and style of a preset; what is given besides counts more: `list presets`.",
                ),
                Flag(
                    names=("--format",),
                    shown="ID",
                    many=True,
                    help="Of a folder or video: same, png, jpg, tiff or webp for pictures; mp4, webm, gif or frames for videos. "
                    "[same]",
                ),  # fmt: skip
                Flag(
                    names=("--exists",),
                    shown="skip|overwrite|rename",
                    help="Of a folder: what becomes of files that are there already. [skip]",
                ),  # fmt: skip
                Flag(
                    names=("--name",),
                    shown="PATTERN",
                    help="Of a folder: how files are called, with {name}, {style}, {method}, {number}. [{name}]",
                ),  # fmt: skip
                Flag(names=("--quality",), shown="N", help="Of a folder: of JPEG and WebP, 1 to 100. [92]"),
                Flag(
                    names=("--strokes",),
                    shown="OUT.svg",
                    help="The brush strokes as a drawing too, of methods that paint with strokes.",
                ),
                Flag(names=("--layers",), shown="OUT.ora", help="The same as one layer for each brush."),
                Flag(
                    names=("--timelapse",),
                    shown="OUT.mp4",
                    help="The same as a video of the painting: .mp4, .webm, .gif or a folder.",
                ),
                Flag(names=("--fresh",), help="Of a folder or video: does again what was done before."),
                _SEED,
                Flag(names=("--method",), shown="ID", initial="auto", help="How: `list styles`."),
                _SET,
            ),
            method=("style", "--method"),
            examples=(
                "pentimento stylize boat.jpg evening-sea -o boat-at-dusk.png",
                "pentimento stylize boat.jpg my-painting.jpg -o painted.png --method painter --brush 2.5",
                "pentimento stylize face.png mosaic -o colors.jpg --method color --mask background.png",
                "pentimento stylize boat.jpg harbor -o two.png --also mosaic:0.4",
                "pentimento stylize boat.jpg harbor -o sky.png --also night-swirls --map night-swirls=sky.png",
                'pentimento stylize boat.jpg harbor -o boat.png --preset "Thick impasto" --brush 2',
                "pentimento stylize holiday mosaic -o painted --format png --exists rename",
                'pentimento stylize holiday mosaic -o painted --name "{name} in {style}" --method color',
                "pentimento stylize boat.jpg harbor -o boat.png --method painter --strokes boat.svg --timelapse boat.mp4",
                "pentimento stylize waves.mov night-swirls -o waves.mp4 --method painter",
            ),
        ),
        Verb(
            name="enlarge",
            summary="a picture larger, by an upscaler of yours",
            about="Writes IN larger as OUT, with the detail that an upscaler of yours puts in.",
            call="studio.cli.enlarging:enlarge",
            positionals=(Positional(name="input", shown="IN", help="A picture file."),),
            flags=(
                Flag(
                    names=("-o", "--output"), shown="OUT", required=True, help="Where the picture goes: .png or .jpg."
                ),
                Flag(names=("--model",), shown="ID", help="Which upscaler: `models list`. [the first]"),
                Flag(names=("--factor",), shown="N", help="How many times as large. [as many as the network makes]"),
                _SET,
            ),
            examples=(
                "pentimento enlarge sketch.png -o large.png",
                "pentimento enlarge photo.jpg -o two.jpg --factor 2",
            ),
        ),
        Verb(
            name="restore",
            summary="holes filled, noise taken out, small pictures enlarged",
            about="Restores IMAGE by fitting an untrained network to it alone. Ctrl+C keeps what there is so far.",
            call="studio.cli.restoring:restore",
            positionals=(Positional(name="input", shown="IMAGE", help="A picture file."),),
            flags=(
                Flag(names=("-o", "--output"), shown="OUT", required=True, help=OUTPUT_PICTURE),
                Flag(names=("--task",), shown="inpaint|denoise|enlarge", initial="denoise", help="What is to be done."),
                Flag(names=("--mask",), shown="M", help="inpaint: a picture, white where to fill."),
                _SEED,
                _SET,
            ),
            method=("restore", "--task"),
            examples=(
                "pentimento restore scan.png --task inpaint --mask scratches.png -o whole.png",
                "pentimento restore dusk.jpg --task denoise -o clean.png --detail 0.8",
                "pentimento restore thumb.png --task enlarge --factor 4 -o large.png",
            ),
        ),
        Verb(
            name="muse",
            summary="texts for a line of words or a picture",
            about="Writes what TEXT asks for in a form: developments that can be painted, titles, verse, stories, scenes, notes on "
            "a picture, palettes, compositions. Prompts, titles and scenes come one a line. On a terminal a muse that writes "
            "word by word is seen writing; Ctrl+C takes what there is.",
            call="studio.cli.muse:muse",
            positionals=(
                Positional(
                    name="text",
                    shown="TEXT",
                    initial="",
                    help="The line, in quotes; - reads standard input. It may be left out with --picture.",
                ),
            ),
            flags=(
                Flag(names=("--count",), shown="K", initial="5", help="How many, 1 to 20; of scenes at most so many."),
                _SEED,
                Flag(
                    names=("--muse",), shown="ID", help="Who answers: `list muses`, whose first one it is if left out."
                ),
                Flag(
                    names=("--picture",),
                    shown="FILE",
                    help="What notes, label, explanation, palette and composition look at.",
                ),
                Flag(
                    names=("--like",),
                    shown="TEXT",
                    many=True,
                    help="More like this text; may be given again and again.",
                ),
                Flag(
                    names=("--dislike",),
                    shown="TEXT",
                    many=True,
                    help="Less like this text; may be given again and again.",
                ),
                Flag(names=("--strike",), shown="WORD", many=True, help="A word or phrase that the muse must not add."),
                Flag(names=("--lock",), shown="PHRASE", many=True, help="A phrase that each development has."),
                Flag(
                    names=("--axes",),
                    shown="A,B,...",
                    many=True,
                    help="Along which prompts are developed: light, time, weather, "
                    "season, medium, composition, palette, mood, viewpoint, period, subject. All if left out.",
                ),
                Flag(names=("-o", "--output", "--out"), shown="FILE", help="Writes the answers to a .md or .txt file."),
                Flag(names=("--json",), help="Prints texts with their parts, tags, colors and guides as JSON."),
                _SET,
            ),
            method=("muse", "--muse"),
            examples=(
                'pentimento muse "my grandmother\'s garden"',
                'pentimento muse "a harbor" --count 3 --axes light,mood --strike storm --seed 4',
                'pentimento muse "(boats:1.6) in the harbor" --lock "by moonlight" --json',
                'pentimento muse "an old lighthouse in the snow" --form haiku',
                'pentimento muse "雪夜里的灯塔" --form poem --count 2 -o poems.md',
                "pentimento muse --form notes --picture lake.png",
            ),
        ),
        Verb(
            name="convert",
            summary="a picture or a layered file to another kind",
            about="Writes IN as OUT. Reads OpenRaster (.ora), PNG, JPEG, WebP, TIFF, BMP and GIF.",
            call="studio.cli.files:convert",
            positionals=(
                Positional(name="input", shown="IN", help="The file to read."),
                Positional(name="output", shown="OUT", help="The file to write: .ora, .png or .jpg."),
            ),
            examples=("pentimento convert scan.tif scan.ora", "pentimento convert painting.ora painting.jpg"),
        ),
        Verb(
            name="list",
            summary="the generators, styles, presets, muses, trainers or commands there are",
            about="Lists what there is, one a line: its id, its title and what it does.",
            call="studio.cli.files:show_list",
            positionals=(
                Positional(
                    name="what", shown="generators|styles|presets|muses|trainers|commands", help="What to list."
                ),
            ),
            flags=(
                Flag(names=("--json",), help="All that is known as JSON: id, title, params with their ranges, ..."),
            ),
            examples=("pentimento list styles", "pentimento list generators --json"),
        ),
        Verb(
            name="render",
            summary="the picture of a recipe once more",
            about="Makes the picture of a recipe again, with the same pixels.",
            call="studio.cli.making:render",
            positionals=(
                Positional(name="recipe", shown="RECIPE", help="A recipe as .json, or a .png or .jpg with one inside."),
            ),
            flags=(Flag(names=("-o", "--output"), shown="OUT", required=True, help=OUTPUT_PICTURE),),
            examples=("pentimento render recipe.json -o again.png", "pentimento render picture.png -o again.png"),
        ),
        Verb(
            name="train",
            summary="a model of one's own from pictures",
            about="Trains a network on pictures and writes it, with a model card, as a folder that the program can paint "
            "with. Ctrl+C keeps what was learned; --resume goes on.",
            call="studio.cli.training:train",
            positionals=(
                Positional(name="trainer", shown="TRAINER", help="What learns: `list trainers`."),
                Positional(
                    name="data",
                    shown="DATA",
                    help="A folder of pictures, painted:WORLD for those of the scene painter, or digits; feed-forward: a "
                    "style picture or style:ID; adain: a folder of styles or shipped.",
                ),
            ),
            flags=(
                Flag(names=("-o", "--output"), shown="MODEL_DIR", required=True, help="The folder of the model."),
                Flag(names=("--resume",), help="Goes on with the training that began in MODEL_DIR."),
                Flag(names=("--seed",), shown="N", help="The same seed, data and settings give the same model. [0]"),
                _SET,
            ),
            method=("trainer", "trainer"),
            examples=(
                "pentimento train gan digits -o my-digits",
                "pentimento train gan photos -o my-photos --set size=64 --set steps=20000 --mirror",
                "pentimento train vae painted:skies -o skies --size 32 --resume",
                "pentimento train feed-forward style:mosaic -o mosaic-net --photographs holiday",
                "pentimento train cyclegan summer -o seasons --other winter",
                "torchrun --nproc-per-node 4 -m studio train gan photos -o my-photos --size 128",
            ),
        ),
        Verb(
            name="evaluate",
            summary="how good a trained model is",
            about="Measures a model folder: distances of its pictures to real ones (KID, FID), pictures through its code "
            "(PSNR, distance on features), and whether it does what words and factors say.",
            call="studio.cli.training:evaluate",
            positionals=(Positional(name="model", shown="MODEL_DIR", help="The folder of a model."),),
            flags=(
                Flag(names=("--data",), shown="DATA", help="What to compare with. [what it was trained on]"),
                Flag(
                    names=("--judge",),
                    shown="MODEL_DIR",
                    help="A model with the net that looks at the pictures. [the shipped one]",
                ),
                Flag(names=("--json",), help="All figures as JSON."),
                _SEED,
                _SET,
            ),
            examples=("pentimento evaluate my-digits --data digits", "pentimento evaluate skies --json"),
        ),
        Verb(
            name="models",
            summary="the models there are: list, add, remove, measure, choose",
            about="Lists the models that come with the program and your own; adds a file or folder of yours, which stays "
            "where it is; removes it from the list; times a model at each precision and compares the pictures; chooses "
            "how it is computed.",
            call="studio.cli.models:models",
            positionals=(
                Positional(name="action", shown="ACTION", help="list, add, remove, measure or choose.", initial="list"),
                Positional(name="what", shown="WHAT", help="add: a path. All others: a model, by its id.", initial=""),
            ),
            flags=(
                Flag(names=("--name",), shown="TEXT", help="add: what it is to be called."),
                Flag(names=("--license",), shown="TEXT", help="add: its license."),
                Flag(names=("--precision",), shown="auto|full|half|int8", help="choose: how it is computed."),
                Flag(
                    names=("--compiled",), help="choose: by torch.compile. measure: that as well, which takes minutes."
                ),
                Flag(names=("--rounds",), shown="N", initial="5", help="measure: pictures of each; the best counts."),
                Flag(names=("--json",), help="The result as JSON."),
            ),
            examples=(
                "pentimento models",
                "pentimento models add ~/models/portraits.pkl --name Portraits",
                "pentimento models measure skies --json",
                "pentimento models choose skies --precision half",
            ),
        ),
        Verb(
            name="walk",
            summary="a video of a walk from picture to picture",
            about="Leads through the latent space of a generator, from picture to picture, and writes what lies between "
            "as a video. A walk that was exported, or saved with a painting, is written again as it was, but for what is "
            "set here.",
            call="studio.cli.walking:walk",
            positionals=(
                Positional(
                    name="stations",
                    shown="PICTURE...",
                    many=True,
                    help="Pictures or recipes (.png, .jpg, .json) of one generator with a latent space; or one video, "
                    "folder of frames or painting (.ora) with a walk inside.",
                ),
            ),
            flags=(
                Flag(
                    names=("-o", "--output"),
                    shown="OUT",
                    required=True,
                    help="Where it goes: .mp4, .webm or .gif; a name without an ending is a new folder of PNGs.",
                ),
                Flag(names=("--seconds",), shown="S", help="How long it takes in all; 2 from picture to picture."),
                Flag(names=("--hold",), shown="S", help="How long every picture stands still; 0."),
                Flag(names=("--fps",), shown="N", help="Frames a second, 1 to 60; 25."),
                Flag(names=("--size",), shown="N|WxH", help="Width and height in px; that of the first picture."),
                Flag(
                    names=("--easing",),
                    shown="ID",
                    help="ease (at rest at every picture), linear, or spline (flowing).",
                ),
                Flag(names=("--loop",), help="Leads back to the first picture."),
                Flag(names=("--medium",), shown="ID", help="What frames are painted with; that of the first picture."),
            ),
            examples=(
                "pentimento walk dawn.png noon.png dusk.png -o day.mp4 --seconds 12 --easing spline",
                "pentimento walk dawn.png dusk.png -o day.gif --loop --size 320x240 --fps 15",
                "pentimento walk day.mp4 -o frames --size 1920x1080",
            ),
        ),
        Verb(
            name="warm",
            summary="compiles what is compiled once",
            about="Compiles the painting kernels now, so that no artist waits for them.",
            call="studio.cli.files:warm",
            hidden=True,
        ),
    )
}
