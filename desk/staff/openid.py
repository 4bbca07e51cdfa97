"""OpenID Connect as the desk needs it: the authorization code flow with PKCE, state and nonce.

The organisation's provider is asked once an hour what it offers and which keys it signs with; an ID token is
taken only with a signature by one of those keys, by an algorithm of `ALGORITHMS`, from the issuer, for this
desk, for this very attempt, and in time. Nothing of it is kept after the sign-in.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from authlib.common.urls import add_params_to_uri
from joserfc import jwk, jws, jwt
from joserfc.errors import BadSignatureError, JoseError
from pydantic import BaseModel, ValidationError

from common.clients import openid as client
from common.clients.errors import Unreachable
from common.clock import Clock, SystemClock
from common.settings import SignOnSection
from desk.staff.accounts import claim

# Signed with the provider's own key: neither "none" nor a secret that the desk knows too (HS256).
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
FRESH = timedelta(hours=1)
AGAIN = timedelta(seconds=30)  # a key that we do not know is asked for so often at most
REST = timedelta(seconds=10)  # nor is a provider that does not answer asked more often
LEEWAY_SECONDS = 60  # two clocks are never quite the same
LONGEST_TOKEN = 64 * 1024
log = structlog.get_logger()


class SignOnFailed(Exception):
    """Nobody was signed in. `why` is the part of the words `staff-sign-on-…` that say it to the person."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Offer(BaseModel):
    """What the provider says of itself (OpenID Connect Discovery 1.0), as far as it is used."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]

    @property
    def addresses(self) -> list[str]:
        every = [self.authorization_endpoint, self.token_endpoint, self.jwks_uri]
        return every + [one for one in (self.userinfo_endpoint, self.end_session_endpoint) if one]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to the provider and back. The secret stays in the browser; what travels is made from it."""

    secret: str

    @classmethod
    def new(cls) -> Attempt:
        return cls(secrets.token_urlsafe(32))

    @property
    def state(self) -> str:
        return self._made("state")

    @property
    def nonce(self) -> str:
        return self._made("nonce")

    @property
    def verifier(self) -> str:
        return self._made("verifier")

    @property
    def challenge(self) -> str:
        """Proves at the end that who has the code also began the attempt (RFC 7636, S256)."""
        return _text(hashlib.sha256(self.verifier.encode()).digest())

    def _made(self, what: str) -> str:
        return _text(hmac.digest(self.secret.encode(), what.encode(), hashlib.sha256))


class SignOn:
    """The organisation's provider. May be used by several threads."""

    def __init__(self, settings: SignOnSection, clock: Clock | None = None) -> None:
        self.settings = settings
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._offer: tuple[datetime, Offer] | None = None
        self._keys: tuple[datetime, list[dict[str, Any]]] | None = None
        self._rests_until: datetime | None = None

    def offer(self) -> Offer:
        """What the provider offers, at most an hour old. Raises SignOnFailed."""
        with self._lock:
            now = self._clock.now()
            if self._offer is None or not now - self._offer[0] < FRESH:
                self._offer = (now, self._asked(now))
            return self._offer[1]

    def address(self, attempt: Attempt, back: str, language: str, prompt: str = "") -> str:
        """Where the browser goes; `back` is the address that the provider sends it back to.

        `prompt`: what the provider is to ask for this time. Raises SignOnFailed.
        """
        asked = [
            ("response_type", "code"),
            ("client_id", self.settings.client_id),
            ("redirect_uri", back),
            ("scope", " ".join(self.settings.scopes)),
            ("state", attempt.state),
            ("nonce", attempt.nonce),
            ("code_challenge", attempt.challenge),
            ("code_challenge_method", "S256"),
            ("ui_locales", language),
        ]
        if prompt or self.settings.prompt:
            asked.append(("prompt", prompt or self.settings.prompt))
        return str(add_params_to_uri(self.offer().authorization_endpoint, asked))

    def way_out(self, back: str) -> str:
        """Where the browser signs out at the provider too; "" when it offers none."""
        end = self.offer().end_session_endpoint
        asked = [("client_id", self.settings.client_id), ("post_logout_redirect_uri", back)]
        return str(add_params_to_uri(end, asked)) if end else ""

    def claims(self, attempt: Attempt, code: str, back: str) -> dict[str, Any]:
        """Who came back with a code, in the provider's words. Raises SignOnFailed."""
        offer = self.offer()
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": attempt.verifier,
        }
        secret = self.settings.client_secret.get_secret_value()
        in_header = "client_secret_basic" in offer.token_endpoint_auth_methods_supported
        try:
            tokens = client.redeem(
                offer.token_endpoint, fields, self.settings.client_id, secret, in_header=in_header
            )
        except Unreachable as error:
            log.warning("sign_on_not_reached", why=str(error), address=offer.token_endpoint)
            raise SignOnFailed("not-reached") from error
        except client.SaidNo as error:
            # invalid_grant: the code was used before, or is too old; invalid_client: the settings are wrong
            log.warning("sign_on_code_not_taken", why=str(error))
            raise SignOnFailed("wrong" if error.error == "invalid_grant" else "set-up") from error
        access = tokens.get("access_token")
        claims = self._verified(tokens.get("id_token"), attempt, access, offer)
        return self._completed(claims, access, offer)

    def _asked(self, now: datetime) -> Offer:
        if self._rests_until is not None and now < self._rests_until:
            raise SignOnFailed("not-reached")
        wanted = self.settings.issuer.rstrip("/")
        try:
            offer = Offer.model_validate(client.get_json(f"{wanted}/.well-known/openid-configuration"))
        except (Unreachable, client.SaidNo, ValidationError) as error:
            self._rests_until = now + REST
            log.warning("sign_on_not_reached", why=f"{type(error).__name__}: {str(error)[:200]}")
            raise SignOnFailed("not-reached") from error
        same = urlsplit(wanted).scheme
        if offer.issuer.rstrip("/") != wanted or any(urlsplit(a).scheme != same for a in offer.addresses):
            self._rests_until = now + REST
            log.error("sign_on_other_issuer", found=offer.issuer[:200], wanted=wanted)
            raise SignOnFailed("set-up")
        return offer

    def _keys_for(self, kid: object, offer: Offer) -> list[dict[str, Any]]:
        """The provider's keys with this id (None: all); asked again when none has it. Raises SignOnFailed."""
        with self._lock:
            now = self._clock.now()
            found = [] if self._keys is None else _named(self._keys[1], kid)
            age = now - self._keys[0] if self._keys is not None else FRESH
            if age >= FRESH or (not found and age >= AGAIN):
                try:
                    told = client.get_json(offer.jwks_uri).get("keys")
                except (Unreachable, client.SaidNo) as error:
                    log.warning("sign_on_not_reached", why=str(error), address=offer.jwks_uri)
                    raise SignOnFailed("not-reached") from error
                self._keys = (now, [key for key in told if _signs(key)] if isinstance(told, list) else [])
                found = _named(self._keys[1], kid)
            return found

    def _verified(self, token: Any, attempt: Attempt, access: Any, offer: Offer) -> dict[str, Any]:
        """The claims of an ID token that is what it should be. Raises SignOnFailed."""
        from authlib.oidc.core import CodeIDToken  # long to import; only a desk with a provider needs it

        try:
            if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
                raise ValueError("no ID token")
            kid = jws.extract_compact(token.encode()).headers().get("kid")
            read = _read(token, self._keys_for(kid, offer))
            claims = CodeIDToken(
                read.claims,
                read.header,
                {
                    "iss": {"essential": True, "value": offer.issuer},
                    "aud": {"essential": True, "value": self.settings.client_id},
                },
                {"nonce": attempt.nonce, "client_id": self.settings.client_id, "access_token": access},
            )
            claims.validate(int(self._clock.now().timestamp()), LEEWAY_SECONDS)
        except (
            JoseError,
            ValueError,
            TypeError,
            AttributeError,
        ) as error:
            log.warning("sign_on_token_refused", why=f"{type(error).__name__}: {str(error)[:200]}")
            raise SignOnFailed("wrong") from error
        return dict(claims)

    def _completed(self, claims: dict[str, Any], access: Any, offer: Offer) -> dict[str, Any]:
        """With what only the userinfo endpoint says, where the ID token is a short one (as Okta's)."""
        wanted = [name for name in (self.settings.login_claim, self.settings.role_claim) if name]
        missing = any(claim(claims, name) is None for name in wanted)
        if not missing or not offer.userinfo_endpoint or not isinstance(access, str):
            return claims
        try:
            more = client.get_json(offer.userinfo_endpoint, access)
        except (Unreachable, client.SaidNo) as error:
            log.warning("sign_on_not_reached", why=str(error), address=offer.userinfo_endpoint)
            return claims
        return more | claims if more.get("sub") == claims["sub"] else claims


def _text(digest: bytes) -> str:
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _named(keys: list[dict[str, Any]], kid: object) -> list[dict[str, Any]]:
    return [key for key in keys if kid is None or key.get("kid") == kid]


def _signs(key: Any) -> bool:
    return isinstance(key, dict) and key.get("kty") in ("RSA", "EC") and key.get("use", "sig") == "sig"


def _read(token: str, keys: list[dict[str, Any]]) -> jwt.Token:
    """The token, signed by one of the keys. Raises JoseError, ValueError."""
    for key in keys:
        try:
            return jwt.decode(token, jwk.import_key(key), algorithms=list(ALGORITHMS))
        except BadSignatureError:
            continue  # without a key's id each is tried
    raise ValueError("signed by none of the provider's keys")
