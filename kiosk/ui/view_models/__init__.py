"""What the touch screen's pages show and pass on: thin objects with properties, signals and short slots."""
