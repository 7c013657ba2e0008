"""The artist's own language models as voices of the muse: on the disk, or behind a server on this computer."""
