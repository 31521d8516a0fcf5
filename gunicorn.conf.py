"""How gunicorn serves Cairn: threads for slow uploads, no control socket, the worker's threads where asked for."""

import os
from typing import Any

from gunicorn.glogging import Logger

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_PROCESSES", "1"))
worker_class = "gthread"
threads = 32
timeout = 120
graceful_timeout = 30
control_socket_disable = True
accesslog = None


class Discreet(Logger):
    """An access log, for whoever switches one on, without the keys that stand in some addresses."""

    def atoms(self, *args: Any) -> dict[str, Any]:
        from app.web.launch_keys import without_keys

        told = super().atoms(*args)
        return {name: without_keys(value) if isinstance(value, str) else value for name, value in told.items()}


logger_class = Discreet


def post_worker_init(worker: Any) -> None:
    """Start the delivery threads inside the web process unless WORKER_IN_PROCESS says that they run elsewhere."""
    from app.worker import start_in_process

    start_in_process(worker.wsgi)
