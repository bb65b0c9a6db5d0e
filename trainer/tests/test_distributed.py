"""Two ranks take the steps of one; a stop of one is a stop of all; the parent sees one program."""

import hashlib
import json
import signal

import pytest
import torch
from safetensors.torch import load_file

from hone_trainer import launch
from hone_trainer.distributed import Ranks

TWO = {"micro_batch": 2, "threads": 1, "device": "cpu", "processes": 2}
SETTINGS = {"epochs": 2, "batch_size": 7, "checkpoint_every_seconds": 1e6}


def test_ranks_share_the_rows_of_a_batch_and_their_weights():
    weights = torch.tensor([0.1, 0.2, 0.3, 0.2, 0.2])
    shares = [Ranks(rank, 2).share(weights) for rank in (0, 1)]
    assert [places.tolist() for places, _ in shares] == [[0, 2, 4], [1, 3]]
    assert sum(part.sum() for _, part in shares).item() == pytest.approx(1)
    assert torch.equal(Ranks().share(weights)[1], weights)


def test_a_rank_without_a_row_computes_one_that_weighs_nothing():
    places, weights = Ranks(2, 3).share(torch.tensor([0.5, 0.5]))
    assert (places.tolist(), weights.tolist()) == ([0], [0.0])


def test_other_ranks_draw_what_seed_rank_and_step_say():
    def draw(rank, seed, step):
        torch.manual_seed(0)
        Ranks(rank, 3).seed_step(seed, step)
        return torch.rand(4).tolist()

    assert draw(1, 7, 5) == draw(1, 7, 5)
    assert len({tuple(draw(*place)) for place in ((0, 7, 5), (1, 7, 5), (2, 7, 5), (1, 8, 5), (1, 7, 6))}) == 5
    assert draw(0, 7, 5) == draw(0, 8, 6)  # rank 0 goes on with its own generator, which checkpoints hold


@pytest.mark.parametrize(
    ("rank_0", "rank_1", "code"),
    [
        ("exit 0", "exit 0", 0),
        ("sleep 5; exit 10", "exit 11", 11),  # a rank that hangs, or waits for the other, is killed
        ("exit 1", "exit 14", 14),  # 1: the connection broke
        ("exit 12", "exit 12", 12),
        ("exit 3", "exit 0", 1),
    ],
)
def test_the_launcher_ends_with_the_code_that_says_most(monkeypatch, tmp_path, rank_0, rank_1, code):
    program = tmp_path / "python"
    program.write_text(f'#!/bin/sh\nif [ "$RANK" = 0 ]; then {rank_0}; else {rank_1}; fi\n')
    program.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(program))
    monkeypatch.setattr(launch, "GRACE_SECONDS", 0.2)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    with open(tmp_path / "stdout", "w") as stdout:
        assert launch.launch(2, ["train"], stdout) == code
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def ended(start, request_of):
    """What two ranks said and left: exit code, events, output folder. `hear` gets the process and each event."""

    def call(name, top=None, hear=lambda process, event: None, **settings):
        process, out = start(request_of({"hints": TWO, **(top or {})}, **{**SETTINGS, **settings}), name)
        events = []
        for line in process.stdout:
            events.append(json.loads(line))
            hear(process, events[-1])
        code = process.wait(60)
        process.stdin.close()
        print(process.stderr.read())
        return code, events, out

    return call


def of(events, type):
    return [event for event in events if event["type"] == type]


def test_two_ranks_train_what_one_trains(ended, run, request_of, tiny):
    code, events, out = ended("two", dropout=0.0)
    one = run("train", request_of(**SETTINGS, dropout=0.0), "one")
    assert (code, one.code) == (0, 0)
    assert len(of(events, "result")) == 1  # only rank 0 speaks
    folders = (out / "model", one.out / "model", tiny)
    ours, theirs, before = (load_file(folder / "model.safetensors") for folder in folders)
    apart = max((ours[name] - theirs[name]).abs().max().item() for name in ours)
    moved = max((theirs[name] - before[name]).abs().max().item() for name in ours)
    assert apart < 1e-3 * moved
    reports = [json.loads((folder / "metrics.json").read_text()) for folder in (out, one.out)]
    assert [report["processes"] for report in reports] == [2, 1]
    for a, b in zip(*(report["losses"] for report in reports), strict=True):
        assert a == pytest.approx(b, rel=1e-4)
    assert [one["step"] for one in reports[0]["evaluations"]] == [14, 28]


def test_two_ranks_stopped_and_resumed_are_two_ranks_never_stopped(ended):
    def stop_at_10(process, event):
        if event["type"] == "metric" and event["step"] == 10:
            process.send_signal(signal.SIGTERM)

    # with dropout: each rank has its own
    code, events, _ = ended("stopped", hear=stop_at_10)
    assert code == 12
    assert not of(events, "result") and not of(events, "error")
    (saved,) = of(events, "checkpoint")
    assert 10 <= saved["step"] < 28
    _, _, resumed = ended("resumed", {"resume_from": saved["directory"]})
    _, _, whole = ended("whole")
    hashes = [hashlib.sha256((out / "model/model.safetensors").read_bytes()).hexdigest() for out in (resumed, whole)]
    assert hashes[0] == hashes[1]


def test_the_exit_code_is_that_of_what_went_wrong(ended):
    code, events, _ = ended("diverged", learning_rate=1e30, warmup_share=0.0)
    assert code == 13
    assert of(events, "error")[0]["field"] == "train.learning_rate"
