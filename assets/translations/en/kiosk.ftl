# The touch screen: what a visitor reads.

# On every page
back = Back
next = Next
skip = Skip
help = Help
start-page = Start page
more-below = More
clock-label = The time
text-larger = Larger text
text-normal = Normal text
scheme-light = Light
scheme-dark = Dark
scheme-contrast = High contrast
progress = Step { $step } of { $count }
one-moment = One moment, please
checking-pass = Checking your code
checking-in = Checking you in

# First page
welcome-hello = Hello.
welcome-question = How can we help?
welcome-wait = Wait now: { $wait }
welcome-wait-now = No waiting right now
welcome-wait-unknown = We cannot tell the wait at the moment
welcome-appointment = I have an appointment
welcome-appointment-hint = Show your QR code or type your code
welcome-joined = I joined by phone
welcome-help = I need help now
welcome-help-hint = Tell us what it is about, then take a seat
welcome-paused = We are taking nobody new for a short while. If you have an appointment, check in as always.
welcome-have-place = I have a place already
welcome-have-place-hint = You joined by phone, or you were called before
welcome-book = Book for later
welcome-last-call = Check in until { $time } today
welcome-over = No more check-ins today. We close at { $time }.
welcome-closed = We are closed
welcome-opens = We open again { $when }
welcome-closed-hint = You can book an appointment now and come back then.
welcome-closed-plain = Please come back another time.
welcome-cut-off = You can still check in here. We just cannot say how long it takes at the moment.

# Showing a pass
pass-title = Show your QR code
pass-lead = Hold it in front of the camera, about a hand’s width away.
pass-lead-scanner = Hold it in front of the scanner, or type the code that stands under it.
pass-camera = What the camera sees
pass-got-it = Got it
pass-type = Type the code instead
pass-none = I have no code with me
pass-no-camera = No camera here. Use the scanner, or type your code.

joined-title = Show your place
joined-lead = Open the page with your number on your phone, and hold its code in front of the camera.
joined-lead-scanner = Open the page with your number on your phone, and hold its code in front of the scanner.
joined-none = I cannot show it
joined-code-lead = Six letters and digits. They stand on your phone, under the QR code.

# Typing a code
code-title = Type your code
code-lead = Six letters and digits. They stand under the QR code in your mail.
code-field = Your code
code-check = Check the code
code-scan = Show the QR code instead

# Who are you
person-title = Who are you?
person-lead = Type the first letters of your name or mail, or hold your badge to the reader.
person-field = Name or mail
person-none = We cannot find that. Try fewer letters, or go on as a guest.
person-cut-off = We cannot look up names at the moment. Please go on as a guest.
person-guest = I am a guest
booked-title = You have an appointment { $when }
booked-lead = Would you like to check in for it?
booked-yes = Yes, check me in
booked-other = I have something else as well
booked-other-hint = You choose it next. We see to both, with one number.
guest-title = What is your name?
guest-lead = So that we know who we are helping. Your mail is only for news about your visit.
guest-name = Your name
guest-mail = Mail (if you like)
guest-name-needed = Please type your name.
guest-mail-wrong = This mail does not look complete yet.

# What is it about
service-title = What can we help with?
service-lead = You can tell us more on the next page.
service-paused = Taking a short break
service-full = Full at the moment
note-title = Anything we should know?
note-lead = A word or two is plenty. You can also skip this.
note-field = For example: it will not start since this morning
note-left = { $count } more characters

# How to be called
call-as-title = How shall we call you?
call-as-lead = This is what the room sees and hears.
call-as-first-name = By my first name
call-as-initials = By my initials
call-as-number = By a number
call-as-example = “{ $example }”
call-as-number-example = “{ $example }”, for example

# Summing up
confirm-title = All set?
confirm-hello = Hello { $name }
confirm-appointment = Your appointment: { $when }
confirm-who = You are
confirm-guest = { $name }, guest
confirm-service = It is about
confirm-note = You told us
confirm-note-none = Nothing more
confirm-call-as = We call you
confirm-time = Your appointment
confirm-change = Change
confirm-check-in = Check in
confirm-by-first-name = “{ $example }”
confirm-by-first-name-plain = by your first name
confirm-by-initials = “{ $example }”
confirm-by-initials-plain = by your initials
confirm-by-number = by your number
besides-title = If it helps
besides-people = We are more than one
besides-people-count = { $count } of us
besides-people-fewer = One fewer
besides-people-more = One more
besides-access = I need a seat or step-free access
besides-further = One more thing
besides-further-chosen = Then: { $service }
further-title = And what else?
further-lead = We see to it after the first matter. You keep one number.
further-none = Nothing else

# The place
ticket-thanks = Thank you
ticket-thanks-name = Thank you, { $name }
ticket-existing = You already have a place
ticket-welcome = Welcome
ticket-welcome-name = Welcome, { $name }
ticket-welcome-back = Welcome back
ticket-welcome-back-name = Welcome back, { $name }
ticket-arrived = We kept the place that you took by phone.
ticket-kept-place = We called you before and kept your place.
ticket-new-place = We called you a while ago. You have a new place now, with the same number.
ticket-together = One number for the { $count } of you.
ticket-further = After that: { $service }.
ticket-access = The counter knows that you need a seat or step-free access.
ticket-number = Your number
ticket-wait-now = It is almost your turn
ticket-wait-range = About { $low } to { $high } minutes
ticket-wait-up-to = Up to { $high } minutes
ticket-wait-long = More than { $hours } hours
ticket-wait-unknown = We cannot tell the wait at the moment
ticket-called = You are being called now. Please go to counter { $counter }.
ticket-serving = You are with us at the counter.
ticket-call-first-name = We will call you by your first name.
ticket-call-initials = We will call you by your initials.
ticket-call-number = We will call you by this number.
ticket-seat = Take a seat.
ticket-follow = Follow it on your phone
ticket-follow-hint = Point your phone’s camera at the code. No app needed.
ticket-kept = Your arrival is noted here, and you keep your place.
ticket-done = Done
ticket-done-in = Done ({ $seconds } s)
ticket-booked = Your appointment: { $when }

# Booking
booking-title = Book for later
booking-lead = Point your phone’s camera at the code and choose a day and time.
booking-none = Booking is not possible from here at the moment. Please ask a colleague.
booking-address = Or type this address:

# When something is not possible
refused-title = That did not work
refused-title-site-closed = We are closed
refused-title-last-check-in-over = No more check-ins today
refused-title-service-full = Very many are waiting for this
refused-title-check-in-paused = We are taking a short break
refused-title-too-late-for-today = This will not fit into today
refused-text-service-full = One more would wait too long. Something else may be quicker, or you come at a time of your own.
refused-text-check-in-paused = Nobody new can join for this at the moment. Those who wait are being served.
refused-text-too-late-for-today = Those who wait will keep us busy until we close. We would rather tell you now than let you wait in vain.
refused-title-unknown-service = This is not offered any more
refused-title-pass-unreadable = We could not read that code
refused-title-pass-forged = This code is not one of ours
refused-title-pass-expired = This code has expired
refused-title-pass-too-early = You are early
refused-title-pass-wrong-site = This appointment is somewhere else
refused-title-pass-used = This code was used before
refused-title-pass-cancelled = This appointment was cancelled
refused-title-code-unknown = We do not know that code
refused-code-unknown = Please look at the six letters and digits again; they stand under the QR code in your mail. Or show us the QR code itself.
refused-title-too-many-tries = Too many tries
refused-title-storage-full = This kiosk cannot take you in
refused-title-unreachable = We cannot check that now
refused-text-storage-full = We could not note your arrival, and nothing was kept. Please go to a counter; they will take you in.
refused-too-early-from = Your appointment is { $when }. You can check in from { $from } on.
refused-code-cut-off = A typed code cannot be checked at the moment. Your QR code can: show it, or go on without it.
refused-title-joined-unknown = We do not find your place
refused-joined-unknown = It may be over, or belong to another day. Try the code once more, or take a new place here.
refused-joined-cut-off = We cannot look up your place at the moment. Touch “I am here now” on your phone, or take a number here.
refused-scan-again = Show the code again
refused-type = Type the code
refused-help-now = I need help now
refused-choose = Choose something else
refused-try-again = Try again

# No site was ever heard of
unready-title = This kiosk is not ready yet
unready-lead = It is looking for its counter and will go on by itself. Please see a colleague meanwhile.

# Help
help-title = Please call somebody
help-lead = We are glad to help you with this screen, too.
help-colleague = Ask any colleague at the counters. You do not need a number for that.
help-wave = If you cannot come over, raise your hand. The counters can see this screen.
help-screen = You can have larger text, other colours or another language at the bottom of every page.
help-kept = Nothing that you typed gets lost while you ask.
help-close = Back to where I was

# Nobody touches the screen
idle-title = Are you still there?
idle-lead = Otherwise we clear this page in { $seconds } seconds, so that nobody else sees what you typed.
idle-stay = I am still here
idle-leave = Start over

# The keyboard
keyboard = Keyboard
key-shift = Capital letters
key-erase = Erase
key-space = Space
key-symbols = ?123
key-letters = ABC
key-symbols-name = Digits and signs
key-letters-name = Letters
