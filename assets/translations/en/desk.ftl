# The desk's pages and mails: booking, visit page, staff pages.
