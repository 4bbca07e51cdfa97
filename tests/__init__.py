"""All of Mostrador's tests; shared fixtures live in `tests/fixtures`."""
