# Lo que se lee en los tickets de otras herramientas, para los técnicos que trabajan allí.
# { $count } partes de un texto largo: la primera va en el ticket, las demás siguen como notas.
text-continues = (1/{ $count }, continúa en las notas)
note-continued = continuación ({ $place }/{ $count })
note-in-full = { $field }, completo:

# Las partes de un registro.
source-number = Número
source-kind = Tipo
source-site = Sede
source-site-name = Sede
source-category = Categoría
source-category-0 = Categoría
source-category-1 = Categoría, segundo nivel
source-category-2 = Categoría, tercer nivel
source-category-3 = Categoría, cuarto nivel
source-impact = Impacto
source-urgency = Urgencia
source-priority = Prioridad
source-title = Título
source-description = Descripción
source-resolution = Solución
source-service = Servicio
source-agent = Agente
source-requester = Solicitante
source-mail = Correo
source-visit = Visita
source-recorded-at = Registrado
source-spent-minutes = Minutos dedicados
source-link = Enlace
source-key = Clave
