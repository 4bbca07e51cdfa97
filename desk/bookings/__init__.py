"""Appointments: free slots, booking under a lock, the signed pass, change and cancel."""
