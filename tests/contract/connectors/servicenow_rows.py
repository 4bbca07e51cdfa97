"""The rows of an imitated ServiceNow: columns and their widths, what is worked out, and what a read shows."""

from __future__ import annotations

from typing import Any

from common.ids import new_id
from tests.contract.connectors.descriptions import DescribedDesk
from tests.contract.connectors.desks.fake import Reply, Request, Row

USER, PASSWORD = "mostrador", "walk-up"
TASK = (
    "number",
    "correlation_id",
    "correlation_display",
    "short_description",
    "description",
    "parent",
    "state",
)
INCIDENT = (
    *TASK,
    *("impact", "urgency", "priority", "category", "contact_type", "caller_id", "assigned_to", "work_notes"),
    *("comments", "close_code", "close_notes", "hold_reason", "assignment_group"),
)
SYSTEM = ("sys_id", "sys_created_on", "sys_updated_on", "sys_updated_by", "sys_mod_count")
COLUMNS = {
    "incident": INCIDENT,
    "interaction": (*TASK, "type", "opened_for"),
    "interaction_related_record": ("interaction", "document_table", "document_id"),
    "sys_user": ("user_name", "email", "first_name", "last_name", "name", "active", "time_zone"),
    "sys_choice": ("name", "element", "value", "inactive"),
}
WIDTHS = {"short_description": 160, "description": 4000, "correlation_id": 100, "close_notes": 4000}
PRIORITIES = (("1", "2", "3"), ("2", "3", "4"), ("3", "4", "5"))  # by impact and urgency


class Instance(DescribedDesk):
    """Tables in memory."""

    tool = "servicenow"

    def of(self, table: str) -> list[Row]:
        return [row for row in self.rows.values() if row.values["sys_class_name"] == table]

    def named(self, table: str, sys_id: str) -> Row | None:
        return next((row for row in self.of(table) if row.values["sys_id"] == sys_id), None)

    def user(self, sys_id: str) -> Row | None:
        return self.named("sys_user", sys_id)

    def plant(self, table: str, **values: str) -> Row:
        row = self.new(table)
        row.values |= values
        self.rows[row.id] = row
        return row

    def new(self, table: str) -> Row:
        """A row that is not in its table yet."""
        row = self.add({"sys_class_name": table, "sys_id": new_id().replace("-", "")}, USER)
        del self.rows[row.id]
        if table == "incident":
            row.values |= {
                "number": f"INC{row.id:07}",
                "state": "1",
                "impact": "3",
                "urgency": "3",
                "priority": "5",
            }
        if table == "sys_user":
            row.values |= {"active": "true", "time_zone": ""}
        row.values["sys_created_on"] = self.value(row, "sys_updated_on")
        return row

    def write(self, row: Row, given: dict[str, Any]) -> Reply | None:
        """Take what the table has columns for."""
        table, before = row.values["sys_class_name"], dict(row.values)
        new = {
            name: str(value)[: WIDTHS.get(name, 4000)]
            for name, value in given.items()
            if name in COLUMNS[table]
        }
        note = new.pop("work_notes", "") or new.pop("comments", "")
        new.pop("priority", None)
        if table == "incident" and not new.get("state", "1").isdecimal():
            del new["state"]  # a column of whole numbers
        after = before | new
        if after.get("state") in {"6", "7"} and not (after.get("close_code") and after.get("close_notes")):
            why = (
                "Data Policy Exception: The following fields are mandatory: Resolution code, Resolution notes"
            )
            return refused(403, "Operation Failed", why)
        if table == "incident":
            impact, urgency = (
                int(after[name]) if after[name] in {"1", "2", "3"} else 3 for name in ("impact", "urgency")
            )
            after["priority"] = PRIORITIES[impact - 1][urgency - 1]
        row.values = after
        row.notes += [note] if note else []
        if after != before or note:
            self.touch(row, USER)
        return None

    def value(self, row: Row, column: str) -> str:
        """What a column holds; journal columns hold nothing that a plain read shows."""
        if column == "sys_updated_on":
            return f"{row.changed_at:%Y-%m-%d %H:%M:%S}"
        if column == "sys_mod_count":
            return str(row.revision)
        if column == "sys_updated_by":
            return row.changed_by
        if column == "caller_id.email":
            caller = self.user(row.values.get("caller_id", ""))
            return caller.values.get("email", "") if caller else ""
        return str(row.values.get(column, ""))

    def shown(self, request: Request, row: Row) -> dict[str, Any]:
        table = row.values["sys_class_name"]
        asked = request.value("sysparm_fields")
        names = asked.split(",") if asked else [*COLUMNS[table], *SYSTEM]
        known = [name for name in names if name.split(".")[0] in (*COLUMNS[table], *SYSTEM)]
        if request.value("sysparm_display_value") != "all":
            return {name: self.value(row, name) for name in known}
        return {
            name: {"value": self.value(row, name), "display_value": self._display(row, name)}
            for name in known
        }

    def _display(self, row: Row, column: str) -> str:
        if column == "work_notes":
            newest_first = reversed(row.notes)
            return "\n\n".join(
                f"2026-11-22 03:00:00 - Mostrador (Work notes)\n{note}" for note in newest_first
            )
        return self.value(row, column)


def refused(status: int, message: str, detail: str | None = None) -> Reply:
    """An error as ServiceNow words it."""
    return Reply(status, {"error": {"message": message, "detail": detail}, "status": "failure"})
