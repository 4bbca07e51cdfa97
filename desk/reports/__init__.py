"""Reports: what happened, read off the sites' journals once and kept; plans for the days to come."""
