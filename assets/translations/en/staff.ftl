# The pages for staff at the desk.

staff-menu = Menu
staff-nav-incidents = Records
staff-nav-appointments = Appointments
staff-nav-people = People
staff-nav-services = Services
staff-nav-sites = Sites
staff-nav-staff = Staff
staff-nav-devices = Devices
staff-nav-outbox = Messages sent

# Signing in
staff-sign-in-title = Sign in
staff-sign-in = Sign in
staff-sign-out = Sign out
staff-login = Sign-in name
staff-password = Password
staff-nobody-yet = Nobody can sign in yet. On the machine that runs the desk, make the first account with this command; it asks for a password.

# Signing in with the organisation's account
staff-sign-on = Sign in with your work account
staff-sign-on-with = Sign in with { $account }
staff-sign-on-or = Or with a name and password
staff-signed-out = You are signed out here.
staff-sign-out-everywhere = Sign out of your work account too
staff-sign-on-again = Try again
staff-sign-on-other-way = To the sign-in page
staff-sign-on-failed-title = You are not signed in
staff-sign-on-not-reached = The service for work accounts does not answer right now. Nothing is wrong with your account. Please try again in a minute; if it goes on, tell whoever looks after work accounts.
staff-sign-on-refused = Signing in was not finished, or your work account may not use this desk. Try again, or ask whoever looks after work accounts to let you in.
staff-sign-on-wrong = This sign-in took too long, was begun in another window, or was used already. Please begin again.
staff-sign-on-set-up = The desk and the service for work accounts do not understand each other. Trying again will not help: please tell whoever looks after this desk. They find the reason in its log.
staff-sign-on-no-account = We know who you are, but there is no account for you at this desk. Ask whoever manages the desk to add you on the page “Staff”.
staff-sign-on-no-role = We know who you are, but your work account has none of the groups that may work here. Ask whoever looks after work accounts to put you into one.
staff-sign-on-stopped = Your account at this desk was stopped. If you work here again, ask whoever manages the desk to let you back in.
staff-sign-on-other-person = At this desk your sign-in name belongs to another work account, so it opens nothing for this one. If you have a new work account, ask whoever manages the desk to unlink the old one on your page under “Staff”.
staff-sign-on-not-here = We know who you are, but you do not work at this site. Ask whoever manages the desk to add the site on your page under “Staff”.

# Signing a console in, in its browser
staff-console-title = Sign in at the console?
staff-console-lead = You are { $owner }. The console of { $site } on this computer wants to be signed in as you.
staff-console-compare = It shows these letters:
staff-console-care = Does it show others, or did you not begin this? Then choose “No”.
staff-console-yes = Yes, sign in
staff-console-no = No
staff-console-other = I am somebody else
staff-console-done-title = You can go back to the console
staff-console-done = It goes on there. You may close this page.
staff-console-cancelled-title = Nobody was signed in
staff-console-cancelled = The console asks you again. You may close this page.
staff-console-go-back = Go back to the console and begin again there. You may close this page.

# Lists
staff-pages = Pages
staff-page-before = Newer
staff-page-after = Older
staff-page-of = Page { $page } of { $pages }
staff-filter = Show
staff-filter-clear = Show all
staff-any = All
staff-save = Save
staff-check-form = Nothing was saved yet. Please look at the marked fields.

# Staff
staff-add-person = Add someone
staff-name = Name
staff-role = May do
staff-role-agent = Serve visitors
staff-role-lead = Lead the team
staff-role-admin = Manage everything
staff-takes = Takes
staff-works-at = Works at
staff-state = State
staff-all-services = All services
staff-all-sites = All sites
staff-none-is-all = Nothing ticked means all.
staff-active = Works here
staff-inactive = Stopped
staff-login-hint = Small letters, digits, dots and dashes.
staff-first-password = First password
staff-new-password = New password
staff-password-hint = At least 10 characters. A few words are easy to remember.
staff-set-password = Set password
staff-stop = Stop working here
staff-stop-hint = They can no longer sign in. What they did stays in the records.
staff-come-back = Works here again
staff-work-account = Work account
staff-linked-at = Linked { $at } · last used { $used }
staff-not-linked = Not linked yet. The first work account that signs in as { $login } is linked; from then on no other opens this page’s account.
staff-unlink = Unlink
staff-unlink-hint = For somebody who got a new work account. They are signed out; the next one that signs in as { $login } is linked.
staff-lately = What was done lately
staff-fault-too_short = Please use at least 10 characters.
staff-fault-too_long = Please use at most 200 characters.
staff-fault-same_as_login = Please choose one without the sign-in name in it.
staff-fault-one_letter = Please use more different characters.
staff-fault-form = Please use small letters, digits, dots and dashes only.
staff-fault-taken = Somebody already has this name. Please choose another.
staff-fault-empty = Please write a name, at most 200 characters.
staff-fault-last_admin = Somebody must be able to manage everything. Give that to another person first.
staff-done-staff-added = The person was added and can sign in now.
staff-done-staff-changed = Saved.
staff-done-staff-stopped = The person can no longer sign in.
staff-done-staff-back = The person can sign in again.
staff-done-password-changed = The new password works from now on.
staff-done-sign-on-unlinked = Unlinked. The next work account with this sign-in name is linked when it signs in.
staff-did-signed-in = signed in
staff-did-console-signed-in = signed in at the console of a site
staff-did-staff-added = added a member of staff
staff-did-staff-changed = changed a member of staff
staff-did-staff-stopped = stopped a member of staff
staff-did-staff-back = let a member of staff come back
staff-did-password-reset = set a new password for a member of staff
staff-did-sign-on-linked = linked their work account by signing in
staff-did-sign-on-unlinked = unlinked the work account of a member of staff
staff-did-sign-on-refused = was not signed in: another work account came with their sign-in name
staff-did-incident-recorded = recorded an incident or request
staff-did-incident-changed = changed a record
staff-did-token-made = made a key for a site
staff-did-token-revoked = withdrew the key of a site
staff-did-person-erased = erased a person

# Records: incidents and requests
staff-open-now = { $count ->
    [0] Nothing is open.
    [one] { $count } open
   *[other] { $count } open
}
staff-found = { $count ->
    [0] Nothing found
    [one] { $count } found
   *[other] { $count } found
}
staff-search = Search
staff-search-hint = Number, words or name
staff-site = Site
staff-kind = Type
staff-kind-incident = Incident
staff-kind-request = Request
staff-priority = Priority
staff-day = Day
staff-mine = Only mine
staff-number = Number
staff-title = What
staff-for = For
staff-assignee = Assigned to
staff-when = Recorded
staff-nobody = Nobody
staff-no-records = No records yet. What is recorded at a counter shows up here.
staff-nothing-found = No record fits. Try fewer words, or show all.
staff-state-open = Open
staff-state-new = New
staff-state-in-progress = In progress
staff-state-waiting = Waiting
staff-state-resolved = Resolved
staff-state-closed = Closed
staff-description = What happened
staff-resolution = What helped
staff-none-written = Nothing was written here.
staff-history = History
staff-note = Add a note
staff-recorded = Recorded
staff-received = Reached the desk
staff-recorded-by = By
staff-service = Service
staff-category = Category
staff-impact = Impact
staff-urgency = Urgency
staff-level-1 = High
staff-level-2 = Medium
staff-level-3 = Low
staff-spent = Time spent
staff-step-received = Recorded at { $site }: { $state }
staff-step-state = { $before } → { $after }
staff-step-assignee = Assigned to { $name }
staff-step-unassigned = Assigned to nobody
staff-changed-meanwhile = Somebody else changed this record meanwhile. Your note is kept below; look at what is new, then save again.
staff-done-incident-changed = Saved.

# Appointments of the day
staff-day-before = Day before
staff-day-after = Day after
staff-go = Go
staff-time = Time
staff-no-appointments = No appointments on this day.
staff-appointment-note = Note
staff-visit-booked = Booked
staff-visit-checked-in = Checked in
staff-visit-called = Called
staff-visit-serving = At the counter
staff-visit-held = On hold
staff-visit-done = Done
staff-visit-no-show = Did not come
staff-visit-left = Left
staff-visit-cancelled = Cancelled

# Devices: the sites and their keys
staff-devices-lead = Each site proves with a key that it is one of yours.
staff-in-touch = In touch
staff-silent = Not heard of lately
staff-never = Never heard of
staff-last-contact = Last contact
staff-entries = Entries received
staff-behind = Waiting to be told
staff-behind-none = Up to date
staff-behind-items = { $count ->
    [one] { $count } change
   *[other] { $count } changes
}
staff-keys = Keys
staff-key-made = Made { $when }
staff-key-make = Make a key
staff-key-withdraw = Withdraw
staff-key-none = No key yet. The site cannot connect without one.
staff-key-shown-once = This is the new key of { $site }. Copy it now: it is not shown again.
staff-key-where = Put it into the site’s settings as MOSTRADOR_SITE__DESK_TOKEN, and “{ $site }” as MOSTRADOR_SITE__ID.
staff-done-token-revoked = The key no longer works.

# People
staff-person-count = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
staff-people-hint = Name, mail or badge
staff-person-mail = Mail
staff-person-badge = Badge
staff-person-department = Department
staff-person-guest = Guest
staff-person-none = Nobody fits. Try another spelling.
staff-person-ask = Look somebody up by name, mail address or badge.
staff-erase = Erase
staff-erase-title = Erase { $name }?
staff-erase-explain = Name, mail and badge are removed from the desk, from every site, and from all records and appointments. What was done stays, without a name. This cannot be undone.
staff-erase-sure = Erase for good
staff-cancel = Cancel
staff-done-person-erased = The person was erased. The sites are told as soon as they are in touch.

# Faults of a directory file (the command mostrador import)
import-fault-no_header = The first line must name the columns, and one of them must be “name”.
import-fault-unknown_column = There is no such column: { $field }.
import-fault-malformed = This line has too many or too few fields, or an open quote.
import-fault-invalid = This cannot be used: { $field }.
import-fault-twice = The same { $field } came in an earlier line.
import-fault-no_key = This line has neither mail nor badge.
import-fault-conflict = Mail and badge belong to two different people.
import-fault-many_gone = { $count } people are in the directory no more: nobody was taken away. If that is right, say --many.
import-fault-too_large = The file is too large.
import-fault-not_text = The file is not UTF-8 text.
