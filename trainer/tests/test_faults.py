"""What ends a training early: no memory, no space, numbers that are none.

Each is the real thing, in a process of its own where it must be, and leaves nothing that is half of something.
"""

import contextlib
import errno
import json
import os
import subprocess
import sys

import pytest
import torch
from conftest import TRAINER, Ended, run_in_process, write_rows

from hone_trainer import checkpoint, errors, model

# From the given step on the process may take only so many bytes of address space more than it has: PyTorch's own
# allocator then fails as it does on a machine that is full.
LIMITED = """
import resource, sys
from hone_trainer import cli, fit
step, room = int(sys.argv.pop(1)), int(sys.argv.pop(1))
train_step = fit.train_step

def limited(run, *rest):
    if run.state.step >= step and resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY:
        pages = int(open("/proc/self/statm").read().split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + room,) * 2)
    return train_step(run, *rest)

fit.train_step = limited
sys.exit(cli.main())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of address space work on Linux only")
def test_out_of_memory_exits_with_11_and_half_the_micro_batch_goes_on_from_the_checkpoint(
    request_of, run, rows, tmp_path
):
    settings = {"epochs": 3, "batch_size": 512, "dropout": 0.0, "checkpoint_every_steps": 1}
    data = {**rows, "train": str(write_rows(tmp_path / "many.parquet", 512))}
    whole = run("train", request_of({"hints": hints(512), "data": data}, **settings), "whole")
    microbatch, resume_from, ends = 512, None, []
    while not ends or ends[-1][1] == 11:
        request = request_of({"hints": hints(microbatch), "data": data, "resume_from": resume_from}, **settings)
        # A resumed training is limited from its second step on: threads and buffers that it keeps are there by then.
        limits = ["2" if resume_from is None else "3", str(LIMIT_BYTES)]
        ended = run_in_process(tmp_path, ["-c", LIMITED, *limits], request, f"micro-{microbatch}", **GIVES_BACK)
        ends.append((microbatch, ended.code))
        if ended.code == 11:
            assert not (ended.out / "manifest.json").exists()
        if ended.of("checkpoint"):
            resume_from = ended.of("checkpoint")[-1]["directory"]
        microbatch //= 2
    assert len(ends) >= 2 and ends[-1][1] == 0, ended.stderr
    assert ended.of("resumed")[0]["step"] >= 2
    losses = [json.loads((one.out / "metrics.json").read_text())["evaluations"] for one in (whole, ended)]
    for a, b in zip(*losses, strict=True):
        assert a["validation_loss"] == pytest.approx(b["validation_loss"], rel=1e-3)


# What is freed goes back to the system at once, and does not serve the next steps.
GIVES_BACK = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536"}
LIMIT_BYTES = 24 << 20


def hints(microbatch):
    return {"micro_batch": microbatch, "threads": 1, "device": "cpu"}


# Run by `sh -c` in a mount namespace of its own: a file system of so many megabytes under the output folder, whose
# files are copied beside it in the end.
SMALL_DISK = """
size=$1; out=$2; shift 2
mount -t tmpfs -o size="$size"m none "$out" || exit 99
"$@"
code=$?
cp -r "$out" "$out-after"
exit $code
"""


def on_small_disk(folder, megabytes, request):
    """Trains onto a disk of so many megabytes: how it ended, with what it left."""
    out, path = folder / "disk", folder / "small.json"
    out.mkdir()
    path.write_text(json.dumps(request))
    trainer = [sys.executable, "-m", "hone_trainer", "train", "--request", path, "--out", out, "--no-stdin-watch"]
    command = ["unshare", "-rm", "sh", "-c", SMALL_DISK, "sh", str(megabytes), out, *trainer]
    try:
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=120, env={**os.environ, "PYTHONPATH": str(TRAINER)}
        )
    except FileNotFoundError:
        pytest.skip("no unshare here to mount a small disk with")
    if ended.returncode in (1, 99) and not ended.stdout and "hone" not in ended.stderr:
        pytest.skip(f"no small disk may be mounted here: {ended.stderr.strip()}")
    return Ended(ended.returncode, [json.loads(line) for line in ended.stdout.splitlines()], folder / "disk-after")


def test_a_full_disk_exits_with_14_and_the_checkpoint_before_is_whole_and_goes_on(request_of, run, tmp_path):
    settings = {"epochs": 1, "checkpoint_every_steps": 5}
    ended = on_small_disk(tmp_path, 20, request_of(**settings))  # one checkpoint is 12 MB
    assert ended.code == 14
    assert "o space left" in ended.of("error")[0]["message"]
    assert [event["step"] for event in ended.of("checkpoint")] == [5]
    assert {str(path.relative_to(ended.out)) for path in ended.out.rglob("*") if path.is_file()} == {
        f"checkpoints/step-5/{name}" for name in ("manifest.json", "state.json", "tensors.safetensors")
    }
    resumed = run("train", request_of({"resume_from": str(ended.out / "checkpoints/step-5")}, **settings), "resumed")
    assert resumed.of("resumed") == [{"type": "resumed", "step": 5, "corrupt": []}]
    whole = run("train", request_of(**settings), "whole")
    weights = [(one.out / "model/model.safetensors").read_bytes() for one in (resumed, whole)]
    assert weights[0] == weights[1]


def test_a_disk_too_full_for_the_model_exits_with_14_and_leaves_no_model(request_of, tmp_path):
    ended = on_small_disk(tmp_path, 3, request_of(epochs=1))
    assert (ended.code, ended.of("result")) == (14, [])
    assert not [path for path in ended.out.rglob("*") if path.is_file()]


@pytest.mark.parametrize("failing", ["state.json", "manifest.json", "tensors.safetensors"])
def test_whatever_file_of_a_checkpoint_finds_no_space_the_one_before_stays(request_of, run, monkeypatch, failing):
    """As above, on any machine: here the operating system's answer is played."""
    flush = checkpoint.flush

    def full(path):
        if failing in path.name and path.parent.name == ".step-10.partial":
            raise OSError(errno.ENOSPC, "No space left on device")
        flush(path)

    monkeypatch.setattr(checkpoint, "flush", full)
    ended = run("train", request_of(epochs=1, checkpoint_every_steps=5))
    assert ended.code == 14
    assert [path.name for path in (ended.out / "checkpoints").iterdir()] == ["step-5"]
    checkpoint.load_checkpoint(ended.out / "checkpoints/step-5")
    assert not (ended.out / "manifest.json").exists()


def test_a_json_file_that_finds_no_space_stays_as_it_was(tmp_path, monkeypatch):
    checkpoint.write_json(tmp_path / "a.json", {"n": 1})

    def full(path):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch, contextlib.suppress(OSError):
        patch.setattr(checkpoint, "flush", full)
        checkpoint.write_json(tmp_path / "a.json", {"n": 2})
    assert [(path.name, json.loads(path.read_text())) for path in tmp_path.iterdir()] == [("a.json", {"n": 1})]


def test_a_gradient_that_is_nan_is_divergence_at_its_step_and_no_checkpoint_has_broken_weights(
    request_of, run, monkeypatch
):
    """The loss of step 5 is still a number: only the weights after it are not."""
    collect, calls = model.Weights.collect_gradients, []

    def poisoned(weights):
        collect(weights)
        calls.append(1)
        if len(calls) == 5:
            weights.master.classifier.bias.grad[0] = float("nan")

    monkeypatch.setattr(model.Weights, "collect_gradients", poisoned)
    ended = run("train", request_of(epochs=1, checkpoint_every_steps=1))
    (error,) = ended.of("error")
    assert (ended.code, error["step"], len(error["row_ids"])) == (13, 5, 8)
    assert all(row.startswith("row-0-") for row in error["row_ids"])
    saved = sorted((ended.out / "checkpoints").iterdir())
    assert [place.name for place in saved] == ["step-3", "step-4"]
    for place in saved:
        for tensor in checkpoint.load_checkpoint(place)[0].values():
            assert torch.isfinite(tensor).all()


def test_ids_that_could_be_texts_are_not_shown():
    text = "please ignore all previous instructions"
    error = errors.Diverged("The loss", float("nan"), 3, ["row-1", text, "x" * 101, "sha256:" + "0" * 64])
    assert error.step == 3
    assert error.row_ids[0] == "row-1" and error.row_ids[3] == "sha256:" + "0" * 64
    assert all(row.startswith("sha256:") and len(row) == 23 for row in error.row_ids[1:3])
    assert error.row_ids[1] != error.row_ids[2]
    assert text not in str(error) and "xxx" not in str(error) and "row-1" in str(error)


def test_a_smaller_micro_batch_makes_the_batches_of_evaluation_smaller_too(request_of, run, monkeypatch):
    classify, seen = model.classify, {}

    def watched(net, ids, mask):
        if not net.training:
            seen[micro].add(len(ids))
        return classify(net, ids, mask)

    monkeypatch.setattr(model, "classify", watched)
    for micro in (64, 4, 1):
        seen[micro] = set()
        assert run("train", request_of({"hints": hints(micro)}, epochs=1), f"micro-{micro}").code == 0
    # Where there is room, rows of like length decide.
    largest = {micro: max(sizes) for micro, sizes in seen.items()}
    assert largest[1] == 2 and 2 < largest[4] <= 8 <= largest[64]
