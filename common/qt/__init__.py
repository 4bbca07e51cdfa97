"""What our Qt programs share: looks and words for QML, icons, typeface, background work, messages."""
