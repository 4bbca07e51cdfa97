"""Mails leave the outbox: at least once, not again once sent, and what does not go out can be seen."""

from __future__ import annotations

import email
import email.policy
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from common.waiting import until
from desk import idempotency, lived
from desk.bookings import store as bookings
from desk.messages import store
from desk.messages.sender import NotDelivered, Sender, delivery
from desk.messages.store import MOST_TRIES, Mail, Message
from desk.people.erase import erase_person
from desk.tidying import set_right, tidy
from tests.api.desk_bookings.phone import Phone
from tests.fixtures.desks import NOON, RunningDesk

MAIL = Mail("booked", "a1", "ana@example.org", "en", "Your appointment", "Hello Ana", "BEGIN:VCALENDAR")


def put(desk: RunningDesk, count: int = 1) -> None:
    with desk.database.begin() as connection:
        for _ in range(count):
            store.put_out(connection, MAIL, NOON)


def test_without_a_mail_server_a_booking_s_mail_lies_in_the_folder(desk: RunningDesk, phone: Phone) -> None:
    made = phone.booked("2026-03-03T10:00:00+01:00")
    sender = Sender(desk.desk, delivery(desk.desk))
    assert sender.send_due() == 1
    assert sender.send_due() == 0
    (file,) = Path(desk.desk.data_folder / "outbox").iterdir()
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert (mail["To"], mail["Subject"]) == ("ana@example.org", "Su cita: martes 3 de marzo de 2026, 10:00")
    text, calendar = mail.iter_parts()
    assert made["page_url"] in text.get_content()
    assert calendar.get_filename() == "appointment.ics"
    assert "DTSTART;TZID=Europe/Madrid:20260303T100000" in calendar.get_content()


def test_two_senders_never_send_the_same(desk: RunningDesk) -> None:
    put(desk, 30)
    sent: list[str] = []
    senders = [Sender(desk.desk, lambda message: sent.append(message.id)) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(Sender.send_due, senders))
    assert sum(counts) == len(sent) == len(set(sent)) == 30


@pytest.mark.expect_log("message_not_sent")
def test_what_does_not_go_out_is_tried_again_ever_later_then_shown(desk: RunningDesk) -> None:
    put(desk)
    fault = NotDelivered("the mail server did not take it")
    tries: list[Message] = []

    def deliver(message: Message) -> None:
        tries.append(message)
        raise fault

    sender = Sender(desk.desk, deliver)
    sender.send_due()
    sender.send_due()
    assert len(tries) == 1  # not yet due again
    for _ in range(MOST_TRIES + 3):
        desk.clock.forward(timedelta(hours=9))
        sender.send_due()
    assert len(tries) == MOST_TRIES
    with desk.database.begin() as connection:
        (message,) = store.newest(connection, state="failed")
        assert message.fault == str(fault)
        assert store.counts(connection) == {"waiting": 0, "sent": 0, "failed": 1}
        store.try_again(connection, message.id, desk.clock.now())
    assert Sender(desk.desk, lambda message: None).send_due() == 1


def test_a_sender_that_died_leaves_its_message_to_another(desk: RunningDesk) -> None:
    put(desk)
    with desk.database.begin() as connection:
        assert store.claim(connection, desk.clock.now()) is not None
    sender = Sender(desk.desk, lambda message: None)
    assert sender.send_due() == 0
    desk.clock.forward(timedelta(minutes=3))
    assert sender.send_due() == 1


def test_what_went_out_long_ago_is_thrown_away_and_nothing_else(desk: RunningDesk) -> None:
    put(desk)
    assert Sender(desk.desk, lambda message: None).send_due() == 1
    desk.live(32)
    put(desk)
    with desk.database.begin() as connection:
        idempotency.once(connection, "s", "old", "d", NOON, dict)
        idempotency.once(connection, "s", "new", "d", desk.clock.now(), lambda: {"n": 1})
    tidy(desk.desk)
    with desk.database.begin() as connection:
        assert [m.state for m in store.newest(connection)] == ["waiting"]
        now = desk.clock.now()
        assert idempotency.once(connection, "s", "old", "other", now, lambda: {"n": 2}) == ({"n": 2}, False)
        assert idempotency.once(connection, "s", "new", "d", now, lambda: {"n": 2}) == ({"n": 1}, True)


def test_the_files_of_somebody_who_is_erased_go_too(desk: RunningDesk, phone: Phone) -> None:
    phone.booked("2026-03-03T10:00:00+01:00")
    put(desk)  # about somebody else
    sender = Sender(desk.desk, delivery(desk.desk))
    assert sender.send_due() == 2
    folder = Path(desk.desk.data_folder / "outbox")
    with desk.database.begin() as connection:
        (mine,) = [m for m in store.newest(connection) if m.mail.about != "a1"]
        booked = bookings.get(connection, mine.mail.about)
        assert booked is not None
        (folder / f".{mine.id}.half").write_bytes(b"a sender died while it wrote this")
        assert erase_person(connection, booked.person, desk.clock.now())
    assert len(list(folder.iterdir())) == 3
    sender.take_away()
    assert [file.name for file in folder.iterdir() if mine.id in file.name] == []
    assert len(list(folder.iterdir())) == 1, "and no other"
    (folder / f"{mine.id}.eml").write_bytes(b"another sender had it in hand just then")
    sender.take_away()
    assert len(list(folder.iterdir())) == 1
    (folder / f"{mine.id}.eml").write_bytes(b"of a process that was off until now")
    Sender(desk.desk, delivery(desk.desk)).take_away()
    assert len(list(folder.iterdir())) == 1
    desk.live(32)
    tidy(desk.desk)
    with desk.database.read() as connection:
        assert store.erased_since(connection, NOON - timedelta(days=1)) == []


@pytest.mark.expect_log("clock_was_ahead")
@pytest.mark.expect_log("message_not_sent")
@pytest.mark.parametrize("ahead", [timedelta(days=1), timedelta(days=3650)])
@pytest.mark.parametrize("claimed", [True, False])
def test_what_a_clock_that_was_ahead_put_off_goes_out_once_it_is_right(
    desk: RunningDesk, ahead: timedelta, claimed: bool
) -> None:
    def refuse(message: Message) -> None:
        raise NotDelivered("the mail server did not take it")

    put(desk, 2)
    desk.clock.forward(ahead)
    if claimed:
        with desk.database.begin() as connection:
            assert store.claim(connection, desk.clock.now()) is not None
    Sender(desk.desk, refuse).send_due()
    desk.clock.forward(-ahead)
    assert set_right(desk.desk) == 2
    assert Sender(desk.desk, delivery(desk.desk)).send_due() == 2


@pytest.mark.parametrize("ahead", [10, 40, 3650])
def test_a_clock_that_is_ahead_throws_nothing_away_early(desk: RunningDesk, ahead: int) -> None:
    desk.live(29)
    put(desk)
    assert Sender(desk.desk, lambda message: None).send_due() == 1
    desk.live(25)
    desk.clock.forward(timedelta(days=ahead))
    for _ in range(2):  # it stays ahead for some days
        tidy(desk.desk)
        desk.live(2)
    assert mails(desk) == 1, "sent 29 days ago, whatever the clock says"
    desk.live(3)
    tidy(desk.desk)
    assert mails(desk) == 0
    desk.clock.forward(-timedelta(days=ahead))
    desk.live(1)
    with desk.database.read() as connection:
        past = lived.borne_out(connection, desk.clock.now(), timedelta(days=30))
    assert past == NOON.replace(hour=0) + timedelta(days=54), (
        "the days of a clock that was ahead count no more"
    )


def mails(desk: RunningDesk) -> int:
    with desk.database.read() as connection:
        return len(store.newest(connection))


def test_a_right_clock_puts_nothing_forward(desk: RunningDesk) -> None:
    put(desk)
    assert Sender(desk.desk, delivery(desk.desk)).send_due() == 1
    assert set_right(desk.desk) == 0


def test_a_clock_that_is_turned_back_is_noticed_at_once(desk: RunningDesk) -> None:
    done: list[int] = []
    sender = Sender(desk.desk, delivery(desk.desk), lambda: done.append(1))
    desk.clock.forward(timedelta(days=3650))
    sender.start()
    try:
        put(desk)
        assert until(lambda: _sent(desk) == 1, 20), "a round is over"
        assert len(done) == 1, "at the start"
        desk.clock.forward(-timedelta(days=3650))
        assert until(lambda: len(done) == 2, 20), "and when it is right again"
    finally:
        sender.stop()


def _sent(desk: RunningDesk) -> int:
    with desk.database.read() as connection:
        return store.counts(connection)["sent"]
