"""Messages: limits on every field, text cleaned as people write it, nothing unknown let in."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from common import wire, wire_changes
from common.wire import (
    CheckInBody,
    Filled,
    Guest,
    Id,
    IncidentBody,
    Language,
    Line1,
    Mail,
    Message,
    Note,
    SignInBody,
    Text,
    priority_of,
)
from common.wire_changes import (
    CallBody,
    CloseBody,
    FinishBody,
    JoinBody,
    MarksBody,
    PauseBody,
    ReopenBody,
    ReserveBody,
    ServiceBody,
    TransferBody,
)
from common.wire_passes import PassCheckBody

NAMES = [
    "Ana García",
    "José María de la Ñ",
    "O’Brien-Smith",
    "عبد الله الحربي",
    "יונתן כהן",
    "李小龍",
    "Nguyễn Văn An",
    "👩‍💻 Ada",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "🫨",
    "x",
    "á" * 200,
]
BLANK = [
    "",
    " ",
    "\t\n",
    "\x00",
    "\x1b\x07",
    "\u200b",
    "\u200d\u2060",
    "\ufeff",
    "\u0301",
    "\u3000",
    "\u2028",
]


def refuses(kind: Any, value: object) -> bool:
    """Whether a field of this type refuses the value with a plain ValidationError."""
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return True
    return False


def read(kind: Any, value: str) -> str:
    text: str = TypeAdapter(kind).validate_python(value)
    return text


# Text


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stays_as_its_owner_writes_it(name: str) -> None:
    assert Guest(name=name).name == name
    assert json.loads(Guest(name=name).model_dump_json())["name"] == name


@pytest.mark.parametrize("name", BLANK, ids=ascii)
def test_a_name_that_nobody_could_see_is_refused(name: str) -> None:
    assert refuses(Filled, name)
    assert read(Line1, name) in ("", name.strip())


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("  Ana   García ", "Ana García"),
        ("Ana\nGarcía\r\n", "Ana García"),
        ("A\x00n\x1ba\x7f\x85", "Ana"),
        ("Jose\u0301", "José"),
        ("a\u2028b\u2029c", "a b c"),
        ("a\tb", "a b"),
    ],
    ids=ascii,
)
def test_a_line_is_one_line_without_control_characters(written: str, cleaned: str) -> None:
    assert read(Line1, written) == cleaned
    assert read(Filled, written) == cleaned


@pytest.mark.parametrize("kind", [Text, Note])
def test_a_text_keeps_its_lines_and_loses_its_control_characters(kind: Any) -> None:
    assert read(kind, " one\r\n\ttwo\x00\x08\n") == "one\n\ttwo"


@pytest.mark.parametrize(
    ("kind", "longest"), [(Line1, 200), (Filled, 200), (Note, 500), (Text, 4000), (Id, 64), (Language, 3)]
)
def test_each_kind_of_text_has_its_longest(kind: Any, longest: int) -> None:
    assert read(kind, "a" * longest) == "a" * longest
    assert refuses(kind, "a" * (longest + 1))
    assert refuses(kind, "a" * 1_000_000)


@pytest.mark.parametrize("kind", [Line1, Filled, Note, Text, Id, Mail, Language])
@pytest.mark.parametrize("value", [None, 7, 1.5, True, [], {}, ["a"]])
def test_what_is_no_text_is_refused(kind: Any, value: object) -> None:
    assert refuses(kind, value)


@given(st.text(max_size=100))
def test_cleaning_twice_is_cleaning_once_and_the_result_can_be_stored(text: str) -> None:
    for kind in (Line1, Text):
        once = read(kind, text)
        assert read(kind, once) == once
        assert "\x00" not in once
        once.encode()


@pytest.mark.parametrize(
    "value", ["", "a b", "a/b", "../x", "a\n", "ñ", "a\x00", "٣", "'", '"', "a" * 65], ids=ascii
)
def test_an_id_is_plain(value: str) -> None:
    assert refuses(Id, value)


@pytest.mark.parametrize("value", ["019a0000-0000-7000-8000-000000000001", "main", "a.b:c_d", "A"])
def test_ids_that_are_fine(value: str) -> None:
    assert read(Id, value) == value


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("", ""),
        ("ana@example.org", "ana@example.org"),
        (" ana@example.org ", "ana@example.org"),
        ("a+b.c@mail.example.org", "a+b.c@mail.example.org"),
        ("ñandú@méxico.example", "ñandú@méxico.example"),
    ],
)
def test_mail_addresses(value: str, kept: str) -> None:
    assert read(Mail, value) == kept


@pytest.mark.parametrize(
    "value",
    [
        "ana",
        "@",
        "ana@",
        "@example.org",
        "ana@example",
        "ana@example.",
        "a@b@example.org",
        "a b@example.org",
        "ana@example.org\nBcc: all@example.org",
        "a\x00b@example.org",
        "a\u202eb@example.org",
        "a" * 250 + "@example.org",
    ],
    ids=ascii,
)
def test_what_is_no_mail_address(value: str) -> None:
    assert refuses(Mail, value)


@pytest.mark.parametrize("value", ["en", "es", "ast", "pt-BR"])
def test_languages(value: str) -> None:
    assert read(Language, value) == value


@pytest.mark.parametrize("value", ["", "e", "EN", "english", "en_GB", "en-gb", "en\n", "../en"])
def test_what_is_no_language(value: str) -> None:
    assert refuses(Language, value)


# Messages

CHECK_IN: dict[str, Any] = {"id": "v1", "service": "laptop"}
INCIDENT: dict[str, Any] = {
    "id": "i1", "kind": "incident", "category": ["hardware"], "impact": 2, "urgency": 2, "title": "Lid",
}  # fmt: skip
WHOLE: dict[type[Message], dict[str, Any]] = {
    CheckInBody: CHECK_IN,
    IncidentBody: INCIDENT,
    Guest: {"name": "Ana"},
    CallBody: {},
    CloseBody: {"people": "keep"},
    FinishBody: {},
    JoinBody: {"counter": "1"},
    MarksBody: {"marks": ["urgent"]},
    PauseBody: {"message": {"en": "Soon"}},
    ReopenBody: {},
    ReserveBody: {"agent": None},
    ServiceBody: {"service": "phone"},
    TransferBody: {"service": "phone"},
    SignInBody: {"name": "lena", "password": "x"},
    PassCheckBody: {"pass": "M1.a.b"},
}


@pytest.mark.parametrize("model", WHOLE)
def test_a_field_that_nobody_knows_is_refused(model: type[Message]) -> None:
    model.model_validate(WHOLE[model])
    with pytest.raises(ValidationError, match="extra_forbidden"):
        model.model_validate({**WHOLE[model], "admin": True})


@pytest.mark.parametrize("model", WHOLE)
@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b'"x"', b"\xff\xfe", b'{"id":' * 500, b"7"])
def test_what_is_no_such_body_is_a_validation_error(model: type[Message], body: bytes) -> None:
    with pytest.raises(ValidationError):
        model.model_validate_json(body)


def test_every_message_forbids_what_it_does_not_know_and_cannot_be_changed() -> None:
    found = [*vars(wire).values(), *vars(wire_changes).values()]
    models = {m for m in found if isinstance(m, type) and issubclass(m, Message)}
    assert len(models) > 30
    for model in models:
        assert model.model_config["extra"] == "forbid", model
        assert model.model_config["frozen"], model


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"id": None},
        {"service": "a b"},
        {"call_as": "shout"},
        {"language": "klingon"},
        {"note": "x" * 501},
        {"pass": "x" * 2049},
        {"number": "KA0000007"},
        {"guest": {"name": " "}},
        {"guest": {"name": "x" * 201}},
        {"guest": {"name": "Ana", "mail": "no"}},
        {"guest": {"name": "Ana", "phone": "1"}},
        {"guest": "Ana"},
        {"arrived_at": "2026-11-23T09:00:00"},
        {"arrived_at": "0001-01-01T00:00:00+14:00"},
        {"arrived_at": "9999-12-31T23:59:59-11:00"},
        {"arrived_at": "now"},
        {"marks": ["royal"]},
        {"marks": ["vip"] * 4},
        {"people": 0},
        {"people": 51},
        {"people": 1.5},
        {"companions": ["a b"]},
        {"companions": ["a"] * 21},
        {"further": ["a"] * 9},
        {"presence": "asleep"},
        {"reserved_for": ""},
    ],
    ids=lambda change: str(change)[:50],
)
def test_a_check_in_beyond_its_limits_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CheckInBody.model_validate({**CHECK_IN, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "complaint"},
        {"category": ["a"] * 5},
        {"category": ["a\x00b"]},
        {"category": ["x" * 65]},
        {"category": "hardware"},
        {"impact": 0},
        {"impact": 4},
        {"urgency": 0},
        {"urgency": 4},
        {"urgency": "high"},
        {"title": ""},
        {"title": "\u200b"},
        {"title": "x" * 201},
        {"description": "x" * 4001},
        {"resolution": "x" * 4001},
        {"spent_seconds": -1},
        {"spent_seconds": 86_401},
        {"person_name": "x" * 201},
        {"recorded_at": "2026-11-23T09:00:00"},
        {"recorded_at": "0001-01-01T00:00:00+14:00"},
    ],
    ids=lambda change: str(change)[:50],
)
def test_an_incident_beyond_its_limits_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        IncidentBody.model_validate({**INCIDENT, **change})


@pytest.mark.parametrize("left_out", INCIDENT)
def test_an_incident_needs_what_makes_it_one(left_out: str) -> None:
    with pytest.raises(ValidationError):
        IncidentBody.model_validate({name: value for name, value in INCIDENT.items() if name != left_out})


@pytest.mark.parametrize("year", [1970, 2026, 2038, 2106, 9999])
def test_a_time_that_passes_can_be_told_in_every_zone(year: int) -> None:
    at = CheckInBody.model_validate({**CHECK_IN, "arrived_at": f"{year}-01-02T03:04:05+05:30"}).arrived_at
    assert at is not None
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Madrid"):
        assert at.astimezone(ZoneInfo(zone)) == at


FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize("hours", range(50))
def test_the_ends_of_the_calendar_are_told_in_every_zone_or_refused(hours: int) -> None:
    for edge in (FIRST + timedelta(hours=hours), LAST - timedelta(hours=hours)):
        if refuses(wire.Moment, edge):
            assert hours <= 48
        else:
            zones = [ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Pago_Pago")]
            assert all(edge.astimezone(zone) == edge for zone in zones)


def test_the_pass_travels_as_pass() -> None:
    for model in (CheckInBody, PassCheckBody):
        body = model.model_validate({**WHOLE[model], "pass": "M1.a.b"})
        assert json.loads(body.model_dump_json(by_alias=True))["pass"] == "M1.a.b"
        assert model.model_validate_json(body.model_dump_json(by_alias=True)) == body
        assert (
            model.model_validate(
                {**{k: v for k, v in WHOLE[model].items() if k != "pass"}, "pass_": "x"}
            ).pass_
            == "x"
        )


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [(1, 1, 1), (1, 2, 2), (2, 1, 2), (1, 3, 3), (2, 2, 3), (3, 1, 3), (2, 3, 4), (3, 2, 4), (3, 3, 5)],
)
def test_priority_comes_from_impact_and_urgency(impact: int, urgency: int, priority: int) -> None:
    assert priority_of(impact, urgency) == priority


@pytest.mark.parametrize(
    ("model", "body"),
    [
        (CloseBody, {"people": "forget"}),
        (JoinBody, {"counter": ""}),
        (JoinBody, {"counter": "x" * 41}),
        (MarksBody, {}),
        (MarksBody, {"marks": None}),
        (PauseBody, {"message": {"EN": "Soon"}}),
        (PauseBody, {"message": {"en": "x" * 201}}),
        (PauseBody, {"services": ["a b"]}),
        (ReopenBody, {"services": "all"}),
        (ReserveBody, {}),
        (ServiceBody, {"service": None}),
        (TransferBody, {"service": "phone", "to_agent": ""}),
    ],
    ids=lambda part: str(part)[:50],
)
def test_a_change_beyond_its_limits_is_refused(model: type[Message], body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(body)
