# Lo que los programas dicen a quien cuida de las máquinas, en una terminal y en el registro.

# El diario no se puede usar: el servicio de la sede no arranca. Qué, dónde, qué hacer.
journal-unreadable = El diario en { $file } está dañado: el archivo no se puede leer como se escribió. No se ha escrito nada en él. Para seguir: «mostrador restore --from-desk» recupera lo que tiene la central, «mostrador restore ARCHIVO.zip» una copia de seguridad, «mostrador restore --keep-good» sigue con las anotaciones que se pueden leer. Los archivos dañados se guardan siempre al lado de los nuevos.
journal-gap = Falta la anotación { $entry } del diario en { $file }, aunque hay otras posteriores. Las { $good } anteriores están bien. No se ha escrito nada. Para seguir: «mostrador restore --from-desk», o «mostrador restore --keep-good» solo con las buenas. Ambos guardan el diario como está ahora al lado del nuevo.
journal-prev = La anotación { $entry } del diario en { $file } no sigue a la anterior: se quitó, se añadió o se cambió alguna. Las { $good } anteriores están bien. No se ha escrito nada. Para seguir: «mostrador restore --from-desk», o «mostrador restore --keep-good» solo con las buenas. Ambos guardan el diario como está ahora al lado del nuevo.
journal-hash = La anotación { $entry } del diario en { $file } no está como se escribió. Las { $good } anteriores están bien. No se ha escrito nada. Para seguir: «mostrador restore --from-desk», o «mostrador restore --keep-good» solo con las buenas. Ambos guardan el diario como está ahora al lado del nuevo.
journal-event = La anotación { $entry } del diario en { $file } no puede seguir a lo que pasó antes. No se ha escrito nada. Para seguir: «mostrador restore --from-desk», o «mostrador restore --keep-good» con las { $good } anteriores. Ambos guardan el diario como está ahora al lado del nuevo.
journal-newer = La anotación { $entry } del diario en { $file } es de una versión posterior de Mostrador. Inicie esa versión, u otra más nueva.
journal-cut_off = El diario en { $file } acaba en la anotación { $good }, pero esta máquina había escrito hasta la { $known }. Se perdió el final, y la central tampoco lo tiene. No se ha escrito nada, porque anotaciones nuevas en el lugar de las perdidas confundirían a las pantallas. Para seguir sin lo perdido: «mostrador restore --keep-good». Si los archivos que faltan están en algún sitio, devuélvalos antes a su lugar.
journal-replaced = El diario en { $file } no es el último que escribió esta máquina: la anotación { $entry } es otra. No se ha escrito nada. Si se puso ahí a propósito: «mostrador restore --keep-good».
journal-differs = El diario en { $file } no es el que tiene la central: difieren en la anotación { $entry } o antes. No se ha escrito nada. Para seguir con el de la central: «mostrador restore --from-desk». Guarda el diario como está ahora al lado del nuevo.
journal-desk-stopped = El diario en { $file } acaba en la anotación { $good }; la central tiene { $known }. Dejó de responder antes de que llegaran todas. Vuelva a iniciar cuando responda: hasta entonces no se escribe nada en su lugar.
journal-fetched-back = { $count ->
    [one] El diario acababa aquí en la anotación { $good }; la central tenía una más. Se ha recuperado.
   *[other] El diario acababa aquí en la anotación { $good }; la central tenía { $count } más. Se han recuperado.
}

# mostrador verify
verify-good = { $count ->
    [0] El diario está vacío.
    [one] Una anotación, como se escribió. Última huella: { $head }
   *[other] { $count } anotaciones, todas como se escribieron. Última huella: { $head }
}
verify-missing = No hay ningún diario en { $file }.
verify-broken = { $good } anotaciones buenas y después { $why } (anotación { $entry }).
verify-why-unreadable = el archivo no se puede leer como diario
verify-why-gap = falta una anotación
verify-why-prev = una anotación que no sigue a la anterior
verify-why-hash = una anotación que se cambió después de escribirla
verify-why-event = una anotación que no puede seguir a lo que pasó antes
verify-why-newer = una anotación de una versión posterior de Mostrador
verify-snapshot-changed = El resumen que contiene no es lo que resulta del diario. Si su sello está roto, el próximo arranque prescinde de él; «mostrador restore --keep-good» hace uno nuevo.
verify-cut-off = Falta el final: esta máquina había escrito hasta la anotación { $known }.
verify-replaced = No es el último diario que escribió esta máquina: la anotación { $known } era otra.
verify-desk-level = La central tiene las mismas { $count } anotaciones: no se cortó nada.
verify-desk-behind = La central tiene las primeras { $count } anotaciones, y son las mismas. De las { $more } siguientes aún no sabe nada: solo las conoce esta máquina.
verify-desk-more = Falta el final: la central tiene { $count } anotaciones. Para recuperarlas, inicie la sede o use «mostrador restore --from-desk».
verify-desk-differs = La central tiene otro diario: difieren en la anotación { $entry } o antes.
verify-desk-not-reached = No se pudo preguntar a la central, así que nada está probado sobre el final: { $why }
verify-desk-none = No hay ninguna central indicada (site.desk_url): no hay a quién preguntar.

# mostrador restore --from-desk, --keep-good
restore-running = No se ha cambiado nada: Mostrador está en marcha en esta máquina. Párelo antes.
restore-no-journal = No se ha cambiado nada: no hay ningún diario en { $file } ni se indicó ninguna central.
restore-no-desk = No se ha cambiado nada: no hay ninguna central indicada (site.desk_url y site.desk_token).
restore-desk-not-reached = No se ha cambiado nada: no se pudo preguntar a la central. { $why }
restore-desk-wrong = No se ha cambiado nada: lo que envió la central no es un diario bueno (anotación { $entry }).
restore-done = El diario vuelve a estar bien: { $kept } anotaciones conservadas, { $fetched } recuperadas de la central.
restore-left = { $count ->
    [one] Una anotación que solo tenía esta máquina, después de la { $kept }, no está en él.
   *[other] { $count } anotaciones que solo tenía esta máquina, después de la { $kept }, no están en él.
}
restore-rows-lost = Junto al diario no se pudo leer todo ({ $tables }). La central vuelve a contar personas, personal y ajustes.
restore-aside = Los archivos como estaban se guardan en { $folder }.
