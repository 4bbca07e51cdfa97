"""Every word shown to a person, from the Fluent files in `assets/translations/<language>/<face>.ftl`.

A *face* is one place where words are shown: `kiosk`, `display`, `console`, `desk`, `staff` (the desk's
pages behind the sign-in), `operate` (whoever looks after the machines, on a terminal), `connectors` (in the
tickets of outside tools); besides these there are `refusals` (one message a refusal code) and `common`
(waits, units, days). A program makes one catalogue of the faces that it needs:

    words = Words("es", ["kiosk", "refusals", "common"])
    words.say("welcome-title")

A missing word, or a missing argument, is a bug and raises; nothing falls back to another language in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_time
from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from common.assets import asset

FACES = (
    "kiosk",
    "display",
    "console",
    "desk",
    "staff",
    "integration",
    "operate",
    "connectors",
    "outside",
    "refusals",
    "common",
)

# Plain "en" is written as in LOOK.md: 24-hour clock, day before month. "en-US" still gets its own habits.
_CLOCKS = {"es": "HH:mm"}  # "a las 01:30": CLDR's "1:30" would need "a la"
LONG_MINUTES = 120  # from here on minutes say less than "more than two hours"
_PREFERRED_LOCALES = {"en": "en_GB"}


class WordError(ValueError):
    """A translation file or the use of a message is wrong: a bug, never a fault of the person in front."""


@dataclass(frozen=True)
class _Catalogue:
    """The parsed messages of some faces in one language, with the argument names that each message takes."""

    bundle: FluentBundle
    arguments: dict[str, frozenset[str]]
    plain: dict[str, str]


class Words:
    """The messages of one language for one or more faces."""

    def __init__(self, language: str, faces: Sequence[str]) -> None:
        """Raises LookupError for a language or face without a file, WordError for a faulty file."""
        self.language = language
        self._catalogue = _catalogue(language, tuple(faces), asset("translations"))

    def say(self, key: str, /, **args: object) -> str:
        """The message `key` with its arguments filled in.

        Raises KeyError for an unknown key and WordError for an argument that is missing or cannot be shown.
        """
        plain = self._catalogue.plain.get(key)
        if plain is not None:
            return plain
        if key not in self._catalogue.arguments:
            raise KeyError(f"no message {key!r} in {self.language!r}")
        return _format(self._catalogue.bundle, key, args)

    def __contains__(self, key: object) -> bool:
        return key in self._catalogue.arguments

    def table(self) -> dict[str, str]:
        """All messages that take no arguments, by key."""
        return dict(self._catalogue.plain)

    def arguments(self) -> dict[str, frozenset[str]]:
        """For every message the names of the arguments it takes."""
        return dict(self._catalogue.arguments)


def languages() -> tuple[str, ...]:
    """The languages that have translations, as BCP 47 tags in alphabetic order."""
    return tuple(sorted(path.name for path in asset("translations").iterdir() if path.is_dir()))


def choose_language(accepted: Sequence[str], default: str = "en") -> str:
    """The language to speak with somebody who reads `accepted` (tags, the best first).

    An entry may carry a weight as in HTTP ("es-MX;q=0.8"), so `header.split(",")` is welcome too.
    "es-MX" is served by "es". Without any match it is `default`. Never raises for malformed entries.
    """
    offered = {language.lower(): language for language in languages()}
    weighted = [_weighted(entry) for entry in accepted]
    for tag, weight in sorted(weighted, key=lambda pair: -pair[1]):
        if weight <= 0:
            continue
        for candidate in _ever_shorter(tag):
            if candidate in offered:
                return offered[candidate]
    return default


def say_wait(words: Words, low_minutes: int | None, high_minutes: int | None, short: bool = False) -> str:
    """The wait range as words; both None means that nobody can tell. Needs the face `common`.

    Raises ValueError when only one end is known or the ends are the wrong way round.
    """
    stem = "wait-short-" if short else "wait-"
    if low_minutes is None and high_minutes is None:
        return words.say(f"{stem}unknown")
    if low_minutes is None or high_minutes is None or not 0 <= low_minutes <= high_minutes:
        raise ValueError(f"not a wait range: {low_minutes} to {high_minutes}")
    if high_minutes < 3:
        return words.say(f"{stem}now")
    if low_minutes >= LONG_MINUTES:
        return words.say(f"{stem}long", hours=low_minutes // 60)
    if low_minutes == high_minutes:
        return words.say(f"{stem}about", minutes=high_minutes)
    if low_minutes == 0:
        return words.say(f"{stem}up-to", high=high_minutes)
    return words.say(f"{stem}range", low=low_minutes, high=high_minutes)


def say_time(moment: datetime, language: str) -> str:
    """The time of day as the language writes it ("10:24"), in the zone that `moment` carries."""
    pattern = _CLOCKS.get(language.partition("-")[0], "short")
    return format_time(moment.time(), format=pattern, locale=_locale(language))


def say_date(day: date, language: str, year: bool = False) -> str:
    """Weekday, day and month as the language writes them, with the year if asked.

    Our own languages say it by the pattern in their `common.ftl`; a variant such as "en-US" has CLDR's full
    form, which always has the year.
    """
    plain = day.date() if isinstance(day, datetime) else day
    pattern = "full"
    if language in languages():
        pattern = Words(language, ["common"]).say("date-pattern-year" if year else "date-pattern")
    return format_date(plain, format=pattern, locale=_locale(language))


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_PREFERRED_LOCALES.get(language, language.replace("-", "_")))


def _weighted(entry: str) -> tuple[str, float]:
    """("es-mx", 0.8) of "es-MX;q=0.8"; an unreadable weight counts as 0."""
    tag, _, parameter = entry.partition(";")
    name, _, value = parameter.partition("=")
    if name.strip().lower() != "q":
        return tag.strip().lower(), 1.0
    try:
        return tag.strip().lower(), float(value)
    except ValueError:
        return tag.strip().lower(), 0.0


def _ever_shorter(tag: str) -> Iterator[str]:
    """ "es-419-x" → "es-419-x", "es-419", "es"."""
    parts = tag.replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        yield "-".join(parts[:length])


@cache
def _catalogue(language: str, faces: tuple[str, ...], folder: Path) -> _Catalogue:
    """Parsed once a process: a web page may then make its `Words` for each request."""
    bundle = FluentBundle([language], use_isolating=False)
    messages: dict[str, ast.Message] = {}
    for face in faces:
        resource = _parse(folder / language / f"{face}.ftl")
        bundle.add_resource(resource)
        for entry in resource.body:
            if isinstance(entry, ast.Message):
                if entry.id.name in messages:
                    raise WordError(f"{language}/{face}.ftl: {entry.id.name!r} is already in another face")
                messages[entry.id.name] = entry
    arguments = {key: frozenset(_arguments_of(entry, messages)) for key, entry in messages.items()}
    plain = {key: _format(bundle, key, {}) for key, names in arguments.items() if not names}
    return _Catalogue(bundle, arguments, plain)


def _parse(path: Path) -> ast.Resource:
    label = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        raise LookupError(f"no translation {label}")
    resource = FluentParser().parse(path.read_text(encoding="utf-8"))
    seen: set[str] = set()
    for entry in resource.body:
        if isinstance(entry, ast.Junk):
            first_line = (entry.content or "").strip().partition("\n")[0]
            raise WordError(f"{label}: cannot be read at {first_line!r}")
        if isinstance(entry, ast.Message):
            if entry.id.name in seen or entry.value is None:
                raise WordError(f"{label}: {entry.id.name!r} comes twice or has no text")
            seen.add(entry.id.name)
    return resource


class _References(Visitor):
    """Collects the variables of a message and the messages that it is built from."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.messages: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:
        self.messages.add(node.id.name)


def _arguments_of(message: ast.Message, messages: dict[str, ast.Message]) -> set[str]:
    seen: set[str] = set()
    variables: set[str] = set()
    waiting = [message]
    while waiting:
        current = waiting.pop()
        seen.add(current.id.name)
        found = _References()
        found.visit(current)
        variables |= found.variables
        waiting += [messages[name] for name in found.messages - seen if name in messages]
    return variables


def _format(bundle: FluentBundle, key: str, args: dict[str, object]) -> str:
    pattern = bundle.get_message(key).value
    if pattern is None:
        raise WordError(f"message {key!r} has no text")
    text, errors = bundle.format_pattern(pattern, args)
    if errors:
        raise WordError(f"message {key!r}: {errors[0]}")
    return str(text)
