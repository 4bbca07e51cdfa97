"""Signing in: what was typed, made usable; what went wrong, as a message key."""

from __future__ import annotations

from urllib.parse import urlsplit

DEFAULT_PORT = 7310


def site_address(typed: str) -> str | None:
    """`http://host:7310` from what people type ("counter-pc", "10.0.0.7:7310"); None: unusable.

    Of a site with a standby both, blank or comma between, each with its http:// as the settings have it.
    """
    parts = typed.replace(",", " ").split()
    if len(parts) > 1 and not all("://" in part for part in parts):
        return None  # a slip of the hand
    found = [_one_address(part) for part in parts]
    known = [address for address in found if address]
    return " ".join(known) if known and len(known) == len(found) else None


def _one_address(text: str) -> str | None:
    full = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(full)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    path = parts.path.rstrip("/")
    if port is None and parts.scheme == "http":
        return f"http://{parts.netloc}:{DEFAULT_PORT}{path}"
    return f"{parts.scheme}://{parts.netloc}{path}"


def first_fault(address: str, name: str, password: str) -> str | None:
    """The message key for the first field that cannot be used; None when all can."""
    if site_address(address) is None:
        return "console-sign-in-address-wrong"
    if not name.strip():
        return "console-sign-in-name-missing"
    if not password:
        return "console-sign-in-password-missing"
    return None
