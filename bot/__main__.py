"""`python -m bot`: gunicorn with the bot's pages, and Socket Mode where it is asked for."""

from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.util import import_app

from bot import log, startup
from bot.settings import BotSettings, share_metrics

KEEP_ALIVE_SECONDS = 30
GRACE_SECONDS = 10


class Server(BaseApplication):
    """gunicorn told everything in code, nothing by files or arguments."""

    def __init__(self, settings: BotSettings, clean_up: Callable[[], None] = lambda: None) -> None:
        self._settings = settings
        self._clean_up = clean_up
        super().__init__()  # type: ignore[no-untyped-call]  # gunicorn has no types

    def load_config(self) -> None:
        """Threads for waiting on Redis, processes for the cores."""
        settings = self._settings
        options = {
            "bind": f"{settings.host}:{settings.port}",
            "worker_class": "bot.http_worker.HttpWorker",
            # Slack sends each event to one of its sockets: one is enough, more share nothing.
            "workers": 1 if settings.app_token else settings.processes,
            "threads": settings.threads,
            "keepalive": KEEP_ALIVE_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "loglevel": "warning",
            "control_socket_disable": True,
            "on_exit": lambda _server: self._clean_up(),
        }
        for name, value in options.items():
            self.cfg.set(name, value)  # type: ignore[union-attr]  # same

    def load(self) -> Any:  # noqa: ANN401  gunicorn's own type
        """Import the pages in the worker: prometheus_client looks for its folder then."""
        return import_app("bot.assembly:web()")  # type: ignore[no-untyped-call]  # same


def main() -> None:
    """Run until told to stop."""
    forget_metrics = share_metrics()
    settings = startup.read_settings(BotSettings)
    log.set_up("bot", settings.log_level)
    # Every worker reads it again; a mistake in it should be told once.
    startup.read_config(settings.config_path)
    Server(settings, forget_metrics).run()  # type: ignore[no-untyped-call]  # same


if __name__ == "__main__":
    main()
