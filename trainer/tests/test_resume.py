"""Stopped and resumed must equal never stopped, bit for bit."""

import errno
import hashlib
import json
import random
import signal
import threading

import pytest

from hone_trainer import checkpoint, fit
from hone_trainer.args import TrainRequest, build
from hone_trainer.errors import Interrupted, exit_code
from hone_trainer.events import Events

SETTINGS = {"epochs": 3, "evaluations_per_epoch": 2, "patience": 9, "batch_size": 8}


def weights_hash(out):
    return hashlib.sha256((out / "model/model.safetensors").read_bytes()).hexdigest()


class StopAt(Events):
    """Asks to stop when the progress of a phase reaches a number of rows."""

    def __init__(self, phase, rows):
        super().__init__()
        self.phase, self.rows, self.stop, self.saved = phase, rows, threading.Event(), []

    def progress(self, phase, done, total):
        if phase == self.phase and done >= self.rows:
            self.stop.set()

    def emit(self, type, **fields):
        if type == "checkpoint":
            self.saved.append(fields["directory"])


def train_until(request, out, phase, rows):
    """Trains until then; the checkpoint left, or None when training ended before."""
    events = StopAt(phase, rows)
    out.mkdir(exist_ok=True)
    try:
        fit.train(build(TrainRequest, request, ""), out, events, events.stop)
    except Interrupted:
        return events.saved[-1] if events.saved else request["resume_from"]
    return None


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_any_chain_of_interruptions_changes_nothing(request_of, run, tmp_path, precision):
    settings = {**SETTINGS, "precision": precision}
    whole = run("train", request_of(**settings))
    # 96 rows an epoch: mid-epoch, at its end (an evaluation is due), inside evaluations, in the last step
    stops = [("train", 40), ("train", 48), ("evaluate", 0), ("train", 96), ("evaluate", 40), ("train", 288)]
    resume_from = None
    for number, (phase, count) in enumerate(stops):
        request = request_of({"resume_from": resume_from}, **settings)
        resume_from = train_until(request, tmp_path / f"part-{number}", phase, count) or resume_from
    assert train_until(request_of({"resume_from": resume_from}, **settings), tmp_path / "last", "", 0) is None
    assert weights_hash(tmp_path / "last") == weights_hash(whole.out)
    reports = [json.loads((out / "metrics.json").read_text()) for out in (whole.out, tmp_path / "last")]
    for key in ("best", "evaluations", "losses", "steps"):
        assert reports[0][key] == reports[1][key]


@pytest.mark.parametrize("how", ["sigterm", "stdin"])
def test_a_stopped_process_checkpoints_exits_with_12_and_resumes_exactly(request_of, run, start, how):
    settings = {**SETTINGS, "epochs": 12, "patience": 99, "checkpoint_every_steps": random.randint(5, 40)}
    process, _ = start(request_of(**settings))
    for line in process.stdout:
        last = json.loads(line)
        if last["type"] == "checkpoint":
            break
    if how == "sigterm":
        process.send_signal(signal.SIGTERM)
        output = process.stdout.read()
        process.stdin.close()
    else:
        process.stdin.close()  # what the operating system does when the parent dies
        output = process.stdout.read()
    assert process.wait(60) == 12, process.stderr.read()
    events = [json.loads(line) for line in output.splitlines()]
    assert not [event for event in events if event["type"] in ("result", "error")]
    for event in events:
        last = event if event["type"] == "checkpoint" else last

    resumed = run("train", request_of({"resume_from": last["directory"]}, **settings), "resumed")
    whole = run("train", request_of(**settings), "whole")
    assert last["step"] < whole.of("result")[0]["steps"]
    assert weights_hash(resumed.out) == weights_hash(whole.out)


def test_stopped_before_the_first_step_it_exits_with_12_and_leaves_no_checkpoint(request_of, start):
    process, out = start(request_of())
    output, error = process.communicate(timeout=60)  # closes stdin at once
    assert process.returncode == 12, error
    assert not [line for line in output.splitlines() if json.loads(line)["type"] in ("result", "checkpoint")]
    assert not (out / "checkpoints").exists()


@pytest.fixture
def saved(request_of, run):
    return run("train", request_of(epochs=1, checkpoint_every_steps=5)).out / "checkpoints/step-10"


@pytest.mark.parametrize("name", ["tensors.safetensors", "state.json"])
def test_a_corrupt_checkpoint_is_refused(request_of, run, saved, name):
    content = bytearray((saved / name).read_bytes())
    content[len(content) // 2] ^= 1
    (saved / name).write_bytes(content)
    ended = run("train", request_of({"resume_from": str(saved)}, epochs=1), "again")
    assert ended.code == 10
    assert ended.of("error")[0]["field"] == "resume_from"


def test_a_missing_checkpoint_is_refused(request_of, run, tmp_path):
    ended = run("train", request_of({"resume_from": str(tmp_path / "none")}))
    assert (ended.code, ended.of("error")[0]["field"]) == (10, "resume_from")


def test_a_checkpoint_of_other_settings_is_refused_but_hints_may_change(request_of, run, saved):
    other = request_of({"resume_from": str(saved)}, epochs=1, learning_rate=2e-3)
    assert run("train", other, "other").of("error")[0]["field"] == "resume_from"
    hints = {"micro_batch": 4, "threads": 2, "device": "cpu"}
    assert run("train", request_of({"resume_from": str(saved), "hints": hints}, epochs=1), "half").code == 0


def test_a_full_disk_exits_with_14_and_leaves_nothing_half_written(request_of, run, monkeypatch):
    real, calls = checkpoint.save_file, []

    def full(tensors, path, **options):
        calls.append(path)
        if len(calls) == 2:
            path.write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")
        real(tensors, path, **options)

    monkeypatch.setattr(checkpoint, "save_file", full)
    ended = run("train", request_of(epochs=1, checkpoint_every_steps=5))
    assert ended.code == 14
    assert [path.name for path in (ended.out / "checkpoints").iterdir()] == ["step-5"]
    checkpoint.load_checkpoint(str(ended.out / "checkpoints/step-5"))
    assert not (ended.out / "manifest.json").exists()


def test_exit_codes_of_library_errors():
    import torch

    assert exit_code(torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")) == 11
    assert exit_code(RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory")) == 11
    assert exit_code(MemoryError()) == 11
    assert exit_code(RuntimeError("I/O error: No space left on device (os error 28)")) == 14
    assert exit_code(ValueError("anything")) == 1
