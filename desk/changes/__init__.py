"""What changed at the desk, as one numbered list that other programs follow."""
