"""OpenLDAP's real server from Debian's package, with a folder and a port of its own."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import ldap3

from common.settings import LdapSection
from common.waiting import until
from tests.contract.connectors.machine import Product, install

BASE = "dc=example,dc=org"
ROOT, PASSWORD = f"cn=admin,{BASE}", "directory-demo"
CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {home}/slapd.pid
TLSCACertificateFile {home}/authority.pem
TLSCertificateFile {home}/server.pem
TLSCertificateKeyFile {home}/server.key
sizelimit 500
database mdb
directory {home}/data
suffix "{base}"
rootdn "{root}"
rootpw {password}
limits dn.exact="{root}" size.pr=unlimited size.prtotal=unlimited
access to * by * none
"""
SLAPD = Product(
    "OpenLDAP",
    ("slapd",),
    "slapd slapd/no_configuration boolean true\n",
    lambda home, port: {},
    lambda home, port: [],
    lambda home, port: {},
    lambda home: home,
)


class Directory:
    """A running server and what a personnel department does with it."""

    def __init__(self, port: int, home: Path) -> None:
        self.port, self.home = port, home
        server = ldap3.Server("127.0.0.1", port=port)
        self._connection = ldap3.Connection(server, ROOT, PASSWORD, auto_bind=True, raise_exceptions=True)
        self._connection.add(BASE, ["dcObject", "organization"], {"dc": "example", "o": "Example"})
        self._connection.add(f"ou=people,{BASE}", "organizationalUnit")

    def settings(self, **more: object) -> LdapSection:
        told: dict[str, object] = {
            "url": f"ldap://127.0.0.1:{self.port}",
            "start_tls": False,
            "user": ROOT,
            "password": PASSWORD,
            "base": f"ou=people,{BASE}",
            "attributes": {"name": "cn", "mail": "mail", "badge": "employeeNumber", "department": "ou"},
        }
        return LdapSection.model_validate(told | more)

    def add(self, uid: str, name: str, **more: str) -> None:
        attributes = {"cn": name, "sn": name, "mail": f"{uid}@example.org"} | more
        self._connection.add(self.dn(uid), "inetOrgPerson", attributes)

    def change(self, uid: str, **values: str) -> None:
        changes = {name: [(ldap3.MODIFY_REPLACE, [value])] for name, value in values.items()}
        self._connection.modify(self.dn(uid), changes)

    def move(self, uid: str, to: str) -> None:
        self._connection.modify_dn(self.dn(uid), f"uid={to}")

    def remove(self, uid: str) -> None:
        self._connection.delete(self.dn(uid))

    def moved(self, branch: str, to: str) -> str:
        """A branch that is at another server by now; its name."""
        name = f"ou={branch},{BASE}"
        self._connection.add(name, ["referral", "extensibleObject"], {"ou": branch, "ref": to})
        return name

    def everybody(self) -> list[str]:
        """The uids of all people."""
        pages = self._connection.extend.standard.paged_search(
            f"ou=people,{BASE}", "(uid=*)", attributes=["uid"], paged_size=400
        )
        return [entry["attributes"]["uid"][0] for entry in pages]

    def dn(self, uid: str) -> str:
        return f"uid={uid},ou=people,{BASE}"

    def close(self) -> None:
        self._connection.unbind()


@contextmanager
def directory(home: Path) -> Iterator[Directory]:
    """A server of its own in `home`, where `authority.pem`, `server.pem` and `server.key` are."""
    with (home / "install.log").open("w") as log:
        install(SLAPD, log)
    (home / "data").mkdir()
    words = {"home": home, "base": BASE, "root": ROOT, "password": PASSWORD}
    (home / "slapd.conf").write_text(CONFIGURATION.format(**words))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        "/usr/sbin/slapd",
        "-d",
        "0",
        "-f",
        str(home / "slapd.conf"),
        "-h",
        f"ldap://127.0.0.1:{port}/",
    ]
    with (home / "slapd.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        assert until(lambda: _answers(port), 30, 0.05), (home / "slapd.log").read_text()
        running = Directory(port, home)
        yield running
        running.close()
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
