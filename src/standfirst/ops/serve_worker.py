"""The worker beside a server: a child that is started again when it dies."""

import os
import subprocess
import sys
import threading
from types import TracebackType

import structlog

log = structlog.get_logger(__name__)

WORDS = (sys.executable, "-m", "standfirst.ops.main", "worker")
PATIENCE_S = 15


class WorkerChild:
    """A worker process that is started again when it dies, and ends with this process."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._watch = threading.Thread(target=self._keep_alive, daemon=True)

    def __enter__(self) -> "WorkerChild":
        self._watch.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _fault: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self.begin_again()
        if self._child is not None:
            self._child.wait(timeout=PATIENCE_S)

    def begin_again(self) -> None:
        """Has the worker finish its job and end. Another one takes its place, with the code and
        the settings of now, unless this process is about to end too."""
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()

    def _keep_alive(self) -> None:
        while not self._stopping.is_set():
            self._child = subprocess.Popen([*WORDS, "--parent", str(os.getpid())])
            code = self._child.wait()
            if not self._stopping.wait(1):
                log.warning("worker.ended", code=code)
