# One message a refusal code: refusal-<code with - for _>. Says what happened, what was kept, what to do now.
# No message needs an argument: a screen may show any of them with nothing but the code.

# The line
refusal-unknown-visit = We cannot find this visit in today’s line. Please check in, or ask a colleague.
refusal-unknown-service = This service is not offered here at the moment. Please choose another one.
refusal-unknown-counter = This counter does not exist at this site. Please choose another one.
refusal-nobody-waiting = Nobody is waiting at the moment.
refusal-already-called = Somebody else has just called this visitor.
refusal-agent-busy = You are still with a visitor. Finish that visit or put it on hold, then call the next one.
refusal-counter-taken = Another colleague is at this counter. Please choose another one.
refusal-counter-not-open = Your counter is not open. Open it, then try again.
refusal-counter-in-use = A visitor is still at this counter. Finish that visit or put it on hold first.
refusal-wrong-state = That does not fit where this visit stands now. The list shows the latest state; please look again.
refusal-not-yours = Another colleague is with this visitor. The list shows who.
refusal-same-service = This visitor is waiting for that service already.
refusal-site-closed = The service counter is closed right now. You are welcome to book a time for later.
refusal-last-check-in-over = It is too close to closing time to help you properly today. You are welcome to book a time for another day.
refusal-already-checked-in = This visitor has already checked in, so the appointment can no longer be changed here.
refusal-service-full = So many people are waiting for this already that we could not help you properly today. Please choose another service, or book a time.
refusal-check-in-paused = We are taking nobody else for this right now. Please look at the notice, or book a time.
refusal-too-late-for-today = Those who wait will keep us busy until closing. You are welcome to book a time for another day.
refusal-no-remote-join = At this site you join the line when you are here. Please check in at the kiosk.
refusal-people-waiting = You are the last one who can help people who are waiting. Say what becomes of them, then close.
refusal-call-again-first = Please call this visitor once more before you note that nobody came.
refusal-not-here-yet = This visitor joined from afar and has not arrived yet.
refusal-lacks-skill = This needs a skill that is not noted for this colleague. Please choose another one.
refusal-reserved = This visitor is waiting for a certain colleague.
refusal-not-remote = This cannot be settled by phone or video. Please agree on a visit in person.
refusal-fenced = Another machine has taken over this site. What you asked was not done here; please try again in a moment.
refusal-standby = This machine only stands by. Please ask the one that runs the site.

# Passes
refusal-pass-unreadable = We could not read this code. Hold it a little closer, or type the six characters that are below it.
refusal-pass-forged = This code was not issued by us. Please ask a colleague, or check in without it.
refusal-pass-expired = This appointment is over. You can check in without it, or book a new time.
refusal-pass-too-early = You are early; it is too soon to check in for this appointment. Please come back closer to your time.
refusal-pass-wrong-site = This appointment is at another site. The address is in your confirmation.
refusal-pass-used = This appointment has already taken place. If you need more help, please check in without it.
refusal-pass-cancelled = This appointment was cancelled. You can check in without it, or book a new time.

# Booking
refusal-slot-taken = Somebody was a moment faster; this time has just been taken. Please choose another one.
refusal-slot-gone = This time is no longer offered. Please choose another one.
refusal-too-late-to-change = It is too late to change this appointment here. Just come, or tell a colleague at the counter.

# Records that another tool keeps
refusal-owned-outside = This record was handed over to another tool. Please change its state there; it is brought back here by itself.

# Requests
refusal-invalid = Something in what you entered cannot be taken as it is. Please check it and try again.
refusal-too-large = That is too long to be sent. Please shorten it.
refusal-not-found = We could not find that. Please check what you entered, or ask a colleague.
refusal-unauthenticated = Your sign-in has ended. Please sign in again; nothing that was saved is lost.
refusal-wrong-password = Name and password do not match. Please try again.
refusal-forbidden = You are not allowed to do that with this sign-in. Please ask a colleague who is.
refusal-too-many-tries = There were too many wrong passwords. Please wait a minute, then try again.
refusal-sign-on-not-taken = This sign-in was used already, took too long, or was begun elsewhere. Please sign in again.
refusal-sign-on-out-of-time = This sign-in took too long, or the site’s clock is wrong. Please sign in again; if that does not help, tell whoever looks after the site.
refusal-sign-on-not-here = The desk knows you, but you do not work at this site, or the site has not heard of you yet. Try again in a minute, or ask whoever manages the desk.
refusal-key-missing = Nothing was changed: the program that asked gave no key (header Idempotency-Key), by which a repeat is told from something new. Please tell whoever looks after that program.
refusal-key-reused = Something went wrong on our side, and nothing was changed. Please start this step again.
refusal-storage-full = Nothing can be saved right now because the disk is full. Nothing was changed. Please tell a colleague.
refusal-unreachable = We cannot reach the service at the moment. Please try again shortly; what you entered is kept.
refusal-out-of-order = What you see is no longer up to date. It is being loaded again.
refusal-version-missing = It is not known which version you were looking at. Please load it again.
refusal-changes-gone = The list of changes does not reach back that far any more. Read everything anew, then follow the list from its newest number.
refusal-chain-broken = The record of this site does not match the desk’s copy. Please tell whoever runs this system.
refusal-internal = Something went wrong on our side. Please try again, or ask a colleague.
