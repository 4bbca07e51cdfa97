"""Over-booking by the measured no-show rate: against dice, careful with few data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.queue.planning.overbooking import Kept, ShowRate, more_than, places, show_rates


def rate(kept: int, missed: int) -> ShowRate:
    return show_rates({"a": Kept(kept, missed)}, ("a",))["a"]


@pytest.mark.parametrize(("room", "booked"), [(2, 3), (4, 6), (10, 13)])
def test_the_chance_is_that_of_dice(room: int, booked: int) -> None:
    law = ShowRate(80, 20, 100)
    dice = np.random.default_rng(1)
    shows = dice.beta(80, 20, 200_000)
    seen = (dice.binomial(booked, shows) > room).mean()
    assert more_than(room, booked, law) == pytest.approx(seen, abs=0.005)


@given(st.integers(1, 20), st.integers(0, 400), st.integers(0, 400), st.sampled_from([0.02, 0.1, 0.3]))
def test_the_bound_holds_and_one_more_would_break_it(room: int, kept: int, missed: int, bound: float) -> None:
    law = rate(kept, missed)
    found = places(room, law, bound)
    assert room <= found <= 2 * room
    assert found == room or more_than(room, found, law) <= bound
    assert found == 2 * room or more_than(room, found + 1, law) > bound


def test_more_no_shows_never_mean_fewer_places() -> None:
    found = [places(10, rate(1000 - n, n)) for n in range(0, 1000, 100)]
    assert found == sorted(found) and found[0] == 10 < found[3]


def test_few_data_lean_on_the_site_and_nothing_on_a_careful_guess() -> None:
    assert places(8, rate(0, 0)) == 8
    assert rate(0, 3).mean > 0.8  # three of three stayed away: that is little
    past = {"a": Kept(1, 1), "b": Kept(200, 200)}
    rates = show_rates(past, ("a", "b", "new"))
    assert rates["a"].mean == pytest.approx(0.54, abs=0.03) == rates["new"].mean
