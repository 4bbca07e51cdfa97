# Palabras que comparten varias pantallas. La espera se dice en tramos de cinco; «ahora» con menos de tres minutos.

wait-now = ahora mismo
wait-range = entre { $low } y { $high } minutos
wait-about = unos { $minutes } minutos
wait-up-to = hasta { $high } minutos
wait-long = más de { $hours } horas
wait-unknown = Todavía no lo sabemos
wait-short-now = ahora
wait-short-range = { $low }–{ $high } min
wait-short-about = { $minutes } min
wait-short-up-to = hasta { $high } min
wait-short-long = más de { $hours } h
wait-short-unknown = aún no se sabe

unit-minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
unit-minutes-short = { $count } min

people-ahead = { $count ->
    [0] le toca a usted
    [one] { $count } persona delante de usted
   *[other] { $count } personas delante de usted
}

# Según qué regla se llama
rule-due-time = A quién le toca: cada persona tiene una hora prevista, la de su cita o { $minutes } minutos después de registrarse. Se llama primero a quien la tiene más temprana.
rule-first-come = A quién le toca: a quien llegó primero.
rule-appointments-first = A quién le toca: las citas a su hora, y después por orden de llegada.
rule-accumulating = A quién le toca: con la espera se suman puntos, más deprisa con cita. Se llama a quien tiene más.

day-today = hoy
day-tomorrow = mañana
day-yesterday = ayer
day-today-at = hoy a las { $time }
day-tomorrow-at = mañana a las { $time }
day-date-at = el { $date } a las { $time }

# Cómo se escribe una fecha, con las letras de CLDR (EEEE día de la semana, d día, MMMM mes, y año).
date-pattern = EEEE d 'de' MMMM
date-pattern-year = EEEE d 'de' MMMM 'de' y

language-name = Español
