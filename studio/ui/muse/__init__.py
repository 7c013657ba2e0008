"""What the muse's answers are shown with: cards, words with their phrases, chips, the entry, the history."""
