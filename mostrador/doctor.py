"""`mostrador doctor`: is this machine fit? Each check is one line: what, how it is, what to do."""

from __future__ import annotations

import ctypes.util
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from common.clients.health import reach
from common.settings import Settings, config_file
from common.theme import ThemeError, load_theme

FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """`fit`: True good, False wrong, None worth knowing."""

    what: str
    fit: bool | None
    says: str


def examine(settings: Settings) -> Iterator[Finding]:
    """All checks, one after another."""
    for check in _CHECKS:
        yield from check(settings)


def _python(_: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", sys.version_info >= (3, 11), f"{version} (3.11 or newer is needed)")


def _settings(_: Settings) -> Iterator[Finding]:
    file = config_file()
    yield Finding(
        "Settings", True, f"read from {file}" if file.exists() else f"defaults ({file} does not exist)"
    )


def _folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.write_text("x", encoding="utf-8")
        probe.unlink()
    except OSError as error:
        yield Finding("Data folder", False, f"{folder} cannot be written: {error.strerror}")
        return
    free = shutil.disk_usage(folder).free
    yield Finding("Data folder", True, str(folder))
    yield Finding("Free space", free > FREE_BYTES, f"{free // 2**20:,} MiB (500 MiB are wise)")


def _theme(settings: Settings) -> Iterator[Finding]:
    try:
        problems = load_theme(settings.theme).contrast_problems()
    except ThemeError as error:
        yield Finding("Theme", False, str(error))
        return
    named = str(settings.theme) if settings.theme else "built in"
    yield Finding("Theme", not problems, named if not problems else f"{named}: {'; '.join(problems)}")


def _screens(_: Settings) -> Iterator[Finding]:
    if find_spec("PySide6") is None:
        yield Finding("Screens", None, "PySide6 is not installed: this machine can be a server only")
        return
    reads = [name for name in ("zxingcpp", "pyzbar") if find_spec(name)]
    zbar = bool(ctypes.util.find_library("zbar")) or sys.platform == "win32"
    says = f"{', '.join(reads)}" + ("" if zbar else "; libzbar is missing, zxing-cpp reads alone")
    yield Finding("QR reading", bool(reads), says or "nothing that reads QR codes is installed")


def _cameras(settings: Settings) -> Iterator[Finding]:
    if settings.kiosk.camera.startswith("virtual:"):
        folder = Path(settings.kiosk.camera.partition(":")[2])
        yield Finding("Camera", folder.is_dir(), f"virtual, plays {folder}")
    else:
        yield Finding("Camera", None, f"setting {settings.kiosk.camera!r}; the scan page shows what it sees")


def _neighbours(settings: Settings) -> Iterator[Finding]:
    rows = [("Site service", settings.kiosk.site_url or settings.local_site_url)]
    rows += [("Desk", settings.site.desk_url)] if settings.site.desk_url else []
    for what, url in rows:
        answer = reach(url)
        says = f"answers at {url}" if answer is not None else f"does not answer at {url} (is it started?)"
        yield Finding(what, True if answer is not None else None, says)
        if what == "Site service" and answer is not None:
            yield from _link(settings, answer.get("desk") or {})
            yield from _two_machines(answer)


def _two_machines(health: dict[str, Any]) -> Iterator[Finding]:
    """How the site's two machines stand, where there are two."""
    what, role = "Standby", health.get("role")
    follows, standby = health.get("follows") or {}, health.get("standby")
    if role == "fenced":
        why = "another machine took over: start this one with `mostrador site --standby-of URL`"
        yield Finding(what, False, why)
    elif role == "standby" and follows.get("together"):
        yield Finding(what, True, f"this machine stands by and has everything (entry {follows['entry']})")
    elif role == "standby" and follows.get("fault"):
        yield Finding(what, False, f"this machine cannot follow: {follows['fault']} (is its token good?)")
    elif role == "standby":
        state = "catches up" if follows.get("reached") else "does not reach the primary"
        yield Finding(what, None, f"this machine stands by, and {state}; it has entry {follows.get('entry')}")
    elif standby and standby.get("in_touch"):
        yield Finding(what, True, f"{standby['name']} has everything that anybody was told")
    elif standby:
        since = f" since {standby['alone_at']}" if standby.get("alone_at") else ""
        yield Finding(what, False, f"{standby['name']} is not in touch{since}: this machine works alone")


def _link(settings: Settings, desk: dict[str, object]) -> Iterator[Finding]:
    """Whether the site that answered is in touch with its desk: that both run does not say so."""
    if not desk.get("configured"):
        return
    if desk.get("fault") == "chain_broken":
        does = "it fetches back what is missing, or says what to do"
        why = (
            f"the desk holds another journal, or more of it: stop the site service and start it again; {does}"
        )
        yield Finding("Site and desk", False, why)
    elif desk.get("in_touch"):
        yield Finding("Site and desk", True, "in touch")
    else:
        ask = f"does site.id ({settings.site.id}) stand at /staff/sites, is site.desk_token a key of it?"
        yield Finding("Site and desk", False, f"not in touch: does the desk answer, {ask}")


def _connectors(settings: Settings) -> Iterator[Finding]:
    """The outside tools of a desk on this machine; where there are none, not a word."""
    paths = sorted(settings.connectors_folder.glob("*.toml"))
    if not paths:
        return
    from desk.connectors.mapping.form import MappingInvalid
    from mostrador.connectors import short_check

    for path in paths:
        what = f"Connector {path.stem}"
        try:
            wrong, good = short_check(path, settings.language)
        except MappingInvalid as invalid:
            yield Finding(what, False, f"{invalid.place or path.name}: {invalid.why}")
            continue
        for says in wrong:
            yield Finding(what, False, says)
        if not wrong:
            yield Finding(what, True, good)


_CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _python,
    _settings,
    _folder,
    _theme,
    _screens,
    _cameras,
    _neighbours,
    _connectors,
)
