"""A phone that books over plain HTTP."""

from __future__ import annotations

from typing import Any

import requests

from common.ids import new_id


class Phone:
    """Asks one desk; keeps its cookies."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()

    def __enter__(self) -> Phone:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    def slots(
        self, day: str = "2026-03-03", service: str = "laptop", site: str = "main"
    ) -> list[dict[str, Any]]:
        """The slots of a day for a laptop."""
        wanted = {"service": "laptop", "day": day}
        answer = self.session.get(f"{self.url}/api/v1/sites/{site}/slots", params=wanted, timeout=20)
        answer.raise_for_status()
        slots: list[dict[str, Any]] = answer.json()
        return slots

    def book(self, start: str, /, key: str | None = "", **changes: Any) -> requests.Response:
        """Book a time; `key` None sends none, "" sends a new one."""
        body = {
            "id": new_id(),
            "site": "main",
            "service": "laptop",
            "start": start,
            "name": "Ana García",
            "mail": "ana@example.org",
            "language": "es",
        }
        headers = {} if key is None else {"Idempotency-Key": key or new_id()}
        body |= changes
        address = f"{self.url}/api/v1/appointments"
        return self.session.post(address, json=body, headers=headers, timeout=20)

    def booked(self, start: str, **changes: Any) -> dict[str, Any]:
        """Book a time, which must work."""
        answer = self.book(start, **changes)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def change(self, made: dict[str, Any], action: str, **body: Any) -> requests.Response:
        """Cancel or move by the pass of an appointment."""
        address = f"{self.url}/api/v1/appointments/{made['appointment']['id']}/{action}"
        return self.session.post(address, json={"pass": made["pass"]} | body, timeout=20)
