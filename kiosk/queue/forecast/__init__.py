"""The forecast of waits, pure: no clock, no dice, no database; numpy only.

Read in this order: `room.py` (what a forecast is made from), `facts.py` (what is learned from),
`forecaster.py` (the one object that a caller holds). docs/waits.md tells how it works and how well.

    forecaster = Forecaster(SiteFacts(guesses={"password": 6.0}))
    forecaster.observe(CheckedIn(at=615.0, visit="v1", service="password"))
    told = forecaster.forecast(room)         # Forecast(waiting={"v1": Range(4, 9, 17)}, joining={…})
    kept = forecaster.to_json()              # plain JSON; Forecaster.from_json(kept) goes on from there

Times are float minutes on one axis that never jumps: minutes since some midnight of the site's wall clock,
so that `time % 1440` is the minute of the day and `time // 1440` the day.
"""
