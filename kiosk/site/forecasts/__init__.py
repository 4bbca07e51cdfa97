"""Forecasts of waits, made in a process of their own so that no call waits for one."""
