"""The panels. Each is one widget over one part of the session; none imports another."""
