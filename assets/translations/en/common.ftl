# Words that several faces share. Waits are ranges in steps of five; "now" under three minutes.

wait-now = now
wait-range = about { $low } to { $high } minutes
wait-about = about { $minutes } minutes
wait-up-to = up to { $high } minutes
wait-long = more than { $hours } hours
wait-unknown = We cannot say yet
wait-short-now = now
wait-short-range = { $low }–{ $high } min
wait-short-about = { $minutes } min
wait-short-up-to = up to { $high } min
wait-short-long = over { $hours } h
wait-short-unknown = not known yet

unit-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
unit-minutes-short = { $count } min

people-ahead = { $count ->
    [0] you are next
    [one] { $count } person before you
   *[other] { $count } people before you
}

# By which rule people are called
rule-due-time = Who is next: everybody has a call-by time, the booked one or { $minutes } minutes after check-in. The earliest is called next.
rule-first-come = Who is next: whoever came first.
rule-appointments-first = Who is next: appointments at their time, then whoever came first.
rule-accumulating = Who is next: points grow while you wait, faster with an appointment. Whoever has most is called next.

day-today = today
day-tomorrow = tomorrow
day-yesterday = yesterday
day-today-at = today at { $time }
day-tomorrow-at = tomorrow at { $time }
day-date-at = { $date } at { $time }

# How a date is written, in CLDR's pattern letters (EEEE weekday, d day, MMMM month, y year).
date-pattern = EEEE d MMMM
date-pattern-year = EEEE d MMMM y

language-name = English
