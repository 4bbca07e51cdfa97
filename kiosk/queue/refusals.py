"""Refusals: a stable code each; words come later, from the face that shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.queue.events import Event


class Code(StrEnum):
    """Every reason for which Mostrador says no. `refusal-<code>` is its key in the translations."""

    # the line
    UNKNOWN_VISIT = "unknown_visit"
    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_COUNTER = "unknown_counter"
    NOBODY_WAITING = "nobody_waiting"
    ALREADY_CALLED = "already_called"
    AGENT_BUSY = "agent_busy"
    COUNTER_TAKEN = "counter_taken"
    COUNTER_NOT_OPEN = "counter_not_open"
    COUNTER_IN_USE = "counter_in_use"
    WRONG_STATE = "wrong_state"
    NOT_YOURS = "not_yours"
    SAME_SERVICE = "same_service"
    SITE_CLOSED = "site_closed"
    LAST_CHECK_IN_OVER = "last_check_in_over"
    ALREADY_CHECKED_IN = "already_checked_in"
    SERVICE_FULL = "service_full"
    CHECK_IN_PAUSED = "check_in_paused"
    TOO_LATE_FOR_TODAY = "too_late_for_today"
    NO_REMOTE_JOIN = "no_remote_join"
    PEOPLE_WAITING = "people_waiting"
    CALL_AGAIN_FIRST = "call_again_first"
    NOT_HERE_YET = "not_here_yet"
    LACKS_SKILL = "lacks_skill"
    RESERVED = "reserved"
    NOT_REMOTE = "not_remote"
    # two machines at a site
    FENCED = "fenced"
    STANDBY = "standby"
    # passes
    PASS_UNREADABLE = "pass_unreadable"
    PASS_FORGED = "pass_forged"
    PASS_EXPIRED = "pass_expired"
    PASS_TOO_EARLY = "pass_too_early"
    PASS_WRONG_SITE = "pass_wrong_site"
    PASS_USED = "pass_used"
    PASS_CANCELLED = "pass_cancelled"
    # booking
    SLOT_TAKEN = "slot_taken"
    SLOT_GONE = "slot_gone"
    TOO_LATE_TO_CHANGE = "too_late_to_change"
    # records that an outside tool keeps
    OWNED_OUTSIDE = "owned_outside"
    # requests
    INVALID = "invalid"
    TOO_LARGE = "too_large"
    NOT_FOUND = "not_found"
    UNAUTHENTICATED = "unauthenticated"
    WRONG_PASSWORD = "wrong_password"
    FORBIDDEN = "forbidden"
    TOO_MANY_TRIES = "too_many_tries"
    SIGN_ON_NOT_TAKEN = "sign_on_not_taken"
    SIGN_ON_OUT_OF_TIME = "sign_on_out_of_time"
    SIGN_ON_NOT_HERE = "sign_on_not_here"
    KEY_MISSING = "key_missing"
    KEY_REUSED = "key_reused"
    STORAGE_FULL = "storage_full"
    UNREACHABLE = "unreachable"
    OUT_OF_ORDER = "out_of_order"
    VERSION_MISSING = "version_missing"
    CHANGES_GONE = "changes_gone"
    CHAIN_BROKEN = "chain_broken"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A polite no: the code, and the data that its words need (`{"name": value}`).

    `events`: what is worth remembering all the same, such as somebody who was turned away.
    """

    code: Code
    data: dict[str, str] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
