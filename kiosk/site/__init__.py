"""The site service: journal, single writer, HTTP API for the site's screens, sync with the desk."""
