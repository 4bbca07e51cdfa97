"""What each site offers: its names, hours and calling rule, services, counters, and the category tree."""
