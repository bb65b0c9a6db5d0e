"""Stopped and resumed must equal never stopped, bit for bit."""

import errno
import hashlib
import json
import os
import random
import shutil
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


@pytest.fixture
def every_step(monkeypatch, tmp_path):
    """Keeps a copy of each checkpoint that is written: folders by step."""
    kept = {}
    write = checkpoint.save_checkpoint

    def save(folder, step, tensors, state):
        place = write(folder, step, tensors, state)
        kept[step] = tmp_path / "kept" / folder.parent.name / place.name
        shutil.copytree(place, kept[step], copy_function=os.link)
        return place

    monkeypatch.setattr(checkpoint, "save_checkpoint", save)
    return kept


def state_of(place):
    """All that a checkpoint holds, tensors as their bytes; without the seconds, which no two runs share."""
    tensors, scalars = checkpoint.load_checkpoint(place)
    del scalars["seconds"], scalars["cpu_seconds"]
    return {name: tensor.numpy().tobytes() for name, tensor in tensors.items()}, scalars


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_resumed_from_any_step_optimiser_random_numbers_counters_and_model_are_those_of_an_uninterrupted_run(
    request_of, run, every_step, precision
):
    # Evaluations after each third step: a resume from step 2 or 11 is a kill between an evaluation and its checkpoint.
    # This learning rate is too high, so that patience ends the run: checkpoints hold counters of bad evaluations.
    settings = {"epochs": 5, "evaluations_per_epoch": 4, "patience": 2, "precision": precision, "learning_rate": 2e-2}
    whole = run("train", request_of(**settings, checkpoint_every_steps=1), "whole")
    steps = whole.of("result")[0]["steps"]
    assert whole.of("result")[0]["stopped_early"] and 12 < steps < 60
    there = dict(every_step)
    assert list(there) == list(range(1, steps))
    last = there[steps - 1]
    assert json.loads((last / "state.json").read_text())["bad_evaluations"] == 1
    expected, whole_outputs = state_of(last), outputs(whole.out)
    kinds = {name.split(".")[0] for name in expected[0]}
    assert kinds == {"model", "best", "exp_avg", "exp_avg_sq", "optimiser", "rng"}

    for step in sorted({1, 2, 3, 4, 11, 12, 13, steps - 4, steps - 3, steps - 1}):
        every_step.clear()
        request = request_of({"resume_from": str(there[step])}, **settings, checkpoint_every_steps=steps - 1)
        resumed = run("train", request, f"from-{step}")
        assert resumed.of("resumed") == [{"type": "resumed", "step": step, "corrupt": []}]
        assert outputs(resumed.out) == whole_outputs, f"from step {step}"
        if step < steps - 1:
            assert state_of(every_step[steps - 1]) == expected, f"from step {step}"


def outputs(out):
    """What a training leaves that must be equal byte for byte, and what its report says of the training."""
    report = json.loads((out / "metrics.json").read_text())
    said = {key: report[key] for key in ("best", "evaluations", "losses", "steps", "stopped_early")}
    return {path.name: path.read_bytes() for path in (out / "model").iterdir()}, said


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
    """A run's checkpoints of steps 5 and 10 of 12."""
    return run("train", request_of(epochs=1, checkpoint_every_steps=5)).out / "checkpoints"


def flip_a_bit(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES = {
    "a bit of the weights": lambda place: flip_a_bit(place / "tensors.safetensors"),
    "a bit of the state": lambda place: flip_a_bit(place / "state.json"),
    "weights cut short": lambda place: os.truncate(place / "tensors.safetensors", 1000),
    "no weights": lambda place: (place / "tensors.safetensors").unlink(),
    "no manifest": lambda place: (place / "manifest.json").unlink(),
    "a manifest that is no JSON": lambda place: os.truncate(place / "manifest.json", 40),
    "a manifest of something else": lambda place: (place / "manifest.json").write_text("[]"),
    "an empty folder": lambda place: [path.unlink() for path in place.iterdir()],
    "no folder": shutil.rmtree,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_checkpoint_before_a_corrupt_one_is_used_and_where_none_is_whole_training_starts_anew(
    request_of, run, saved, damage, capsys
):
    whole = weights_hash(saved.parent)
    newest = saved / "step-10"
    DAMAGES[damage](newest)
    resumed = run("train", request_of({"resume_from": str(newest)}, epochs=1), "before")
    (event,) = resumed.of("resumed")
    assert (resumed.code, event["step"], [one["directory"] for one in event["corrupt"]]) == (0, 5, [str(newest)])
    assert event["corrupt"][0]["reason"]
    assert "passed over" in capsys.readouterr().err

    newest.mkdir(exist_ok=True)  # where both folders are gone the request names nothing: that is refused, below
    DAMAGES[damage](saved / "step-5")
    anew = run("train", request_of({"resume_from": str(newest)}, epochs=1), "anew")
    (event,) = anew.of("resumed")
    assert (anew.code, event["step"], len(event["corrupt"])) == (0, 0, 1 if damage == "no folder" else 2)
    assert "starts anew" in capsys.readouterr().err
    assert weights_hash(resumed.out) == weights_hash(anew.out) == whole


def test_after_a_corrupt_checkpoint_the_one_before_stays_until_there_are_two_whole_ones(request_of, run, saved):
    """In the same folder, as people who run the trainer by hand do."""
    (saved / ".step-7.partial").mkdir()
    flip_a_bit(saved / "step-10/tensors.safetensors")
    request = request_of({"resume_from": str(saved / "step-10")}, epochs=1, checkpoint_every_steps=8)
    assert run("train", request).of("resumed")[0]["step"] == 5
    assert sorted(path.name for path in saved.iterdir()) == ["step-5", "step-8"]
    for step in (5, 8):
        checkpoint.load_checkpoint(saved / f"step-{step}")


@pytest.mark.parametrize("name", ["none", "step-9", ""])
def test_what_is_no_checkpoint_at_all_is_refused(request_of, run, tmp_path, name):
    ended = run("train", request_of({"resume_from": str(tmp_path / name)}))
    assert (ended.code, ended.of("error")[0]["field"]) == (10, "resume_from")


def test_a_checkpoint_of_other_settings_is_refused_but_hints_may_change(request_of, run, saved):
    newest = str(saved / "step-10")
    other = request_of({"resume_from": newest}, epochs=1, learning_rate=2e-3)
    assert run("train", other, "other").of("error")[0]["field"] == "resume_from"
    hints = {"micro_batch": 4, "threads": 2, "device": "cpu"}
    assert run("train", request_of({"resume_from": newest, "hints": hints}, epochs=1), "half").code == 0


def test_exit_codes_of_library_errors():
    import torch

    assert exit_code(torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")) == 11
    assert exit_code(RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory")) == 11
    assert exit_code(MemoryError()) == 11
    assert exit_code(RuntimeError("std::bad_alloc")) == 11
    assert exit_code(RuntimeError("could not create a primitive")) == 11
    assert exit_code(OSError(errno.ENOMEM, "Cannot allocate memory")) == 11
    assert exit_code(RuntimeError("I/O error: No space left on device (os error 28)")) == 14
    assert exit_code(RuntimeError("I/O error: Disk quota exceeded (os error 122)")) == 14
    assert exit_code(ValueError("anything")) == 1
