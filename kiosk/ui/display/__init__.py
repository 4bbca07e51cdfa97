"""The public screen in the room: who is called, who is next, how long it takes; with chime and voice."""
