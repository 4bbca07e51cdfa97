"""Subscriptions are kept by admins: secrets change without a gap, tests are sent, lines are mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from desk.staff.rules import Role
from desk.webhooks.sender import Sender
from tests.api.desk_changes.following import Program
from tests.api.desk_webhooks.receiver import Receiver
from tests.api.desk_webhooks.subscribing import ADDRESS, deliveries_of, state_of, subscribe
from tests.api.desk_webhooks.test_delivering import genuine, told
from tests.fixtures.desks import RunningDesk
from tests.web.staff.forms import Visitor

MakeReceiver = Callable[..., Receiver]


def test_while_a_secret_is_changed_both_are_good_for_a_day(
    desk: RunningDesk, admin: Program, sender: Sender, receive: MakeReceiver
) -> None:
    receiver = receive()
    webhook = subscribe(admin, receiver.url)
    renewed = admin.call("POST", f"{ADDRESS}/{webhook['id']}/secret", Idempotency_Key="k").json()["secret"]
    again = admin.call("POST", f"{ADDRESS}/{webhook['id']}/secret", Idempotency_Key="k").json()["secret"]
    assert renewed == again != webhook["secret"]
    admin.make("i-1")
    sender.run_due()
    desk.clock.forward(timedelta(days=1))
    admin.make("i-2")
    sender.run_due()
    first, second = receiver.received
    assert genuine(first, webhook["secret"]) and genuine(first, renewed)
    assert genuine(second, renewed) and not genuine(second, webhook["secret"])


def test_a_second_new_secret_does_not_lock_out_who_has_none_of_them_yet(
    admin: Program, sender: Sender, receive: MakeReceiver
) -> None:
    """The button is pressed twice more easily than a receiver is changed."""
    receiver = receive()
    webhook = subscribe(admin, receiver.url)
    address = f"{ADDRESS}/{webhook['id']}/secret"
    made = [admin.call("POST", address, Idempotency_Key=key).json()["secret"] for key in ("a", "b", "c")]
    admin.make("i-1")
    sender.run_due()
    (received,) = receiver.received
    known = [genuine(received, secret) for secret in (webhook["secret"], *made)]
    assert known == [False, True, True, True], "the newest and the two before"


def test_a_secret_is_told_once_and_never_listed(admin: Program, receive: MakeReceiver) -> None:
    url = receive().url
    made = admin.call("POST", ADDRESS, {"url": url}, Idempotency_Key="k")
    again = admin.call("POST", ADDRESS, {"url": url}, Idempotency_Key="k")
    assert (made.status_code, again.status_code, again.json()) == (201, 200, made.json())
    listed = admin.call("GET", ADDRESS)
    assert len(listed.json()) == 1 and made.json()["secret"] not in listed.text


def test_a_test_goes_out_at_once_even_while_others_wait(
    admin: Program, sender: Sender, receive: MakeReceiver
) -> None:
    receiver = receive(lambda n: (500, {}))
    webhook = subscribe(admin, receiver.url)
    admin.make("i-1")
    sender.run_due()
    tried = admin.call("POST", f"{ADDRESS}/{webhook['id']}/test").json()
    assert tried == {"accepted": False, "status": 500, "fault": ""}
    receiver.answering = lambda n: (200, {})
    assert admin.call("POST", f"{ADDRESS}/{webhook['id']}/test").json()["accepted"]
    assert [each.value["type"] for each in receiver.received] == ["incident.recorded", "test", "test"]
    assert genuine(receiver.received[-1], webhook["secret"])
    assert [each["state"] for each in deliveries_of(admin, webhook)].count("waiting") == 1


def test_one_that_is_never_taken_can_be_left_out_and_one_that_was_sent_again(
    desk: RunningDesk, admin: Program, sender: Sender, receive: MakeReceiver
) -> None:
    receiver = receive(lambda n: (422, {}) if n == 0 else (200, {}))
    webhook = subscribe(admin, receiver.url)
    admin.make("i-1")
    admin.make("i-2")
    sender.run_due()
    (stuck,) = [each for each in deliveries_of(admin, webhook) if each["tries"]]
    assert (stuck["status"], stuck["state"]) == (422, "waiting")
    address = f"{ADDRESS}/{webhook['id']}/deliveries/{stuck['id']}"
    assert admin.call("POST", f"{address}/leave-out").status_code == 204
    desk.clock.forward(timedelta(seconds=7))
    assert sender.run_due() == 1 and told(receiver)[-1] == "incident.recorded i-2"
    assert admin.call("POST", f"{address}/again").status_code == 204
    assert sender.run_due() == 1
    assert receiver.received[-1].id == receiver.received[0].id
    other = subscribe(admin, receiver.url)
    for path in (f"{other['id']}/deliveries/{stuck['id']}", f"{webhook['id']}/deliveries/none"):
        assert admin.call("POST", f"{ADDRESS}/{path}/again").status_code == 404


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD])
def test_only_admins_keep_webhooks(desk: RunningDesk, admin: Program, role: Role) -> None:
    webhook = subscribe(admin, "https://hooks.example.org/in")
    other = Program(desk, role.value, role)
    one = f"{ADDRESS}/{webhook['id']}"
    routes = [("GET", ADDRESS), ("POST", ADDRESS), ("GET", one), ("PUT", one), ("DELETE", one)]
    routes += [("POST", f"{one}/secret"), ("POST", f"{one}/test"), ("GET", f"{one}/deliveries")]
    routes += [("POST", f"{one}/deliveries/d-1/again"), ("POST", f"{one}/deliveries/d-1/leave-out")]
    for method, path in routes:
        answer = other.call(method, path, {"url": "https://hooks.example.org/in"}, Idempotency_Key="k")
        assert answer.status_code == 403, path
    other.close()
    assert admin.call("DELETE", one).status_code == 204
    assert admin.call("DELETE", one).status_code == 404


def test_the_pages_do_it_all_in_plain_words(
    desk: RunningDesk, admin: Program, sender: Sender, receive: MakeReceiver
) -> None:
    receiver = receive(lambda n: (500, {}) if n == 1 else (200, {}))
    desk.staff("boss", Role.ADMIN)
    boss = Visitor(desk.url, "es").sign_in("boss")
    boss.get("/staff/webhooks").get("/staff/webhooks/new").post("/staff/webhooks/new", {"url": "hello"})
    assert boss.status == 422 and "no está completa" in boss.text
    boss.post("/staff/webhooks/new", {"url": receiver.url, "kinds": ["incident"], "sites": ["main"]})
    assert boss.status == 200 and "whsec_" in boss.text
    (webhook,) = admin.call("GET", ADDRESS).json()
    page = f"/staff/webhooks/{webhook['id']}"
    boss.post(f"{page}/test", {})
    assert "La prueba ha llegado" in boss.text and told(receiver) == ["test "]
    admin.make("i-1")
    sender.run_due()
    boss.get(page)
    assert "Respuesta: 500 · 1 intento" in boss.text and "No responde; se vuelve a intentar" in boss.text
    (stuck,) = [each for each in deliveries_of(admin, webhook) if each["state"] == "waiting"]
    boss.post(f"{page}/deliveries/{stuck['id']}/leave-out", {})
    assert "Se deja fuera" in boss.text
    boss.post(f"{page}/deliveries/{stuck['id']}/again", {})
    desk.clock.forward(timedelta(minutes=1))
    assert sender.run_due() == 1
    boss.get(page).post(f"{page}/state", {})
    assert "En pausa" in boss.text and state_of(admin, webhook)["state"] == "paused"
    boss.post(f"{page}/state", {"active": "yes"}).post(f"{page}/secret", {})
    assert "whsec_" in boss.text and "La clave anterior vale hasta" in boss.text
    boss.post(page, {"url": receiver.url, "kinds": ["visit"]})
    assert state_of(admin, webhook)["kinds"] == ["visit"]
    boss.post(f"{page}/remove", {})
    assert boss.path.startswith("/staff/webhooks?") and admin.call("GET", ADDRESS).json() == []
    boss.close()


@pytest.mark.expect_log("webhook_given_up")
def test_every_page_tells_admins_of_one_that_gave_up(
    desk: RunningDesk, admin: Program, sender: Sender, receive: MakeReceiver
) -> None:
    subscribe(admin, receive(lambda n: (410, {})).url)
    for login, role in (("boss", Role.ADMIN), ("lena", Role.AGENT)):
        desk.staff(login, role)
    boss, lena = (Visitor(desk.url).sign_in(login) for login in ("boss", "lena"))
    assert "no longer told" not in boss.get("/staff/incidents").text
    admin.make("i-1")
    sender.run_due()
    assert "no longer told" in boss.get("/staff/incidents").text
    assert "no longer told" not in lena.get("/staff/incidents").text
    boss.close()
    lena.close()
