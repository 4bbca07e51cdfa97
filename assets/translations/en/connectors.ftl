# What stands in the tickets of outside tools, for the technicians who read them there.
# { $count } pieces of one long text: the first stands in the ticket, the others follow as notes.
text-continues = (1/{ $count }, continued in the notes)
note-continued = continued ({ $place }/{ $count })
note-in-full = { $field }, in full:

# The parts of a record.
source-number = Number
source-kind = Kind
source-site = Site
source-site-name = Site
source-category = Category
source-category-0 = Category
source-category-1 = Category, second level
source-category-2 = Category, third level
source-category-3 = Category, fourth level
source-impact = Impact
source-urgency = Urgency
source-priority = Priority
source-title = Title
source-description = Description
source-resolution = Resolution
source-service = Service
source-agent = Agent
source-requester = Requester
source-mail = Mail
source-visit = Visit
source-recorded-at = Recorded
source-spent-minutes = Minutes spent
source-link = Link
source-key = Key
