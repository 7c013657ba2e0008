"""The muse that looks: notes, labels, explanations, palettes and compositions, of what can be measured and is known."""
