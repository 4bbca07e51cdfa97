"""What is each imitated tool's own, beside what the suite asks of all: late searches, sessions that end,
answers of 200 that are none, people who are not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from common.clock import SystemClock
from common.ids import new_id
from desk.connectors.engine.comparing import compare
from desk.connectors.mapping.form import RequesterForm, RequesterRule
from desk.connectors.port import (
    Ambiguous,
    Change,
    Done,
    Draft,
    Misconfigured,
    Note,
    Ref,
    Rejected,
    Requester,
    RetryAfter,
)
from desk.connectors.tools.footprints import soap
from desk.connectors.tools.footprints.connector import FootPrints
from desk.connectors.tools.freshservice.connector import Freshservice
from desk.connectors.tools.helix.connector import Helix
from desk.connectors.tools.invgate.connector import InvGate
from desk.connectors.tools.topdesk.connector import TopDesk
from desk.connectors.tools.zammad.connector import Zammad
from tests.contract.connectors.desks.fake import FakeDesk, Reply
from tests.contract.connectors.desks.footprints import FootPrintsFake, _fault
from tests.contract.connectors.desks.freshservice import FreshserviceFake
from tests.contract.connectors.desks.helix import ArError, HelixFake
from tests.contract.connectors.desks.invgate import InvGateFake
from tests.contract.connectors.desks.topdesk import TopDeskFake
from tests.contract.connectors.desks.zammad import ZammadFake
from tests.contract.connectors.samples import done, draft

CLOCK = SystemClock()
NOTE = Note("0192f0aa-0000-7000-8000-000000000009", "It was the battery.")
Run = Callable[..., tuple[Any, Any, Draft]]


@pytest.fixture
def run() -> Iterator[Run]:
    """Starts an imitated tool: it, a connector to it, and a draft. Keywords amend the mapping."""
    running: list[FakeDesk] = []

    def start(fake: Any, connector: Any, **parts: Any) -> tuple[Any, Any, Draft]:
        fake.start()
        running.append(fake)
        mapping = fake.mapping(fake.url).amended(**parts)
        return fake, connector(mapping, CLOCK), draft(mapping)

    yield start
    for fake in running:
        fake.stop()


def answers(fake: FakeDesk, reply: Reply) -> None:
    """From now on the tool answers everything with this."""
    fake.answer = lambda request: reply  # type: ignore[method-assign]  # a tool in an odd mood


# --- TOPdesk
@pytest.mark.parametrize("rule", [RequesterRule.MAIL, RequesterRule.LOOK_UP])
def test_a_caller_whom_topdesk_does_not_know(run: Run, rule: RequesterRule) -> None:
    fake, topdesk, sent = run(TopDeskFake(), TopDesk, requester=RequesterForm(rule=rule))
    fake.everybody = False

    outcome = topdesk.create(sent)

    if rule is RequesterRule.MAIL:
        assert isinstance(outcome, Rejected) and "caller lookup" in outcome.message
    else:  # stands as an unregistered caller
        assert done(topdesk.get(done(outcome))).requester == "vera.visitor@example.org"


def test_actions_of_topdesk_come_by_parts_of_a_list(run: Run) -> None:
    fake, topdesk, sent = run(TopDeskFake(), TopDesk)
    ref = done(topdesk.create(sent))
    done(topdesk.note(ref, NOTE))
    for number in range(120):
        fake.change(ref.id, note=f"Called again, {number}")

    assert done(topdesk.holds(ref, NOTE.key)) is True
    assert done(topdesk.holds(ref, NOTE.key[::-1])) is False


def test_an_archived_incident_of_topdesk_stops_no_line(run: Run) -> None:
    fake, topdesk, sent = run(TopDeskFake(), TopDesk)
    ref = done(topdesk.create(sent))
    fake.rows[1].values["archived"] = True

    assert isinstance(topdesk.apply(ref, Change(state="In progress")), Rejected)


# --- Zammad
def test_a_key_in_zammad_s_text_is_found_once_the_index_has_it(run: Run) -> None:
    fake, zammad, sent = run(ZammadFake(), Zammad, options={"marker": "text"})
    ref = done(zammad.create(sent))

    assert done(zammad.find(sent.key)) == ()  # why the settle time must cover the lag
    fake.index_lag = timedelta(0)
    assert done(zammad.find(sent.key)) == (ref,)
    assert done(zammad.get(ref)).key == sent.key
    fake.indexed = False
    done(zammad.note(done(zammad.create(draft(fake.mapping(fake.url)))), Note(sent.key, "Same words")))
    assert done(zammad.find(sent.key)) == (ref,), "a note that has the words is no marker"


def test_zammad_with_its_attribute_does_not_wait_for_an_index(run: Run) -> None:
    _, zammad, sent = run(ZammadFake(), Zammad)
    assert done(zammad.find(sent.key)) == ()
    ref = done(zammad.create(sent))
    assert done(zammad.find(sent.key)) == (ref,)


# --- Freshservice
def test_old_tickets_of_freshservice_are_found_by_the_filter(run: Run) -> None:
    fake, freshservice, sent = run(FreshserviceFake(), Freshservice)
    ref = done(freshservice.create(sent))
    fake.rows[1].changed_at -= timedelta(hours=2)

    assert done(freshservice.find(sent.key)) == (ref,)


def test_calls_of_freshservice_that_are_refused_wait_as_long_as_it_says(run: Run) -> None:
    fake, freshservice, sent = run(FreshserviceFake(), Freshservice)
    fake.calls_left = 0

    outcome = freshservice.create(sent)

    assert isinstance(outcome, RetryAfter) and outcome.seconds == 42 and outcome.busy
    assert not fake.rows


def test_a_visitor_without_an_address_is_the_fallback_at_freshservice(run: Run) -> None:
    fake, freshservice, sent = run(FreshserviceFake(), Freshservice)
    nobody = replace(sent, requester=replace(sent.requester, mail=""))

    assert done(freshservice.get(done(freshservice.create(nobody)))).requester == "walk-up@example.org"
    none = fake.mapping(fake.url).amended(requester=RequesterForm())
    assert isinstance(Freshservice(none, CLOCK).create(nobody), Rejected)


# --- BMC Helix
def test_who_a_helix_incident_is_for_is_told_with_the_address_and_so_is_nobody(run: Run) -> None:
    fake, helix, sent = run(HelixFake(), Helix)
    sent = replace(sent, requester=Requester("Rosa Requester", "rosa@example.org"))
    kept = done(helix.get(done(helix.create(sent))))
    assert compare(sent, kept) == ()
    fake.loses_customers = True
    lost = done(helix.get(done(helix.create(replace(sent, key=new_id())))))
    assert ("requester", "") in [(each.field, each.found) for each in compare(sent, lost)]


def test_a_token_of_helix_that_ended_is_replaced(run: Run) -> None:
    fake, helix, sent = run(HelixFake(), Helix)
    done(helix.probe())
    fake.tokens.clear()

    assert isinstance(helix.create(sent), Done)
    assert len(fake.rows) == 1


@pytest.mark.parametrize(
    ("number", "kind"), [(93, Ambiguous), (307, Rejected), (303, Misconfigured), (45379, Rejected)]
)
def test_what_numbers_of_helix_mean(run: Run, number: int, kind: type) -> None:
    fake, helix, _ = run(HelixFake(), Helix)
    done(helix.probe())
    told = ArError(number, "Something went wrong").told
    answers(fake, Reply(500, told))

    outcome = helix.note(Ref("INC000000000001", "INC000000000001"), NOTE)

    assert isinstance(outcome, kind), outcome


def test_nothing_is_written_over_with_nothing_at_helix(run: Run) -> None:
    fake, helix, sent = run(HelixFake(), Helix)
    ref = done(helix.create(sent))
    done(helix.apply(ref, Change(state="Resolved", resolution="A new battery", fields={"Impact": ""})))

    written = [request.json()["values"] for request in fake.requests if request.method == "PUT"]
    assert written and all(all(values.values()) for values in written)
    assert done(helix.get(ref)).fields["Impact"]


# --- InvGate
def test_an_answer_of_200_that_says_error_is_a_refusal(run: Run) -> None:
    fake, invgate, sent = run(InvGateFake(), InvGate)
    outcome = invgate.create(replace(sent, fields={**sent.fields, "category_id": "99"}))

    assert outcome == Rejected("", "Invalid parameter category_id")
    assert not fake.rows


def test_older_requests_of_invgate_are_found_in_the_view(run: Run) -> None:
    fake, invgate, sent = run(InvGateFake(), InvGate)
    ref = done(invgate.create(sent))
    fake.rows[1].values["made_at"] -= timedelta(hours=5)

    assert done(invgate.find(sent.key)) == (ref,)
    without = InvGate(fake.mapping(fake.url).amended(options={"view_id": ""}), CLOCK)
    assert done(without.find(sent.key)) == ()
    assert "options.view_id" in {place for place, _ in done(without.probe()).faults}


# --- BMC FootPrints
@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Title is a mandatory field", Rejected),
        ("DBD::mysql::st execute failed: Lock wait timeout exceeded", Ambiguous),
    ],
)
def test_what_faults_of_footprints_mean(run: Run, words: str, kind: type) -> None:
    fake, footprints, sent = run(FootPrintsFake(), FootPrints)
    answers(fake, _fault(words))
    assert isinstance(footprints.create(sent), kind)
    assert not isinstance(footprints.find(sent.key), Done)


def test_a_query_of_footprints_takes_keys_only(run: Run) -> None:
    _, footprints, sent = run(FootPrintsFake(), FootPrints)
    done(footprints.create(sent))
    assert isinstance(footprints.find("' OR '1' = '1"), Rejected)


def test_footprints_clock_is_in_a_zone_of_its_own(run: Run) -> None:
    _, footprints, sent = run(FootPrintsFake(), FootPrints, options={"time_zone": "Etc/GMT-5"})
    snapshot = done(footprints.get(done(footprints.create(sent))))
    assert snapshot.changed_at is not None
    assert abs((CLOCK.now() - snapshot.changed_at).total_seconds() - 5 * 3600) < 60


# --- SOAP
def returned(inner: str, head: str = "") -> bytes:
    body = f"<e:Body><r><return>{inner}</return></r></e:Body>"
    return f'{head}<e:Envelope xmlns:e="{soap.ENVELOPE}">{body}</e:Envelope>'.encode()


def test_soap_reads_structures_and_apache_s_maps_alike() -> None:
    row = "<item><mrid>7</mrid><mrtitle>Dark</mrtitle></item>"
    pairs = (("mrid", "7"), ("mrtitle", "Dark"))
    items = "".join(f"<item><key>{key}</key><value>{value}</value></item>" for key, value in pairs)

    assert soap.read(returned(row)) == soap.read(returned(f"<item>{items}</item>")) == [dict(pairs)]
    assert soap.read(returned("")) == ""
    assert soap.read(b"<html><body>Bad gateway</body></html>") is None


def test_soap_takes_no_entities() -> None:
    assert soap.read(returned("&a;", head='<!DOCTYPE x [<!ENTITY a "b">]>')) is None


def test_what_xml_cannot_write_is_left_out() -> None:
    made = soap.envelope("MRWebServices", "MRWebServices__search", {"query": "a\x00b\x1fc"})
    assert b"a b c" in made
