# Other programs at the desk: webhooks and tokens of programs.

staff-nav-webhooks = Webhooks
webhooks-lead = Other programs of yours hear at once what happens at the counter. Names are not sent.
webhooks-none = Nobody is told yet. Add the address of a program that wants to know.
webhooks-add = Add a webhook
webhooks-change = What is sent where
webhooks-url = Address
webhooks-url-hint = Begins with https://
webhooks-kinds = Tells about
webhooks-kinds-all = Everything
webhooks-kind-visit = Visits
webhooks-kind-appointment = Appointments
webhooks-kind-incident = Incidents and requests
webhooks-sites = From these sites
webhooks-waiting = Waiting
webhooks-waiting-count = { $count ->
    [one] { $count } change waits
   *[other] { $count } changes wait
}
webhooks-state-active = Working
webhooks-state-trying = Not answered, trying again
webhooks-state-paused = Paused
webhooks-state-given-up = Stopped
webhooks-since = since { $when }
webhooks-next = next try { $when }
webhooks-given-up = This program took nothing for three days, or is gone for good, so we stopped. Nothing is lost: when it works again, choose “Go on”.
webhooks-banner = { $count ->
    [one] A program is no longer told what happens here, because it did not answer.
   *[other] { $count } programs are no longer told what happens here, because they did not answer.
}
webhooks-banner-look = Take a look
webhooks-deliveries = What was sent
webhooks-no-deliveries = Nothing yet. Send a test to see whether it arrives.
webhooks-type = What
webhooks-when = When
webhooks-delivery-sent = Taken
webhooks-delivery-waiting = Waiting
webhooks-delivery-left-out = Not sent on
webhooks-tries = { $count ->
    [one] { $count } try
   *[other] { $count } tries
}
webhooks-again = Send again
webhooks-leave-out = Leave out
webhooks-test = Send a test
webhooks-test-taken = The test arrived and was taken.
webhooks-test-not-taken = The test was not taken.
webhooks-status = Answer: { $status }
webhooks-pause = Pause
webhooks-resume = Go on
webhooks-secret = Secret
webhooks-secret-hint = Each message is signed with it. A new one can be made at any time; for one day both are good.
webhooks-old-secret-until = The earlier secret is good until { $when }.
webhooks-secret-renew = Make a new secret
webhooks-secret-once = This is the secret. Copy it now: it is not shown again.
webhooks-secret-what = The receiving program checks with it that a message really comes from here.
webhooks-remove = Remove
webhooks-remove-hint = The program is told nothing any more, and what waits is thrown away.
webhooks-fault-no-address = This is not a complete address.
webhooks-fault-not-https = Please use an address that begins with https://
webhooks-fault-private = This address leads into an internal network, which the settings do not allow.
webhooks-fault-unknown-host = There is no machine with this name.
webhooks-fault-too-slow = No answer within 15 seconds.
webhooks-fault-not-trusted = The machine there could not prove that it is the right one.
webhooks-fault-unreachable = Nobody answered.
staff-done-webhook-changed = Saved.
staff-done-webhook-resumed = It goes on. What waited is sent now.
staff-done-webhook-paused = Paused. What happens meanwhile is sent later.
staff-done-webhook-removed = The webhook was removed.
staff-done-webhook-again = It is sent again.
staff-done-webhook-left-out = It is left out. The next ones are sent.
staff-did-webhook-added = added a webhook
staff-did-webhook-changed = changed a webhook
staff-did-webhook-resumed = let a webhook go on
staff-did-webhook-paused = paused a webhook
staff-did-webhook-removed = removed a webhook
staff-did-webhook-secret-renewed = made a new secret for a webhook

# What was corrected in a record
staff-step-corrected = { $field }: changed. Before:

# Tokens of programs, on the page of devices
programs-title = Programs
programs-lead = A program that reads or writes here proves with a key which one it is.
programs-none = No program has a key.
programs-used = last used { $when }
programs-unused = never used
programs-name = Name of the program
programs-name-hint = Small letters, digits, dots and dashes, for instance “sync”.
programs-make = Make a key
programs-shown-once = This is the new key of { $name }. Copy it now: it is not shown again.
programs-where = The program sends it with every request, as “Authorization: Bearer …”.
programs-fault-name = Please use small letters, digits, dots and dashes only.
programs-fault-sites = There is no such site.
staff-did-program-token-made = made a key for a program
staff-did-program-token-revoked = withdrew the key of a program

# One's own calendar
staff-nav-calendar = My calendar
calendar-lead = When your calendar says that you are busy, fewer appointments are offered at that time. We keep only from when to when: no titles, no names, no places.
calendar-yours = Your calendar
calendar-kind-feed = Calendar address
calendar-kind-caldav = CalDAV
calendar-masked = the rest is kept secret
calendar-works = Working
calendar-read = Read { $when }. { $count ->
    [0] You are never busy in the time that can be booked.
    [one] You are busy once in the time that can be booked.
   *[other] You are busy { $count } times in the time that can be booked.
}
calendar-soon = Not read yet
calendar-soon-hint = We read it within a minute. Please look again then.
calendar-read-now = Read it now
calendar-remove = Forget my calendar
calendar-feed = By its secret address
calendar-feed-hint = Your calendar program can give you an address that ends in .ics, often called “secret address” or “publish calendar”.
calendar-caldav = By CalDAV
calendar-caldav-hint = For calendars on a server with a name and a password.
calendar-url = Address
calendar-url-hint = The address of the calendar itself; begins with https://
calendar-url-secret = Whoever has it can read your calendar, so we show it to nobody.
calendar-user = Name there
calendar-password = Password there
calendar-password-hint = If you can, make a password for this alone (an “app password”).
calendar-give = Use this calendar
calendar-blocks-nothing = Until it works, your calendar holds no time free.
calendar-kept = Last read { $when }. What it said then counts for a day.
calendar-fault-empty = Please fill this in.
calendar-fault-no-address = This is not a complete address.
calendar-fault-not-https = Please use an address that begins with https://
calendar-fault-private = This address leads into an internal network, which the settings do not allow. Ask whoever runs Mostrador.
calendar-fault-unknown-host = There is no machine with this name. Please check the address.
calendar-fault-unreachable = Nobody answered there, or the answer broke off. We try again by ourselves.
calendar-fault-too-slow = The calendar took too long. We try again by ourselves.
calendar-fault-not-trusted = The machine there could not prove that it is the right one. Please check the address.
calendar-fault-too-large = This calendar is too large. Please give one without the years gone by.
calendar-fault-redirects = This address leads from one to the next without an end. Please copy it once more.
calendar-fault-sign-in = The name or the password was not accepted. Please enter both again below; if you use a second step to sign in, make an app password there.
calendar-fault-gone = There is no calendar at this address any more. Please copy the address once more.
calendar-fault-refused = The calendar’s server answered with an error. We try again by ourselves.
calendar-fault-no-calendar = There is a page at this address, but no calendar. Please copy the address that ends in .ics.
calendar-fault-no-collection = This is not the address of a CalDAV calendar. Please copy the address of the calendar itself, not that of the server.
calendar-fault-unreadable = The calendar’s file is damaged, so we could not read it.
calendar-fault-too-much = Something in this calendar repeats too often for us to read it, every minute for example.
staff-done-calendar-given = Saved. We read it within a minute.
staff-done-calendar-soon = We read it within a minute.
staff-done-calendar-leftovers = They stay there, and we tell you no more about them.
staff-done-calendar-removed = Your calendar is forgotten, and no time is held free for it any more.
