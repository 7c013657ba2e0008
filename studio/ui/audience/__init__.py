"""The full-screen view for visitors."""
