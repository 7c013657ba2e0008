"""Shared nouns of the program. Standard library only: everything else may import it, it imports nobody."""
