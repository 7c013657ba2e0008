#!/usr/bin/env python3
"""Trains the words net anew and writes it to resources/models/words: `python packaging/train_words.py`."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from studio.art.words.train import Plan, save, train

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--captions", type=int, default=Plan.captions)
    parser.add_argument("--steps", type=int, default=Plan.steps)
    parser.add_argument("--checkpoint", type=Path, help="file to go on from and to keep")
    parser.add_argument("--out", type=Path, default=ROOT / "resources" / "models" / "words")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    plan = Plan(captions=given.captions, steps=given.steps)
    net, result = train(plan, given.checkpoint)
    save(net, result, plan, given.out)
    print(result)


if __name__ == "__main__":
    main()
