"""The grammar: what the muse knows of the world, and how it is said in English."""
