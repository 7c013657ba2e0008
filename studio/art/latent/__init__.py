"""Latent space: codes, directions, mixing, walks, and pictures put into it; the same for every generator that has one."""
