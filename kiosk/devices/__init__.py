"""What is plugged into a kiosk or display: camera, scanner, badge reader, sounds, voice; each with a twin.

A virtual twin is the same class, or goes through the same code, with other ends: so what is tested and
demonstrated without the device is what runs with it.
"""
