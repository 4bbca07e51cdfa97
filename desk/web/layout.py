"""One layout for all pages: words in the reader's language, looks from the theme, no outside parts.

A page is rendered with `render(request, "folder/page.html", …)`. Templates have, besides what they are given:
`say(key, **args)`, `icon(name)`, `static(name)`, `language`, `form_token`, and filters for times and waits.
Templates extend `base.html`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from common.assets import asset
from common.i18n import Words, choose_language, languages, say_date, say_time, say_wait
from common.outside import called
from desk.context import desk_of
from desk.web.forms import COOKIE as FORM_COOKIE
from desk.web.forms import form_token

LANGUAGE_COOKIE = "mostrador_language"
YEAR_SECONDS = 365 * 24 * 3600
FACES = ("desk", "refusals", "common")
HERE = Path(__file__).resolve().parent


def page_language(request: Request) -> str:
    """What the reader asked for by `?lang=`, else chose before, else what the browser prefers."""
    for wish in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wish in languages():
            return wish
    return choose_language(request.headers.get("accept-language", "")[:200].split(","))


def words_for(request: Request, faces: Sequence[str] = FACES) -> Words:
    """The words of the reader's language."""
    return Words(page_language(request), faces)


def render(
    request: Request, template: str, status: int = 200, faces: Sequence[str] = FACES, **context: Any
) -> HTMLResponse:
    """The page as an answer. `faces`: which translation files its words come from."""
    words = words_for(request, faces)
    desk = desk_of(request)
    values = {
        "say": words.say,
        "words": words,
        "language": words.language,
        "other_languages": _others(request, words.language),
        "form_token": form_token(request),
        "organisation": desk.theme.organisation.name,
        "path": request.url.path,
    }
    html = _environment().get_template(template).render(values | context)
    answer = HTMLResponse(html, status)
    _remember(request, answer, words.language, secure=desk.public_url.startswith("https:"))
    return answer


def _remember(request: Request, answer: HTMLResponse, language: str, secure: bool) -> None:
    answer.headers["Content-Language"] = language
    answer.headers["Vary"] = "Accept-Language, Cookie"
    if request.query_params.get("lang") == language:
        answer.set_cookie(
            LANGUAGE_COOKIE, language, YEAR_SECONDS, secure=secure, httponly=True, samesite="lax"
        )
    if request.cookies.get(FORM_COOKIE) != form_token(request):
        answer.set_cookie(FORM_COOKIE, form_token(request), secure=secure, httponly=True, samesite="lax")


def _others(request: Request, language: str) -> list[tuple[str, str, str]]:
    """(tag, own name, address of this page in it) of every other language."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return [
        (tag, Words(tag, ["common"]).say("language-name"), f"?{urlencode([*kept, ('lang', tag)])}")
        for tag in languages()
        if tag != language
    ]


@cache
def icon(name: str, kind: str = "") -> Markup:
    """An icon in the colour of its text; hidden from screen readers, since a word is beside it."""
    if not name.replace("-", "").isalnum():
        raise ValueError(f"not the name of an icon: {name!r}")
    path = asset("icons") / f"{name}.svg"
    if not path.is_file():
        path = asset("icons", "circle-question-mark.svg")
    svg = path.read_text(encoding="utf-8")
    marked = f'<svg class="{f"icon {kind}".strip()}" aria-hidden="true"'
    return Markup(svg[svg.index("<svg") :].replace("<svg", marked, 1))


@cache
def static(name: str) -> str:
    """The address of a static file, with its content's hash, so that browsers may keep it for ever."""
    path = HERE / "static" / name if (HERE / "static" / name).is_file() else asset(*name.split("/"))
    return f"/static/{name}?{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"


def wait_words(minutes: tuple[int | None, int | None], words: Words, short: bool = False) -> str:
    """A wait range as words, for templates: `(low, high)|wait(words)`."""
    return say_wait(words, minutes[0], minutes[1], short)


def day_words(day: date, language: str, today: date | None = None) -> str:
    """ "today", "tomorrow", or the date."""
    if today is not None and 0 <= (day - today).days <= 1:
        words = Words(language, ["common"])
        return words.say("day-today" if day == today else "day-tomorrow")
    return say_date(day, language)


def moment_words(moment: datetime, language: str, today: date | None = None) -> str:
    """ "today at 10:30", or "Monday 4 May at 10:30"; `moment` carries the zone in which it is told."""
    words, time = Words(language, ["common"]), say_time(moment, language)
    ahead = (moment.date() - today).days if today is not None else -1
    if ahead in (0, 1):
        return words.say("day-today-at" if ahead == 0 else "day-tomorrow-at", time=time)
    return words.say("day-date-at", date=say_date(moment.date(), language), time=time)


def capitalised(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"icon": icon, "static": static}
    made.filters |= {
        "wait": wait_words,
        "day": day_words,
        "moment": moment_words,
        "clock": say_time,
        "capitalised": capitalised,
        "called": called,
    }
    return made
