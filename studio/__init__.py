"""Pentimento: an offline studio in which an artist and machine models paint together.

Read `ARCHITECTURE.md` beside this file first: it is the map of the packages.
"""

__version__ = "0.1.0"
