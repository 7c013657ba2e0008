"""Methods that a test writes itself, and gates that it opens by hand."""

from engine_kit import gate, methods

__all__ = ["gate", "methods"]
