"""The commands that operate an installation: doctor, verify, plan, backup, restore, import, token, staff."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from common.clock import SystemClock
from common.i18n import Words
from common.settings import Settings

if TYPE_CHECKING:
    from desk.engine import Database


def run(chosen: Namespace, settings: Settings) -> int:
    """Run one of them; 0 done, 1 it did not work (said on stderr)."""
    return _COMMANDS[chosen.command](chosen, settings)


def _complain(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


def _doctor(_: Namespace, settings: Settings) -> int:
    from mostrador.doctor import examine

    signs = {True: "good ", False: "WRONG", None: "note "}
    findings = list(examine(settings))
    width = max(len(f.what) for f in findings)
    for finding in findings:
        print(f"{signs[finding.fit]}  {finding.what:<{width}}  {finding.says}")
    return 1 if any(f.fit is False for f in findings) else 0


def _verify(chosen: Namespace, settings: Settings) -> int:
    from mostrador.journals import verify

    return verify(settings, chosen.journal, ask_desk=chosen.desk, as_json=chosen.json)


def _plan(chosen: Namespace, settings: Settings) -> int:
    from mostrador.planning import plan

    return plan(chosen, settings)


def _backup(chosen: Namespace, settings: Settings) -> int:
    from mostrador.backup import BackupRefused, write_backup

    try:
        names = write_backup(settings.data_folder, chosen.file)
    except (BackupRefused, OSError) as error:
        return _complain(f"No backup was made: {error}")
    print(f"{chosen.file}: {len(names)} files")
    if settings.desk.database_url.get_secret_value():
        print("The desk's PostgreSQL database is not in it: back it up with pg_dump.")
    return 0


def _restore(chosen: Namespace, settings: Settings) -> int:
    if chosen.file is None:
        from mostrador.journals import mend

        return mend(settings, from_desk=chosen.from_desk)
    from mostrador.backup import BackupRefused, put_back

    try:
        kept = put_back(chosen.file, settings.data_folder)
    except (BackupRefused, OSError) as error:
        return _complain(f"Nothing was changed: {error}")
    print(f"Restored to {settings.data_folder}." + (f" What was there is kept in {kept}." if kept else ""))
    return 0


def _import(chosen: Namespace, settings: Settings) -> int:
    from desk.people.bring_in import import_people
    from desk.program import open_desk
    from desk.sample import load

    if chosen.what == "people" and chosen.file is None:
        return _complain("Which file? mostrador import people FILE.csv")
    desk = open_desk(settings)
    try:
        if chosen.what == "sample":
            load(desk.database)
            print("The sample data are there: sign in at /staff as admin, password counter-demo.")
            return 0
        if chosen.what == "ldap":
            return _import_ldap(chosen, settings, desk.database)
        outcome = import_people(desk.database, chosen.file, chosen.dry_run)
    except OSError as error:
        return _complain(f"{chosen.file} cannot be read: {error.strerror}")
    finally:
        desk.database.close()
    would = "would be " if chosen.dry_run else ""
    print(f"{outcome.added} {would}added, {outcome.changed} {would}changed, {outcome.unchanged} as they were")
    words = Words("en", ["staff"])
    for fault in outcome.faults:
        why = words.say(f"import-fault-{fault.why}", field=fault.field)
        print(f"  line {fault.line} left out: {why}", file=sys.stderr)
    return 1 if outcome.faults else 0


def _import_ldap(chosen: Namespace, settings: Settings, database: Database) -> int:
    from desk.directory.ldap import NotRead, bring_in

    if not settings.desk.ldap.url:
        return _complain("No directory is set: see docs/guides/directory.md (desk.ldap.url).")
    now = SystemClock().now()
    try:
        outcome = bring_in(database, settings.desk.ldap, now, dry_run=chosen.dry_run, many=chosen.many)
    except NotRead as error:
        return _complain(f"The directory was not read, nobody was taken away: {error}")
    would = "would be " if chosen.dry_run else ""
    print(
        f"{outcome.added} {would}added, {outcome.changed} {would}changed, {outcome.unchanged} as they were, "
        f"{outcome.gone} {would}taken away"
    )
    words = Words("en", ["staff"])
    for entry, why in outcome.faults:
        if why == "many_gone":
            print(words.say("import-fault-many_gone", count=entry), file=sys.stderr)
        else:
            code = why if why == "conflict" else "invalid"
            print(f"  {entry} left out: {words.say(f'import-fault-{code}', field=why)}", file=sys.stderr)
    return 1 if outcome.faults else 0


def _take_over(chosen: Namespace, settings: Settings) -> int:
    from mostrador.take_over import say_at_desk, take_over

    return say_at_desk(settings, chosen.site) if chosen.site else take_over(settings)


def _token(chosen: Namespace, settings: Settings) -> int:
    if chosen.take_back:
        return _take_back(chosen, settings)
    if chosen.kind == "site":
        from desk.program import open_desk
        from desk.sync.tokens import UnknownSite, create_site_token

        desk = open_desk(settings)
        try:
            token = create_site_token(desk.database, chosen.name)
        except UnknownSite:
            return _complain(f"The desk has no site {chosen.name!r}. Add it at /staff/sites first.")
        finally:
            desk.database.close()
    elif chosen.kind == "program":
        made = _program_token(chosen, settings)
        if made is None:
            return 1
        token = made
    else:
        from kiosk.site.database import Database
        from kiosk.site.tokens import create

        database = Database(settings.data_folder / "site" / "journal.db")
        with database.writing.begin():
            token = create(database.writing, chosen.kind, chosen.name)
        database.close()
    print(token)
    print(
        "Keep it: it is shown only now. A new one for the same name can be made at any time.", file=sys.stderr
    )
    return 0


def _take_back(chosen: Namespace, settings: Settings) -> int:
    """End a device's tokens; a running site cuts off within seconds whoever follows with one."""
    from kiosk.site.database import Database
    from kiosk.site.tokens import DEVICE_KINDS, take_back

    words = Words(settings.language, ["operate"])
    if chosen.kind not in DEVICE_KINDS:
        return _complain(words.say("token-not-here"))
    database = Database(settings.data_folder / "site" / "journal.db")
    with database.writing.begin():
        ended = take_back(database.writing, chosen.kind, chosen.name)
    database.close()
    if not ended:
        return _complain(words.say("token-none", kind=chosen.kind, name=chosen.name))
    print(words.say("token-taken-back", kind=chosen.kind, name=chosen.name))
    return 0


def _program_token(chosen: Namespace, settings: Settings) -> str | None:
    """A token for a program at the desk; None when it was refused, which is said."""
    from desk.program import open_desk
    from desk.programs.tokens import NotAccepted, create_program_token
    from desk.staff.rules import Role

    desk = open_desk(settings)
    try:
        return create_program_token(desk.database, chosen.name, Role(chosen.role), chosen.site)
    except NotAccepted as no:
        words = Words("en", ["integration"])
        _complain(words.say(f"programs-fault-{no.field}"))
        return None
    finally:
        desk.database.close()


def _staff(chosen: Namespace, settings: Settings) -> int:
    from desk.program import open_desk
    from desk.staff.members import NotAccepted, add_member
    from desk.staff.rules import Role

    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if chosen.local:
        return _local_agent(chosen, settings, password)
    desk = open_desk(settings)
    try:
        add_member(desk.database, chosen.login, chosen.name, password, Role(chosen.role))
    except NotAccepted as error:
        words = Words("en", ["staff"])
        why = (f"{field}: {words.say(f'staff-fault-{fault}')}" for field, fault in error.faults.items())
        return _complain("Not added.\n  " + "\n  ".join(why))
    finally:
        desk.database.close()
    print(f"{chosen.login} can sign in at the desk's /staff and, once the site has the news, at the console.")
    return 0


def _local_agent(chosen: Namespace, settings: Settings, password: str) -> int:
    from kiosk.site.database import Database
    from kiosk.site.staff import add_agent

    if not password:
        return _complain("Not added: the password is empty.")
    database = Database(settings.data_folder / "site" / "journal.db")
    with database.writing.begin():
        add_agent(database.writing, chosen.login, chosen.name, password)
    database.close()
    print(f"{chosen.login} can sign in at the console.")
    return 0


_COMMANDS: dict[str, Callable[[Namespace, Settings], int]] = {
    "doctor": _doctor,
    "verify": _verify,
    "plan": _plan,
    "backup": _backup,
    "restore": _restore,
    "import": _import,
    "token": _token,
    "staff": _staff,
    "take-over": _take_over,
}
