"""How the desk's pages look and what protects them: layout, words, theme, limits, headers."""
