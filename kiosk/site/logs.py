"""The service's log: one JSON line an event on stderr; never a name, a note or a token."""

from __future__ import annotations

import logging
import sys

import structlog

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def start_log(level: str) -> None:
    """Send our own records, and those of libraries from warnings on, to stderr."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        logging.Formatter('{"level": "%(levelname)s", "logger": "%(name)s", "event": %(message)r}')
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
