"""Planning: how many will come, how many agents keep a promise, what if. Pure; numpy for the arithmetic.

`happened` reads a journal, `history` counts it by half hour, `arrivals` forecasts, `staffing` says how many
agents, `what_if` changes something, `slots` and `overbooking` say what may be booked, `back_test` how good
all this was in the past, `plan` puts it together. Everything is deterministic: dice are seeded and the seeds
are constants.
"""
