"""Webhooks: other programs are told of changes, signed, in order, again and again until they took them."""
