# The public screen in the room, and what its voice says.

called-title = Please come to the counter
called-hint = New here? Check in at the touch screen.
call-counter = Counter
call-please = Please come to counter { $counter }
call-spoken = { $name }, please come to counter { $counter }.

next-title = Next
next-more = and { $count } more
next-nobody = Nobody is waiting
waits-title = Wait now
waits-none = No counter is open at the moment.
waits-paused = on a break

empty-title = Welcome
empty-lead = Check in at the touch screen. We will call you here by name or number.
empty-step-touch = Touch the screen to begin
empty-step-say = Say what you need help with
empty-step-seat = Take a seat, we will call you
paused-title = A short break
paused-lead = We are taking nobody new for a while. Those who wait are being served; appointments are welcome.
closed-title = We are closed
closed-opens = We open again { $when }.
closed-lead = Please come back during our opening hours.
starting-title = One moment, please
starting-lead = This screen is getting ready.

lost-title = Please listen for your name
lost-lead = This screen is not up to date. You keep your place. Ask at the counter if you are not sure.
lost-since = Last update { $time }
