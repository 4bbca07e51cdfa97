"""PURE. The visitor's journey at the kiosk as named steps: what comes next, what is missing, what is sent."""
