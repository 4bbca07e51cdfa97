"""A place that somebody has already, by what their phone shows of it: the page of the visit, or its code.

Who joined by phone shows it at the kiosk, as others show the pass of an appointment.
"""

from __future__ import annotations

from common.join_code import CODE_LENGTH, code_of_visit, plain_code
from kiosk.queue.line import Line
from kiosk.queue.refusals import Code
from kiosk.queue.visits import PRESENT, Visit, VisitState
from kiosk.site.problems import Refused

LONGEST_ID = 64


def visit_shown(line: Line, text: str) -> Visit | None:
    """The visit whose page was scanned, or whose code was typed; None when it is something else.

    Raises Refused for one that is over. An id cannot be guessed; the code only reaches those who are here or
    on their way.
    """
    given = text.strip()
    if "/v/" in given:
        given = given.rsplit("/v/", 1)[-1].split("?")[0].split("#")[0].strip("/")
    if len(given) > LONGEST_ID:
        return None  # a pass
    visit = line.visits.get(given) or _by_code(line, plain_code(given))
    if visit is None or visit.number is None:
        return None
    if visit.state in PRESENT:
        return visit
    raise Refused(Code.PASS_USED if visit.state is VisitState.DONE else Code.PASS_EXPIRED)


def _by_code(line: Line, code: str) -> Visit | None:
    """Among those who have a place now: two of the same code are as good as none."""
    if len(code) != CODE_LENGTH:
        return None
    present = (visit for visit in line.visits.values() if visit.state in PRESENT)
    found = [visit for visit in present if code_of_visit(visit.id) == code]
    return found[0] if len(found) == 1 else None
