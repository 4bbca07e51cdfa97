# What the programs say to whoever looks after the machines, on a terminal and in the log.

# The journal cannot be used: the site service does not start. What, where, what to do next.
journal-unreadable = The journal in { $file } is damaged: the file cannot be read as it was written. Nothing was written to it. To go on: “mostrador restore --from-desk” brings back what the desk holds, “mostrador restore FILE.zip” a backup, “mostrador restore --keep-good” goes on with the entries that can be read. Each keeps the damaged files beside the new ones.
journal-gap = Entry { $entry } of the journal in { $file } is missing although later ones are there. The { $good } entries before it are good. Nothing was written. To go on: “mostrador restore --from-desk”, or “mostrador restore --keep-good” for the good entries alone. Both keep the journal as it is now beside the new one.
journal-prev = Entry { $entry } of the journal in { $file } does not follow from the one before it: an entry was taken out, put in or changed. The { $good } entries before it are good. Nothing was written. To go on: “mostrador restore --from-desk”, or “mostrador restore --keep-good” for the good entries alone. Both keep the journal as it is now beside the new one.
journal-hash = Entry { $entry } of the journal in { $file } is not as it was written. The { $good } entries before it are good. Nothing was written. To go on: “mostrador restore --from-desk”, or “mostrador restore --keep-good” for the good entries alone. Both keep the journal as it is now beside the new one.
journal-event = Entry { $entry } of the journal in { $file } cannot follow from what happened before. Nothing was written. To go on: “mostrador restore --from-desk”, or “mostrador restore --keep-good” for the { $good } entries before it. Both keep the journal as it is now beside the new one.
journal-newer = Entry { $entry } of the journal in { $file } was written by a later version of Mostrador. Please start that version, or a newer one.
journal-cut_off = The journal in { $file } ends with entry { $good }, but this machine had written up to entry { $known }. The end was lost, and the desk does not hold it either. Nothing was written, because new entries in the place of the lost ones would confuse the screens. To go on without the lost entries: “mostrador restore --keep-good”. If the missing files are somewhere, put them back first.
journal-replaced = The journal in { $file } is not the one that this machine wrote last: entry { $entry } is another one. Nothing was written. If it was put here on purpose: “mostrador restore --keep-good”.
journal-differs = The journal in { $file } is not the one that the desk holds: they differ at or before entry { $entry }. Nothing was written. To go on with the desk’s: “mostrador restore --from-desk”. It keeps the journal as it is now beside the new one.
journal-desk-stopped = The journal in { $file } ends with entry { $good }, the desk holds { $known }. It stopped answering before all of them were here. Please start again when it can be reached: until then nothing is written in their place.
journal-fetched-back = { $count ->
    [one] The journal here ended with entry { $good }, the desk had one more. It was fetched back.
   *[other] The journal here ended with entry { $good }, the desk had { $count } more. They were fetched back.
}

# mostrador verify
verify-good = { $count ->
    [0] The journal is empty.
    [one] One entry, as it was written. Head: { $head }
   *[other] { $count } entries, all as they were written. Head: { $head }
}
verify-missing = There is no journal at { $file }.
verify-broken = { $good } good entries, then { $why } (entry { $entry }).
verify-why-unreadable = the file cannot be read as a journal
verify-why-gap = an entry is missing
verify-why-prev = an entry that does not follow from the one before it
verify-why-hash = an entry that was changed after it was written
verify-why-event = an entry that cannot follow from what happened before
verify-why-newer = an entry of a later version of Mostrador
verify-snapshot-changed = The snapshot in it is not what the journal leads to. The next start does without it, if its seal is broken; “mostrador restore --keep-good” makes a new one.
verify-cut-off = The end is missing: this machine had written up to entry { $known }.
verify-replaced = It is not the journal that this machine wrote last: entry { $known } was another one.
verify-desk-level = The desk holds the same { $count } entries: nothing was cut off.
verify-desk-behind = The desk holds the first { $count } entries, and they are the same. Of the { $more } after them it has not heard yet, so only this machine knows them.
verify-desk-more = The end is missing: the desk holds { $count } entries. Start the site, or “mostrador restore --from-desk”, to fetch them back. Unless another machine took over (“mostrador doctor” says so): then start this one as its standby, it copies them.
verify-desk-differs = The desk holds another journal: they differ at or before entry { $entry }.
verify-desk-not-reached = The desk could not be asked, so nothing is proved about the end: { $why }
verify-desk-none = No desk is set (site.desk_url), so there is nobody to ask.

# mostrador restore --from-desk, --keep-good
restore-running = Nothing was changed: Mostrador runs on this machine. Stop it first.
restore-no-journal = Nothing was changed: there is no journal at { $file }, and no desk was named.
restore-no-desk = Nothing was changed: no desk is set (site.desk_url and site.desk_token).
restore-desk-not-reached = Nothing was changed: the desk could not be asked. { $why }
restore-desk-wrong = Nothing was changed: what the desk sent is no good journal (entry { $entry }).
restore-done = The journal is good again: { $kept } entries kept, { $fetched } fetched from the desk.
restore-left = { $count ->
    [one] One entry that only this machine had, after entry { $kept }, is not in it.
   *[other] { $count } entries that only this machine had, after entry { $kept }, are not in it.
}
restore-rows-lost = Beside the journal not everything could be read ({ $tables }). The desk tells people, staff and settings again.
restore-aside = The files as they were are kept in { $folder }.

# mostrador plan
plan-title = Plan for { $site }: { $share } % of the visitors called within { $minutes } minutes, in every half hour.
plan-basis = { $days ->
    [one] It stands on one day with visitors ({ $visitors } in all) since { $first }.
   *[other] It stands on { $days } days with visitors ({ $visitors } in all) since { $first }.
}
plan-assumed-nothing-seen = No day with visitors has ended at this site yet, so nothing can be planned. Come back after a few days.
plan-assumed-days-alike = That is little: fewer than ten open days. It is assumed that every weekday is like the others.
plan-assumed-no-trend = Fewer than thirty open days: whether more or fewer come from week to week cannot be told yet.
plan-assumed-no-special-days = No holiday was seen yet: holidays, and the days after them, are planned like other days.
plan-assumed-catalogue-times = Some services were hardly seen: their time is mostly the catalogue’s guess.
plan-assumed-no-rota = There is no rota, and no counter was open yet: waits are told for the agents needed only.
plan-day = { $day }: about { $mean } visitors (8 of 10 such days: { $low } to { $high }), { $hours } agent-hours needed
plan-day-closed = { $day }: closed
plan-kind-holiday = A holiday.
plan-kind-after = The first day after a holiday or a day closed.
plan-usual = With the usual { $hours } agent-hours: { $share } % in time, { $mean } min on average, 1 of 10 waits { $most } min or more.
plan-changed = With the change: { $share } % in time, { $mean } min on average, 1 of 10 waits { $most } min or more.
plan-not-kept = The promise cannot be kept in every half hour, however many agents are there.
plan-column-time = Time
plan-column-visitors = Visitors
plan-column-range = 8 of 10
plan-column-agents = Agents needed
plan-column-usual = Usual agents
plan-column-in-time = In time
plan-column-wait = Wait (min)
plan-column-in-time-changed = In time, changed
plan-column-wait-changed = Wait, changed
plan-column-specialists = Of these, must know
plan-column-slots = More appointments fit
plan-tested = { $weeks ->
    [one] Tried on the past week: a half hour was { $half } % off (taken from a week before: { $naive } %), a service’s half hour { $service } % ({ $service_naive } %). { $covered } % of the half hours lay in their range; 80 % would be right.
   *[other] Tried on the past { $weeks } weeks: a half hour was { $half } % off (taken from a week before: { $naive } %), a service’s half hour { $service } % ({ $service_naive } %). { $covered } % of the half hours lay in their range; 80 % would be right.
}
plan-tested-staffing = Staffed so on { $days } past days, { $share } % of the visitors who really came would have been called in time, { $worst } % in the worst half hour of the day; the promise would have been kept in { $kept } % of the half hours, with { $hours } agent-hours a day. Staffed for the week before: { $naive } % with { $naive_hours }.
plan-not-tested = It was not tried on the past: too little has happened yet, or it was not wanted.
plan-unknown-site = The desk has no site “{ $site }”.
plan-other-site = This machine belongs to the site “{ $here }”, not to “{ $site }”. Please ask on the desk’s machine.
plan-refused = The desk gives no plan of “{ $site }”: { $why }
plan-not-reached = The desk at { $address } could not be reached. Please try again in a moment.
plan-nobody-to-ask = There is neither a desk nor a site’s journal in { $folder }, so nothing is known of any site.
plan-shorter-unreadable = Please write --shorter as SERVICE:MINUTES, for instance laptop:3.

# mostrador take-over
take-over-done = This machine runs the site now (term { $term }, after { $seconds } s).
take-over-handed-over = The other one handed everything over, up to entry { $after }. Nothing is missing.
take-over-complete = The two were in touch until the end. Nothing that anybody was told is missing: the last entry from the other one is { $after }.
take-over-missing = The two were not in touch at the end. The last entry here is { $after }. What the other one told anybody after { $at } may be missing: visitors who checked in or were called since then. Please look at the other machine’s screens, or ask in the room. When it is back, start it as standby of this one: it names what was missing.
take-over-missing-unknown = Nobody knows until when the two were in touch. The last entry here is { $after }. What the other one told anybody later may be missing. When it is back, start it as standby of this one: it names what was missing.
take-over-nobody = Nothing was changed: no site service answers at { $url }. Is it started, with “mostrador site --standby-of URL”?
take-over-no-standby = Nothing was changed: the service at { $url } is not a standby.
take-over-no-token = Nothing was changed: the standby’s own token cannot be read in { $folder }. Please say it as the user that runs the service.
take-over-copying = Nothing was changed: the standby has not copied everything yet, so it cannot take over.
take-over-refused = Nothing was changed: the standby said no ({ $code }).
take-over-said = Said at the desk. The standby of { $site } hears it within a few seconds if it is there and reaches the desk (term { $term }). Nobody heard it within { $minutes } minutes? Then it counts no more. “mostrador doctor” on the standby’s machine says whether it took over.
take-over-no-site = The desk has no site { $site }.

# mostrador desk connector
connector-none = There is no connector yet in { $folder }. To make one: “mostrador desk connector new TOOL NAME”.
connector-tools = Tools, and how the connector to each was tested:
connector-column-name = Name
connector-column-tool = Tool
connector-column-address = Address
connector-column-takes = Takes
connector-column-tested = Tested
connector-tested-real = against the tool itself
connector-tested-description = against its published description
connector-tested-documents = by its documents alone
connector-kind-incident = incidents
connector-kind-request = requests
connector-every-site = every site
connector-unusable = { $file } cannot be used. { $place }: { $why }
connector-unusable-whole = { $file } cannot be used: { $why }
connector-unknown = There is no connector { $name } in { $folder }. There are: { $known }.
connector-unknown-any = There is no connector { $name } in { $folder }, nor any other. To make it: “mostrador desk connector new TOOL { $name }”.
connector-unknown-tool = There is no connector for { $tool }. There are: { $known }. For another tool that makes tickets of mail: mail.
connector-bad-name = { $name } cannot be a connector’s name: small letters, digits, - and _, at most 48.
connector-exists = Nothing was written: { $file } is there already.
connector-not-written = Nothing was written: { $file }: { $why }
connector-made = { $file } is there now, for { $tool }, readable by you alone. Next:
connector-made-beside = { $file } is beside it, to be brought into the tool: its first lines say how.
connector-made-edit = 1. Edit it: its comments say what each part is for. The address and the sign-in are yours to fill in.
connector-made-secrets = 2. Write what signs in into a file beside it, and name that file: { $example }. Or set { $secrets } in the desk’s environment and start the desk again.
connector-made-check = 3. mostrador desk connector check { $name }
connector-made-next = 4. That is all: a desk that runs reads it by itself, within seconds, and again whenever it changes.

connector-title = { $name }: { $tool }, tested { $tested }
connector-at = at { $url }
connector-dry-run = A sample as it would stand in the tool:
connector-left-out = (left out)
# Behind a sentence: which table and key of the mapping it is about.
connector-about = (See { $field }.)
connector-unchecked = Not checked, since the tool did not let us look:
connector-unchecked-tool = whether the fields and values that the mapping names are there;
connector-unchecked-canary = whether a search for a key that nobody made finds nothing;
connector-unchecked-sample = how a sample would stand there.
connector-note = Note { $place }:
connector-all-good = All is good.
connector-some-wrong = { $count ->
    [one] One thing is wrong.
   *[other] { $count } things are wrong.
}

connector-step-probe = Signing in and looking around
connector-step-canary = Searching for a key that nobody made
connector-step-create = Making the ticket
connector-step-find = Finding the ticket by its key
connector-step-get = Reading the ticket back
connector-step-note = Adding a note
connector-step-attach = Adding a file
connector-step-resolve = Resolving the ticket

# What was found: what it is, and what to do where somebody has to.
connector-rejected = { $step }: the tool refuses it. { $told } Give it what it asks for in the mapping, or change what the tool demands.
connector-misconfigured = { $step }: the mapping does not fit the tool. { $told }
connector-sign-in-failed = { $step }: the tool does not let us in. { $message } Check the table sign_in, and at the tool whether the account is active and may use its interface.
connector-not-reached = { $step }: no answer. { $message } Is the address right, does the tool run, does a firewall stand in between?
connector-busy = { $step }: the tool is too busy. { $message } { $seconds ->
    [0] Try again in a minute.
    [one] It asks to be left alone for one second.
   *[other] It asks to be left alone for { $seconds } seconds.
}
connector-unclear = { $step }: the answer was lost or makes no sense. { $message } Is it the tool itself that answers at this address, or something in front of it?
connector-cannot-be-made = { $place }: { $why }
connector-no-url = url is empty: write the tool’s address there.
connector-in-the-clear = { $url } is not encrypted: whoever listens on the way can read the sign-in. Use https where the tool offers it.
connector-no-verify = verify is false: nobody checks that it is the tool that answers. Name the file with your authority’s certificate instead.
connector-no-state = states has nothing for { $state }: a change to it is not written to the tool.
connector-shared-state = The tool has “{ $raw }” for { $state } as well as for { $read }: what it says so is shown as { $read }.
connector-comes-first = { $other } comes first by its name and takes { $kinds } of { $sites }, too: those do not reach this one.
connector-link-here = The link in each ticket begins with { $url }, which nobody opens from another machine. Set desk.public_url.
connector-unknown-site = sites names { $site }, and the desk has no such site. It has: { $known }.
connector-category-default = The category { $category } stands in no line of tables.{ $table }: { $field } becomes { $default }, and the text tells the category.
connector-category-absent = The category { $category } stands in no line of tables.{ $table }: { $field } stays empty.
connector-goes-on-in-notes = { $source }: the tool takes { $limit } characters, ours can have { $longest }. What is over goes into notes.
connector-cut-for-good = { $source }: the tool takes { $limit } characters, ours can have { $longest }, and it takes no notes. What is over is lost.
connector-probed = { $product } answers.
connector-probed-version = It is version { $version }.
connector-probed-account = The account is { $account }.
connector-fault = The mapping does not fit the tool. { $told }
connector-tool-loses = The tool does not keep everything. { $what }
connector-clock = The tool’s clock and ours are { $seconds } s apart. That is allowed for, but have both set by NTP.
connector-canary-good = A search for a key that nobody made finds nothing, as it must be.
connector-canary-found = A search for a key that nobody made finds { $count ->
    [one] a ticket
   *[other] { $count } tickets
} ({ $number }): the tool ignores the search. Is the field for the key there, and can it be searched? Until then nothing may be handed over.
connector-marker-message-id = The tool knows what it has seen by the Message-ID of a mail.
connector-marker-none = The tool cannot be searched for a key: an answer that is lost has to be looked into by a person.
connector-lost = { $sources }: neither in a field nor in the text. Add them to details, or to a field, if you want them there.

connector-sample-asked = The sample in the tool:
connector-created = Ticket { $number } was made. { $url }
connector-may-be-there = The ticket may be there all the same. Search the tool for { $key } before you try again.
connector-found = It is found by its key.
connector-not-found-yet = It is not found by its key { $key } yet. Some tools need a while for their index: if a search in the tool does not find it in two minutes either, a lost answer would make a second ticket.
connector-as-sent = Every field stands there as it was sent.
connector-changed = { $field } was sent as “{ $sent }” and stands there as “{ $found }”.
connector-dropped = { $field } was sent as “{ $sent }” and is not there.
connector-unknown-state = The ticket’s state is “{ $state }”, and no line of states has it.
connector-note-kept = A note is there.
connector-note-taken = A note was taken. Whether it is there cannot be asked.
connector-note-dropped = A note was taken and is not there.
connector-attach-kept = A file is there.
connector-attach-taken = A file was taken. Whether it is there cannot be asked.
connector-attach-dropped = A file was taken and is not there.
connector-no-key = The ticket does not have its key { $key }, so after a lost answer it could not be found again. Is the field for the key there for tickets of this kind, and may the account write it?
connector-left-open = Ticket { $number } stays open there: close it by hand.
connector-resolved = It was resolved ({ $state }), so nobody has to deal with it.

# token --take-back
token-not-here = Keys of sites and tokens of programs are withdrawn at the desk: /staff/devices.
token-none = No { $kind } has the name { $name } and a token that works.
token-taken-back = The tokens of { $kind } { $name } do not work any more. Whoever follows with one is cut off within seconds.
