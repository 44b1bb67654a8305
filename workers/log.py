"""Log lines: one JSON object each, on standard error, with nothing secret in it."""

import logging
import sys

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import FilteringBoundLogger, Processor

_SHARED: tuple[Processor, ...] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
_RENDERED: tuple[Processor, ...] = (
    # Locals of a traceback may hold anything, so they stay out.
    structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
    structlog.processors.JSONRenderer(default=str),
)


def configure(level: str) -> FilteringBoundLogger:
    """Set up logging of this process; `level` is a name such as `info`."""
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *_SHARED, *_RENDERED],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    _adopt_standard_logging()
    logger: FilteringBoundLogger = structlog.get_logger()
    return logger


def _adopt_standard_logging() -> None:
    """RQ's and boto's warnings become the same JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_SHARED],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_RENDERED],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
