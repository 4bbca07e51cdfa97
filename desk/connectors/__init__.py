"""Outside ITSM tools: one port, one engine that hands over exactly once in effect, one module a tool."""
