"""The application without a window: the document, the state of every panel, the jobs.

All of the program can be driven from here. Everything in this package belongs to one thread (the GUI's, or the
command line's only one); the engine's messages are carried over before they come in through `Studio.receive`.
"""
