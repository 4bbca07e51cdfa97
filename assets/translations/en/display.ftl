# The public screen in the room, and what its voice says.
