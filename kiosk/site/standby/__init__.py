"""A second machine that follows the journal and can take over: the primary's side, and the standby's.

`changes`, `rows`, `notes`: what lies on the disk. `companion`, `fencing`: a primary's side. `copy`,
`follower`, `take_over`, `face`, `program`: a standby's. docs/adr/0011-standby-and-fencing.md says why.
"""
