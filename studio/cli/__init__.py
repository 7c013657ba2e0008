"""The command line: the same engine and the same recipes as the window, without one."""
