"""A day at a site, simulated: everybody, the network between them and what goes wrong, in one process.

Theory of operation. One seed is one run: all chance comes from one `random.Random(seed)`, time is a number
that jumps from one event to the next (`world.py`), so that some minutes take some hundredths of a second and
can be repeated to the letter. Each seed draws its own `Conditions`: how many counters, which rules, how bad
the network is, how often somebody presses twice, a machine dies, a disk is full, a clock jumps.

Real, the product's own code: `decide`, `fold`, the order, the codec, the snapshots, the hash chain and
`write_down`; `Published`, `Leases` and the end of the day (`kiosk.site`); the console's `LiveLine` and the
display's `Room` as followers; the desk's rules for slots (`desk.bookings.rules`), for incidents
(`desk.incidents.rules`) and for what may be joined to its copy (`desk.sync.rules`). With `--real-store`
also `kiosk.site.writer.Writer` with its SQLite file: transactions, repeats, snapshots, a disk that is full
(SQLite's own error), and power cuts that tear the file's last transaction.

Modelled, in this folder: HTTP, streams and threads (messages that are lost, doubled, delayed and overtake
each other); the store in most of the seeds (`storage.py`, all or nothing, as ADR 2 says); the pair of primary
and standby as ADR 11 says (`pair.py`); the desk's database (dictionaries that change whole or not at all);
people.

What must hold is in `witness.py` and `checks.py`; who is next is told by a model of its own
(`naive_order.py`), which knows no index. `test_planted_bugs.py` plants bugs and shows that they are found.
"""
