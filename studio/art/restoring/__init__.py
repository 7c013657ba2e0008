"""Restoring pictures without any trained network."""
