"""From words to factors: a lexicon, a sentence encoder and a small network that carries the lexicon to words it lacks."""
