"""The technician's desktop program (Qt Widgets).

`presenters/` say what is shown and allowed, in plain Python; `models/` bring rows to Qt's views; `windows/`
are thin. `workplace.py` ties them to the site, `drafts.py` keeps what was typed, `sender.py` sends it.
"""
