"""Several server processes on one socket, and who looks after them.

The parent binds the socket and serves nothing itself. Its children accept from the one queue, so a
connection that comes while children are replaced waits there for whoever is next. SIGHUP replaces
all children, with the code and the settings of now; SIGTERM and SIGINT end them.
"""

import os
import select
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType

import structlog
from prometheus_client.multiprocess import mark_process_dead as forget_numbers

from standfirst.config.metrics import FOLDER
from standfirst.kernel.errors import StandfirstError
from standfirst.ops.serve_one import GRACE_S
from standfirst.ops.serve_words import HANDED, Handed
from standfirst.ops.serve_worker import WorkerChild

log = structlog.get_logger(__name__)

BACKLOG = 2048
AGAIN_AFTER_S = 1.0
READY_WITHIN_S = 120.0
ENDED_WITHIN_S = GRACE_S + 10.0
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises StandfirstError when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as fault:
        raise StandfirstError(
            f"Nothing can listen on {host}:{port}: {fault.strerror}.",
            help="Choose another --port, or end what listens there.",
            code="port_taken",
        ) from fault


@dataclass
class Child:
    """A server process. `ready` and `lifeline` are the parent's ends of its pipes."""

    process: subprocess.Popen[bytes]
    ready: int
    lifeline: int
    begun: float
    is_ready: bool = False
    told_to_end: float | None = None

    def end(self) -> None:
        """Has it finish what it is doing and end; kills it when that takes too long."""
        if self.told_to_end is None:
            self.told_to_end = time.monotonic()
            self.process.terminate()
        elif time.monotonic() - self.told_to_end > ENDED_WITHIN_S:
            self.process.kill()

    def is_late(self) -> bool:
        """Whether it should have been ready by now."""
        return not self.is_ready and time.monotonic() - self.begun > READY_WITHIN_S

    def let_go(self) -> None:
        """Closes the pipes of a process that has ended."""
        os.close(self.ready)
        os.close(self.lifeline)


def start_child(words: Sequence[str], listening: socket.socket, numbers: str) -> Child:
    """Starts a server process that accepts from `listening`, and counts into files in `numbers`."""
    ready, its_ready = os.pipe()
    its_lifeline, lifeline = os.pipe()
    handed = Handed(listening.fileno(), its_ready, its_lifeline)
    try:
        process = subprocess.Popen(
            words,
            pass_fds=(handed.listening, handed.ready, handed.lifeline),
            env={**os.environ, HANDED: str(handed), FOLDER: numbers},
        )
    finally:
        os.close(its_ready)
        os.close(its_lifeline)
    return Child(process, ready, lifeline, time.monotonic())


class Parent:
    """Keeps `count` children serving. `words` are the command that each of them is."""

    def __init__(self, words: Sequence[str], listening: socket.socket, count: int) -> None:
        self.words = words
        self.listening = listening
        self.count = count
        self.worker: WorkerChild | None = None
        self.serving: list[Child] = []
        self.coming: list[Child] = []
        self.leaving: list[Child] = []
        self._signals: list[int] = []
        self._replace_at = 0.0
        self._was_ready = False
        self._is_stopping = False
        self._wakes, self._wake = socket.socketpair()
        self._numbers = tempfile.TemporaryDirectory(prefix="standfirst-numbers-")

    def run(self) -> int:
        """Serves until told to stop; 1 when no child could be started at all."""
        self._hear_signals()
        self.serving = [self._start() for _ in range(self.count)]
        while not (self._is_stopping and not self._all()):
            self._wait()
            self._follow_signals()
            self._note_ready()
            self._bury()
            if self._is_stopping:
                self._end(self._all())
            else:
                self._look_after()
        self._numbers.cleanup()
        return 0 if self._was_ready else 1

    def _start(self) -> Child:
        return start_child(self.words, self.listening, self._numbers.name)

    def _all(self) -> list[Child]:
        return [*self.serving, *self.coming, *self.leaving]

    def _hear_signals(self) -> None:
        for pipe in (self._wakes, self._wake):
            pipe.setblocking(False)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        for one in SIGNALS:
            signal.signal(one, self._keep_signal)

    def _keep_signal(self, number: int, _frame: FrameType | None) -> None:
        self._signals.append(number)

    def _wait(self) -> None:
        """Comes back when a signal came or a child may be ready, and once in a while."""
        unready = [child.ready for child in self._all() if not child.is_ready]
        select.select([self._wakes.fileno(), *unready], [], [], 0.5)
        try:
            self._wakes.recv(4096)
        except BlockingIOError:
            return

    def _follow_signals(self) -> None:
        while self._signals:
            match self._signals.pop(0):
                case signal.SIGTERM | signal.SIGINT:
                    self._is_stopping = True
                case signal.SIGHUP if not self.coming and not self._is_stopping:
                    log.info("serve.reloading")
                    self.coming = [self._start() for _ in range(self.count)]

    def _note_ready(self) -> None:
        for child in self._all():
            if not child.is_ready and select.select([child.ready], [], [], 0)[0]:
                child.is_ready = self._was_ready = bool(os.read(child.ready, 1)) or child.is_ready

    def _bury(self) -> None:
        """Lets go of children that have ended, whether they were told to or not."""
        for group in (self.serving, self.coming, self.leaving):
            for child in [one for one in group if one.process.poll() is not None]:
                child.let_go()
                group.remove(child)
                forget_numbers(child.process.pid, self._numbers.name)  # type: ignore[no-untyped-call]  # it has no types
                if child.told_to_end is None:
                    self._regret(child, group)

    def _regret(self, child: Child, group: list[Child]) -> None:
        """A child has ended by itself."""
        log.warning("serve.died", pid=child.process.pid, code=child.process.returncode)
        self._replace_at = time.monotonic() + AGAIN_AFTER_S
        if group is self.coming:
            self._refuse_reload()
        elif not self._was_ready:
            self._is_stopping = True

    def _look_after(self) -> None:
        self._end(self.leaving)
        for child in [one for one in self._all() if one.is_late()]:
            child.process.kill()
        if self.coming and all(child.is_ready for child in self.coming):
            self._hand_over()
        lacking = self.count - len(self.serving)
        if lacking and time.monotonic() >= self._replace_at:
            self.serving += [self._start() for _ in range(lacking)]

    def _hand_over(self) -> None:
        """The new ones are accepting: the old ones finish what they have, and the worker too."""
        self.leaving += self.serving
        self.serving, self.coming = self.coming, []
        self._end(self.leaving)
        if self.worker is not None:
            self.worker.begin_again()
        log.info("serve.reloaded", pids=[child.process.pid for child in self.serving])

    def _refuse_reload(self) -> None:
        """One of the new ones could not start: the old ones stay."""
        log.error("serve.reload_refused")
        self.leaving += self.coming
        self.coming = []
        self._end(self.leaving)

    def _end(self, children: list[Child]) -> None:
        for child in children:
            child.end()
