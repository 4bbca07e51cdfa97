"""The catalogues are complete in every language, and words, waits, times and dates read as they should."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from common.i18n import (
    FACES,
    WordError,
    Words,
    choose_language,
    languages,
    say_date,
    say_time,
    say_wait,
)


@pytest.fixture
def other_assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty asset folder with one language, "en"."""
    (tmp_path / "translations" / "en").mkdir(parents=True)
    monkeypatch.setenv("MOSTRADOR_ASSETS", str(tmp_path))
    return tmp_path / "translations" / "en"


def test_english_and_spanish_are_there() -> None:
    assert {"en", "es"} <= set(languages())


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("face", FACES)
def test_every_language_has_every_message_with_the_same_arguments(language: str, face: str) -> None:
    assert Words(language, [face]).arguments() == Words("en", [face]).arguments()


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("face", ["kiosk", "display", "console", "desk"])
def test_a_face_can_be_loaded_with_the_shared_ones(language: str, face: str) -> None:
    words = Words(language, [face, "refusals", "common"])
    assert "wait-unknown" in words.table()
    assert all(text.strip() for text in words.table().values())


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("face", FACES)
def test_every_message_can_be_said_with_any_number_or_name(language: str, face: str) -> None:
    words = Words(language, [face])
    for key, names in words.arguments().items():
        for value in (0, 1, 2, 21, "Ana"):
            assert words.say(key, **dict.fromkeys(names, value)).strip(), key


def test_an_unknown_key_or_a_missing_argument_is_a_bug() -> None:
    words = Words("en", ["common"])
    with pytest.raises(KeyError, match="no-such-word"):
        words.say("no-such-word")
    with pytest.raises(WordError, match="wait-range"):
        words.say("wait-range", low=5)


def test_arguments_are_not_wrapped_in_direction_marks() -> None:
    assert Words("en", ["common"]).say("day-today-at", time="10:30") == "today at 10:30"


def test_the_table_holds_only_messages_without_arguments() -> None:
    table = Words("es", ["common"]).table()
    assert table["day-tomorrow"] == "mañana"
    assert "wait-range" not in table


def test_changing_the_table_changes_nothing_for_others() -> None:
    Words("en", ["common"]).table().clear()
    assert Words("en", ["common"]).say("day-today") == "today"


@pytest.mark.parametrize(
    ("low", "high", "full", "short"),
    [
        (None, None, "We cannot say yet", "not known yet"),
        (0, 2, "now", "now"),
        (1, 3, "about 1 to 3 minutes", "1–3 min"),
        (10, 15, "about 10 to 15 minutes", "10–15 min"),
        (0, 5, "up to 5 minutes", "up to 5 min"),
        (5, 5, "about 5 minutes", "5 min"),
        (115, 200, "about 115 to 200 minutes", "115–200 min"),
        (185, 400, "more than 3 hours", "over 3 h"),
    ],
)
def test_a_wait_is_said_as_a_range(low: int | None, high: int | None, full: str, short: str) -> None:
    words = Words("en", ["common"])
    assert say_wait(words, low, high) == full
    assert say_wait(words, low, high, short=True) == short


def test_a_wait_in_spanish() -> None:
    words = Words("es", ["common"])
    assert say_wait(words, 10, 15) == "entre 10 y 15 minutos"
    assert say_wait(words, 0, 0) == "ahora mismo"


@pytest.mark.parametrize(("low", "high"), [(5, None), (None, 5), (10, 5), (-5, 5)])
def test_half_a_range_is_refused(low: int | None, high: int | None) -> None:
    with pytest.raises(ValueError, match="not a wait range"):
        say_wait(Words("en", ["common"]), low, high)


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        (["es-MX", "en"], "es"),
        (["fr", "ES"], "es"),
        (["fr", "ca"], "en"),
        (["en;q=0.3", " es;q=0.9"], "es"),
        (["es;q=0", "en"], "en"),
        (["es;q=a lot", "en;q=0.1"], "en"),
        (["", ";;;", "*"], "en"),
        ([], "en"),
    ],
)
def test_the_best_language_on_offer_is_chosen(accepted: list[str], chosen: str) -> None:
    assert choose_language(accepted) == chosen


def test_the_default_language_can_be_another() -> None:
    assert choose_language(["fr"], default="es") == "es"


def test_times_and_dates_by_language() -> None:
    moment = datetime(2026, 11, 21, 13, 4, tzinfo=timezone(timedelta(hours=-6)))
    assert say_time(moment, "en") == "13:04"
    assert say_time(moment, "es") == "13:04"
    assert say_time(moment, "en-US").startswith("1:04")
    assert say_date(moment, "en") == "Saturday 21 November"
    assert say_date(moment, "es") == "sábado 21 de noviembre"
    assert say_date(date(2027, 1, 2), "es", year=True) == "sábado 2 de enero de 2027"
    assert say_date(date(2027, 1, 2), "en-US") == "Saturday, January 2, 2027"


def test_a_missing_language_or_face_is_named(other_assets: Path) -> None:
    with pytest.raises(LookupError, match="en/kiosk.ftl"):
        Words("en", ["kiosk"])


@pytest.mark.parametrize(
    "source",
    [
        "welcome = Hello\nthis is no message\n",
        "welcome = Hello\nwelcome = Hi\n",
        "welcome =\n    .title = Hello\n",
    ],
)
def test_a_faulty_file_is_named(other_assets: Path, source: str) -> None:
    (other_assets / "kiosk.ftl").write_text(source, encoding="utf-8")
    with pytest.raises(WordError, match="en/kiosk.ftl"):
        Words("en", ["kiosk"])


def test_one_key_in_two_faces_is_refused(other_assets: Path) -> None:
    for face in ("kiosk", "common"):
        (other_assets / f"{face}.ftl").write_text("back = Back\n", encoding="utf-8")
    with pytest.raises(WordError, match="another face"):
        Words("en", ["kiosk", "common"])


def test_arguments_are_found_through_other_messages(other_assets: Path) -> None:
    (other_assets / "kiosk.ftl").write_text(
        "-brand = Desk\nname = { $who }\nhello = Hello { name }, { -brand }\n"
    )
    words = Words("en", ["kiosk"])
    assert words.arguments()["hello"] == {"who"}
    assert words.say("hello", who="Ana") == "Hello Ana, Desk"
