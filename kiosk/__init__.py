"""What stands in the room: queue rules, check-in, the site service, devices and touch screens."""
