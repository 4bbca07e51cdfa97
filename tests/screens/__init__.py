"""Every screen drawn, measured and saved as a picture."""
