"""Reading a mapping from its TOML file, with what its sign-in values point to."""

from __future__ import annotations

import errno
import os
import stat
import tomllib
from collections.abc import Mapping as Values
from pathlib import Path

from pydantic import SecretStr, ValidationError

from desk.connectors.mapping.form import NAME, Mapping, MappingInvalid

LARGEST = 1_000_000  # bytes of a mapping, or of a file with a secret


def load(path: Path, *, resolve: bool = True, environment: Values[str, str] = os.environ) -> Mapping:
    """Read a mapping; the file's name without `.toml` is the connector's name. Raises MappingInvalid.

    `resolve`: fetch what sign-in values `env:NAME` and `file:PATH` (from the mapping's folder) point to;
    without it they stay as they are written, enough to look at a mapping but not to sign in.
    """
    try:
        given = tomllib.loads(_text_of(path))
    except OSError as error:
        raise MappingInvalid(str(path), "", f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise MappingInvalid(str(path), "", "is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise MappingInvalid(str(path), "", f"is not TOML: {error}") from None
    except RecursionError:
        raise MappingInvalid(str(path), "", "is nested too deeply") from None
    if not NAME.match(path.stem):
        why = "the file's name is the connector's: small letters, digits, - and _, at most 48, then .toml"
        raise MappingInvalid(str(path), "", why)
    if "name" in given:
        raise MappingInvalid(str(path), "name", "is not a key: the file's name is the connector's")
    try:
        mapping = Mapping.model_validate(given | {"name": path.stem})
    except ValidationError as invalid:
        raise _told(path, invalid) from None
    return _resolved(mapping, path, environment) if resolve else mapping


def _text_of(path: Path) -> str:
    """The text of a file. Raises OSError, also for a pipe or a device, where reading might never end."""
    try:
        found = path.stat()
    except ValueError as error:  # a name that no file can have
        raise OSError(errno.EINVAL, "no file can have this name") from error
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is no file")
    if found.st_size > LARGEST:
        raise OSError(errno.EFBIG, "it is too large")
    return path.read_text(encoding="utf-8")


def _told(path: Path, invalid: ValidationError) -> MappingInvalid:
    """The first thing that is wrong, as file, table and key, and a sentence."""
    error = invalid.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in error["loc"] if part != "[key]")
    why = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        why = "is not a key of a mapping: is it written as in docs/connectors.md?"
    elif error["type"] == "missing":
        why = "is missing"
    elif error["type"] in ("model_type", "dict_type"):
        why = 'must be a table, such as { from = "priority" } or { constant = "Walk-up" } for a field'
    elif "\n" in why:
        place, why = why.split("\n", 1)
    why = why.replace("Input should", "must")
    return MappingInvalid(str(path), place, why[:1].lower() + why[1:])


def _resolved(mapping: Mapping, path: Path, environment: Values[str, str]) -> Mapping:
    found = {
        name: _fetched(value, f"sign_in.{name}", path, environment) for name, value in mapping.sign_in.items()
    }
    hook = mapping.hook
    if hook is not None:
        hook = hook.model_copy(update={"secret": _fetched(hook.secret, "hook.secret", path, environment)})
    return mapping.model_copy(update={"sign_in": found, "hook": hook})


def _fetched(value: SecretStr, place: str, path: Path, environment: Values[str, str]) -> SecretStr:
    """What `env:NAME` or `file:PATH` points to; any other value is the secret itself."""
    kind, _, where = value.get_secret_value().partition(":")
    if kind == "env":
        if where not in environment:
            why = f"the environment variable {where} is not set here; a file would do, too: “file:NAME”"
            raise MappingInvalid(str(path), place, why)
        return SecretStr(environment[where].strip())
    if kind == "file":
        try:
            return SecretStr(_text_of(path.parent / where).strip())
        except (OSError, UnicodeDecodeError):
            raise MappingInvalid(str(path), place, f"the file {where} cannot be read") from None
    return value
