"""The central desk: appointments, people, catalogue, staff and incidents of every site; pages and API."""
