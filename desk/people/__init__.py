"""People: who may visit, book or be looked up; their names and contacts live only here."""
