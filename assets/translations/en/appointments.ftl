# Staff book for a visitor, and change what was booked
appointment-new = Book an appointment
appointment-when = When, and with whom
appointment-agent = Reserved for
appointment-anyone = Whoever is free
appointment-show = Show free times
appointment-none-free = Nothing is free on this day.
appointment-keep = Leave it: { $when }
appointment-mail = E-mail (optional)
appointment-language = Language of the message
appointment-people = How many come
appointment-further = Also
appointment-marks = Counts earlier
appointment-marks-hint = Marks bring a visitor forward in the queue. Please use them where there is a reason.
appointment-mark-urgent = Urgent
appointment-mark-accessibility = Accessibility
appointment-mark-vip = VIP
appointment-agreed = Agreed
appointment-together = { $count } people
appointment-then = then { $services }
appointment-code = code { $code }
appointment-book = Book
appointment-cancel = Call it off
appointment-cancel-sure = Call this appointment off?
appointment-cancel-told = Its place becomes free for somebody else, and { $mail } gets a message.
appointment-cancel-not-told = Its place becomes free for somebody else. There is no e-mail address: please tell the visitor yourself.
appointment-cancel-changed = Somebody has changed this appointment meanwhile. This is how it stands now.
appointment-cancel-yes = Yes, call it off
appointment-cancel-no = No, keep it
appointment-cancel-look = Look at the appointment
appointment-state-booked = Booked
appointment-state-cancelled = Cancelled
appointment-state-kept = Came
appointment-state-missed = Did not come
appointment-fault-name = Please write a name, at most 200 letters.
appointment-fault-mail = Please write the e-mail in full, like ana@example.org, or leave it out.
appointment-fault-note = Please make this shorter: 500 letters at most.
appointment-fault-people = Please write a number from 1 to 50.
appointment-fault-start = Please choose a time.
staff-done-appointment-booked = Booked. The visitor gets a message, if there is an e-mail address.
staff-done-appointment-changed = Saved.
staff-done-appointment-cancelled = Called off. Its place is free again.

# An appointment in its agent's own calendar
calendar-entry = Appointment
calendar-entry-full = { $service } · { $name }
calendar-writing = My appointments there
calendar-writing-lead = We can write the appointments that are reserved for you into this calendar, and keep them up to date.
calendar-writing-trying = Being tried
calendar-writing-works = Written there
calendar-writing-count = { $count ->
    [0] Nothing is reserved for you yet.
    [one] One appointment stands in your calendar.
   *[other] { $count } appointments stand in your calendar.
}
calendar-writing-waiting = { $count ->
    [one] One more is on its way.
   *[other] { $count } more are on their way.
}
calendar-writing-left = { $count ->
    [one] You moved or deleted one of our entries; we leave it as you made it. The appointment itself still stands: change it on the page “Appointments”.
   *[other] You moved or deleted { $count } of our entries; we leave them as you made them. The appointments themselves still stand: change them on the page “Appointments”.
}
calendar-writing-again = We try again { $when }.
calendar-detail = What others see there
calendar-detail-busy = Only that you have an appointment
calendar-detail-full = Service, the visitor’s first name, and the site
calendar-write = Write my appointments there
calendar-write-change = Save
calendar-write-stop = Stop writing, and take them away
calendar-remove-hint = We take our entries out of your calendar then. If you give another CalDAV calendar below, we write them there.
calendar-before = In the calendar before
calendar-before-waiting = Being taken out
calendar-before-count = { $count ->
    [one] One of our entries is still there.
   *[other] { $count } of our entries are still there.
}
calendar-before-fault-sign-in = { $count ->
    [one] One of our entries is still there: the name or the password of then is not accepted any more. Delete the entry yourself.
   *[other] { $count } of our entries are still there: the name or the password of then is not accepted any more. Delete the entries yourself.
}
calendar-before-fault-read-only = { $count ->
    [one] One of our entries is still there: we may not write in that calendar any more. Delete the entry yourself.
   *[other] { $count } of our entries are still there: we may not write in that calendar any more. Delete the entries yourself.
}
calendar-before-fault-other = { $count ->
    [one] One of our entries is still there: it could not be taken out yet.
   *[other] { $count } of our entries are still there: they could not be taken out yet.
}
calendar-before-until = We try again { $when }, and until { $until } at most.
calendar-before-moved = { $count ->
    [one] You moved this entry yourself, so we leave it there. Delete it if you need it no more:
   *[other] You moved these entries yourself, so we leave them there. Delete them if you need them no more:
}
calendar-before-given-up = { $count ->
    [one] This entry could not be taken out and stays there. Please delete it yourself:
   *[other] These entries could not be taken out and stay there. Please delete them yourself:
}
calendar-before-leave = Leave them, and tell me no more
calendar-write-fault-sign-in = The name or the password was not accepted. Please enter both again below.
calendar-write-fault-read-only = This calendar lets us read but not write. Give us the right to write in it, or another calendar.
calendar-write-fault-full = The calendar’s server says that it is full.
calendar-write-fault-gone = There is no calendar at this address any more. Please copy the address once more.
calendar-write-fault-refused = The calendar’s server answered with an error.
calendar-write-fault-unreachable = Nobody answered there, or the answer broke off.
calendar-write-fault-unknown-host = There is no machine with this name. Please check the address.
calendar-write-fault-too-slow = The calendar took too long.
calendar-write-fault-not-trusted = The machine there could not prove that it is the right one. Please check the address.
calendar-write-fault-too-large = The calendar’s server answered with far too much.
calendar-write-fault-redirects = This address leads on to another server, where we write nothing. Please give the calendar’s own address.
calendar-write-fault-private = This address leads into an internal network, which the settings do not allow. Ask whoever runs Mostrador.
calendar-write-fault-not-https = Please use an address that begins with https://
calendar-write-fault-no-address = This is not a complete address.
calendar-write-fault-no-calendar = The calendar’s server answered with something that is no calendar.
calendar-write-fault-unreadable = The calendar’s server answered with something that we could not read.
calendar-write-fault-too-much = The calendar’s server answered with far too much.
staff-done-calendar-writing = Saved. We try the calendar first; please look again in a minute.
staff-done-calendar-writing-stopped = Nothing more is written, and what is still to come is taken away.

# What staff see of it beside an appointment
appointment-calendar = In the calendar
appointment-calendar-settled = Stands in { $agent }’s calendar.
appointment-calendar-waiting = On its way into { $agent }’s calendar.
appointment-calendar-late = Could not be written into { $agent }’s calendar yet. We go on trying.
appointment-calendar-moved = { $agent } moved it in their own calendar to { $when }. The appointment still stands at its time. Please move it here, or give it to somebody else.
appointment-calendar-deleted = { $agent } deleted it from their own calendar. The appointment still stands. Please give it to somebody else, or call it off.
appointment-calendar-stays = It is no longer { $agent }’s, but the entry that they changed by hand stays in their calendar.
appointment-calendar-going = Is being taken out of { $agent }’s calendar.
appointment-calendar-insist = Write it there again
appointment-calendar-short = changed by hand
staff-done-appointment-insisted = It is written into the calendar again.
