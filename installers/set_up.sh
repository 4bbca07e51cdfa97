# Sourced by ./run and ./test with the purpose as argument: finds a Python and lets set_up.py do the rest.
checkout="$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
for python in python3 python3.14 python3.13 python3.12 python3.11 ""; do
    if [ -z "$python" ]; then
        echo "Mostrador needs Python 3.11 or newer, and none was found. On Debian 12: apt-get install python3" >&2
        exit 1
    fi
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then break; fi
done
"$python" -I "$checkout/installers/set_up.py" "$1"
