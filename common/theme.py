"""The tokens of the looks: colours, type, space, motion, logo; for Qt Quick, Widgets and web pages alike.

They come from `assets/theme.toml`. An organisation's own file may name only what it changes; it is laid over
the bundled one, and its logo is looked for beside it.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from common.assets import asset

Scheme = Literal["light", "dark", "contrast"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)

Colour = Annotated[
    str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$"), AfterValidator(lambda colour: colour.upper())
]
FamilyName = Annotated[str, StringConstraints(pattern=r"^[\w][\w .-]{0,79}$")]
Pixels = Annotated[int, Field(ge=1, le=400)]
Milliseconds = Annotated[int, Field(ge=0, le=2000)]

_GROUNDS = ("paper", "surface", "accent_soft", "good_soft", "careful_soft", "wrong_soft", "info_soft")
_MEANINGS = ("good", "careful", "wrong", "info")
TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((text, ground) for text in ("ink", "ink_soft") for ground in _GROUNDS),
    *(("accent_ink", ground) for ground in ("accent", "accent_pressed")),
    *(("accent", ground) for ground in ("paper", "surface", "accent_soft")),
    *((meaning, ground) for meaning in _MEANINGS for ground in ("paper", "surface", f"{meaning}_soft")),
)
EDGE_PAIRS: tuple[tuple[str, str], ...] = tuple(
    (edge, ground) for edge in ("hairline", "focus") for ground in ("paper", "surface")
)


class ThemeError(ValueError):
    """A theme file cannot be used; the text names the file and the key."""


class _Tokens(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Colours(_Tokens):
    """One scheme. `hairline` is an edge that must be seen; `divider` only tidies and may be faint."""

    paper: Colour
    surface: Colour
    ink: Colour
    ink_soft: Colour
    hairline: Colour
    divider: Colour
    accent: Colour
    accent_pressed: Colour
    accent_ink: Colour
    accent_soft: Colour
    good: Colour
    good_soft: Colour
    careful: Colour
    careful_soft: Colour
    wrong: Colour
    wrong_soft: Colour
    info: Colour
    info_soft: Colour
    focus: Colour
    shadow: Colour

    def contrast(self, one: str, other: str) -> float:
        """The contrast between two of the tokens, by name."""
        return contrast(getattr(self, one), getattr(self, other))


class Schemes(_Tokens):
    light: Colours
    dark: Colours
    contrast: Colours


class Organisation(_Tokens):
    """Whose counter this is. The logos are absolute paths once loaded."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    logo: str
    logo_dark: str


class Typeface(_Tokens):
    family: FamilyName
    fallback: FamilyName


class KioskType(_Tokens):
    number: Pixels
    title: Pixels
    body: Pixels
    secondary: Pixels
    small: Pixels


class TextType(_Tokens):
    title: Pixels
    body: Pixels
    secondary: Pixels


class TypeScales(_Tokens):
    kiosk: KioskType
    console: TextType
    phone: TextType


class Space(_Tokens):
    grid: Pixels
    kiosk_margin: Pixels
    kiosk_gap: Pixels
    kiosk_gap_wide: Pixels
    console_gap: Pixels
    console_gap_wide: Pixels


class Radius(_Tokens):
    kiosk: Pixels
    console: Pixels


class Motion(_Tokens):
    slide: Milliseconds
    fade: Milliseconds


class Target(_Tokens):
    """The least side of what can be touched."""

    kiosk: Pixels
    phone: Pixels


class Shadow(_Tokens):
    blur: Pixels
    offset: Pixels
    opacity: Annotated[float, Field(ge=0, le=1)]


class Theme(_Tokens):
    """All tokens of one organisation."""

    organisation: Organisation
    typeface: Typeface
    colours: Schemes
    type: TypeScales
    space: Space
    radius: Radius
    motion: Motion
    target: Target
    shadow: Shadow

    def scheme(self, name: Scheme) -> Colours:
        """The colours of one scheme. Raises ValueError for a name that is none."""
        if name not in SCHEMES:
            raise ValueError(f"no colour scheme {name!r}")
        colours: Colours = getattr(self.colours, name)
        return colours

    def logo(self, scheme: Scheme) -> Path:
        """The logo that can be seen on the scheme's paper."""
        return Path(self.organisation.logo_dark if scheme == "dark" else self.organisation.logo)

    def css_variables(self, scheme: Scheme) -> str:
        """Custom properties for a style sheet, one a line, without a selector: `--ink-soft: #62574E;`."""
        lines = [f"--{_dashed(name)}: {value};" for name, value in self.scheme(scheme).model_dump().items()]
        lines.append(
            f"--shadow-box: 0 {self.shadow.offset}px {self.shadow.blur}px {self._shadow_css(scheme)};"
        )
        lines.append(f'--font-family: "{self.typeface.family}", "{self.typeface.fallback}", sans-serif;')
        lines += [f"--text-{name}: {size}px;" for name, size in self.type.phone.model_dump().items()]
        lines.append(f"--space: {self.space.grid}px;")
        lines.append(f"--radius: {self.radius.console}px;")
        lines.append(f"--target: {self.target.phone}px;")
        lines += [f"--{name}: {duration}ms;" for name, duration in self.motion.model_dump().items()]
        return "\n".join(lines) + "\n"

    def contrast_problems(self) -> list[str]:
        """Every pair of colours that is too hard to tell apart, in words; empty when all is well."""
        problems = []
        for name in SCHEMES:
            colours = self.scheme(name)
            text_least = 7.0 if name == "contrast" else 4.5
            for pairs, least in ((TEXT_PAIRS, text_least), (EDGE_PAIRS, 3.0)):
                for one, other in pairs:
                    found = colours.contrast(one, other)
                    if found < least:
                        problems.append(f"colours.{name}: {one} on {other} is {found:.2f}:1, needs {least}:1")
        return problems

    def _shadow_css(self, scheme: Scheme) -> str:
        red, green, blue = _channels(self.scheme(scheme).shadow)
        return f"rgb({red} {green} {blue} / {self.shadow.opacity:.0%})"


def load_theme(path: Path | None = None) -> Theme:
    """The bundled theme, with the organisation's file at `path` laid over it.

    Raises ThemeError, naming file and key, when a file is missing or something in it cannot be used.
    """
    layers = [asset("theme.toml")] + ([path] if path else [])
    tokens: dict[str, Any] = {}
    for layer in layers:
        tokens = _laid_over(tokens, _read(layer))
        try:
            theme = Theme.model_validate(tokens)
        except ValidationError as error:
            raise ThemeError(f"{layer.name}: {_first_fault(error)}") from None
    return theme


def contrast(one: str, other: str) -> float:
    """The contrast of two colours "#RRGGBB", 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _read(path: Path) -> dict[str, Any]:
    try:
        tokens = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ThemeError(f"{path.name}: cannot be read ({type(error).__name__})") from None
    except tomllib.TOMLDecodeError as error:
        raise ThemeError(f"{path.name}: {error}") from None
    organisation = tokens.get("organisation")
    for key in ("logo", "logo_dark"):
        if isinstance(organisation, dict) and isinstance(organisation.get(key), str):
            logo = path.parent.resolve() / organisation[key]
            if not logo.is_file():
                raise ThemeError(f"{path.name}: organisation.{key}: no file {organisation[key]!r} beside it")
            organisation[key] = str(logo)
    return tokens


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        both_tables = isinstance(under, dict) and isinstance(value, dict)
        merged[key] = _laid_over(under, value) if both_tables and under is not None else value
    return merged


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"{key}: no such key"
    if fault["type"] == "string_pattern_mismatch":
        return f'{key}: {fault["input"]!r} is not a colour like "#2B2521"'
    return f"{key}: {fault['msg']}"


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [channel / 255 for channel in _channels(colour)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
