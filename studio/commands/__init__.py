"""The verbs of the program, declared once. `table.COMMANDS` is the list; nothing here knows a widget."""
