"""The window's side of the commands, by what they are about."""
