"""The tour: plays a visitor's and a technician's day against the real programs and checks every step."""
