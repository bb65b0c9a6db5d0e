"""One training as several processes. Knows nothing of torch, which takes seconds to load: `distributed.py` does."""

import os
import signal
import socket
import subprocess
import sys
import time
from typing import IO

from hone_trainer.errors import DIVERGED, DONE, INTERRUPTED, INVALID_INPUT, NO_SPACE, OUT_OF_MEMORY, UNKNOWN

# What several ends mean: one rank's reason goes before the broken connection that the others then die of
TELLING = (INVALID_INPUT, OUT_OF_MEMORY, DIVERGED, NO_SPACE, INTERRUPTED)
GRACE_SECONDS = 10.0


def launch(processes: int, arguments: list[str], stdout: IO[str]) -> int:
    """Runs this program once for each rank; the exit code is the most telling one. Ranks share stdin and `stdout`.

    torchrun starts ranks in sessions of their own, where a kill of the parent's process group does not reach them.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    common = {**os.environ, "WORLD_SIZE": str(processes), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    command = [sys.executable, "-m", "hone_trainer", *arguments]
    ranks: list[subprocess.Popen[bytes]] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda heard, _: [rank.send_signal(heard) for rank in ranks])
    for rank in map(str, range(processes)):
        ranks.append(subprocess.Popen(command, env={**common, "RANK": rank, "LOCAL_RANK": rank}, stdout=stdout))
    failed_at = None
    while None in (codes := [rank.poll() for rank in ranks]):
        if failed_at is None and any(codes):
            failed_at = time.monotonic()
        if failed_at is not None and time.monotonic() - failed_at > GRACE_SECONDS:
            for rank in ranks:
                rank.kill()  # it waits for one that is gone
        time.sleep(0.05)
    return next((code for code in TELLING if code in codes), UNKNOWN) if any(codes) else DONE


def is_rank() -> bool:
    """Whether this process was started as one of several: by `launch`, or by torchrun."""
    return "RANK" in os.environ
