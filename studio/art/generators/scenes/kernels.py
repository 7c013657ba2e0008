"""Noise in one pass over memory, for the CPU; other devices evaluate the same octaves with tensor operations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.art.styles.jit import kernel

Plane = NDArray[np.float32]
Row = NDArray[np.float32]


@kernel
def octaves(x: Plane, y: Plane, table: Plane, fineness: Plane, strength: Plane, shift: Plane, out: Plane) -> None:
    """Sum of octaves of value noise at x, y (h, w) into `out`.

    `table` (n + 1, n + 1): lattice that wraps around, n a power of two. `shift` (octaves, 2): where an octave starts.
    """
    mask = table.shape[0] - 2
    rows, columns = out.shape
    for k in range(fineness.shape[0]):
        fine, strong, sx, sy = fineness[k], strength[k], shift[k, 0], shift[k, 1]
        for i in range(rows):
            for j in range(columns):
                u = x[i, j] * fine + sx
                v = y[i, j] * fine + sy
                left, top = np.floor(u), np.floor(v)
                u -= left
                v -= top
                a = int(left) & mask
                b = int(top) & mask
                u = u * u * (np.float32(3.0) - np.float32(2.0) * u)
                v = v * v * (np.float32(3.0) - np.float32(2.0) * v)
                upper = table[b, a] + (table[b, a + 1] - table[b, a]) * u
                lower = table[b + 1, a] + (table[b + 1, a + 1] - table[b + 1, a]) * u
                out[i, j] += strong * (upper + (lower - upper) * v)


@kernel
def crossed(x: Row, y: Row, table: Plane, fineness: Row, strength: Row, shift: Plane, out: Plane) -> None:
    """As `octaves` where x (w,) and y (h,) are those of the columns and rows of an undistorted plane."""
    mask = table.shape[0] - 2
    rows, columns = out.shape
    cell, across = np.empty(columns, np.int64), np.empty(columns, np.float32)
    for k in range(fineness.shape[0]):
        fine, strong, sx, sy = fineness[k], strength[k], shift[k, 0], shift[k, 1]
        for j in range(columns):
            u = x[j] * fine + sx
            left = np.floor(u)
            u -= left
            cell[j] = int(left) & mask
            across[j] = u * u * (np.float32(3.0) - np.float32(2.0) * u)
        for i in range(rows):
            v = y[i] * fine + sy
            top = np.floor(v)
            v -= top
            b = int(top) & mask
            v = v * v * (np.float32(3.0) - np.float32(2.0) * v)
            for j in range(columns):
                a = cell[j]
                upper = table[b, a] + (table[b, a + 1] - table[b, a]) * across[j]
                lower = table[b + 1, a] + (table[b + 1, a + 1] - table[b + 1, a]) * across[j]
                out[i, j] += strong * (upper + (lower - upper) * v)


@kernel
def billows(x: Plane, y: Plane, table: Plane, fineness: Row, strength: Row, shift: float, out: Plane) -> None:
    """Sum of octaves of folded value noise (Perlin's turbulence), each `shift` below zero in the mean, into `out`."""
    mask = table.shape[0] - 2
    rows, columns = out.shape
    for k in range(fineness.shape[0]):
        fine, strong = fineness[k], strength[k]
        # Octaves that met in one point would show as rays around it.
        right, down = np.float32(23.7) / fine, np.float32(11.3) / fine
        for i in range(rows):
            for j in range(columns):
                u = x[i, j] * fine + right
                v = y[i, j] * fine + down
                left, top = np.floor(u), np.floor(v)
                u -= left
                v -= top
                a = int(left) & mask
                b = int(top) & mask
                u = u * u * (np.float32(3.0) - np.float32(2.0) * u)
                v = v * v * (np.float32(3.0) - np.float32(2.0) * v)
                upper = table[b, a] + (table[b, a + 1] - table[b, a]) * u
                lower = table[b + 1, a] + (table[b + 1, a + 1] - table[b + 1, a]) * u
                out[i, j] += strong * (abs(upper + (lower - upper) * v) - np.float32(shift))


@kernel
def strokes(segments: Plane, left: float, top: float, px: float, alpha: Plane, tone: Plane) -> None:
    """Round-ended strokes (n, 7: x0, y0, x1, y1, radius at both ends, tone) one over the other.

    `left`, `top`: center of the first pixel. What is thinner than a pixel keeps its share of it.
    """
    rows, columns = alpha.shape
    for k in range(segments.shape[0]):
        x0, y0, x1, y1, r0, r1, shade = segments[k]
        wide = max(r0, r1) + px
        j0 = max(0, int((min(x0, x1) - wide - left) / px))
        j1 = min(columns, int((max(x0, x1) + wide - left) / px) + 2)
        i0 = max(0, int((min(y0, y1) - wide - top) / px))
        i1 = min(rows, int((max(y0, y1) + wide - top) / px) + 2)
        dx, dy = x1 - x0, y1 - y0
        length = dx * dx + dy * dy + 1e-12
        for i in range(i0, i1):
            y = top + i * px - y0
            for j in range(j0, j1):
                x = left + j * px - x0
                t = min(1.0, max(0.0, (x * dx + y * dy) / length))
                ex, ey = x - t * dx, y - t * dy
                r = r0 + (r1 - r0) * t
                seen = max(r, 0.5 * px)
                a = 0.5 - ((ex * ex + ey * ey) ** 0.5 - seen) / px
                if a > 0.0:
                    a = min(1.0, a) * r / seen
                    alpha[i, j] += a * (1.0 - alpha[i, j])
                    tone[i, j] += a * (shade - tone[i, j])


@kernel
def clumps(
    lobes: Plane,
    left: float,
    top: float,
    px: float,
    leaves: Plane,
    ragged: float,
    side: float,
    near: Plane,
    lift: Plane,
) -> None:
    """A crown of leaves: balls of foliage (n, 5: x, y, half width, half height, shade), those behind first.

    `leaves` (h, w): noise that frays every ball by `ragged`. Into `near`: signed distance to the crown's outline; into
    `lift`: how the foliage stands in the light, -1 turned away to 1 facing it. `side`: where the light comes from.
    """
    rows, columns = near.shape
    for k in range(lobes.shape[0]):
        cx, cy, a, b, shade = lobes[k]
        small = min(a, b)
        reach = 1.5
        j0 = max(0, int((cx - reach * a - left) / px))
        j1 = min(columns, int((cx + reach * a - left) / px) + 2)
        i0 = max(0, int((cy - reach * b - top) / px))
        i1 = min(rows, int((cy + reach * b - top) / px) + 2)
        for i in range(i0, i1):
            v = (top + i * px - cy) / b
            for j in range(j0, j1):
                u = (left + j * px - cx) / a
                d = ((u * u + v * v) ** 0.5 - 1.0) * small + ragged * leaves[i, j]
                if d < near[i, j]:
                    near[i, j] = d
                w = min(1.0, max(0.0, 0.5 - d / (0.22 * small)))
                if w > 0.0:
                    ball = 0.62 * side * u - 0.80 * v + shade
                    lift[i, j] += w * (ball - lift[i, j])
