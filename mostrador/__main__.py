"""`python -m mostrador`."""

import sys

from mostrador.main import main

if __name__ == "__main__":
    sys.exit(main())
