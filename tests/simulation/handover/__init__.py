"""Hand-overs to an outside tool, simulated: the engine, desk processes that die, and a tool that misbehaves.

Theory of operation. One seed is one run of one to five incidents, each with notes, files and changes of
state, handed over by one or two desk processes. Time is a number that jumps from step to step. Everything
that may happen by chance is drawn from one tape (`tape.py`), where nought means "nothing goes wrong": so a
failing run is shrunk by setting draws to nought as long as it still fails, and what is left is its story.

Real, the product's own code: `desk.connectors.engine.rules`, `audit`, `breaker`, `comparing`, `delivery`.

Modelled, in this folder: the tool behind its port (`tool.py`: lost replies, commits later than the reply,
later than the settle time and than the first audit, 429 with and without and with nonsense in Retry-After, a
search that fails, lags or is refused, values, notes and states dropped behind a "yes", a password that is
wrong for a while, refused records, tools without a search and such that drop a second message themselves);
the rows (`rows.py`: claims with leases, a write-back that checks its claim; only they survive a crash); the
worker (`process.py`: a generator that can die at each of its steps, or sleep there while others go on); the
people who look at what needs attention (`person.py`).

What must hold is in `witness.py`. `test_planted_bugs.py` plants bugs in the engine and sees that they are
found. `python -m tests.simulation.handover --hand-overs 1000000` runs as many as one likes.
"""
