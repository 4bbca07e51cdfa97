"""What a tool's clock says, and its stamps without a zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.clock import ManualClock
from desk.connectors.http.calls import Answer
from desk.connectors.http.tool_clock import ahead, in_zone, revision, time_of, to_zone, zone_of
from desk.connectors.mapping.form import Mapping, MappingInvalid

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CLOCK = ManualClock(NOON)
MOMENTS = st.integers(1_577_836_800, 2_051_222_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Mon, 02 Mar 2026 12:00:30 GMT", 30.0),
        ("Mon, 02 Mar 2026 13:59:00 +0200", -60.0),
        ("yesterday", 0.0),
        (None, 0.0),
    ],
)
def test_an_answer_tells_how_far_the_tool_is_ahead_and_ours_counts_where_it_does_not(
    date: str | None, expected: float
) -> None:
    answer = Answer(200, {"Date": date} if date else {}, b"")
    assert ahead(answer, CLOCK) == expected
    assert time_of(answer, CLOCK) == NOON + timedelta(seconds=expected)


@given(
    MOMENTS,
    st.sampled_from(["UTC", "Asia/Tokyo", "Asia/Kolkata", "America/Lima"]),
)
def test_a_moment_comes_back_from_a_zone_without_daylight_saving(moment: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    assert in_zone(to_zone(moment, zone), zone) == moment


@given(MOMENTS)
def test_where_clocks_are_set_back_a_moment_is_off_by_that_hour_at_most(moment: datetime) -> None:
    zone = ZoneInfo("Europe/Madrid")
    back = in_zone(to_zone(moment, zone), zone)
    assert back is not None and abs(back - moment) in {timedelta(0), timedelta(hours=1)}


@pytest.mark.parametrize("text", ["", None, "soon", "2026-13-40 00:00:00", 7, ["2026-03-02 12:00:00"]])
def test_what_is_no_stamp_is_none(text: object) -> None:
    assert in_zone(text, ZoneInfo("UTC")) is None


def test_a_stamp_may_have_a_t_and_fractions() -> None:
    assert in_zone("2026-03-02T13:00:00.123", ZoneInfo("Europe/Madrid")) == NOON


def test_a_zone_that_is_none_is_told_with_its_place_in_the_mapping() -> None:
    def of(name: str) -> Mapping:
        return Mapping(name="znuny", tool="znuny", options={"time_zone": name})

    assert zone_of(of("Europe/Madrid")).key == "Europe/Madrid"
    assert zone_of(Mapping(name="znuny", tool="znuny")).key == "UTC"
    for name in ("Madrid", "../etc/passwd", "x" * 400):
        with pytest.raises(MappingInvalid) as told:
            zone_of(of(name))
        assert told.value.place == "options.time_zone"


def test_two_changes_within_a_second_are_two_revisions() -> None:
    stamp = "2026-03-02 12:00:00"
    assert revision(stamp, "1", "3") == revision(stamp, "1", "3")
    assert len({revision(stamp, "1", "3"), revision(stamp, "2", "3"), revision("later", "1", "3")}) == 3
