# The technician's program.

console-window-title = Mostrador
console-close = Close
console-close-notice = Close this notice

# Signing in
console-sign-in-title = Sign in
console-sign-in-name-label = Name
console-sign-in-password-label = Password
console-sign-in-address-label = Site address
console-sign-in-address-tip = The machine at the counter that keeps the queue, for example 192.0.2.10:7310
console-sign-in-submit = Sign in
console-sign-in-busy = Signing in…
console-sign-in-address-wrong = Please type the site’s address, for example 192.0.2.10:7310.
console-sign-in-name-missing = Please type your name.
console-sign-in-password-missing = Please type your password.
console-sign-in-unreachable = There is no answer from { $address }. Check the address and the network, then try again.
console-session-ended = You were signed out. What you typed is kept on this computer. Please sign in again.
console-sign-on-with = Sign in with { $account }
console-sign-on = Sign in with your work account
console-sign-on-or = Or with name and password
console-sign-on-wait-title = Finish in your browser
console-sign-on-wait = It has opened a page for signing in. When you have said yes there, this window goes on by itself.
console-sign-on-no-browser = No browser could be opened. Copy this address into one on this computer:
console-sign-on-compare = The page asks you to compare these letters:
console-sign-on-finishing = The browser is done. One moment.
console-sign-on-again = Open the page again
console-sign-on-copy = Copy the address
console-sign-on-cancel = Cancel
console-sign-on-cancelled = Nobody was signed in: “No” was chosen in the browser.
console-sign-on-late = The browser was not done within ten minutes. Please begin again.
console-sign-on-no-port = This computer does not let the browser answer this program. Please sign in with name and password, and tell whoever looks after the computer.
console-sign-on-desk-silent = The desk does not answer this computer. Please try again in a minute, or sign in with name and password.
console-sign-on-site-silent = The site does not answer. Check the network, then sign in again.
console-sign-on-not-reached = The service for work accounts does not answer right now. Please try again in a minute, or sign in with name and password.
console-sign-on-refused = Signing in was not finished, or your work account may not use this desk. Try again, or ask whoever looks after work accounts.
console-sign-on-wrong = This sign-in took too long, was begun in another window, or was used already. Please begin again.
console-sign-on-set-up = The desk and the service for work accounts do not understand each other. Please sign in with name and password, and tell whoever looks after the desk.
console-sign-on-no-account = There is no account for you at this desk. Ask whoever manages the desk to add you.
console-sign-on-no-role = Your work account has none of the groups that may work here. Ask whoever looks after work accounts.
console-sign-on-stopped = Your account at this desk was stopped. Ask whoever manages the desk.
console-sign-on-other-person = Your sign-in name belongs to another work account here. Ask whoever manages the desk to unlink it.
console-sign-on-not-here = You do not work at this site. Ask whoever manages the desk to add it for you.

# Choosing a counter
console-counters-title = Hello, { $name }
console-counters-lead = Which counter are you at?
console-counters-none = All counters are taken at the moment. Ask a colleague, or look again in a while.
console-counters-again = Look again
console-counter-name = Counter { $counter }
console-counter-free = free
console-counter-mine = yours
console-counter-taken = taken
console-counter-taken-by = { $agent } is there
console-counter-lost = Counter { $counter } was closed, because the site had not heard from this console. Whoever you called keeps their place.

# Menus and commands
console-menu-counter = &Counter
console-menu-visit = &Visit
console-menu-view = Vie&w
console-menu-language = Language
console-menu-scheme = Colours
console-scheme-light = Light
console-scheme-dark = Dark
console-scheme-contrast = High contrast
console-call-next = Call next
console-call-this = Call this one
console-start = Start
console-recall = Recall
console-no-show = No-show
console-hold = Hold
console-resume = Resume
console-transfer = Transfer
console-finish = Finish
console-finish-next = Next matter
console-leave = Has left
console-put-back = Put back into the line
console-come-back = Came after all
console-arrive = Is here now
console-join = Help here
console-withdraw = Back to my counter
console-more = More
console-add-service = Add another matter
console-mark = Mark as
console-mark-urgent = urgent
console-mark-accessibility = accessibility
console-mark-vip = VIP
console-reserve = Reserve for
console-reserve-me = Me
console-reserve-nobody = Anybody
console-explain = Why was { $called } called first?
console-record = Record
console-break = Take a break
console-open-counter = Open the counter
console-change-counter = Change counter…
console-pause = Pause check-in…
console-reopen = Reopen check-in
console-sign-out = Sign out
console-quit = Quit
console-filter = Find in the queue
console-to-queue = Go to the queue
console-to-record = Go to the record
console-to-records = Go to today’s records
console-show-records = Show today’s records
console-reason-title = Why out of turn?
console-reason-urgent = Urgent
console-reason-accessibility = Accessibility
console-reason-quick = Quick one
console-reason-knows-case = I know the case
console-reason-other = Another reason
console-transfer-title = Wait for…
console-transfer-colleague-title = Or for a colleague
console-a-colleague = a colleague

# Status line
console-agent-available = Available
console-agent-calling = Calling { $number }
console-agent-serving = Serving { $number }
console-agent-helping = Helping { $agent } with { $number }
console-agent-break = On a break
console-agent-closed = Counter closed
console-waiting = { $count ->
    [0] nobody is waiting
   *[other] { $count } waiting
}
console-in-touch = site in touch
console-getting-in-touch = getting in touch…
console-out-of-touch = site out of touch
console-out-of-touch-notice = The site does not answer at the moment. You see the queue as it was last. What you write is kept here and sent as soon as the site answers.
console-other-runs = another machine runs the site
console-other-runs-notice = The machine that this console talks to no longer runs the site. As soon as the other one is reached, you can go on. What you write is kept here.
console-other-machine = Another machine runs the site now. Nothing was lost; just go on.
console-other-machine-look = Another machine runs the site now. What was done in the last moments may be missing: please look at the queue.
console-desk-out-of-touch = { $count ->
    [0] desk out of touch
    [one] desk out of touch, { $count } record waits
   *[other] desk out of touch, { $count } records wait
}
console-clocks-wrong = { $count ->
    [one] Wrong clock
   *[other] { $count } wrong clocks
}
console-clock-ahead = The clock of the kiosk “{ $kiosk }” is { $apart } ahead. Visitors are not affected; please set it.
console-clock-behind = The clock of the kiosk “{ $kiosk }” is { $apart } behind. Visitors are not affected; please set it.
console-days = { $count ->
    [one] a day
   *[other] { $count } days
}
console-hours = { $count ->
    [one] an hour
   *[other] { $count } hours
}
console-minutes = { $count } minutes
console-desk-out-of-touch-tip = The site works on. Records reach the desk once it answers again.
console-all-sent = all sent
console-not-sent = { $count } waiting to be sent
console-unanswered = The site did not answer, so this may or may not have been done. The queue will show it. You can safely press again.

# Queue
console-queue-title = Queue
console-queue-filter = Find a number, name or service
console-queue-number = Number
console-queue-name = Name
console-queue-service = Service
console-queue-waited = Waited
console-queue-left = To go
console-queue-state = State
console-queue-booked-for = for { $time }
console-queue-left-range = { $low }–{ $high }
console-queue-overdue = overdue
console-queue-late = Waiting longer than we said
console-queue-not-served = You do not take this service
console-sign-on-the-way = on the way
console-sign-remote = by phone or video
console-sign-for-you = waits for you
console-sign-for-agent = waits for { $agent }
console-sign-for-colleague = waits for a colleague
console-sign-people = { $count } people together
console-sign-further = then { $services }
console-queue-none = Nobody is here yet. Whoever checks in shows up here.
console-queue-none-found = Nobody fits what you typed.
console-state-booked = booked
console-state-waiting = waiting
console-state-called = called
console-state-serving = being served
console-state-held = on hold
console-state-done = done
console-state-no-show = did not come
console-state-left = left
console-state-cancelled = cancelled
console-state-at = counter { $counter }
console-state-mine-called = called
console-state-mine-serving = with you

# The person
console-person-nobody-title = Nobody is at your counter
console-person-nobody = Call the next one, or select somebody in the queue to see who it is.
console-person-closed-title = Your counter is closed
console-person-closed = Open it when you are ready for the next visitor.
console-person-loading-title = One moment…
console-person-loading = The queue is on its way from the site.
console-person-unnamed = Visitor
console-person-note = “{ $note }”
console-person-waited = waited { $minutes } min
console-person-waited-left = waited { $minutes } min (to go: { $left })
console-person-waited-late = waited { $minutes } min, longer than we said
console-person-booked = booked for { $time }
console-person-calls = called { $count } times
console-person-calls-of = called { $count } of { $needed } times
console-person-verified-offline = Pass checked without the desk
console-person-verified-offline-tip = The pass is genuine. The desk had not told this site about the appointment yet.
console-person-earlier = { $count ->
    [one] { $count } earlier visit
   *[other] { $count } earlier visits
}
console-call-as-first-name = by first name
console-call-as-initials = by initials
console-call-as-number = by number
# Why this one, and who is with whom
console-why-due = Next in turn, here since { $time }
console-why-booked = Booked for { $time }, due before the others
console-why-arrived = Came first, here since { $time }
console-why-points = Has collected the most waiting time
console-why-urgent = Urgent, so called earlier
console-why-accessibility = Accessibility, so called earlier
console-why-vip = VIP, so called earlier
console-why-quick = A quick matter, and the quick lane’s turn
console-why-passed = { $count ->
    [one] Had been passed once, so it is their turn
   *[other] Had been passed { $count } times, so it is their turn
}
console-why-reserved = Waits for you
console-why-skilled = You know this best
console-chosen-urgent = it is urgent
console-chosen-accessibility = accessibility
console-chosen-quick = it is a quick one
console-chosen-knows-case = the technician knows the case
console-chosen-other = another reason
console-why-chosen = Called out of turn: { $reason }
console-second-with = You are the second one with { $agent } at counter { $counter }
console-with-agent = With { $agent } at counter { $counter }
console-with-you = { $count ->
    [one] { $agents } is with you
   *[other] With you: { $agents }
}
console-second-wanted = This takes two. A second colleague comes as soon as one is free.

# "Why was she before me?", to be read out
console-explain-title = Why was { $called } called before { $waiting }?
console-explain-you = you
console-explain-other-agent = The counter that called does not take what { $waiting } came for, so this call took nothing away.
console-explain-on-the-way = { $waiting } was not here yet.
console-explain-reserved = { $waiting } waits for { $agent }.
console-explain-came-later = { $waiting } came only after that call.
console-explain-because-due = { $called } was due at { $theirs }, { $waiting } is due at { $mine }.
console-explain-because-booked = { $called } was booked for { $theirs }, { $waiting } is due at { $mine }.
console-explain-because-arrived = { $called } came at { $theirs }, { $waiting } at { $mine }.
console-explain-because-points = Appointments and marks count more for each minute of waiting, and so { $called } had collected more.
console-explain-because-urgent = { $called } is urgent, and so counts as having come earlier.
console-explain-because-accessibility = { $called } has an accessibility need, and so counts as having come earlier.
console-explain-because-vip = { $called } is marked as VIP, and so counts as having come earlier.
console-explain-because-quick = { $called } came with a quick matter. Every so often one of these goes first, so that nobody waits long for a minute’s work.
console-explain-because-passed = { $called } had been passed as often as anybody may be.
console-explain-because-reserved = { $called } was waiting for { $agent }.
console-explain-because-skilled = Whoever called knows best about what { $called } came for.
console-explain-because-chosen = { $called } was called out of turn: { $reason }. That is noted.

# What happens by itself
console-call-alone = Is { $number } with you? Press Start, or the call goes back to the line in a minute.
console-call-went-back = { $number } is at the front of the line again, because the call was left alone. You are free for the next one.
console-next-matter-here = { $number } stays with you: next is { $service }.
console-next-matter-waits = { $number } waits for { $service } now, with the place kept.
console-colleague-came = { $agent } is with you now.
console-colleague-went = { $agent } has gone back to their own counter.

# Pausing check-in
console-pause-title = Pause check-in
console-pause-lead = Nobody else can join the line until you reopen it. Whoever waits keeps their place, and whoever is booked can come.
console-pause-all = For everything
console-pause-some = Only for
console-pause-message = What visitors read ({ $language })
console-pause-suggestion = We cannot take anybody else right now. Please come back a little later.
console-pause-do = Pause check-in
console-paused-all = Check-in is paused.
console-paused-some = Check-in is paused for { $services }.

# The record
console-record-heading = Record
console-record-kind = Type
console-record-incident = Incident
console-record-request = Request
console-record-priority = Priority
console-record-priority-short = P{ $priority }
console-priority-1 = P1 critical
console-priority-2 = P2 high
console-priority-3 = P3 medium
console-priority-4 = P4 low
console-priority-5 = P5 can wait
console-record-title = What
console-record-title-hint = In one line, for example: laptop will not start
console-record-category = Category
console-record-category-hint = Type to search
console-record-impact = Affects
console-impact-1 = many people
console-impact-2 = a group
console-impact-3 = one person
console-record-urgency = Urgency
console-urgency-1 = cannot work
console-urgency-2 = works with trouble
console-urgency-3 = can wait
console-record-description = What happened
console-record-description-hint = What the visitor told, what you found
console-record-resolution = What was done
console-record-resolution-hint = So that the next one can do it too
console-record-resolved = Resolved
console-record-spent = Time spent
console-record-minutes = min
console-record-spent-running = Runs by itself since you started
console-record-spent-again = Let the time run by itself again
console-record-recorded = Recorded: { $detail }
console-draft-kept = Draft kept at { $detail }
console-draft-not-kept = The draft cannot be kept on this computer: is its disk full? It stays here as long as this window is open.
console-record-not-kept = The record could not be kept on this computer: is its disk full? Nothing was sent. Make some room and record again.
console-record-title-missing = Please say in one line what it was about; then it can be recorded.
console-record-field-wrong = One field cannot be recorded as it is. Please look at the marked one.
console-record-refused-notice = The site did not take the record “{ $title }”. It is kept here. Please look at it.
console-record-look = Look at it
console-record-untitled = Untitled
console-record-writing = This draft is kept on this computer only.
console-record-unsent = Recorded. It waits on this computer until the site answers.
console-record-refused = The site did not take it: { $why } Change it and send it again.
console-record-at-site = Recorded at the site, on its way to the desk.
console-record-at-desk = At the desk as { $number }.
console-record-needs = It needs attention: { $why }
console-record-send = Send

# Today’s records
console-records-title = Today’s records
console-records-none = No records yet today. What you record shows up here, with where it stands.
console-records-search = Search today’s records
console-records-not-found = No record of today has that.
console-standing-writing = draft
console-standing-unsent = waiting to be sent
console-standing-refused = needs attention
console-standing-recorded = recorded
console-standing-at-desk = at the desk
console-standing-needs-attention = needs attention
console-standing-outside = handed over

# A record’s ticket in the organisation’s own tool, for example RT 4711
console-outside-state-new = new
console-outside-state-in-progress = in progress
console-outside-state-waiting = waiting
console-outside-state-resolved = resolved
console-outside-state-closed = closed
console-outside-there = { $tool } says: { $state }
console-outside-there-with = { $tool } says: { $state }, with { $name }
console-outside-open = Open { $name }
console-outside-dropped = { $tool } did not keep what was sent in: { $fields }. Look there and put it right.
console-outside-short-dropped = { $tool } did not keep: { $fields }
console-outside-short-refused = { $tool } did not take it
console-outside-short-look = look at it in { $tool }
console-outside-why-refused = { $tool } did not take it as it is. Somebody who runs the desk can put it right and send it again.
console-outside-why-unable = { $tool } takes no notes or no files, so not everything is there. Add it there by hand.
console-outside-why-may-be-there = It may be in { $tool }, but no answer came. Somebody who runs the desk must look there.
console-outside-why-cannot-search = It may be in { $tool }, but nothing can be searched there. Somebody who runs the desk must look.
console-outside-why-gone = { $tool } took it, and has it no more. Somebody who runs the desk must look.
console-outside-why-other-ticket = { $tool } has another ticket in its place. Somebody who runs the desk must look.
console-outside-why-not-closed = { $tool } has it twice. Close the second one there.
console-outside-why-twice = { $tool } has a note or a file twice. Remove the second one there if it is in the way.
console-outside-why-other = { $tool } did not take everything. Somebody who runs the desk must look.

# Questions
console-ask-finish-title = Record this visit first?
console-ask-finish-text = You have written something that is not recorded yet. If you finish without recording, the draft stays in today’s records.
console-ask-finish-record = Record and finish
console-ask-finish-without = Finish without recording
console-ask-back = Go back
console-closing-title = { $count ->
    [one] One person is waiting for you
   *[other] { $count } people are waiting for you
}
console-closing-text = { $count ->
    [one] Nobody else who is here now can help them. What shall become of them?
   *[other] Nobody else who is here now can help these people. What shall become of them?
}
console-closing-keep = They wait for a colleague
console-closing-home = Send them home, with our apology
console-closing-back = Stay
console-ask-leave-title = Somebody is at your counter
console-ask-leave-text = { $number } is with you. Put the visit on hold, and a colleague or you can resume it at any counter.
console-ask-leave-cut-off = { $number } is with you, and the site does not answer. If you leave now, the site puts the visit back by itself within a minute of answering again.
console-ask-leave-hold = Hold and leave
console-ask-leave-now = Leave anyway
console-ask-leave-back = Stay
