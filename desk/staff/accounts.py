"""Whose account a provider's claims speak of, and what its owner may do there. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from common.settings import SignOnSection
from desk.staff.rules import Role, covers, login_of, plain

LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, section 2
LONGEST_ISSUER = 500


class Subject(NamedTuple):
    """Somebody as a provider knows them, for ever: names change hands, this does not."""

    issuer: str
    subject: str


def subject_in(claims: dict[str, Any]) -> Subject | None:
    """Who it is in the provider's own terms, to the letter; None when the claims name nobody."""
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not isinstance(issuer, str) or not isinstance(subject, str):
        return None
    sound = 0 < len(subject) <= LONGEST_SUBJECT and 0 < len(issuer) <= LONGEST_ISSUER
    return Subject(issuer, subject) if sound and (issuer + subject).isprintable() else None


def told_in(claims: dict[str, Any], settings: SignOnSection) -> str:
    """What the provider calls somebody, for people to read."""
    for told in (claim(claims, settings.login_claim), claims.get("email"), claims.get("name")):
        if isinstance(told, str) and plain(told).strip():
            return plain(told).strip()[:200]
    return ""


def login_in(claims: dict[str, Any], settings: SignOnSection) -> str:
    """The sign-in name; "" when there is none that may be believed.

    Of a mail address only the part before the @ is a sign-in name, and only in a domain of the organisation:
    lena@example.net must not become lena of example.org.
    """
    told = claim(claims, settings.login_claim)
    proved = claims.get("email_verified", True) in (True, "true")  # some say nothing, some say it as text
    if not isinstance(told, str) or (settings.login_claim == "email" and not proved):
        return ""
    name, at, domain = login_of(told).rpartition("@")
    if not at:
        return domain
    return name if domain in {one.lower() for one in settings.domains} else ""


def role_in(claims: dict[str, Any], settings: SignOnSection) -> Role | None:
    """The most that the claim for roles allows; None: nothing of the table is in it."""
    told = claim(claims, settings.role_claim)
    values = told if isinstance(told, list) else [told]
    best: Role | None = None
    for value in values:
        if isinstance(value, str) and value in settings.roles:
            role = Role(settings.roles[value])
            best = role if best is None or covers(role, best) else best
    return best


def name_in(claims: dict[str, Any], login: str) -> str:
    """What a new account's owner is called."""
    told = claims.get("name")
    name = plain(told).strip()[:200].strip() if isinstance(told, str) else ""
    return name or login


def claim(claims: dict[str, Any], name: str) -> Any:
    """A claim by its name, or by the way to it (`realm_access.roles`); None when there is none."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found
