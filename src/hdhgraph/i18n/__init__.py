"""French and English: words, dates, typography, and what a search takes for the same."""
