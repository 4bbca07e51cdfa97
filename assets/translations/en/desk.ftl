# The desk's pages and mails for the public: booking, visit page.

desk-skip = Skip to the content
desk-languages = Language
desk-problem-title = That did not work
desk-not-found = This page is not here. The link may be old, or a letter is missing at its end.
desk-to-start = To the first page
