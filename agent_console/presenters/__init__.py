"""What is shown and what is allowed: plain Python, no widgets."""
