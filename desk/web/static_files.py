"""Style sheets, script, typeface, icons and logo; the theme's colours as a style sheet of its own."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from common.assets import asset
from desk.context import TheDesk
from desk.problems import Refused
from kiosk.queue.refusals import Code

router = APIRouter(include_in_schema=False)
HERE = Path(__file__).resolve().parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".ttf": "font/ttf"}
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
AN_HOUR = {"Cache-Control": "public, max-age=3600"}


@router.get("/static/theme.css")
def theme_css(desk: TheDesk) -> Response:
    """The organisation's colours and sizes, for light and dark screens and for who needs more contrast."""
    light, dark, contrast = (desk.theme.css_variables(name) for name in ("light", "dark", "contrast"))
    css = (
        f":root {{\ncolor-scheme: light dark;\n{light}}}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{\n{dark}}} }}\n"
        f"@media (prefers-contrast: more) {{ :root {{\ncolor-scheme: light;\n{contrast}}} }}\n"
    )
    return Response(css, media_type="text/css", headers=AN_HOUR)


@router.get("/static/logo.svg")
def logo(desk: TheDesk) -> Response:
    """The organisation's logo on light paper."""
    path = desk.theme.logo("light")
    return FileResponse(path, media_type=TYPES.get(path.suffix, "image/png"), headers=AN_HOUR)


@router.get("/static/logo-dark.svg")
def logo_dark(desk: TheDesk) -> Response:
    """The same for dark screens."""
    path = desk.theme.logo("dark")
    return FileResponse(path, media_type=TYPES.get(path.suffix, "image/png"), headers=AN_HOUR)


@router.get("/static/fonts/{name}")
def font(name: str) -> Response:
    """A file of the bundled typeface."""
    return _file(asset("fonts"), name)


@router.get("/static/{name}")
def own_file(name: str) -> Response:
    """A style sheet or script of the pages."""
    return _file(HERE, name)


def _file(folder: Path, name: str) -> Response:
    path = folder / name
    if path.parent != folder or path.suffix not in TYPES or not path.is_file():
        raise Refused(Code.NOT_FOUND)
    return FileResponse(path, media_type=TYPES[path.suffix], headers=FOR_EVER)
