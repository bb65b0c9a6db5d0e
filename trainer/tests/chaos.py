"""Kills trainings with SIGKILL at random moments; each must end in the model of one that nobody killed.

    python trainer/tests/chaos.py --kills 20 --seed 1

As the trainer's parent does, each attempt gets a folder of its own and resumes from the last checkpoint on disk. Kinds
of moments and delays are drawn from the seed, though when exactly a signal arrives is the machine's to say.
"""

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TRAINER = Path(__file__).parents[1]
START_UP, TRAINING, CHECKPOINT, RESULT = "in start-up", "in training", "writing a checkpoint", "saving the result"
KINDS = [TRAINING, CHECKPOINT, RESULT, TRAINING, CHECKPOINT, START_UP]  # of any six kills in a row
POLL_SECONDS = 0.0005


@dataclass
class Attempt:
    """A trainer process, and what it said so far."""

    process: subprocess.Popen[str]
    out: Path
    events: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reader = threading.Thread(target=self.listen)
        self.reader.start()

    def listen(self) -> None:
        for line in self.process.stdout:
            if line.endswith("\n"):  # a kill may cut the last one
                self.events.append(json.loads(line))

    def said(self, type: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] == type]

    @property
    def unfinished(self) -> list[str]:
        """Folders that were being written."""
        return sorted(path.name for path in self.out.rglob(".*.partial"))


def survive(
    folder: Path, request: dict[str, Any], expected: str, kinds: list[str], seed: int, start_seconds: float = 5.0
) -> bool:
    """Kills at one moment of each kind. True if each training that ended did so in what is `expected`."""
    chance, kinds = random.Random(seed), list(kinds)
    kills, ends, resume_from, under_way, most = 0, [], None, True, 5 * len(kinds)
    while kinds or under_way:
        attempt = start(folder / f"attempt-{kills}-{len(ends)}", {**request, "resume_from": resume_from})
        killed = bool(kinds) and kill(attempt, kinds[0], chance, start_seconds)
        end(attempt)
        resumed = [event["step"] for event in attempt.said("resumed")]
        where = f"resumed from step {resumed[0]}" if resumed else "resumed" if resume_from else "started anew"
        if attempt.said("result"):  # all the same when the signal came too late
            ends.append(fingerprint(attempt.out))
            resume_from, under_way = None, False
            print(f"an attempt that {where} ended: {ends[-1]}", flush=True)
            continue
        if not killed or kills == most:
            print(f"an attempt that {where} ended with {attempt.process.returncode} after {kills} kills", flush=True)
            return False
        kills, under_way = kills + 1, True
        hit = kinds[0] if was_hit(attempt, kinds[0]) else f"beside {kinds[0]}"
        left = f"; left {', '.join(attempt.unfinished)}" if attempt.unfinished else ""
        print(f"kill {kills}, {hit}: {where}, last checkpoint {last_step(attempt)}{left}", flush=True)
        if hit == kinds[0]:
            kinds.pop(0)
        resume_from = newest_checkpoint(attempt.out) or resume_from
    same = all(one == expected for one in ends)
    print(f"{kills} kills, {len(ends)} trainings ended, {'' if same else 'NOT '}all in the model {expected}")
    return same


def undisturbed(out: Path, request: dict[str, Any]) -> tuple[str, float]:
    """What a training that nobody kills ends in, and the seconds until its first step."""
    begun, attempt = time.monotonic(), start(out, request)
    wait_for(attempt, lambda: attempt.said("progress"))
    seconds = time.monotonic() - begun
    end(attempt)
    return fingerprint(out), seconds


def start(out: Path, request: dict[str, Any]) -> Attempt:
    path = out.with_suffix(".json")
    path.write_text(json.dumps(request))
    process = subprocess.Popen(
        [sys.executable, "-m", "hone_trainer", "train", "--request", str(path), "--out", str(out), "--no-stdin-watch"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(TRAINER)},
    )
    return Attempt(process, out)


def kill(attempt: Attempt, kind: str, chance: random.Random, start_seconds: float) -> bool:
    """Kills at a random moment of that kind; false when the training ended before."""
    saved = chance.randint(0, 3)  # checkpoints to let it write first
    share = chance.random()
    if kind == START_UP:
        time.sleep(share * start_seconds)
    else:
        if kind == RESULT:
            reached = wait_for(attempt, lambda: (attempt.out / ".model.partial").exists())
        else:
            reached = wait_for(attempt, lambda: attempt.said("progress") and len(attempt.said("checkpoint")) >= saved)
        if kind == CHECKPOINT:
            reached = reached and wait_for(attempt, lambda: list(attempt.out.glob("checkpoints/.step-*.partial")))
        if not reached:
            return False
        time.sleep(share * {TRAINING: 0.3, CHECKPOINT: 0.03, RESULT: 0.06}[kind])
    attempt.process.kill()
    return True


def was_hit(attempt: Attempt, kind: str) -> bool:
    """Whether the signal came while it did that: it may have been quicker than the signal."""
    if kind == CHECKPOINT:
        return any(name.startswith(".step-") for name in attempt.unfinished)
    return kind != TRAINING or bool(attempt.said("progress"))


def wait_for(attempt: Attempt, holds: Any) -> bool:
    while not holds():
        if attempt.process.poll() is not None:
            return False
        time.sleep(POLL_SECONDS)
    return True


def end(attempt: Attempt) -> None:
    """Waits for the process, and for the rest of what it said."""
    attempt.process.wait()
    attempt.reader.join()


def last_step(attempt: Attempt) -> str:
    steps = [event["step"] for event in attempt.said("checkpoint")]
    return f"of step {steps[-1]}" if steps else "none"


def newest_checkpoint(out: Path) -> str | None:
    steps = [int(path.name.removeprefix("step-")) for path in out.glob("checkpoints/step-*")]
    return str(out / f"checkpoints/step-{max(steps)}") if steps else None


def fingerprint(out: Path) -> str:
    """SHA-256 of the model folder's files and of what the report says of the training."""
    digest = hashlib.sha256()
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        digest.update((out / "model" / name).read_bytes())
    report = json.loads((out / "metrics.json").read_text())
    said = {key: report[key] for key in ("best", "evaluations", "losses", "steps", "stopped_early")}
    digest.update(json.dumps(said, sort_keys=True).encode())
    return digest.hexdigest()


def main() -> int:
    sys.path[:0] = [str(TRAINER), str(Path(__file__).parent)]
    from conftest import train_request, write_rows

    from hone_trainer.tiny import build_tiny_model

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hone-chaos-") as name:
        folder = Path(name)
        build_tiny_model(str(folder / "tiny"))
        train, validation = write_rows(folder / "train.parquet", 96), write_rows(folder / "validation.parquet", 40, 1)
        rows = {"train": str(train), "validation": str(validation)}
        request = train_request(folder / "tiny", rows, **SETTINGS)
        kinds = [KINDS[number % len(KINDS)] for number in range(options.kills)]
        random.Random(options.seed).shuffle(kinds)
        expected, start_seconds = undisturbed(folder / "undisturbed", request)
        print(f"undisturbed: {expected}", flush=True)
        return 0 if survive(folder, request, expected, kinds, options.seed, start_seconds) else 1


# Short, with many checkpoints and evaluations: 48 steps.
SETTINGS = {"epochs": 4, "evaluations_per_epoch": 2, "patience": 9, "checkpoint_every_steps": 3}

if __name__ == "__main__":
    sys.exit(main())
