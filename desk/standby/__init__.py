"""Which of a site's two machines writes its journal: terms, take-overs, and what was written in vain."""
