# Outside tools: how records are handed over to the tool that the organisation already has.

staff-nav-connectors = Outside tools
outside-lead = What is recorded at the counters goes to these tools by itself, once. What changes there comes back here.
outside-tool = Tool
outside-none = No outside tool is connected. Records stay here, at this desk.
outside-none-do = To connect one, run “mostrador desk connector new” on the machine of the desk.
outside-waiting = On the way
outside-done-today = Handed over today
outside-attention = Needs attention
outside-last-contact = Last contact
outside-never = Never
outside-since = since { $when }
outside-line-open = Working
outside-line-resting = Waiting to try again
outside-line-stopped = Stopped
outside-line-broken = Cannot be used
outside-line-removed = No longer connected
outside-attention-count = { $count ->
    [one] { $count } needs attention
   *[other] { $count } need attention
}
outside-nothing-lost = Nothing is lost: what is recorded meanwhile waits here and goes afterwards.
outside-stopped-sign-in = { $tool } does not let us in.
outside-stopped-do-sign-in = Check the account and its password or key for { $name }.toml: a change in a file counts within seconds. If only the tool had to be mended, try again.
outside-stopped-mapping = { $tool } is not set up the way we were told.
outside-stopped-do-mapping = “mostrador desk connector check { $name }” says what does not fit. Put it right in the file: it is read again within seconds.
outside-broken = The file for { $tool } cannot be used.
outside-broken-do = Put { $name }.toml right: it is read again within seconds. Until then its records wait here.
outside-outdated = The new version of the file for { $tool } cannot be used.
outside-outdated-short = New version of the file cannot be used
outside-quoted = “{ $text }”
outside-unknown = { $tool } has states that stand for none of ours: { $states }.
outside-unknown-do = Records in them keep the state that they had. Add them to [states] in { $name }.toml: the records follow within seconds.
outside-outdated-do = The version before it goes on serving, so nothing stands still. Put { $name }.toml right: it is read again within seconds.
outside-removed = The file for { $tool } is no longer there.
outside-removed-do = New records stay here, and what changes there is no longer followed. What still waits goes on its way when { $name }.toml is there again.
outside-resting-not-reached = { $tool } cannot be reached just now.
outside-resting-busy = { $tool } asked us to wait a little.
outside-resting-unclear = { $tool } gives no clear answers just now.
outside-resting-do = The next try is { $when }; you need not do anything.
outside-resting-now = It is being tried again; you need not do anything.
outside-try = Try again now
outside-ask-lead = Please tell a team lead.
outside-says = { $tool } says:
outside-banner = { $tools } takes nothing just now. Records wait here and are not lost.
outside-banner-outdated = The new version of the file for { $tools } cannot be used. The one before it goes on serving.
outside-banner-look = See what to do

# One tool
outside-what = What
outside-queued = Waiting since
outside-next = next try { $when }
outside-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
outside-waiting-none = Nothing is on the way.
outside-what-create = Record
outside-what-note = Note
outside-what-attachment = File
outside-what-state = State
outside-stage-waiting = Waiting
outside-stage-sent = Sent, no answer yet
outside-stage-checking = There, being checked
outside-stage-done = Handed over
outside-stage-attention = Needs attention
outside-stage-set_aside = Set aside
outside-newest = Handed over last
outside-newest-none = Nothing was handed over yet.
outside-handed-over = When
outside-differences = Not kept as sent
outside-what-differs = What is different
outside-differences-do = { $tool } took these, and dropped or changed something. Mostly a field or a value is not there, or the account may not set it: put that right in { $tool } or in { $name }.toml, and in these tickets by hand.
outside-differences-none = Everything stands there as it was sent.
outside-dropped = “{ $sent }” was dropped
outside-changed = “{ $sent }” became “{ $found }”
outside-duplicates = Was there twice; closed as a duplicate: { $numbers }
outside-copy-removed = Was there twice; the copy was removed
outside-aside-lead = These were not handed over. You can still send them, for 30 days: each goes to { $tool } once. A record goes as it stands now, with the notes and files that waited with it, and { $tool } then keeps its state.
outside-aside-agent = These were not handed over. A team lead can send them again.
outside-aside-unmapped = They can be sent again as soon as { $name }.toml can be used.
outside-aside-look = May be in { $tool } already: look there first.
outside-again-one = Send { $number } again
outside-aside-again = { $count ->
    [one] Send { $count } again
   *[other] Send { $count } again, all at once
}
outside-aside-not = What may be in { $tool } already is left out: send it by itself once you have looked there.
staff-done-refused-again = They are on their way again.
staff-done-aside-again = They are on their way again. What still stands here was left out.
staff-done-aside-none = Nothing was sent: there was none left that could be.
staff-done-delivery-stays = It stays set aside: a newer state of this record has gone there since.
outside-earlier = Earlier records
outside-earlier-lead = Records that { $tool } would take and that stand here alone, for instance because it was connected later.
outside-earlier-since = Recorded since
outside-earlier-which = Which
outside-earlier-open = Still open
outside-earlier-all = All, settled ones too
outside-earlier-count = Count
outside-earlier-none = There are none since { $day }.
outside-earlier-do = { $count ->
    [one] Hand over { $count } earlier record (since { $day })
   *[other] Hand over { $count } earlier records (since { $day })
}
outside-earlier-most = There are { $count }. These are the oldest of them; press again for the next ones.
staff-done-earlier-handed-over = They are on their way.
staff-done-earlier-none = There was none left to hand over.
staff-did-earlier-handed-over = handed earlier records over to an outside tool

# Needs attention
outside-attention-lead = These did not go through by themselves. Everything else goes on meanwhile.
outside-attention-agent = These did not go through by themselves. A team lead decides what becomes of them.
outside-refused-again = { $count ->
    [one] Send { $count } refused one again
   *[other] Send { $count } refused ones again
}
outside-attention-none = Nothing needs your attention.
outside-why-refused = { $tool } does not take it as it is. Mend what it names: there, in its mapping, or in the record. Then send it again.
outside-why-unable = { $tool } takes nothing of this kind. Add it there by hand if it matters, then say that it is there.
outside-why-may-be-there = It was sent, but no answer came. Look in { $tool } whether it is there.
outside-why-cannot-search = It was sent, but no answer came, and { $tool } does not let us search. Look there whether it is there.
outside-why-gone = { $tool } had taken it, but no longer has it. Look there; send it again if it should be there.
outside-why-other-ticket = In { $tool } another ticket stands in its place. Look there which one is right.
outside-why-not-closed = { $tool } has it twice, and the second one could not be closed. Close it there.
outside-why-twice = { $tool } has a note or a file of this record twice, and the second one could not be removed. Remove it there if it is in the way.
outside-again = Send again
outside-there = It is there already …
outside-there-yes = It is there
outside-there-hint = Confirm this when you have seen it in { $tool } yourself.
outside-number = Its number in { $tool }
outside-number-hint = As it stands in the ticket’s address.
outside-address = Its address, if you have it at hand
outside-aside = Do not hand it over …
outside-aside-yes = Do not hand it over
outside-aside-hint-record = The record then stays here, and is worked on here. { $tool } will not hear of it.
outside-aside-hint-part = The rest of the record still goes to { $tool }.
outside-reason = Why
outside-fault-number = Please write its number: letters and digits only.
outside-fault-reason = Please say in a few words why.
outside-problem-faster = Somebody was faster: this is decided already.
staff-done-line-tried = It is being tried again.
staff-done-delivery-again = It is being sent again.
staff-done-delivery-aside = It is not handed over.
staff-done-delivery-there = Good, it is there.
staff-did-delivery-sent-again = sent something again to an outside tool
staff-did-delivery-set-aside = decided that something is not handed over
staff-did-delivery-confirmed = found something in an outside tool
staff-did-line-tried = let an outside tool be tried again
staff-did-file-added = added a file to a record

# The page of a record
outside-title = In { $tool }
outside-ticket = Number
outside-assignee = With
outside-resolution = Resolution there
outside-raw-unknown = No state here stands for “{ $state }”, so this one stays as it was.
outside-raw = { $tool } says “{ $state }”
outside-open = Open it there
outside-on-the-way = On its way to { $tool }; the number is not known yet.
outside-stuck = It did not get through to { $tool }.
outside-stuck-look = See what to do
outside-owned = { $tool } keeps the state of this record now. Change it there; it shows here by itself.
outside-owned-soon = { $tool } is to keep the state of this record. Once it has arrived there, change it there.
outside-history = What was handed over
outside-seen = As of { $when }
outside-step-set-aside = Not handed over to { $tool }:
outside-step-sent-again = Sent to { $tool } after all
staff-owned-outside = This record is kept by the outside tool now, so its state is changed there. Your note is still below.
files-title = Files
files-none = No files.
files-add = Add a file
files-hint = Pictures, PDF, ZIP or text, at most 10 MB.
files-do = Add
files-fault-type = This kind of file is not taken: pictures, PDF, ZIP and text are.
files-fault-empty = Please choose a file that is not empty.
files-fault-large = The file is larger than 10 MB.
files-fault-many = This record has as many files as it may have.
staff-done-file-added = The file was added.
