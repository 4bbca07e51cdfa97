"""What the desk keeps of its hand-overs: `deliveries`, what is to go out; `outside`, how it stands in the
tools; `lines`, whether the line to a tool is open and how far its changes were read. SQLAlchemy only in here.
"""
