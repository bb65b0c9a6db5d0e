"""Weights between two models: what comes out, and what cannot be merged."""

import hashlib
import json
import shutil

import pytest
import torch
from conftest import run_command, train_request
from safetensors.torch import load_file, save_file


@pytest.fixture(scope="module")
def younger(tmp_path_factory, tiny, rows):
    """What `trained` was after one epoch."""
    return run_command(tmp_path_factory.mktemp("younger"), "train", train_request(tiny, rows, epochs=1)).out / "model"


@pytest.fixture
def folders(younger, trained):
    return {"first": str(younger), "second": str(trained)}


def weights_of(folder):
    return load_file(folder / "model.safetensors")


def test_each_weight_is_interpolated(run, folders, younger, trained):
    ended = run("merge", {**folders, "share": 0.25})
    assert ended.code == 0
    merged, first, second = weights_of(ended.out / "model"), weights_of(younger), weights_of(trained)
    assert merged.keys() == first.keys()
    assert ended.of("result")[0] == {"type": "result", "tensors": len(first), "share": 0.25}
    for name, tensor in merged.items():
        assert torch.allclose(tensor, 0.75 * first[name] + 0.25 * second[name], atol=1e-7), name
    for name in ("config.json", "tokenizer.json"):
        assert (ended.out / "model" / name).read_bytes() == (younger / name).read_bytes()
    files = json.loads((ended.out / "manifest.json").read_text())["files"]
    assert set(files) == {"model/config.json", "model/model.safetensors", "model/tokenizer.json", "args.json"}
    for name, facts in files.items():
        assert facts["sha256"] == hashlib.sha256((ended.out / name).read_bytes()).hexdigest()


def test_a_share_of_0_or_1_is_one_of_the_two_exactly(run, folders):
    for share, which in ((0, "first"), (1, "second")):
        merged = weights_of(run("merge", {**folders, "share": share}, which).out / "model")
        theirs = load_file(f"{folders[which]}/model.safetensors")
        assert all(torch.equal(merged[name], theirs[name]) for name in theirs)


def test_what_is_merged_can_be_scored(run, folders, rows):
    merged = run("merge", folders, "merged")
    request = {"model": {"weights": str(merged.out / "model"), "max_tokens": 64}, "data": {"rows": rows["validation"]}}
    assert run("score", {**request, "hints": {"device": "cpu"}}, "scored").of("result")[0]["rows"] == 40


def changed(tiny, folder, tensors=None, config=None):
    shutil.copytree(tiny, folder)
    if tensors:
        all_of_it = weights_of(folder)
        tensors(all_of_it)
        save_file(all_of_it, folder / "model.safetensors")
    if config:
        told = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps({**told, **config}))
    return folder


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (
            {"tensors": lambda all: all.pop("bert.pooler.dense.bias")},
            "bert.pooler.dense.bias is torch.float32 [32] and",
        ),
        (
            {"tensors": lambda all: all.update({"classifier.weight": torch.zeros(3, 32), "z.new": torch.zeros(1)})},
            "classifier.weight is torch.float32 [2, 32] and torch.float32 [3, 32]",  # the first of two that differ
        ),
        (
            {"tensors": lambda all: all.update({"classifier.bias": torch.zeros(2).half()})},
            "tensor classifier.bias is",
        ),
        ({"config": {"id2label": {"0": "malicious", "1": "benign"}}}, "id2label"),
        ({"config": {"model_type": "roberta"}}, "model_type"),
    ],
)
def test_another_architecture_is_refused_with_the_first_difference(run, tiny, tmp_path, how, said):
    other = changed(tiny, tmp_path / "other", **how)
    ended = run("merge", {"first": str(tiny), "second": str(other)})
    (error,) = ended.of("error")
    assert (ended.code, error["field"]) == (10, "second")
    assert said in error["remedy"]
    assert not (ended.out / "model").exists()


def test_another_vocabulary_is_refused(run, tiny, tmp_path):
    other = changed(tiny, tmp_path / "other")
    text = (other / "tokenizer.json").read_text()
    assert '"lisbon"' in text
    (other / "tokenizer.json").write_text(text.replace('"lisbon"', '"lisbonne"'))
    assert "vocabulary" in run("merge", {"first": str(tiny), "second": str(other)}).of("error")[0]["remedy"]


@pytest.mark.parametrize(
    ("change", "field"), [({"share": 1.5}, "share"), ({"first": "/no/such"}, "first"), ({"second": "none"}, "second")]
)
def test_wrong_requests_are_named(run, folders, change, field):
    ended = run("merge", {**folders, **change})
    assert (ended.code, ended.of("error")[0]["field"]) == (10, field)
