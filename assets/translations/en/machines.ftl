# The two machines of a site, at the desk: who writes, how far the other one is, taking over.
staff-nav-machines = Site machines
machines-lead = A site works on one machine. A second one, the standby, copies everything and can go on in its place.
machines-writes = Writes now
machines-writes-first = The machine that was set up first
machines-writes-other = { $times ->
    [one] The standby: it took over
   *[other] The machine that took over last ({ $times } take-overs so far)
}
machines-standby = Standby
machines-together = In step
machines-behind = Catching up
machines-alone = Not in touch with the other machine
machines-copying = Making its first copy
machines-silent = Not heard of
machines-none = None follows at the moment
machines-set-up = Set up a standby
machines-set-up-what = A standby is a second machine that copies everything while it happens. When the first one fails, you let it take over, on this page or there, and it goes on within seconds. As long as the two were in touch, nothing that anybody was told is lost.
machines-set-up-first = On the machine that writes now, make a key for the second one. It is shown once.
machines-set-up-second = On the second machine, write the key into mostrador.toml as “standby_token” under “[site]”. Then start it with the address of the first one.
machines-set-up-guide = Step by step, with the desk and the screens: the guide “A second machine that can take over” (docs/guides/standby.md).
machines-has-all = has everything that the desk has
machines-behind-by = { $count ->
    [one] { $count } entry behind the desk
   *[other] { $count } entries behind the desk
}
machines-seen = last heard of { $when }
machines-last = Last take-over
machines-by-desk = said at the desk
machines-by-operator = said on the machine
machines-lost = What was lost
machines-lost-nothing = Nothing
machines-lost-some = Perhaps something
machines-lost-maybe = What the old machine did after entry { $after } may be missing
machines-set-aside = { $count ->
    [one] { $count } entry that the desk had was set aside
   *[other] { $count } entries that the desk had were set aside
}
machines-take-over = Let the standby take over
machines-said = The standby was told to take over
machines-said-until = It asks every two seconds and does it then. If it does not ask, the word holds until { $when }.
machines-sure-title = Let the standby of { $site } take over?
machines-sure-first = Look first whether the old machine is really gone. If you can, switch it off.
machines-sure-then = The standby writes from then on. The old machine takes nothing any more as soon as it hears of it.
machines-sure-lost-nothing = The two are in step: nothing that anybody was told is lost.
machines-sure-lost-some = The two are not in step: what the old machine told people last may be lost. Who is not in the line then must check in again.
machines-sure-screens = Screens that know both addresses go on by themselves within seconds.
machines-sure-holds = The word holds for { $minutes } minutes. A standby that is set up later does not act on it.
machines-sure-button = Take over now
staff-done-take-over-said = The standby was told to take over.
staff-done-take-over-over = Nothing was changed: a machine has taken over meanwhile. Please look at how things stand now.
