"""What the parent hears (JSON lines on stdout) and how it says stop (SIGTERM, or the end of stdin)."""

import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import IO, Any

PROGRESS_EVERY_SECONDS = 1.0


class Events:
    """One JSON object a line on what was stdout. `claim_stdout` first sends everything else printed there to stderr."""

    def __init__(self, write: Callable[[str], object] = lambda line: None, stdout: IO[str] | None = None) -> None:
        self._write, self.stdout = write, stdout
        self._phase = ""
        self._started = self._said = 0.0
        self._from = self._done = 0

    def emit(self, type: str, **fields: Any) -> None:
        with contextlib.suppress(BrokenPipeError):  # the parent is gone; stdin's end says so too, and stops training
            self._write(json.dumps({"type": type, **fields}, allow_nan=False) + "\n")

    def progress(self, phase: str, done: int, total: int) -> None:
        """Speaks at most once a second, and always at the end. The rate is this process's since the phase began."""
        now = time.monotonic()
        if phase != self._phase or done < self._done:
            self._phase, self._started, self._said, self._from = phase, now, 0.0, done
        self._done = done
        if done < total and now - self._said < PROGRESS_EVERY_SECONDS:
            return
        self._said = now
        rate = (done - self._from) / max(now - self._started, 1e-9) if done > self._from else 0.0
        left = (total - done) / rate if rate > 0 else 0.0
        self.emit(
            "progress", phase=phase, done=done, total=total, rows_per_second=round(rate, 2), seconds_left=round(left, 1)
        )

    def metric(self, step: int, name: str, value: float) -> None:
        self.emit("metric", step=step, name=name, value=value)


def claim_stdout() -> Events:
    """Keeps the real stdout for events; file descriptor 1 becomes stderr, also for what C++ libraries print."""
    real = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return Events(real.write, real)


def stop_on_sigterm() -> threading.Event:
    """Set by SIGTERM and SIGINT. Installed before the slow imports, so that an early signal is not lost."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def stop_on_stdin_end(stop: threading.Event) -> None:
    """The parent holds the other end of stdin and never writes: its end means that the parent died."""

    def watch() -> None:
        while os.read(0, 4096):
            pass
        stop.set()

    threading.Thread(target=watch, name="stdin", daemon=True).start()
