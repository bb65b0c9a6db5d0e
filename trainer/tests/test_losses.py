"""Known answers of the losses, and that each setting does to a training what it says."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch.nn import functional as F

from hone_trainer import losses, metrics
from hone_trainer.args import TrainSettings

LOGITS = torch.tensor([[2.0, 0.0], [0.0, 0.0], [1.0, 4.0], [0.0, 3.0]])
LABELS = torch.tensor([0, 0, 1, 0])
PLAIN = TrainSettings()


def test_by_default_it_is_the_cross_entropy_bit_for_bit():
    assert torch.equal(losses.row_losses(LOGITS, LABELS, PLAIN), F.cross_entropy(LOGITS, LABELS, reduction="none"))


def test_label_smoothing_shares_out_epsilon_between_the_classes():
    smoothed = losses.row_losses(LOGITS, LABELS, replace(PLAIN, label_smoothing=0.2))
    right, wrong = -torch.log_softmax(LOGITS, -1)[0]
    assert smoothed[0].item() == pytest.approx(0.9 * right.item() + 0.1 * wrong.item(), rel=1e-6)


def test_the_benign_margin_costs_only_benign_rows_above_it():
    plain = losses.row_losses(LOGITS, LABELS, PLAIN)
    hinged = losses.row_losses(LOGITS, LABELS, replace(PLAIN, benign_margin=1.5, benign_margin_weight=2.0))
    # differences −2, 0, 3 (an attack) and 3: the first is below −1.5 already
    assert (hinged - plain).tolist() == pytest.approx([0.0, 2 * 1.5, 0.0, 2 * 4.5], abs=1e-6)


def test_class_weights_of_the_worked_example_and_the_factor_on_attacks():
    labels = np.repeat([0, 1], [55_884, 34_682])
    assert losses.class_weights(labels, PLAIN).tolist() == pytest.approx([0.810, 1.306], abs=5e-4)
    assert losses.class_weights(labels, replace(PLAIN, malicious_weight=3.0))[1].item() == pytest.approx(
        3.917, abs=1e-3
    )
    unbalanced = replace(PLAIN, class_weights="none", malicious_weight=0.5)
    assert losses.class_weights(labels, unbalanced).tolist() == [1.0, 0.5]


def test_row_weights_sum_to_one_whatever_the_batch():
    weights = losses.row_weights(LABELS, torch.tensor([1.0, 3.0]))
    assert weights.tolist() == pytest.approx([1 / 6, 1 / 6, 1 / 2, 1 / 6])


@pytest.fixture
def margins(run, request_of):
    """Mean logit difference of benign and malicious validation rows after a training with these settings."""
    from hone_trainer import data, model

    def call(**settings):
        ended = run("train", request_of(epochs=8, patience=9, **settings), "-".join(settings) or "plain")
        assert ended.code == 0
        rows = data.read_rows(request_of()["data"]["validation"], "rows")
        encoded = data.encode(model.load_tokenizer(ended.out / "model"), rows.texts, 64)
        logits = model.predict(
            model.load_classifier(ended.out / "model"), encoded, 0, torch.device("cpu"), lambda done: None
        )
        differences = logits[:, 1] - logits[:, 0]
        return differences[rows.labels == 0].mean(), differences[rows.labels == 1].mean()

    return call


def test_what_each_setting_is_for(margins):
    benign, malicious = margins()
    assert margins(benign_margin=8.0, benign_margin_weight=2.0)[0] < benign - 0.2  # benign rows are pushed further down
    assert margins(malicious_weight=8.0)[1] > malicious  # attacks are caught at the cost of benign rows
    smoothed = margins(label_smoothing=0.5)
    assert smoothed[1] - smoothed[0] < malicious - benign  # less sure of itself


def test_frozen_layers_keep_their_weights_and_others_do_not(run, request_of, tiny):
    ended = run("train", request_of(epochs=1, freeze_layers=1, checkpoint_every_steps=12))
    before, after = load_file(tiny / "model.safetensors"), load_file(ended.out / "model/model.safetensors")
    same = {name for name in before if torch.equal(before[name], after[name])}
    frozen = {name for name in before if name.startswith(("bert.embeddings.", "bert.encoder.layer.0."))}
    assert frozen and same == frozen
    steps = run("train", request_of(epochs=2, freeze_layers=1, checkpoint_every_steps=12), "two")
    kept = load_file(steps.out / "checkpoints/step-12/tensors.safetensors")
    moments = {name.removeprefix("exp_avg.") for name in kept if name.startswith("exp_avg.")}
    assert moments == before.keys() - frozen  # no optimiser state of what is frozen
    resumed = run(
        "train", request_of({"resume_from": steps.of("checkpoint")[0]["directory"]}, epochs=2, freeze_layers=1)
    )
    results = [(out / "model/model.safetensors").read_bytes() for out in (steps.out, resumed.out)]
    assert results[0] == results[1]


def test_more_frozen_layers_than_there_are_is_refused(run, request_of):
    ended = run("train", request_of(freeze_layers=3))
    (error,) = ended.of("error")
    assert (ended.code, error["field"]) == (10, "train.freeze_layers")
    assert "2 layers" in error["remedy"]


def test_fp16_on_a_cpu_is_refused(run, request_of):
    ended = run("train", request_of(precision="fp16"))
    (error,) = ended.of("error")
    assert (ended.code, error["field"], error["value"]) == (10, "train.precision", "fp16")
    assert "CUDA" in error["remedy"]


@pytest.fixture
def fp16(monkeypatch):
    """fp16 with its loss scaler on the CPU, which can do it, slowly: no GPU is at hand."""
    monkeypatch.setattr("hone_trainer.model.compute_type", lambda precision, *_: getattr(torch, DTYPES[precision]))


DTYPES = {"fp16": "float16", "fp32": "float32"}


def test_fp16_scales_the_loss_and_resumes(run, request_of, fp16):
    losses_of = {}
    for precision in ("fp32", "fp16"):
        ended = run("train", request_of(precision=precision, dropout=0.0, checkpoint_every_steps=12), precision)
        assert ended.code == 0
        report = json.loads((ended.out / "metrics.json").read_text())
        assert report["precision"] == precision
        losses_of[precision] = [one["loss"] for one in report["losses"]]
    assert losses_of["fp16"] == pytest.approx(losses_of["fp32"], rel=0.02)
    saved = ended.of("checkpoint")[0]["directory"]
    assert json.loads(Path(saved, "state.json").read_text())["scaler"]["scale"] == 65536
    again = request_of({"resume_from": saved}, precision="fp16", dropout=0.0, checkpoint_every_steps=12)
    resumed = run("train", again, "resumed")
    results = [(out / "model/model.safetensors").read_bytes() for out in (ended.out, resumed.out)]
    assert results[0] == results[1]


def test_a_step_whose_gradients_overflow_is_skipped(run, request_of, fp16, monkeypatch):
    init = torch.amp.GradScaler.__init__
    monkeypatch.setattr(torch.amp.GradScaler, "__init__", lambda self, *a, **k: init(self, *a, init_scale=2.0**26, **k))
    ended = run("train", request_of(precision="fp16", checkpoint_every_steps=12))
    saved = ended.of("checkpoint")[0]
    state = json.loads(Path(saved["directory"], "state.json").read_text())
    taken = load_file(f"{saved['directory']}/tensors.safetensors")["optimiser.step"].item()
    assert (ended.code, saved["step"]) == (0, 12)
    assert 0 < taken < 12
    assert state["scaler"]["scale"] == 2.0 ** (26 - (12 - taken))


def test_evaluations_report_calibration_and_the_gap(run, request_of):
    ended = run("train", request_of(epochs=2))
    for one in json.loads((ended.out / "metrics.json").read_text())["evaluations"]:
        assert one["train_validation_gap"] == pytest.approx(one["validation_loss"] - one["train_loss"])
        assert 0 <= one["validation_calibration_error"] <= 1
    heard = {event["name"] for event in ended.of("metric")}
    assert {"train_loss", "train_validation_gap", "validation_calibration_error", "validation_f1"} <= heard
    # the training rows are measured with the weights as they are, without dropout
    best = ended.of("result")[0]["metrics"]
    assert best["train_loss"] == pytest.approx(loss_of(ended.out / "model", request_of()["data"]["train"]), abs=1e-6)


def loss_of(folder, path):
    from hone_trainer import data, model

    rows = data.read_rows(path, "rows")
    encoded = data.encode(model.load_tokenizer(folder), rows.texts, 64)
    logits = model.predict(model.load_classifier(folder), encoded, 0, torch.device("cpu"), lambda done: None)
    return metrics.cross_entropy(logits, rows.labels)
