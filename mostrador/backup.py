"""A copy of this machine's data while it runs, and back again.

SQLite databases are copied with SQLite's own online backup, so that a copy is one moment of each; other
files (outbox, drafts, arrivals kept while cut off) as they are. A PostgreSQL database is its
administrator's: `pg_dump`; the command says so.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import zipfile
from pathlib import Path

MARK = "mostrador-backup-1"
DATABASES = ("site/journal.db", "desk/desk.db")
FOLDERS = ("desk/outbox", "kiosk", "console")
SECRETS = ("site/local-token",)


class BackupRefused(Exception):
    """What cannot be done, in plain words."""


def write_backup(data: Path, file: Path) -> list[str]:
    """Write everything below `data` that belongs to a backup into the zip `file`; the names written.

    The file appears whole or not at all. Raises BackupRefused when there is nothing to copy.
    """
    with tempfile.TemporaryDirectory() as folder:
        copies = [_copy_database(data / name, Path(folder) / Path(name).name) for name in DATABASES]
        found = [(name, copy) for name, copy in zip(DATABASES, copies, strict=True) if copy]
        found += [(str(p.relative_to(data)), p) for p in _plain_files(data)]
        if not found:
            raise BackupRefused(f"There is no data of Mostrador in {data}.")
        part = file.with_name(file.name + ".part")
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("MARK", MARK)
            for name, path in found:
                archive.write(path, name)
        part.replace(file)
    return [name for name, _ in found]


def _copy_database(source: Path, target: Path) -> Path | None:
    if not source.exists():
        return None
    with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as original, sqlite3.connect(target) as copy:
        original.backup(copy)
    original.close()
    copy.close()
    return target


def _plain_files(data: Path) -> list[Path]:
    inside = [p for folder in FOLDERS for p in sorted((data / folder).rglob("*")) if p.is_file()]
    return inside + [data / name for name in (*SECRETS, "mostrador.toml") if (data / name).is_file()]


def put_back(file: Path, data: Path) -> Path | None:
    """Put a backup in the place of what is below `data`. Returns where the data that was there is kept now.

    Raises BackupRefused when the file is no backup, or a program still uses the data.
    """
    with tempfile.TemporaryDirectory(dir=_made(data.parent)) as folder:
        fresh = Path(folder) / "data"
        try:
            with zipfile.ZipFile(file) as archive:
                if "MARK" not in archive.namelist() or archive.read("MARK").decode() != MARK:
                    raise BackupRefused(f"{file} is not a backup of Mostrador.")
                archive.extractall(fresh, [n for n in archive.namelist() if n != "MARK"])
        except (zipfile.BadZipFile, OSError) as error:
            raise BackupRefused(f"{file} cannot be read: {error}") from error
        for name in SECRETS:
            if (fresh / name).exists():
                (fresh / name).chmod(0o600)
        for name in DATABASES:
            _nobody_uses(data / name)
        kept = _set_aside(data)
        shutil.move(str(fresh), data)
    return kept


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _nobody_uses(database: Path) -> None:
    """A running program holds its database open; an exclusive lock shows it."""
    if not database.exists():
        return
    connection = sqlite3.connect(database, timeout=0, isolation_level=None)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        raise BackupRefused(f"{database.name} is in use: stop Mostrador on this machine first.") from error
    finally:
        connection.close()


def _set_aside(data: Path) -> Path | None:
    if not data.exists():
        return None
    number = next(n for n in range(1, 10_000) if not data.with_name(f"{data.name}.before-{n}").exists())
    kept = data.with_name(f"{data.name}.before-{number}")
    data.rename(kept)
    return kept
