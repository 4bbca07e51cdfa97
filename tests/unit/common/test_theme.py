"""The bundled theme is readable in every scheme; an organisation's file is laid over it or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.theme import SCHEMES, Scheme, ThemeError, contrast, load_theme


def written(folder: Path, text: str) -> Path:
    """An organisation's theme file with this text."""
    path = folder / "ours.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#777777", "#FFFFFF", 4.48),
        ("#FF0000", "#FFFFFF", 4.0),
        ("#123456", "#123456", 1),
    ],
)
def test_contrast_agrees_with_published_values(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == pytest.approx(ratio, abs=0.01)


def test_every_pair_of_the_bundled_theme_has_enough_contrast() -> None:
    assert load_theme().contrast_problems() == []


def test_a_pale_accent_is_found_out(tmp_path: Path) -> None:
    theme = load_theme(written(tmp_path, '[colours.light]\naccent = "#9FD3DA"\n'))
    problems = theme.contrast_problems()
    assert any("colours.light: accent_ink on accent is" in problem for problem in problems)
    assert not any("colours.dark" in problem for problem in problems)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_pure_black_or_white(scheme: Scheme) -> None:
    assert not {"#000000", "#FFFFFF"} & set(load_theme().scheme(scheme).model_dump().values())


def test_touch_targets_are_20_mm_on_a_24_inch_portrait_screen() -> None:
    millimetres = load_theme().target.kiosk / (1080 / 298.9)
    assert millimetres >= 20


def test_distances_lie_on_the_grid() -> None:
    space = load_theme().space
    assert all(value % space.grid == 0 for value in space.model_dump().values())


def test_the_scales_of_the_look() -> None:
    kiosk = load_theme().type.kiosk
    assert list(kiosk.model_dump().values()) == [96, 64, 40, 32, 28]


def test_a_partial_file_is_laid_over_the_bundled_one(tmp_path: Path) -> None:
    path = written(tmp_path, '[organisation]\nname = "Casa Clara"\n[colours.light]\naccent = "#234f1e"\n')
    theme = load_theme(path)
    assert theme.organisation.name == "Casa Clara"
    assert theme.scheme("light").accent == "#234F1E"
    assert theme.scheme("light").ink == load_theme().scheme("light").ink
    assert theme.scheme("dark") == load_theme().scheme("dark")
    assert theme.logo("light") == load_theme().logo("light")


def test_the_logo_lies_beside_the_file_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "ours.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    theme = load_theme(written(tmp_path, '[organisation]\nlogo = "ours.svg"\n'))
    assert theme.logo("light") == (tmp_path / "ours.svg").resolve()
    assert theme.logo("contrast") == theme.logo("light")
    assert theme.logo("dark") == load_theme().logo("dark")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[colours.light]\nink = "brown"\n', "ours.toml: colours.light.ink: 'brown'"),
        ('[colours.lihgt]\nink = "#112233"\n', "ours.toml: colours.lihgt: no such key"),
        ('[colours.light]\nnik = "#112233"\n', "ours.toml: colours.light.nik: no such key"),
        ('[type.kiosk]\nbody = "40"\n', "ours.toml: type.kiosk.body: "),
        ("[space]\ngrid = 0\n", "ours.toml: space.grid: "),
        ("space = 4\n", "ours.toml: space: "),
        ('[organisation]\nlogo = "gone.svg"\n', "ours.toml: organisation.logo: no file 'gone.svg'"),
        ('[typeface]\nfamily = "Noto\\"; color: red"\n', "ours.toml: typeface.family: "),
        ("[colours\n", "ours.toml: "),
    ],
)
def test_a_fault_is_named_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ThemeError) as caught:
        load_theme(written(tmp_path, text))
    assert str(caught.value).startswith(said)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match=r"^gone\.toml: cannot be read"):
        load_theme(tmp_path / "gone.toml")


def test_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="sepia"):
        load_theme().scheme("sepia")  # type: ignore[arg-type]  # the name comes from outside


def test_css_has_every_colour_of_the_scheme() -> None:
    theme = load_theme()
    css = theme.css_variables("dark")
    assert f"--ink-soft: {theme.scheme('dark').ink_soft};\n" in css
    assert "--text-body: 17px;" in css
    assert "--target: 48px;" in css
    assert all(line.startswith("--") and line.endswith(";") for line in css.splitlines())
