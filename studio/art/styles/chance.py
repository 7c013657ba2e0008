"""Chance by counter: a draw depends on its key and its number only, never on the order or the thread.

The mixing function is the finalizer of SplitMix64 (Steele, Lea & Flood, "Fast splittable pseudorandom number
generators", OOPSLA 2014).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.art.styles.jit import inline, kernel


@inline
def mix(x: np.uint64) -> np.uint64:
    """uint64 -> uint64, every bit of the input has a say in every bit of the output."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@inline
def key_of(seed: np.uint64, number: int) -> np.uint64:
    """The key of thing `number` under `seed`."""
    return mix(seed + (np.uint64(number) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15))


@inline
def uniform(key: np.uint64, draw: int) -> float:
    """Draw number `draw` of `key`: 0 <= u < 1."""
    return (mix(key + (np.uint64(draw) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(11)) * (
        1.0 / 9007199254740992.0
    )


@inline
def bell(key: np.uint64, draw: int) -> float:
    """About normal, mean 0, standard deviation 1 (sum of four uniforms); uses draws draw .. draw+3."""
    s = uniform(key, draw) + uniform(key, draw + 1) + uniform(key, draw + 2) + uniform(key, draw + 3)
    return (s - 2.0) * 1.7320508


@kernel
def _fill(seed: np.uint64, out: NDArray[np.float32]) -> None:
    flat = out.reshape(-1)
    for i in range(flat.size):
        flat[i] = uniform(seed, i)


def seed64(*parts: int) -> np.uint64:
    """One 64-bit seed from several numbers (a seed, a layer, a purpose)."""
    state = 0x243F6A8885A308D3
    mask = (1 << 64) - 1
    for part in parts:
        state = (state ^ (part & mask)) * 0x9E3779B97F4A7C15 & mask
        state ^= state >> 29
        state = state * 0xBF58476D1CE4E5B9 & mask
        state ^= state >> 32
    return np.uint64(state)


def order(seed: np.uint64, count: int) -> NDArray[np.int64]:
    """A permutation of range(count)."""
    draws = np.empty(count, np.float32)
    _fill(seed, draws)
    return np.argsort(draws, kind="stable")
