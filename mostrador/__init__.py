"""The command line, the demo and the tour: the only place that knows all programs."""
