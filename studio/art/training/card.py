"""The model card, the sheet of samples and the curves of a finished training."""

from __future__ import annotations

import html
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.art.training.trained import CURVES, SHEET, Begun, Trained

Points = Mapping[str, Sequence[tuple[int, float]]]
MEANS = {
    "kid": "Kernel distance to the pictures, x 1000 (Binkowski et al. 2018); 0 is no difference",
    "kid_real": "The same between pictures and pictures: what can be reached",
    "fid": "Frechet distance to the pictures, in their own variance (Heusel et al. 2017)",
    "psnr": "Pictures through the code, peak signal to noise in dB; more is better",
    "perceptual": "Pictures through the code, distance on feature maps (as LPIPS); 0 is no difference",
    "sigma": "Spread that remains between pictures and their codes' pictures, of a range of 2",
    "augmented": "Share of alterations that the critic was shown at the end",
}


def write_picture(path: Path, pixels: NDArray[np.uint8], quality: int = 90) -> None:
    """`pixels` uint8 (H, W, 4), opaque, as PNG or JPEG by the name, whole or not at all."""
    out = io.BytesIO()
    image = Image.fromarray(pixels[..., :3])
    if path.suffix == ".png":
        image.save(out, "PNG", compress_level=4)
    else:
        image.save(out, "JPEG", quality=quality, subsampling=0)
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(out.getvalue())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def card(
    done: Trained, begun: Begun, kind: str, net: Mapping[str, object], about: str, held: int, licence: str
) -> str:  # fmt: skip
    """Markdown."""
    lines = [f"# {done.title}", "", f"A model of kind `{kind}`, trained by Pentimento.", "", f"![Samples]({SHEET})", ""]
    lines += [
        "## Data", "", f"{about}. The model learned from {done.pictures - held:,} of them and has seen nothing else"
        + (f"; {held:,} were held out to measure it." if held else "."), ""
    ]  # fmt: skip
    lines += [f"{note}" for note in done.notes] + [""] * bool(done.notes)
    if done.skipped:
        lines += ["Skipped files:", ""] + [f"- `{name}`: {why}" for name, why in done.skipped] + [""]
    lines += ["## Licence", "", f"{licence or 'not stated'}, chosen by whoever trained the model.", ""]
    lines += ["## Training", "", f"Trainer `{begun.trainer}`, seed {begun.seed}, {done.steps:,} steps.", ""]
    lines += ["| setting | value |", "|---|---|", *(f"| {k} | {v} |" for k, v in begun.params.items() if v != ""), ""]
    lines += ["The net: " + ", ".join(f"{k} {v}" for k, v in net.items()) + ".", ""]
    if done.curves:
        lines += [f"![Losses]({CURVES})", "", "| loss | first | middle | last |", "|---|---|---|---|"]
        for name, points in done.curves.items():
            first, middle, last = points[0][1], points[len(points) // 2][1], points[-1][1]
            lines.append(f"| {name} | {first:.4g} | {middle:.4g} | {last:.4g} |")
        lines.append("")
    if done.figures:
        lines += ["## Measured", "", "| figure | value | meaning |", "|---|---|---|"]
        lines += [f"| {k} | {v:.4g} | {MEANS.get(k, '')} |" for k, v in done.figures.items()]
        lines.append("")
    lines += [
        "Samples and figures are of the averaged weights, which are those of the file, in float16. Look at the samples: "
        "no figure replaces that.",
        "",
    ]
    return "\n".join(lines)


def curves_svg(curves: Points, width: int = 720, height: int = 160) -> str:
    """One small diagram for each loss, below each other, each with its own scale."""
    left, right, top, gap = 64, 12, 24, 34
    parts = []
    for number, (name, points) in enumerate(curves.items()):
        y0 = number * (height + gap) + top
        steps, values = [p[0] for p in points], [p[1] for p in points]
        lo, hi = min(values), max(values)
        room = hi - lo or 1.0
        last = max(steps[-1], 1)
        line = " ".join(
            f"{left + s / last * (width - left - right):.1f},{y0 + (1 - (v - lo) / room) * height:.1f}"
            for s, v in zip(steps, values, strict=True)
        )
        parts.append(
            f'<text x="{left}" y="{y0 - 8}" font-weight="600">{html.escape(name)}</text>'
            f'<text x="{left - 6}" y="{y0 + 10}" text-anchor="end">{hi:.3g}</text>'
            f'<text x="{left - 6}" y="{y0 + height}" text-anchor="end">{lo:.3g}</text>'
            f'<text x="{width - right}" y="{y0 + height + 16}" text-anchor="end">step {last}</text>'
            f'<path d="M{left} {y0}V{y0 + height}H{width - right}" fill="none" stroke="#888"/>'
            f'<polyline points="{line}" fill="none" stroke="#d08020" stroke-width="1.5" stroke-linejoin="round"/>'
        )
    total = len(curves) * (height + gap) + top
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{total}" viewBox="0 0 {width} {total}" '
        f'font-family="sans-serif" font-size="12" fill="#888">{"".join(parts)}</svg>\n'
    )


def thinned(points: Sequence[tuple[int, float]], most: int = 240) -> tuple[tuple[int, float], ...]:
    """At most `most` points, each the mean of those it stands for."""
    size = -(-len(points) // most)
    out = []
    for k in range(0, len(points), max(1, size)):
        some = points[k : k + size]
        out.append((some[-1][0], round(sum(v for _, v in some) / len(some), 5)))
    return tuple(out)
