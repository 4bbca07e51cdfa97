"""The people who work here: sign-in, roles, the frame of the staff pages, and what they did."""
