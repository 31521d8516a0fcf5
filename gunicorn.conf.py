"""How gunicorn serves Cairn: threads for slow uploads, no control socket, the worker's threads where asked for."""

import os
from typing import Any

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_PROCESSES", "1"))
worker_class = "gthread"
threads = 32
timeout = 120
graceful_timeout = 30
control_socket_disable = True
accesslog = None


def post_worker_init(worker: Any) -> None:
    """Start the delivery threads inside the web process unless WORKER_IN_PROCESS says that they run elsewhere."""
    from app.worker import start_in_process

    start_in_process(worker.wsgi)
