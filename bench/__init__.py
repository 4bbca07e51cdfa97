"""Benchmarks: each prints its figure and, beside it, the bound that was measured in the same run."""
