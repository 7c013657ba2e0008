"""The dialogs. Each asks one thing and is answered by Enter or Escape."""
