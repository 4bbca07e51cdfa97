"""What was refused: counted in the menu, told in the tool's own words, sent again all at once."""

from __future__ import annotations

from collections.abc import Callable

from desk.connectors.engine.delivery import Stage, Why
from desk.connectors.port import Rejected
from desk.connectors.store.deliveries import deliveries
from tests.web.connectors.conftest import Counter
from tests.web.staff.forms import Visitor

SignIn = Callable[..., Visitor]
WHY = "Cost centre cannot be blank"


def test_what_was_refused_is_sent_again_all_at_once(counter: Counter, signed_in: SignIn) -> None:
    counter.tool.next_on("create", Rejected("", WHY), times=2)
    keys = [counter.record(), counter.record()]
    lead, agent = signed_in("ines"), signed_in("lena")
    assert "(2 need attention)" in lead.get("/staff/incidents").text
    assert lead.text.count("Needs attention") == 2, "each beside its record's number"
    assert "need attention" not in agent.get("/staff/incidents").text
    assert WHY in agent.get(f"/staff/incidents/{keys[0]}").text
    page = lead.get("/staff/connectors/attention")
    assert "Send 2 refused ones again" in page.text and WHY in page.text
    assert "refused ones again" not in agent.get("/staff/connectors/attention").text
    assert agent.post("/staff/connectors/attention/again", {}).status == 403
    lead.post("/staff/connectors/attention/again", {})
    assert "They are on their way again" in lead.text and "Nothing needs your attention" in lead.text
    lead.post("/staff/connectors/attention/again", {})
    assert "Nothing was sent" in lead.text
    counter.later(1)
    assert all(counter.held(key).delivery.stage is Stage.DONE for key in keys)
    assert "need attention" not in lead.get("/staff/incidents").text


def test_what_may_be_there_is_not_sent_with_the_others(counter: Counter, signed_in: SignIn) -> None:
    counter.tool.next_on("create", Rejected("", WHY), times=3)
    unsure, *sure = [counter.record() for _ in range(3)]
    with counter.running.database.begin() as connection:
        so = {"fault_why": Why.MAY_BE_THERE.value}
        connection.execute(deliveries.update().where(deliveries.c.id == unsure).values(so))
    lead = signed_in("ines").get("/staff/connectors/attention")
    assert "Send 2 refused ones again" in lead.text
    lead.post("/staff/connectors/attention/again", {})
    assert counter.held(unsure).delivery.stage is Stage.ATTENTION
    assert all(counter.held(key).delivery.stage is not Stage.ATTENTION for key in sure)


def test_a_state_that_stands_for_none_of_ours_is_said(counter: Counter, signed_in: SignIn) -> None:
    key = counter.record()
    (ticket,) = counter.tool.with_key(key)
    counter.tool.change(ticket, state="with <second> line")
    counter.later(60)
    lead = signed_in("ines")
    assert "stand for none of ours: “with <second> line”" in lead.get("/staff/connectors/rt").text
    assert "No state here stands for “with <second> line”" in lead.get(f"/staff/incidents/{key}").text
    assert "<second>" not in lead.answer.text
