"""Files that staff add to records: screenshots, logs, scanned forms."""
