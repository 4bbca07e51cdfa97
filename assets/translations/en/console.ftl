# The technician's program.
