"""A whole training: what it leaves, that it learns, and that the same seed gives the same bytes."""

import hashlib
import json
import math

import pytest
import torch
from safetensors.torch import load_file, save_file

from hone_trainer import evaluate, fit
from hone_trainer.run import State


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_training_learns_and_leaves_whole_outputs(run, request_of):
    ended = run("train", request_of(epochs=5))
    assert ended.code == 0
    (result,) = ended.of("result")
    assert result["steps"] == 60
    assert result["metrics"]["validation_roc_auc"] > 0.9
    assert result["rows_per_second"] > 0

    files = json.loads((ended.out / "manifest.json").read_text())["files"]
    model_files = {f"model/{name}" for name in ("config.json", "model.safetensors", "tokenizer.json")}
    assert set(files) == model_files | {"args.json", "metrics.json"}
    for name, facts in files.items():
        assert facts == {"sha256": sha256(ended.out / name), "bytes": (ended.out / name).stat().st_size}

    config = json.loads((ended.out / "model/config.json").read_text())
    assert config["id2label"] == {"0": "benign", "1": "malicious"}
    tokenizer = json.loads((ended.out / "model/tokenizer.json").read_text())
    assert (tokenizer["padding"], tokenizer["truncation"]) == (None, None)
    assert json.loads((ended.out / "args.json").read_text())["train"]["warmup_share"] == 0.06
    metrics = json.loads((ended.out / "metrics.json").read_text())
    assert [one["step"] for one in metrics["evaluations"]] == [12, 24, 36, 48, 60]
    assert [one["step"] for one in metrics["losses"]] == [10, 20, 30, 40, 50, 60]
    assert metrics["best"] == result["metrics"]
    assert (metrics["precision"], metrics["device"]) == ("fp32", "cpu")


def test_events_have_the_agreed_shape(run, request_of):
    ended = run("train", request_of(epochs=1, checkpoint_every_steps=5))
    progress = ended.of("progress")
    assert {event["phase"] for event in progress} == {"train", "evaluate"}
    keys = {"type", "phase", "done", "total", "rows_per_second", "seconds_left"}
    assert all(set(event) == keys for event in progress)
    assert {"loss", "validation_loss", "validation_recall_at_fpr1"} <= {event["name"] for event in ended.of("metric")}
    checkpoints = ended.of("checkpoint")
    assert [event["step"] for event in checkpoints] == [5, 10]
    assert all(event["directory"] == str(ended.out / f"checkpoints/step-{event['step']}") for event in checkpoints)


def test_only_the_last_two_checkpoints_stay(run, request_of):
    ended = run("train", request_of(epochs=2, checkpoint_every_steps=5))
    assert len(ended.of("checkpoint")) == 4
    assert {path.name for path in (ended.out / "checkpoints").iterdir()} == {"step-15", "step-20"}


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_the_same_seed_gives_the_same_bytes(run, request_of, precision):
    hints = {"micro_batch": 8, "threads": 2, "device": "cpu"}
    request = request_of({"hints": hints}, epochs=1, precision=precision)
    first, second = run("train", request, "first"), run("train", request, "second")
    other = run("train", {**request, "seed": 8}, "other")
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        assert sha256(first.out / "model" / name) == sha256(second.out / "model" / name)
    assert sha256(first.out / "model/model.safetensors") != sha256(other.out / "model/model.safetensors")


def test_micro_batches_give_nearly_the_same_weights(run, request_of):
    whole = run("train", request_of(epochs=1, dropout=0.0), "whole")
    hints = {"micro_batch": 3, "threads": 1, "device": "cpu"}
    parts = run("train", request_of({"hints": hints}, epochs=1, dropout=0.0), "parts")
    losses = [json.loads((ended.out / "metrics.json").read_text())["losses"] for ended in (whole, parts)]
    for a, b in zip(*losses, strict=True):
        assert a["loss"] == pytest.approx(b["loss"], rel=1e-4)


def test_training_continues_given_weights(run, request_of, trained):
    before = json.loads((trained.parent / "metrics.json").read_text())["best"]["validation_loss"]
    model = {"base": "packaged:all-MiniLM-L6-v2", "weights": str(trained), "max_tokens": 64}
    ended = run("train", request_of({"model": model}, epochs=1, learning_rate=1e-7))
    assert ended.of("result")[0]["metrics"]["validation_loss"] == pytest.approx(before, abs=0.01)


def test_the_tuning_slice_decides_and_patience_ends_training(run, request_of, rows):
    data = {**rows, "tuning": rows["validation"]}
    ended = run("train", request_of({"data": data}, epochs=9, patience=2, learning_rate=1e-9))
    result = ended.of("result")[0]
    evaluations = json.loads((ended.out / "metrics.json").read_text())["evaluations"]
    best = max(evaluations, key=lambda one: (one["tuning_recall_at_fpr1"], -one["tuning_loss"]))
    assert result["metrics"] == best
    if result["stopped_early"]:
        assert len(evaluations) == evaluations.index(best) + 3


def judged(evaluations, patience=2):
    """Number of the best and of the last of some evaluations (recall, loss), as training would have judged them."""
    state = State(fingerprint="")
    for number, (recall, loss) in enumerate(evaluations):
        state.evaluations.append({"step": number, "tuning_recall_at_fpr1": recall, "tuning_loss": loss})
        evaluate.judge(state, "tuning", patience)
        if state.stopped_early:
            break
    return state.best["step"], state.evaluations[-1]["step"]


def test_the_best_has_the_highest_recall_then_the_lowest_loss():
    assert judged([(0.5, 0.4), (0.6, 0.9), (0.6, 0.8), (0.6, 0.8), (0.5, 0.1), (0.9, 0.1)]) == (2, 4)
    assert judged([(0.5, 0.4), (0.5, 0.5), (0.5, 0.3)]) == (2, 2)


def test_patience_starts_anew_at_each_best():
    assert judged([(0.5, 0.4), (0.4, 0.4), (0.6, 0.4), (0.4, 0.4), (0.7, 0.4), (0.1, 1), (0.1, 1)]) == (4, 6)


def test_evaluations_are_spread_evenly_and_end_each_epoch():
    assert fit.evaluation_steps(10, 2, 1) == {10, 20}
    assert fit.evaluation_steps(10, 1, 4) == {3, 5, 8, 10}
    assert fit.evaluation_steps(2, 1, 5) == {1, 2}


def test_the_learning_rate_rises_then_falls():
    rates = [fit.learning_rate(step, 100, 1.0, 0.1) for step in range(100)]
    assert rates[0] == pytest.approx(0.1)
    assert rates[9] == rates[10] == 1.0
    assert rates[99] == pytest.approx(1 / 90)
    assert fit.learning_rate(0, 1, 1.0, 0.0) == 1.0


def test_a_huge_learning_rate_is_divergence(run, request_of):
    ended = run("train", request_of(learning_rate=1e30, warmup_share=0.0, checkpoint_every_steps=1))
    assert ended.code == 13
    (error,) = ended.of("error")
    assert error["field"] == "train.learning_rate"
    assert error["step"] >= 1
    assert all(row.startswith("row-") for row in error["row_ids"])
    for path in ended.out.glob("checkpoints/*/tensors.safetensors"):
        weights = load_file(path)
        assert not any(torch.isnan(tensor).any() for name, tensor in weights.items() if tensor.is_floating_point())


def test_weights_that_are_nan_are_divergence_at_the_first_step(run, request_of, tiny, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    for name in ("config.json", "tokenizer.json"):
        (broken / name).write_bytes((tiny / name).read_bytes())
    tensors = load_file(tiny / "model.safetensors")
    tensors["classifier.bias"][0] = math.nan
    save_file(tensors, broken / "model.safetensors", metadata={"format": "pt"})
    ended = run("train", request_of({"model": {"base": str(broken), "max_tokens": 64}}))
    assert ended.code == 13
    (error,) = ended.of("error")
    assert error["step"] == 1
    assert len(error["row_ids"]) == 8


def test_more_tokens_than_the_model_has_places_for_are_refused(run, request_of, tiny):
    ended = run("train", request_of({"model": {"base": str(tiny), "max_tokens": 129}}))
    assert ended.code == 10
    assert ended.of("error")[0]["field"] == "model.max_tokens"
