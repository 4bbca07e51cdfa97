"""The touch screen as a visitor meets it: real pages, real touches, the real site service."""
