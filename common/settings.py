"""Every setting, declared once: its default, its help, its check.

Read from environment variables (`MOSTRADOR_SITE__PORT=7310`), then from `mostrador.toml` in the data
folder, or the file that `MOSTRADOR_CONFIG` names. docs/settings.md is made from this module.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

Port = Annotated[int, Field(ge=0, le=65535)]
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
SIZE = r"^[1-9][0-9]{2,4}x[1-9][0-9]{2,4}$"


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def is_safe_address(url: str) -> bool:
    """Whether secrets may go there: over https, or to a program on this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


class SiteSection(Section):
    """The site service."""

    id: str = Field("main", description="The site's id, as the desk knows it.", pattern=r"^[a-z0-9-]{1,40}$")
    host: str = Field(
        "127.0.0.1", description="Address to listen on; 0.0.0.0 for other machines in the room."
    )
    port: Port = Field(7310, description="Port to listen on; 0 takes a free one.")
    desk_url: str = Field("", description="Address of the central desk; empty: the site works alone.")
    desk_token: SecretStr = Field(
        SecretStr(""), description="The site's token at the desk (`mostrador token site`)."
    )
    standby_of: str = Field(
        "",
        description="Address of the site service that this one stands by for (`--standby-of`).",
    )
    standby_token: SecretStr = Field(
        SecretStr(""), description="The standby's token at that service (`mostrador token standby NAME`)."
    )
    address: str = Field(
        "",
        description="Where the other machine reaches this service; empty: the address it sees, and the port.",
    )
    public_desk_url: str = Field("", description="The desk's address as phones reach it; empty: `desk_url`.")
    catalogue: Path | None = Field(
        None, description="Catalogue (TOML) of a site without a desk; empty: the built-in one."
    )
    lease_seconds: int = Field(
        60, ge=5, le=600, description="A console unheard of for so long gives its call back."
    )
    forecasts: bool = Field(
        True, description="Forecast waits in a process of its own; off: the simple estimate alone."
    )
    languages: list[str] = Field(["en", "es"], description="Languages offered, the first is the default.")


class LdapSection(Section):
    """The organisation's LDAP directory (docs/guides/directory.md)."""

    url: str = Field("", description="ldaps://host[:636] or ldap://host[:389]; empty: no directory.")
    start_tls: bool = Field(True, description="With ldap://: encrypt before signing in.")
    certificates: Path | None = Field(
        None, description="File with the certificate authority (PEM); empty: those of this machine."
    )
    user: str = Field("", description="Who signs in (a distinguished name); empty: nobody, anonymously.")
    password: SecretStr = Field(SecretStr(""), description="That user's password.")
    base: str = Field("", description="Where to look, e.g. ou=people,dc=example,dc=org.")
    filter: str = Field("(mail=*)", description="Who is read, as an LDAP filter.")
    attributes: dict[Literal["name", "mail", "badge", "department", "language"], str] = Field(
        {
            "name": "displayName",
            "mail": "mail",
            "badge": "",
            "department": "department",
            "language": "preferredLanguage",
        },
        description="Which attribute each of name, mail, badge, department and language is read from.",
    )
    hours: int = Field(0, ge=0, le=168, description="The desk reads it every so many hours; 0: never.")


class SignOnSection(Section):
    """Signing in with the organisation's account, OpenID Connect (docs/guides/sign-on.md)."""

    issuer: str = Field(
        "", description="The provider's address, as its discovery document has it (https://); empty: none."
    )
    client_id: str = Field("", description="What the provider calls this desk.")
    client_secret: SecretStr = Field(
        SecretStr(""), description="The desk's secret at the provider; empty: none, PKCE alone."
    )
    scopes: list[str] = Field(["openid", "profile", "email"], description="What the provider is asked for.")
    name: str = Field("", description="What people call that account: “Sign in with …” on the button.")
    names: dict[str, str] = Field({}, description="The same by language, e.g. `es`; goes before `name`.")
    login_claim: str = Field(
        "preferred_username",
        description="Which claim is the sign-in name, e.g. `preferred_username` or `email`.",
    )
    domains: list[str] = Field(
        [],
        description="When the claim is a mail address: in these domains what stands before the @ is the "
        "sign-in name; others are refused.",
    )
    new_accounts: Literal["no", "agent", "lead", "admin"] = Field(
        "no", description="Whether people without an account get one, and what they may do."
    )
    role_claim: str = Field(
        "",
        description="Which claim says what people may do, e.g. `groups` or `realm_access.roles`; "
        "empty: the desk says it.",
    )
    roles: dict[str, Literal["agent", "lead", "admin"]] = Field(
        {}, description="What each value of that claim may do; who has none of them is not let in."
    )
    prompt: Literal["", "login", "select_account"] = Field(
        "",
        description="Whether the provider asks each time for the password, or which account; "
        "for counters that several people share.",
    )
    consoles: bool = Field(
        True, description="Agents may sign their consoles in with it too, by the browser (RFC 8252)."
    )
    passwords: bool = Field(True, description="People may also sign in with the desk's own password.")

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.issuer and not is_safe_address(self.issuer):
            raise ValueError("issuer must begin with https:// (http:// only on this machine)")
        if self.issuer and not self.client_id:
            raise ValueError("client_id is missing")
        if self.issuer and "openid" not in self.scopes:
            raise ValueError("scopes must have openid among them")
        if not self.issuer and not self.passwords:
            raise ValueError("passwords may be off only with an issuer: nobody could sign in")
        if self.role_claim and not self.roles:
            raise ValueError("role_claim needs the table roles: nobody could sign in")
        return self


class DeskSection(Section):
    """The central desk."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: Port = Field(7320, description="Port to listen on; 0 takes a free one.")
    database_url: SecretStr = Field(
        SecretStr(""), description="postgresql+psycopg://…; empty: SQLite in the data folder."
    )
    public_url: str = Field("", description="The desk's address as phones reach it; empty: http://host:port.")
    mail_urls: list[str] = Field([], description="Apprise addresses for mail; empty: the outbox folder only.")
    mail_from: str = Field("it-help@example.org", description="Sender of mails and calendar files.")
    sign_in_hours: int = Field(12, ge=1, le=168, description="How long a sign-in to the staff pages lasts.")
    changes_days: int = Field(
        30, ge=1, le=365, description="For how many days the list of changes reaches back."
    )
    webhooks_http: bool = Field(
        False,
        description="Webhooks may go to http:// addresses, and calendars of the staff may be there; "
        "everybody on the way can read them.",
    )
    webhooks_private: bool = Field(
        False,
        description="Webhooks may go to this machine and to private networks, "
        "and calendars of the staff may be there.",
    )
    connectors_folder: Path | None = Field(
        None,
        description="Where the mappings of outside tools are (NAME.toml, docs/connectors.md); "
        "empty: desk/connectors in the data folder.",
    )
    ldap: LdapSection = Field(LdapSection(), description="The organisation's LDAP directory.")
    sign_on: SignOnSection = Field(
        SignOnSection(), description="Signing in with the organisation's account, OpenID Connect."
    )


class KioskSection(Section):
    """The touch screen."""

    site_url: str = Field(
        "",
        description="The site service to use; with a standby both addresses, separated by a blank; "
        "empty: starts one beside the kiosk.",
    )
    token: SecretStr = Field(SecretStr(""), description="This kiosk's token; empty: the local token file.")
    full_screen: bool = Field(True, description="Fill the screen; off shows a window.")
    window: str = Field(
        "1080x1920",
        description="Size of the window when not full screen.",
        pattern=SIZE,
    )
    camera: str = Field(
        "auto", description="`auto`, `none`, or `virtual:FOLDER` to play pictures from a folder."
    )
    idle_seconds: int = Field(
        60, ge=10, le=600, description="Back to the first page after so long without a touch."
    )
    warning_seconds: int = Field(15, ge=5, le=60, description="How long before that the kiosk asks.")
    done_seconds: int = Field(20, ge=5, le=120, description="How long the last page stays.")

    @model_validator(mode="after")
    def _asks_before_it_resets(self) -> Self:
        if self.warning_seconds >= self.idle_seconds:
            raise ValueError("warning_seconds must be shorter than idle_seconds")
        return self


class DisplaySection(Section):
    """The public screen."""

    site_url: str = Field(
        "",
        description="The site service, with a standby both addresses; empty: the one on this machine.",
    )
    token: SecretStr = Field(SecretStr(""), description="This display's token; empty: the local token file.")
    full_screen: bool = Field(True, description="Fill the screen; off shows a window.")
    window: str = Field(
        "1920x1080",
        description="Size of the window when not full screen.",
        pattern=SIZE,
    )
    chime: bool = Field(True, description="Play the chime at each call.")
    voice: bool = Field(True, description="Speak each call where a voice is installed.")


class ConsoleSection(Section):
    """The agent console."""

    site_url: str = Field(
        "",
        description="The site service, with a standby both addresses; empty: the one on this machine.",
    )


class Settings(BaseSettings):
    """All settings of one machine."""

    model_config = SettingsConfigDict(
        env_prefix="MOSTRADOR_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    data_folder: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("mostrador", appauthor=False)),
        description="Where this machine keeps its data.",
    )
    theme: Path | None = Field(None, description="The organisation's theme file; laid over the built-in one.")
    language: str = Field("en", description="Language of programs before anybody chose one.")
    scheme: Literal["light", "dark", "contrast"] = Field("light", description="Colour scheme at the start.")
    reduced_motion: bool = Field(
        False, description="No slides and fades on the touch screen and the display."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="What goes into the log."
    )
    site: SiteSection = SiteSection()
    desk: DeskSection = DeskSection()
    kiosk: KioskSection = KioskSection()
    display: DisplaySection = DisplaySection()
    console: ConsoleSection = ConsoleSection()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments over environment over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config_file())

    @property
    def local_site_url(self) -> str:
        return f"http://127.0.0.1:{self.site.port}"

    @property
    def connectors_folder(self) -> Path:
        """Where the desk's mappings of outside tools are; need not exist."""
        return self.desk.connectors_folder or self.data_folder / "desk" / "connectors"


def config_file() -> Path:
    """The settings file that is read, whether it exists or not."""
    named = os.environ.get("MOSTRADOR_CONFIG")
    folder = os.environ.get("MOSTRADOR_DATA_FOLDER") or platformdirs.user_data_dir(
        "mostrador", appauthor=False
    )
    return Path(named) if named else Path(folder) / "mostrador.toml"


class SettingsInvalid(Exception):
    """A setting that cannot be; the text names each, and where it was read from, in plain words."""


def load_settings() -> Settings:
    """The settings of this machine. Raises SettingsInvalid."""
    if os.environ.get("MOSTRADOR_CONFIG") and not config_file().is_file():
        raise SettingsInvalid(f"MOSTRADOR_CONFIG names {config_file()}, which is no file.")
    try:
        return Settings()
    except ValidationError as error:
        rows = [f"  {'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()]
        raise SettingsInvalid(
            "These settings cannot be:\n"
            + "\n".join(rows)
            + f"\nThey come from the environment (MOSTRADOR_…) or {config_file()}."
        ) from error
    except SettingsError as error:
        rows = [f'  {name}: not JSON; a list is written like ["en", "es"]' for name in _no_json()]
        raise SettingsInvalid("These settings cannot be:\n" + "\n".join(rows or [f"  {error}"])) from error
    except (TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsInvalid(f"{config_file()} cannot be read: {error}") from error


def _no_json() -> list[str]:
    """Variables of the environment that must be JSON (lists, whole sections) and are not."""
    found = []
    for section, about in Settings.model_fields.items():
        if not (isinstance(about.annotation, type) and issubclass(about.annotation, Section)):
            continue
        lists = [
            name for name, field in about.annotation.model_fields.items() if field.annotation == list[str]
        ]
        for variable in (f"MOSTRADOR_{section}", *(f"MOSTRADOR_{section}__{name}" for name in lists)):
            try:
                json.loads(os.environ.get(variable.upper(), "null"))
            except ValueError:
                found.append(variable.upper())
    return found
