"""What the desk keeps of a directory: its `users`, by which `keys` filters find them (`filters`: how SQL does
that), and the `readings` of LDAP. SQLAlchemy only in here.
"""

from desk.directory.store.readings import claim_reading as claim_reading
from desk.directory.store.readings import last_reading as last_reading
from desk.directory.store.readings import note_reading as note_reading
from desk.directory.store.users import Entry as Entry
from desk.directory.store.users import Look as Look
from desk.directory.store.users import Source as Source
from desk.directory.store.users import Stored as Stored
from desk.directory.store.users import Taken as Taken
from desk.directory.store.users import add as add
from desk.directory.store.users import by_keys as by_keys
from desk.directory.store.users import everybody as everybody
from desk.directory.store.users import find as find
from desk.directory.store.users import forget as forget
from desk.directory.store.users import get as get
from desk.directory.store.users import ids as ids
from desk.directory.store.users import key_of as key_of
from desk.directory.store.users import page as page
from desk.directory.store.users import remove as remove
from desk.directory.store.users import replace as replace
from desk.directory.store.users import users as users
