"""One line of JSON per event, for machines; readable lines on a terminal."""

import logging
import sys

import structlog

Log = structlog.typing.FilteringBoundLogger


def set_up(process: str, level: str) -> Log:
    """Configure logging of this process, libraries included, and return its log.

    Args:
        process: `bot` or `poster`.
        level: Least severe level of our own lines, such as `info`.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: structlog.typing.Processor
    if sys.stderr.isatty():
        # Never with local variables, which hold tokens and what people typed.
        last = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    else:
        shared.append(structlog.processors.format_exc_info)
        last = structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=last)
    )
    # Libraries below warning would repeat what people typed (Bolt does so for odd requests).
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    return get(process)


def get(process: str) -> Log:
    """A log that names its process."""
    log: Log = structlog.get_logger().bind(process=process)
    return log
