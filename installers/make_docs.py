"""Writes the pages of docs/ that say what the code says: settings, commands, refusals, HTTP routes.

    python installers/make_docs.py

tests/architecture/test_docs.py fails when a page is not what this would write, so none of them can rot.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Le
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

import kiosk.site.routes
from common.i18n import Words
from common.settings import Settings
from desk.app import create_app
from desk.program import open_desk
from kiosk.queue.refusals import Code
from mostrador.main import _parser as command_line

DOCS = Path(__file__).resolve().parent.parent / "docs"
MADE = "<!-- Made by installers/make_docs.py from {source}; do not edit. -->"


def table(heads: list[str], rows: list[list[str]]) -> Iterator[str]:
    """A Markdown table."""
    for row in [heads, ["---"] * len(heads), *rows]:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


# Settings

VALUES: dict[Any, str] = {
    bool: "true, false",
    int: "number",
    str: "text",
    SecretStr: "secret text",
    Path: "path",
    list[str]: "list of texts",
}


def settings_page() -> Iterator[str]:
    """docs/settings.md: every setting with its variable, its default and what it is for."""
    yield from ["# Settings", "", MADE.format(source="common/settings.py"), ""]
    yield "A setting comes from an environment variable, else from `mostrador.toml` in the data folder (or"
    yield "the file that `MOSTRADOR_CONFIG` names), else it has its default. In a variable a list is JSON."
    fields = Settings.model_fields
    yield from settings_section("General", "", {n: f for n, f in fields.items() if section_of(f) is None})
    for name, field in fields.items():
        if section := section_of(field):
            title = f"`[{name}]` — {(section.__doc__ or name).strip().rstrip('.').lower()}"
            yield from settings_section(title, f"{name}.", section.model_fields)


def section_of(field: FieldInfo) -> type[BaseModel] | None:
    """The class of a group of settings; None for a setting."""
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def settings_section(title: str, prefix: str, fields: dict[str, FieldInfo]) -> Iterator[str]:
    """One table of settings."""
    rows, below = [], []
    for name, field in fields.items():
        setting = prefix + name
        if section := section_of(field):
            below.append((f"`[{setting}]` — {field.description}", f"{setting}.", section.model_fields))
            continue
        cells = [f"`{setting}`", f"`{variable(setting)}`", values(field), default(field)]
        rows.append([*cells, field.description or ""])
    yield from ["", f"## {title}", ""]
    yield from table(["setting", "environment variable", "value", "default", "what for"], rows)
    for group in below:
        yield from settings_section(*group)


def variable(setting: str) -> str:
    """The environment variable of a setting such as `site.port`."""
    prefix, delimiter = Settings.model_config["env_prefix"], Settings.model_config["env_nested_delimiter"]
    return f"{prefix}{setting.replace('.', str(delimiter)).upper()}"


def values(field: FieldInfo) -> str:
    """What a setting may be, in words."""
    kind: Any = field.annotation
    if get_origin(kind) is Literal:
        return ", ".join(f"`{each}`" if each else "empty" for each in get_args(kind))
    limits = {type(each): each for each in field.metadata}
    words = VALUES.get(kind) or ("path" if Path in get_args(kind) else "")
    words = words or ("table of texts" if get_origin(kind) is dict else "")
    if not words:
        raise LookupError(f"say here how to describe a setting of type {kind}")
    if Ge in limits and Le in limits:
        return f"{words} from {limits[Ge].ge} to {limits[Le].le}"
    return words


def default(field: FieldInfo) -> str:
    """The default of a setting; a folder that depends on the machine is described."""
    if field.default_factory is not None:
        return "in the user's data folder"
    value = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    if value in ("", None, [], {}):
        return "empty"
    if isinstance(value, dict):
        return ", ".join(f"`{name} = {text!r}`" for name, text in value.items())
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if not isinstance(value, list) else ", ".join(f"`{each}`" for each in value)


# Commands


def commands_page() -> Iterator[str]:
    """docs/commands.md: every command with its arguments."""
    yield from ["# Commands", "", MADE.format(source="mostrador/main.py"), ""]
    yield "`mostrador COMMAND`, or `python -m mostrador COMMAND`. Each ends with 0 when all went well."
    for name, parser, help_text in commands():
        yield from ["", f"## mostrador {name}", "", f"{help_text[:1].upper()}{help_text[1:]}."]
        rows = [[called(action), action.help or "", chosen_from(action)] for action in arguments(parser)]
        if rows:
            yield ""
            yield from table(["argument", "what for", "values"], rows)


def commands(
    parser: argparse.ArgumentParser | None = None, before: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    """Name, parser and help of each command, and of the commands below it; the name is all of its words."""
    for action in (parser or command_line())._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {each.dest: each.help or "" for each in action._choices_actions}
            for name, below in action.choices.items():
                yield f"{before}{name}", below, helps[name]
                yield from commands(below, f"{before}{name} ")


def arguments(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """The arguments of a command, without --help, which every command has, and the commands below it."""
    others = (argparse._HelpAction, argparse._SubParsersAction)
    return [action for action in parser._actions if not isinstance(action, others)]


def called(action: argparse.Action) -> str:
    """How an argument is written."""
    return f"`{', '.join(action.option_strings) or str(action.dest).upper()}`"


def chosen_from(action: argparse.Action) -> str:
    """The values that an argument is chosen from, where there are such."""
    return ", ".join(f"`{each}`" for each in action.choices or ())


# Refusals


def refusals_page() -> Iterator[str]:
    """docs/refusals.md: every code with the English words for it."""
    words = Words("en", ("refusals", "common"))
    yield from ["# Refusals", "", MADE.format(source="kiosk/queue/refusals.py and refusals.ftl"), ""]
    yield "A refusal is `application/problem+json` with one of these in `code`. The codes are stable; a"
    yield "screen says them in the language of the person in front of it. Its `data` fills what is in braces."
    yield ""
    rows = [[f"`{code}`", " ".join(said(words, key(code)).split())] for code in Code]
    yield from table(["code", "what a person reads"], rows)


def said(words: Words, message: str) -> str:
    """A message with the names of its arguments in their places. Raises KeyError when there are no words."""
    return words.say(message, **{name: f"{{{name}}}" for name in words.arguments()[message]})


def key(code: Code) -> str:
    """The key of a refusal's words in the translations."""
    return f"refusal-{code.value.replace('_', '-')}"


# HTTP


def http_page() -> Iterator[str]:
    """docs/http.md: every route of both services."""
    yield from ["# HTTP", "", MADE.format(source="the routes of kiosk/site and desk"), ""]
    yield "Every changing POST takes an `Idempotency-Key`; a no is one of docs/refusals.md."
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_folder=Path(folder))
        for title, application in applications(settings):
            yield from ["", f"## {title}", ""]
            by_path = sorted(routes(application), key=lambda row: row[0].split()[::-1])
            yield from table(["route", "what for"], by_path)


def applications(settings: Settings) -> Iterator[tuple[str, FastAPI]]:
    """Each service's routes as an application that need not run."""
    site = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    for module in pkgutil.iter_modules(kiosk.site.routes.__path__, "kiosk.site.routes."):
        site.include_router(importlib.import_module(module.name).router)
    yield f"Site service (port {settings.site.port})", site
    desk = open_desk(settings)
    try:
        yield f"Desk (port {settings.desk.port})", create_app(desk)
    finally:
        desk.database.close()


def routes(application: FastAPI) -> Iterator[list[str]]:
    """Method, path and purpose of each route; the purpose is the first paragraph of its docstring."""
    for context in iter_route_contexts(application.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            purpose = " ".join(route.description.strip().partition("\n\n")[0].split())
            for method in sorted(route.methods or ()):
                yield [f"`{method} {context.path}`", purpose]


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "settings.md": settings_page,
    "commands.md": commands_page,
    "http.md": http_page,
    "refusals.md": refusals_page,
}


def main() -> None:
    """Write every page."""
    DOCS.mkdir(exist_ok=True)
    for name, lines in PAGES.items():
        (DOCS / name).write_text("\n".join(lines()) + "\n", encoding="utf-8")
        print(f"wrote docs/{name}")


if __name__ == "__main__":
    main()
