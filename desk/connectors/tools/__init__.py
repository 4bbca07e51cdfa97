"""The outside tools, a folder each: `connector.py` with `connect`, the default mapping, what they need."""
