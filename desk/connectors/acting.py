"""What leads do about hand-overs that cannot go on by themselves, checked and noted for the audit.

All raise Refused: `not_found` for what is not there or is of a site that the member does not see;
`out_of_order` when somebody was faster and there is nothing to decide any more; `invalid`.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from datetime import date

from common.outside import web_address
from desk.connectors import deciding, earlier
from desk.connectors.engine.delivery import Delivery, Policy, Stage, What
from desk.connectors.mapping.form import Mapping, MappingInvalid
from desk.connectors.port import Ref
from desk.connectors.serving import policy_for
from desk.connectors.store import deliveries, looks
from desk.connectors.store.kept import Wanted
from desk.connectors.store.looks import Stuck
from desk.context import Desk
from desk.engine import Connection
from desk.incidents import store as incidents
from desk.incidents.rules import Standing, Step
from desk.problems import Refused
from desk.staff import store as staff
from desk.staff.auth import note
from desk.staff.rules import Member
from kiosk.queue.refusals import Code

LONGEST_REASON = 500
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")  # it becomes part of addresses of the tool's API


def send_again(connection: Connection, desk: Desk, member: Member, delivery: str) -> Delivery:
    """What was wrong is mended, or it was looked for and is not there, or it shall be handed over after all:
    once more. A state that has a newer one stays set aside.
    """
    known = _seen(connection, member, delivery)
    mapping = desk.connectors.mappings.get(known.connector)
    after = _decided(lambda: deciding.retry(connection, delivery, desk.now(), mapping))
    if known.stage is Stage.SET_ASIDE and after.stage is not Stage.SET_ASIDE:
        _tell(connection, desk, member, known, Step("sent_again", known.what.value, known.connector))
    _note(connection, desk, member, "delivery_sent_again", known)
    return after


def send_aside_again(desk: Desk, member: Member, connector: str) -> int:
    """Send again what was set aside lately and cannot be there already: the oldest, at most `earlier.BATCH`,
    each in a transaction of its own. How many are on their way.
    """
    taking(desk, connector)
    with desk.database.read() as connection:
        found, _ = set_aside_of(connection, desk, member, connector, earlier.BATCH, surely=True)
    return _send_all(desk, member, found)


def send_refused_again(desk: Desk, member: Member) -> int:
    """The same for what needs attention since its tool refused it."""
    with desk.database.read() as connection:
        found, _ = looks.refused(connection, member.scope, earlier.BATCH)
    return _send_all(desk, member, found)


def _send_all(desk: Desk, member: Member, found: list[Stuck]) -> int:
    sent = 0
    for each in found:
        with contextlib.suppress(Refused), desk.database.begin() as connection:  # somebody was faster
            after = send_again(connection, desk, member, each.held.delivery.id)
            sent += after.stage is not Stage.SET_ASIDE
    return sent


def set_aside_of(
    connection: Connection, desk: Desk, member: Member, connector: str, limit: int, surely: bool = False
) -> tuple[list[Stuck], int]:
    """What was set aside and can be sent again, at sites that the member sees; see `looks.set_aside`."""
    since = desk.now() - deliveries.KEPT
    return looks.set_aside(connection, connector, member.scope, since, limit, surely)


def put_aside(connection: Connection, desk: Desk, member: Member, delivery: str, reason: str) -> Delivery:
    """It is not handed over; the reason stands in the record's history."""
    known = _seen(connection, member, delivery)
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise Refused(Code.INVALID, {"reason": "empty"})
    mapping = desk.connectors.mappings.get(known.connector)
    after = _decided(lambda: deciding.set_aside(connection, delivery, desk.now(), mapping))
    _tell(connection, desk, member, known, Step("set_aside", known.what.value, known.connector, reason))
    _note(connection, desk, member, "delivery_set_aside", known)
    return after


def say_it_is_there(
    connection: Connection, desk: Desk, member: Member, delivery: str, number: str = "", url: str = ""
) -> Delivery:
    """Somebody found it in the tool. `number`, `url`: of the ticket, when it is the ticket itself."""
    known = _seen(connection, member, delivery)
    ref = None
    if known.what is What.CREATE:
        number = number.strip().lstrip("#")
        if NUMBER.fullmatch(number) is None:
            raise Refused(Code.INVALID, {"number": "empty" if not number else "not a number"})
        ref = Ref(number, number, web_address(url.strip()))
    policy = policy_of_tool(desk, known.connector)
    after = _decided(lambda: deciding.confirm(connection, delivery, ref, policy, desk.now()))
    _note(connection, desk, member, "delivery_confirmed", known)
    return after


def try_line(connection: Connection, desk: Desk, member: Member, connector: str) -> None:
    """The account or the mapping was mended: let everything go to the tool again."""
    taking(desk, connector)
    deciding.reopen(connection, connector)
    staff.note_action(connection, note(desk, member, "line_tried", connector))


def hand_over_earlier(
    connection: Connection, desk: Desk, member: Member, connector: str, since: date, open_only: bool
) -> int:
    """Hand over records that stand at the desk alone, recorded since that day (of the desk's first site) at
    sites that the member sees: the oldest ones, at most `earlier.BATCH`. How many.
    """
    mapping = taking(desk, connector)
    wanted = Wanted(earlier.begins(connection, since), scope=member.scope, open_only=open_only)
    queued = earlier.hand_over(connection, desk.connectors, mapping, wanted, desk.now(), earlier.BATCH)
    if queued:
        told = {"records": str(queued), "since": since.isoformat()}
        staff.note_action(connection, note(desk, member, "earlier_handed_over", connector, **told))
    return queued


def count_earlier(
    connection: Connection, desk: Desk, member: Member, connector: str, since: date, open_only: bool
) -> int:
    """How many records `hand_over_earlier` would hand over, were it called often enough."""
    wanted = Wanted(earlier.begins(connection, since), scope=member.scope, open_only=open_only)
    return earlier.count(connection, desk.connectors, taking(desk, connector), wanted)


def taking(desk: Desk, connector: str) -> Mapping:
    """The mapping of a connector that takes records."""
    mapping = desk.connectors.mappings.get(connector)
    if mapping is None:
        raise Refused(Code.NOT_FOUND)
    return mapping


def policy_of_tool(desk: Desk, connector: str) -> Policy:
    """A tool's abilities and times; the usual ones for a tool whose mapping is gone or cannot be used."""
    mapping = desk.connectors.mappings.get(connector)
    if mapping is None:
        return Policy()
    try:
        made = desk.connectors.connect(mapping, desk.clock)
    except MappingInvalid:
        return Policy()
    try:
        return policy_for(mapping, made)
    finally:
        made.close()


def _seen(connection: Connection, member: Member, delivery: str) -> Delivery:
    """A delivery of a record that the member may see."""
    held = deliveries.get(connection, delivery) if delivery.isprintable() else None
    site = looks.site_of(connection, delivery) if held is not None else None
    if held is None or site is None or not member.sees(site):
        raise Refused(Code.NOT_FOUND)
    return held.delivery


def _decided(decide: Callable[[], Delivery]) -> Delivery:
    try:
        return decide()
    except LookupError as error:
        raise Refused(Code.NOT_FOUND) from error
    except ValueError as error:
        raise Refused(Code.OUT_OF_ORDER) from error


def _tell(connection: Connection, desk: Desk, member: Member, known: Delivery, step: Step) -> None:
    """A line in the record's history."""
    now = incidents.lock_standing(connection, known.incident)
    if now is not None:
        standing = Standing(now.state, now.assignee, now.version + 1)
        incidents.store_change(connection, known.incident, standing, [step], member.id, desk.now())


def _note(connection: Connection, desk: Desk, member: Member, action: str, known: Delivery) -> None:
    told = {"what": known.what.value, "connector": known.connector}
    staff.note_action(connection, note(desk, member, action, known.incident, **told))
