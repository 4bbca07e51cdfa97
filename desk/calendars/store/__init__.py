"""What the desk keeps of calendars: the `calendars` themselves with their busy times, who has appointments
written there (`writing`), the `entries` that are, and those that are to be taken out of a calendar that was
given up (`removals`). SQLAlchemy only in here.
"""

from desk.calendars.store.calendars import Calendar as Calendar
from desk.calendars.store.calendars import Version as Version
from desk.calendars.store.calendars import anything_due as anything_due
from desk.calendars.store.calendars import busy_of as busy_of
from desk.calendars.store.calendars import claim as claim
from desk.calendars.store.calendars import get as get
from desk.calendars.store.calendars import note_fault as note_fault
from desk.calendars.store.calendars import note_reading as note_reading
from desk.calendars.store.calendars import read_soon as read_soon
from desk.calendars.store.calendars import servers as servers
from desk.calendars.store.calendars import serving as serving
from desk.calendars.store.calendars import set_right as set_right
from desk.calendars.store.calendars import spans_of as spans_of
from desk.calendars.store.keeping import forget as forget
from desk.calendars.store.keeping import give as give
