"""The engine that hands over exactly once in effect: rules of deliveries, audits, lines. Pure."""
