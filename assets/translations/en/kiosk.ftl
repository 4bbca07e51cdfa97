# The touch screen: what a visitor reads.
