"""Style methods that are trained networks: of one style, of any style, of two kinds of pictures."""
