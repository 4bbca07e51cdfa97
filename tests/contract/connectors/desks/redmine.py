"""The real Redmine 5 of Debian, on SQLite, with a project for the walk-up desk."""

from __future__ import annotations

import json
import secrets
import shutil
import sqlite3
from collections.abc import Mapping as Values
from pathlib import Path
from urllib.request import Request, urlopen

from common.clock import Clock
from desk.connectors.mapping.form import FieldRule, Mapping, RequesterForm, RequesterRule
from desk.connectors.port import Connector
from desk.connectors.tools.redmine.connector import connect
from tests.contract.connectors.keeper import call, own
from tests.contract.connectors.machine import Kept, Product, why_missing
from tests.contract.connectors.outside import NOWHERE, Ticket, Traits, default_mapping

PACKAGES = ("redmine", "redmine-sqlite", "puma")
SELECTIONS = """
redmine redmine/instances/default/dbconfig-install boolean true
redmine redmine/instances/default/database-type select sqlite3
redmine redmine/instances/default/default-language select en
"""
PACKAGE = Path("/usr/share/redmine")
DATABASE = """
production:
  adapter: sqlite3
  database: {file}
  timeout: 20000
  encoding: utf8
"""
SEED = """
ActiveRecord::Migration.verbose = false
ActiveRecord::MigrationContext.new(Rails.root.join('db/migrate'), ActiveRecord::SchemaMigration).migrate
Rails.application.eager_load!
ActiveRecord::Base.descendants.each { |each| each.reset_column_information unless each.abstract_class? }
Redmine::DefaultData::Loader.load('en')
Setting.rest_api_enabled = '1'
Setting.notified_events = []
project = Project.create!(name: 'Walk-up', identifier: 'walkup', trackers: Tracker.all)
%w(Hardware Software Network Account).each { |name| IssueCategory.create!(project: project, name: name) }
numbers = { 'External ID' => 'string', 'Resolution' => 'text', 'Requester' => 'string' }.map do |name, format|
  IssueCustomField.create!(name: name, field_format: format, is_for_all: true, is_filter: format == 'string',
                           trackers: Tracker.all).id
end
keys = { 'mostrador' => 'Desk', 'technician' => 'technician' }.map do |login, name|
  user = User.new(firstname: 'Sam', lastname: name, mail: "#{login}@desk.test")
  user.login = login
  user.password = user.password_confirmation = 'desk-pw-One1'
  user.save!
  Member.create!(project: project, principal: user, roles: [Role.find_by!(name: 'Manager')])
  user.api_key
end
told = { desk: keys[0], technician: keys[1],
         marker: numbers[0], resolution: numbers[1], requester: numbers[2] }
File.write(ENV['TOLD'], told.transform_values(&:to_s).to_json)
"""


def application(home: Path) -> Path:
    """A copy of the package's program: it takes the place of its data from where it lies itself."""
    return home / "redmine"


def environment(home: Path, port: int) -> Values[str, str]:
    return {"RAILS_ENV": "production", "TOLD": str(home / "told.json"), "HOME": str(home)}


def prepare(home: Path, port: int) -> Values[str, str]:
    """A database with the project, custom fields, and two people with a key each."""
    place = application(home)
    shutil.copytree(PACKAGE, place, symlinks=True)
    (place / "instances").unlink()
    (place / "config" / "database.yml").unlink(missing_ok=True)
    instance = place / "instances" / "default"
    for folder in ("config", "files", "log", "tmp", "public"):
        (instance / folder).mkdir(parents=True)
    file = instance / "redmine.sqlite3"
    (instance / "config" / "database.yml").write_text(DATABASE.replace("{file}", str(file)))
    (instance / "config" / "secret_key.txt").write_text(secrets.token_hex(32))
    (home / "seed.rb").write_text(SEED)
    own(home)
    call(["bin/rails", "runner", str(home / "seed.rb")], place, environment(home, port))
    told: dict[str, str] = json.loads((home / "told.json").read_text())
    return {**told, "database": str(file), "files": str(instance / "files")}


def command(home: Path, port: int) -> list[str]:
    """One thread: of two that write, the one that waits for SQLite's lock keeps Ruby's own from the one that
    has it, and all stands still until that wait is given up.
    """
    return ["puma", "-b", f"tcp://127.0.0.1:{port}", "-t", "1:1", "-e", "production", "config.ru"]


PRODUCT = Product("Redmine", PACKAGES, SELECTIONS, prepare, command, environment, application)
KEPT = Kept("redmine")


class RealRedmine:
    """Read beside the connector from its database; changed as another user by its interface."""

    tool = "redmine"
    traits = Traits(real=True, title_limit=255, dropped=("cf_99", "Furniture"))

    def __init__(self) -> None:
        self.url = NOWHERE
        self._told: Values[str, str] = {}

    def start(self) -> None:
        running = KEPT.running()
        self.url, self._told = running.url, running.told

    def stop(self) -> None:
        """It serves the next test, too."""

    def ripen(self) -> None:
        """Its lists show at once what was changed."""

    def mapping(self, url: str) -> Mapping:
        told = {"desk": "none", "marker": "1", "resolution": "2", "requester": "3"} | dict(self._told)
        options = {f"{name}_field": told[name] for name in ("marker", "resolution", "requester")}
        plain = default_mapping(self.tool, url, {"key": told["desk"]}, **options)
        category = FieldRule(source="category.0", default="Hardware")
        requester = RequesterForm(rule=RequesterRule.MAIL)
        return plain.amended(fields={**plain.fields, "category": category}, requester=requester)

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        return connect(mapping, clock)

    def change(self, ticket: str, *, state: str = "", assignee: str = "", note: str = "") -> None:
        with self._database() as database:
            values: dict[str, object] = {"notes": note} if note else {}
            if state:
                values["status_id"] = _one(database, "SELECT id FROM issue_statuses WHERE name = ?", state)
            if assignee:
                values["assigned_to_id"] = _one(
                    database, "SELECT id FROM users WHERE login = ?", "technician"
                )
        headers = {"X-Redmine-API-Key": self._told["technician"], "Content-Type": "application/json"}
        body = json.dumps({"issue": values}).encode()
        with urlopen(
            Request(f"{self.url}/issues/{ticket}.json", body, headers, method="PUT"), timeout=60
        ) as answer:
            assert answer.status == 204

    def tickets(self, key: str) -> list[Ticket]:
        with self._database() as database:
            return [
                self._ticket(database, row) for row in database.execute(ISSUES, (self._told["marker"], key))
            ]

    def _database(self) -> _Reading:
        return _Reading(self._told["database"])

    def _ticket(self, database: sqlite3.Connection, row: sqlite3.Row) -> Ticket:
        custom = dict(database.execute(CUSTOM, (row["id"],)).fetchall())
        files = database.execute(FILES, (row["id"],)).fetchall()
        folder = Path(self._told["files"])
        return Ticket(
            id=str(row["id"]),
            title=row["subject"],
            text=row["description"] or "",
            state=row["status"],
            requester=custom.get(int(self._told["requester"]), ""),
            assignee=row["assignee"] or "",
            fields={name: row[name] or "" for name in ("priority", "tracker", "category")},
            notes=tuple(text for (text,) in database.execute(NOTES, (row["id"],))),
            files=tuple((name, (folder / place / disk).read_bytes()) for name, place, disk in files),
        )


class _Reading:
    """A look into the database while the tool runs."""

    def __init__(self, file: str) -> None:
        self._database = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)
        self._database.row_factory = sqlite3.Row

    def __enter__(self) -> sqlite3.Connection:
        return self._database

    def __exit__(self, *_: object) -> None:
        self._database.close()


def _one(database: sqlite3.Connection, question: str, value: str) -> object:
    (found,) = database.execute(question, (value,)).fetchone()
    return found


ISSUES = """
SELECT i.id, i.subject, i.description, s.name AS status, p.name AS priority, t.name AS tracker,
       c.name AS category, u.login AS assignee
FROM issues i JOIN issue_statuses s ON s.id = i.status_id JOIN enumerations p ON p.id = i.priority_id
JOIN trackers t ON t.id = i.tracker_id LEFT JOIN issue_categories c ON c.id = i.category_id
LEFT JOIN users u ON u.id = i.assigned_to_id
JOIN custom_values v ON v.customized_type = 'Issue' AND v.customized_id = i.id
WHERE v.custom_field_id = ? AND v.value = ? ORDER BY i.id
"""
CUSTOM = (
    "SELECT custom_field_id, value FROM custom_values WHERE customized_type = 'Issue' AND customized_id = ?"
)
NOTES = """
SELECT notes FROM journals WHERE journalized_type = 'Issue' AND journalized_id = ? AND notes <> '' ORDER BY id
"""
FILES = """
SELECT filename, COALESCE(disk_directory, ''), disk_filename FROM attachments
WHERE container_type = 'Issue' AND container_id = ? ORDER BY id
"""


def missing() -> str:
    return why_missing(PACKAGES)


def desk() -> RealRedmine:
    return RealRedmine()
