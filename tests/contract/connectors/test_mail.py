"""Mail against a real SMTP server: what each step's failure means, and that one record stays one mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from common.clock import SystemClock
from desk.connectors.mapping.form import Mapping, MappingInvalid
from desk.connectors.port import (
    Ambiguous,
    Blob,
    Change,
    Done,
    Failure,
    Misconfigured,
    Note,
    Ref,
    Rejected,
    RetryAfter,
    SignInFailed,
)
from desk.connectors.tools.mail.connector import Mail
from tests.contract.connectors.desks.mail import MailDesk
from tests.contract.connectors.outside import NOWHERE
from tests.contract.connectors.samples import done, draft

KEY = "0192f0aa-0000-7000-8000-000000000009"
OTHER = "0192f0aa-0000-7000-8000-00000000000a"


@pytest.fixture
def tool() -> Iterator[MailDesk]:
    tool = MailDesk()
    tool.start()
    yield tool
    tool.stop()


@pytest.fixture
def mapping(tool: MailDesk) -> Mapping:
    return tool.mapping(tool.url)


def mail(mapping: Mapping) -> Mail:
    return Mail(mapping, SystemClock())


def test_a_lost_answer_is_sent_again_and_makes_one_ticket(tool: MailDesk, mapping: Mapping) -> None:
    sent = draft(mapping)
    tool.server.manners.hangs_up_at = "."
    assert isinstance(mail(mapping).create(sent), Ambiguous)

    tool.server.manners.hangs_up_at = ""
    done(mail(mapping).create(sent))

    assert len(tool.server.mails) == 2 and len(tool.tickets(sent.key)) == 1


@pytest.mark.parametrize("command", ["EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA"])
def test_a_line_that_breaks_before_the_text_is_a_certain_no(
    tool: MailDesk, mapping: Mapping, command: str
) -> None:
    tool.server.manners.hangs_up_at = command

    assert isinstance(mail(mapping).create(draft(mapping)), RetryAfter)
    assert tool.server.mails == []


@pytest.mark.parametrize(
    ("command", "answer", "kind"),
    [
        ("MAIL", "550 not from you", Misconfigured),
        ("RCPT", "550 no such mailbox", Misconfigured),
        ("RCPT", "451 come back later", RetryAfter),
        ("RCPT", "421 going down", RetryAfter),
        ("DATA", "554 not today", Rejected),
        (".", "554 it looks like spam", Rejected),
        (".", "452 the disk is full", RetryAfter),
    ],
)
def test_what_a_server_refuses(
    tool: MailDesk, mapping: Mapping, command: str, answer: str, kind: type[Failure]
) -> None:
    tool.server.manners.answers = {command: answer}

    outcome = mail(mapping).create(draft(mapping))

    assert isinstance(outcome, kind), outcome
    assert tool.server.mails == []


@pytest.mark.parametrize(("command", "kind"), [(".", Ambiguous), ("RCPT", RetryAfter)])
def test_a_server_that_drips_holds_nobody_up(
    tool: MailDesk, mapping: Mapping, command: str, kind: type[Failure]
) -> None:
    tool.server.manners.drips_at = command
    hasty = mapping.amended(timing=mapping.timing.model_copy(update={"timeout": 0.5}))

    assert isinstance(mail(hasty).create(draft(mapping)), kind)


def test_no_password_goes_over_an_open_line(tool: MailDesk, mapping: Mapping) -> None:
    tool.server.manners.starttls = False

    outcome = mail(mapping).create(draft(mapping))

    assert isinstance(outcome, Misconfigured) and outcome.field == "options.tls"


def test_a_certificate_that_nobody_vouches_for_is_not_accepted(mapping: Mapping) -> None:
    outcome = mail(mapping.amended(verify=True)).create(draft(mapping))

    assert isinstance(outcome, RetryAfter) and "certificate" in outcome.reason


def test_a_server_that_cannot_be_reached() -> None:
    mapping = MailDesk().mapping(NOWHERE)
    assert isinstance(mail(mapping).create(draft(mapping)), RetryAfter)


def test_a_wrong_password(tool: MailDesk, mapping: Mapping) -> None:
    wrong = mapping.amended(sign_in={"password": "wrong"})
    assert isinstance(mail(wrong).probe(), SignInFailed)


def test_a_probe_looks_at_the_addresses_and_sends_nothing(tool: MailDesk, mapping: Mapping) -> None:
    assert done(mail(mapping).probe()).faults == ()
    assert tool.server.mails == []
    tool.server.manners.answers = {"RCPT": "550 no such mailbox"}
    assert isinstance(mail(mapping).probe(), Misconfigured)


def test_notes_files_and_states_answer_the_first_mail(tool: MailDesk, mapping: Mapping) -> None:
    sent = draft(mapping)
    connector = mail(mapping)
    ref = done(connector.create(sent))
    done(connector.note(ref, Note(KEY, "It was the battery.\n.\n..dots")))
    done(connector.attach(ref, Blob(OTHER, "screen.png", "image/png", bytes(range(256)))))
    for _ in range(2):
        done(connector.apply(ref, Change(state="Resolved", resolution="A new battery")))

    (ticket,) = tool.tickets(sent.key)

    assert ticket.notes[0] == "It was the battery.\n.\n..dots"
    assert ticket.files == ((f"screen.{OTHER}.png", bytes(range(256))),)
    assert [note for note in ticket.notes if "A new battery" in note] == ["Resolved\n\nA new battery"]
    assert all(str(each["References"] or ref.id) == ref.id for each in tool.mails())


def test_no_header_can_be_smuggled_in(tool: MailDesk, mapping: Mapping) -> None:
    sent = replace(
        draft(mapping), title="Dark\r\nBcc: all@example.org", fields={"X-Site": "a\r\nBcc: b@c.org"}
    )

    done(mail(mapping).create(sent))

    (found,) = tool.mails()
    assert found["Bcc"] is None and "Bcc: all@example.org" in str(found["Subject"])


def test_an_address_that_is_none_is_told_in_the_text_only(tool: MailDesk, mapping: Mapping) -> None:
    sent = draft(mapping, mail="not an address")

    done(mail(mapping).create(sent))

    (ticket,) = tool.tickets(sent.key)
    assert ticket.requester == "" and "not an address" in ticket.text


def test_without_a_server_mails_are_laid_into_a_folder(mapping: Mapping, tmp_path: Path) -> None:
    folder = mapping.amended(url="", options={"folder": str(tmp_path)})
    sent = draft(mapping)
    for _ in range(2):
        assert isinstance(mail(folder).create(sent), Done)

    (file,) = tmp_path.iterdir()

    assert file.name == f"{sent.key}.eml"
    assert sent.title in str(message_from_bytes(file.read_bytes(), policy=default)["Subject"])


def test_a_mapping_without_a_way_out_is_none(mapping: Mapping) -> None:
    for parts in ({"url": ""}, {"url": "http://mail.example.org"}, {"options": {"tls": "maybe"}}):
        with pytest.raises(MappingInvalid):
            mail(mapping.amended(**parts))


def test_nothing_can_be_read_back(mapping: Mapping) -> None:
    ref = Ref("<a@mostrador.invalid>", "INC-1001")
    connector = mail(mapping)
    assert not connector.caps.reads and not connector.caps.changes
    for outcome in (connector.find(KEY), connector.get(ref), connector.holds(ref, KEY)):
        assert isinstance(outcome, Misconfigured)
    assert done(connector.changes("7")).items == ()
