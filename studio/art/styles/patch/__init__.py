"""Synthesis by patches: a picture rebuilt from pieces of a style that lie where their colors and forms fit."""

from studio.art.styles.patch.places import Correspondence

__all__ = ["Correspondence"]
