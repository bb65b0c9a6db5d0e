"""What a request may say, and how a wrong one is refused."""

from dataclasses import asdict

import pytest

from hone_trainer.args import TrainRequest, build
from hone_trainer.errors import InvalidInput

GOOD = {"seed": 7, "model": {"base": "x"}, "data": {"train": "a", "validation": "b"}}


def test_defaults_are_the_documented_ones():
    request = build(TrainRequest, GOOD, "")
    plan = {"epochs": 12, "batch_size": 32, "learning_rate": 2e-5, "weight_decay": 0.01, "dropout": 0.3, "patience": 3}
    assert plan.items() <= asdict(request.train).items()
    assert (request.train.class_weights, request.train.precision, request.model.max_tokens) == ("balanced", "auto", 128)
    assert (request.hints.threads, request.hints.processes, request.resume_from) == (2, 1, None)


def test_a_whole_number_serves_as_a_fraction():
    assert build(TrainRequest, {**GOOD, "train": {"dropout": 0}}, "").train.dropout == 0.0


@pytest.mark.parametrize(
    ("change", "field", "remedy"),
    [
        ({"train": {"lerning_rate": 1e-4}}, "train.lerning_rate", "train.learning_rate"),
        ({"hint": {}}, "hint", "hints"),
        ({"train": {"epochs": 0}}, "train.epochs", "1 to 1000"),
        ({"train": {"epochs": 1.5}}, "train.epochs", "whole number"),
        ({"train": {"epochs": True}}, "train.epochs", "whole number"),
        ({"train": {"learning_rate": 0}}, "train.learning_rate", "above 0"),
        ({"train": {"learning_rate": float("nan")}}, "train.learning_rate", "finite"),
        ({"train": {"dropout": 1.0}}, "train.dropout", "[0, 1)"),
        ({"train": {"precision": "fp8"}}, "train.precision", "auto, bf16, fp16, fp32"),
        ({"train": {"freeze_layers": -1}}, "train.freeze_layers", "0 (nothing"),
        ({"train": {"label_smoothing": 1}}, "train.label_smoothing", "[0, 1)"),
        ({"train": {"benign_margin": -0.5}}, "train.benign_margin", "logits"),
        ({"train": {"benign_margin_weight": -1}}, "train.benign_margin_weight", "0 (no such term)"),
        ({"train": {"malicious_weight": 0}}, "train.malicious_weight", "above 0"),
        ({"hints": {"processes": 0}}, "hints.processes", "GPU"),
        ({"train": {"checkpoint_every_steps": 0}}, "train.checkpoint_every_steps", "null"),
        ({"hints": {"micro_batch": 0}}, "hints.micro_batch", "1 or more"),
        ({"model": {"base": "x", "max_tokens": 4}}, "model.max_tokens", "8 to 8192"),
        ({"model": {}}, "model.base", "required"),
        ({"data": {"train": "a"}}, "data.validation", "required"),
        ({"data": 3}, "data", "JSON object"),
        ({"seed": -1}, "seed", "whole number"),
    ],
)
def test_wrong_values_are_named_with_a_remedy(change, field, remedy):
    with pytest.raises(InvalidInput) as caught:
        build(TrainRequest, {**GOOD, **change}, "")
    assert caught.value.field == field
    assert remedy in caught.value.remedy


def test_the_command_says_it_as_an_event_and_exits_with_10(run, request_of):
    ended = run("train", request_of(batch_size=0))
    assert ended.code == 10
    (error,) = ended.of("error")
    assert (error["field"], error["value"]) == ("train.batch_size", 0)
    assert error["remedy"]
    assert not ended.of("result")
