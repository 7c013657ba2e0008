"""Style methods that look at pictures through a network."""
