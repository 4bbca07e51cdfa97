"""The visit page: where one stands in the line, followed on a phone."""
