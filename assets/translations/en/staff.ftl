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
staff-did-signed-in = signed in
staff-did-staff-added = added a member of staff
staff-did-staff-changed = changed a member of staff
staff-did-staff-stopped = stopped a member of staff
staff-did-staff-back = let a member of staff come back
staff-did-password-reset = set a new password for a member of staff
staff-did-incident-recorded = recorded an incident or request
staff-did-incident-changed = changed a record
staff-did-token-made = made a key for a site
staff-did-token-revoked = withdrew the key of a site
staff-did-person-erased = erased a person
