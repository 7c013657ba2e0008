"""Training: data, worlds, the common loop, and one module per trainer."""
