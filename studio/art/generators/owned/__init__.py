"""Generators that paint with the artist's own models; their specs come and go with the library."""
