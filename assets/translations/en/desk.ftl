# The desk's pages and mails for the public: booking, visit page.

desk-skip = Skip to the content
desk-languages = Language
desk-problem-title = That did not work
desk-not-found-title = There is no such page
desk-not-found = The link may be old, or a letter is missing at its end.
desk-to-start = To the first page

# The sites
sites-title = Hello. How can we help?
sites-which = Where would you like to come?
sites-none = No place has been set up yet. Please come back later.
site-title = Hello. How can we help?
site-always = Open now
site-open-until = Open now, until { $time }
site-opens = Closed now. Opens { $when }
site-closed = Closed at the moment
site-closed-day = closed
site-book = Book a time
site-join = Join the line from where you are
site-walk-in = Or just come by: check in at the screen by the entrance.
site-waits = The wait now
site-hours = Opening hours
site-silent = We have had no news from here since { $when }, so we cannot say how long the wait is.

# Booking
book-title = Book a time
book-back = Back
book-step = Step { $step } of { $steps }
book-what = What can we help with?
book-at = { $site }
book-when = When would you like to come?
book-soonest = The soonest: { $when }
book-free-times = { $count ->
    [one] one free time
   *[other] { $count } free times
}
book-more-days = Show more days
book-part-night = Night
book-part-morning = Morning
book-part-afternoon = Afternoon
book-part-evening = Evening
book-no-longer = The time that you chose is no longer free. Please choose another one.
book-day-full = There is no free time left on this day.
book-full = Every time in the next { $days } days is taken or we are closed.
book-walk-in = You can still come by without an appointment.
book-none-title = No appointments here
book-none = This place takes visitors without an appointment. Just come by.
book-to-site = About { $site }
book-who = Who is coming?
book-name = Your name
book-mail = Your e-mail
book-mail-hint = Your pass goes there, with the link to change or cancel.
book-note = Anything we should know? (optional)
book-do = Book this time
book-privacy = We use your name and e-mail for this visit only.
book-trap = Please leave this empty
book-faults = Nothing is booked yet. Please look at what is marked below; everything you wrote is kept.
book-fault-name = Please tell us your name.
book-fault-name-long = This name is too long for us: 200 letters at most.
book-fault-mail = Please write your e-mail in full, like ana@example.org.
book-fault-mail-long = This e-mail is too long: 254 letters at most.
book-fault-note = Please write this with ordinary letters.
book-fault-note-long = Please make this shorter: 500 letters at most.
book-taken-title = Somebody was just faster
book-gone-title = This time is over
book-taken-offer = What you wrote is kept. These times are free:
book-taken-none = What you wrote could not be booked: there is no other free time near it. Please choose another day.
book-other-time = Choose another day or time

# The visit page
visit-title = Your visit
visit-you-are = You are
visit-waiting-do = We will call you. You can stay on this page.
visit-called = Please go to counter { $counter }
visit-called-do = We are expecting you there now.
visit-booked-do = Show this code at the screen by the entrance when you arrive.
visit-late-do = Your time has passed, but you can still come. Show this code at the screen; you will join the line.
visit-serving = You are being helped
visit-serving-do = Is something missing? Tell us at the counter.
visit-held = Please wait a moment
visit-held-do = We are looking into it and will call you again. Please stay nearby.
visit-done = All done. Thank you for coming
visit-done-do = If something is still not right, come back or book another time.
visit-no-show = We missed you
visit-no-show-do = We called you, but you were not there. Are you here now? Check in again at the screen.
visit-left = You have left the line
visit-left-do = Thank you for telling us. You are welcome any time.
visit-cancelled = Your appointment is cancelled
visit-cancelled-do = Your place is free for somebody else. Thank you for telling us.
visit-expired = This appointment is over
visit-expired-do = Its day has passed. You can book another time.
visit-unknown = We cannot find this visit
visit-unknown-do = The link may be incomplete, or the visit was on another day. If you are here, please ask at the counter.
visit-here = I am here now
visit-here-asked = Thank you. We are telling the counter; then you will be called in your turn.
visit-on-the-way-do = Come when it suits; we keep your place and call you once you are here.
visit-joining = We are getting you a place
visit-joining-do = This takes a moment. You can stay on this page.
visit-not-taken = We could not take you into the line
visit-not-taken-do = There was no room for one more just then. You can book a time, or try again later.
join-title = Join the line
join-lead = You get a number and a place now. You are called once you are here.
join-do = Join the line
join-keep = Your name is used to call you, and for nothing else.
visit-service = For
visit-place = Where
visit-since = Checked in at
visit-appointment = Your appointment
visit-pass = Your pass
visit-qr-label = Your pass as a QR code
visit-or-code = or type this code
visit-calendar = Put it in my calendar
visit-move = Change the time
visit-cancel = Cancel the appointment
visit-cancel-sure = Cancel this appointment?
visit-cancel-yes = Yes, cancel it
visit-cancel-no = No, keep it
visit-leave = I am not coming after all
visit-leave-asked = We are taking you off the line. This page will tell you when it is done.
visit-book-again = Book another time
visit-move-when = To which day?
visit-move-from = Now: { $when }. It stays yours until you choose another.
visit-move-taken = Somebody was just faster. Your old time is still yours; these are free:
visit-news-booked = Your appointment is booked
visit-news-moved = Your appointment is changed
visit-news-mail = We are sending your pass to { $mail }.
visit-news-keep = Keep this page: it is your pass.
visit-silent = We have had no news from the counter since { $time }. What you see may be old; please listen for your call.
visit-no-connection = No connection. What you see may be old; we keep trying.

# Mails
mail-hello = Hello { $name },
mail-booked-subject = Your appointment: { $day }, { $time }
mail-booked = Your appointment is booked.
mail-moved-subject = Your new time: { $day }, { $time }
mail-moved = Your appointment has a new time.
mail-cancelled-subject = Cancelled: { $day }, { $time }
mail-cancelled = Your appointment on { $day } at { $time } ({ $service }, { $site }) is cancelled. Your place is free for somebody else.
mail-when =
    { $day } at { $time }
    { $service }, { $site }
mail-check-in =
    When you arrive, show the QR code from the page below at the screen by the entrance, or type this code:

        { $code }
mail-change =
    Your pass, to change or to cancel:
    { $page }
mail-book-again =
    This was your appointment:
    { $page }
mail-goodbye =
    See you soon,
    { $organisation }
calendar-title = { $service } · { $site }
calendar-text = Code at the entrance: { $code }

# Staff pages: services, sites, messages sent
form-save = Save
form-not-saved = Nothing is saved yet. Please look at what is marked below.
form-name-in = Name in { $language }
form-id-hint = Small letters, digits and dashes; cannot be changed later.
staff-done-service-saved = The service is saved. Sites learn of it within seconds.
staff-done-site-saved = The site is saved. It learns of it within seconds.
staff-done-message-again = The message is on its way again.
staff-fault-letter = Please write one letter from A to Z.
staff-fault-letter_taken = Another service has this letter already.
staff-fault-number = Please write a number that makes sense here.
staff-fault-timezone = Please choose a time zone from the list, like Europe/Madrid.
staff-fault-counters = Please name the counters, with commas between them: letters and digits, 16 at most each.
staff-fault-hours_unreadable = Please write hours like 9-13, 14:30-18.
staff-fault-hours_order = These hours end before they begin.
staff-fault-hours_overlap = Two of these times overlap.
staff-fault-hours_day = Please begin each line with a day like 2026-12-25.
staff-fault-no_such_counter = Please name only counters that this site has.
staff-fault-no_such_service = Please use the short names of this site’s services.
staff-fault-lines = Please write a name, a colon, and what belongs to it on each line.
staff-fault-nobody = Somebody here has no such sign-in name.
staff-fault-skill = Please use short names for skills: letters, digits, spaces, dots and dashes.
services-add = Add a service
services-none = No services yet. Add the first one, so that visitors can say what they come for.
services-id = Short name
services-name = Service
services-letter = Letter
services-letter-hint = The first letter of its ticket numbers, like A042.
services-icon = Icon
services-expected = Minutes it usually takes
services-expected-hint = A first guess; the waits learn from what really happens.
services-line = In the line
services-capacity = Most people who may wait for it
services-capacity-hint = Empty: as many as come. Appointments are always kept.
services-needs = Skills that it needs
services-needs-hint = Only agents with all of these serve it. With commas between them: printers, networks
services-prefers = Skills that help
services-prefers-hint = Agents with these are given its visitors a little earlier.
services-agents = Agents that it takes
services-agents-one = one
services-agents-two = two together
services-remote = Can be done by phone or video
services-booking = Appointments
services-bookable = Can be booked ahead
services-slot = Minutes an appointment takes
services-places = Appointments at the same time
services-places-hint = How many people can have the same time.
services-every = every { $minutes } min, { $places ->
    [one] one place
   *[other] { $places } places
}
services-walk-in-only = without an appointment only
services-state = State
services-active = Offered to visitors
services-on = offered
services-off = not offered
sites-list-empty = There is no site yet. Add the first one, then its services.
sites-add = Add a site
sites-id = Short name
sites-name = Site
sites-counters = Counters
sites-counters-hint = With commas between them: 1, 2, 3
sites-directions-in = How to find it, in { $language }
sites-timezone = Time zone
sites-page = Page
sites-page-link = see the page
sites-hours = Opening hours
sites-always = always open
sites-by-week = by the week
sites-always-open = Open day and night
sites-hours-hint = Write hours like 9-13, 14:30-18. Nothing means closed.
sites-closed = closed
sites-weekday-0 = Monday
sites-weekday-1 = Tuesday
sites-weekday-2 = Wednesday
sites-weekday-3 = Thursday
sites-weekday-4 = Friday
sites-weekday-5 = Saturday
sites-weekday-6 = Sunday
sites-exceptions = Days that differ
sites-exceptions-hint = One a line: 2026-12-25 is closed, 2026-12-24 9-13 is open in the morning.
sites-line = The line
sites-rule = Who is called next
sites-rule-due-time = By promised time: appointments at theirs, walk-ups after a fair wait
sites-rule-first-come = Whoever came first
sites-rule-appointments-first = Appointments before everybody else
sites-rule-accumulating = By points: they grow with the wait, faster for appointments and marked visits
sites-walk-up-credit = Minutes after which a walk-up is due
sites-late-grace = Minutes somebody may be late for an appointment
sites-early-check-in = Minutes before an appointment from which one can check in
sites-last-check-in = Minutes before closing when check-in ends
sites-clear-after = Minutes after closing when the day ends
sites-line-order = Who is next
sites-line-order-hint = A marked visit counts as due so many minutes earlier; nobody who was due before that is passed.
sites-urgent-credit = Minutes earlier for urgent matters
sites-accessibility-credit = Minutes earlier for somebody who needs it to be accessible
sites-vip-credit = Minutes earlier for guests of honour
sites-most-passed = How many later ones may pass somebody without an appointment (0: no limit)
sites-walk-up-points = Points a minute without an appointment
sites-booked-points = Points a minute with an appointment
sites-marked-points = Points a minute with a mark
sites-quick-every = Every how many calls a quick matter is next (0: never)
sites-quick-minutes = Minutes up to which a matter is quick
sites-quick-counters = Counters for quick matters alone
sites-quick-counters-hint = With commas between them, or nothing.
sites-line-back = Who comes back to the line
sites-hold-keeps = Minutes on hold after which the place is given up
sites-calls-before-no-show = Calls before a visitor counts as not there
sites-return-within = Minutes within which somebody who was missed has the old place again
sites-accept-within = Minutes after which a call that is left alone goes back to the front (0: never)
sites-line-serve = Who may serve
sites-agent-skills = Skills of the agents
sites-agent-skills-hint = One agent a line, by sign-in name: lena: printers, networks
sites-counter-services = Counters for certain services
sites-counter-services-hint = One counter a line, services by short name: 3: laptop, phone. Counters that are not named take everything.
sites-prefer-within = Minutes earlier for visitors whose service prefers the agent’s skills
sites-reserved-wait = Minutes after which anybody may take a visitor who waits for one agent
sites-line-many = How many
sites-closing-work = Take nobody without an appointment whose turn would come after closing
sites-remote-join = Visitors may join the line by phone before they come
sites-most-on-the-way = How many may be on their way at a time
sites-days-ahead = Days ahead that can be booked
sites-change-minutes = Minutes before an appointment until which it can be changed
sites-overbook-percent = Book more than there is room for, by how many usually do not come: chance in 100 that too many come (0: never)
sites-message = Message
sites-message-in = One line for the public screen and page, in { $language }
outbox-folder = No mail server is set up. Messages are laid into the outbox folder of the desk and go no further.
outbox-filter = Which messages
outbox-all = All
outbox-waiting = waiting
outbox-sent = sent
outbox-failed = not sent
outbox-subject = Subject
outbox-to = To
outbox-when = Written
outbox-with = Attached
outbox-again = Send it again now
outbox-empty = Nothing here. Messages appear as soon as somebody books.
