"""What a line says, in the words of version 1: the part that every later version must find again."""

from __future__ import annotations

from typing import Any

from kiosk.queue.line import Line


def state_of(line: Line) -> dict[str, Any]:
    """Plain JSON values. Fields that came after version 1 are left out: they have their defaults."""
    return {
        "sequence": line.sequence,
        "day": line.day.isoformat(),
        "rule": line.settings.rule.value,
        "counters_known": list(line.settings.counters),
        "services": [[s.id, s.prefix, s.expected_minutes, s.active] for s in line.settings.services],
        "order": [visit.id for visit in line.in_order()],
        "visits": {
            visit.id: [
                visit.state.value,
                visit.service,
                visit.person,
                visit.number,
                visit.counter,
                visit.agent,
                visit.calls,
                visit.turn,
                visit.due_at.isoformat() if visit.due_at else None,
                visit.booked_for.isoformat() if visit.booked_for else None,
                round(visit.served_seconds, 3),
            ]
            for visit in line.visits.values()
        },
        "counters": {name: [at.agent, at.since.isoformat(), at.visit] for name, at in line.counters.items()},
        "last_number": dict(line.last_number),
        "numbers": sorted(line.numbers),
        "by_person": dict(sorted(line.by_person.items())),
        "by_appointment": dict(sorted(line.by_appointment.items())),
        "by_agent": dict(sorted(line.by_agent.items())),
        "times": {
            service: [round(t.count, 6), round(t.total, 6), round(t.squares, 6)]
            for service, t in sorted(line.times.items())
        },
        "recent_calls": list(line.recent_calls),
    }
