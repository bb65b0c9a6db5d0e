"""Scores and ONNX files of a trained tiny model."""

import hashlib
import json
import shutil

import numpy as np
import onnx
import onnxruntime
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from conftest import ATTACK, BENIGN, write_rows
from safetensors.torch import load_file, save_file
from transformers import AutoModel, AutoModelForSequenceClassification

from hone_trainer import data, length_ladder, metrics, model, quantise
from hone_trainer.export import TwoInputs


def score_request(weights, rows, **more):
    hints = {"threads": 2, "device": "cpu"}
    return {"model": {"weights": str(weights), "max_tokens": 64}, "data": {"rows": str(rows)}, "hints": hints, **more}


def test_scores_come_in_input_order_and_agree_with_transformers(run, trained, tmp_path):
    rows = write_rows(tmp_path / "rows.parquet", 90, seed=3)
    ended = run("score", score_request(trained, rows), "scored")
    assert ended.code == 0
    assert ended.of("result")[0]["rows"] == 90
    table, source = pq.read_table(ended.out / "scores.parquet"), pq.read_table(rows)
    assert table.schema == pa.schema([("id", pa.string()), ("score", pa.float64())])
    assert table["id"].to_pylist() == source["id"].to_pylist()

    tokenizer = model.load_tokenizer(trained)
    network = AutoModelForSequenceClassification.from_pretrained(trained).eval()
    for row in (0, 1, 42, 89):
        ids = data.encode(tokenizer, [source["text"][row].as_py()], 64).tokens.astype(np.int64)[None]
        with torch.no_grad():
            expected = network(input_ids=torch.from_numpy(ids)).logits.softmax(-1)[0, 1].item()
        assert table["score"][row].as_py() == pytest.approx(expected, abs=1e-5)


def test_rows_to_score_need_no_labels_and_extremes_are_rows_too(run, trained, tmp_path):
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"id": ["a", "b", "c"], "text": ["", "word " * 5000, "\x00\U0001f600"]}), path)
    ended = run("score", score_request(trained, path), "scored")
    assert ended.code == 0
    assert all(0 < score < 1 for score in pq.read_table(ended.out / "scores.parquet")["score"].to_pylist())


def test_a_missing_weights_folder_is_refused(run, tmp_path):
    ended = run("score", score_request(tmp_path / "none", tmp_path / "none.parquet"), "scored")
    assert (ended.code, ended.of("error")[0]["field"]) == (10, "model.weights")


def export_request(weights, **settings):
    return {"model": {"weights": str(weights), "max_tokens": 64}, "export": {"opset": 17, "quantize": True, **settings}}


def onnx_scores(path, trained, texts):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    encoded = data.encode(model.load_tokenizer(trained), texts, 64)
    ids, mask = (tensor.numpy() for tensor in data.collate(encoded, np.arange(len(texts)), 0))
    return metrics.softmax_malicious(session.run(None, {"input_ids": ids, "attention_mask": mask})[0])


def test_exported_files_agree_with_torch(run, trained):
    ended = run("export", export_request(trained), "exported")
    assert ended.code == 0
    (result,) = ended.of("result")
    texts = [BENIGN, ATTACK, "hi", f"{ATTACK} " * 9]
    encoded = data.encode(model.load_tokenizer(trained), texts, 64)
    with torch.inference_mode():
        logits = model.classify(model.load_classifier(trained).eval(), *data.collate(encoded, np.arange(4), 0))
    expected = metrics.softmax_malicious(logits.numpy())
    assert np.ptp(expected) > 0.2  # else agreement would mean little
    for name, tolerance in (("plain", 1e-5), ("fused", 1e-5), ("int8", 0.05)):
        scores = onnx_scores(ended.out / name / "model.onnx", trained, texts)
        assert np.abs(scores - expected).max() < tolerance, name
        assert result["max_difference"][name] < tolerance
        for row, text in enumerate(texts):  # alone as in a batch: every axis is dynamic (int8 scales by the batch)
            alone = onnx_scores(ended.out / name / "model.onnx", trained, [text])[0]
            assert alone == pytest.approx(scores[row], abs=2 * tolerance)


def test_the_graphs_are_as_promised(run, trained):
    ended = run("export", export_request(trained), "exported")
    report = json.loads((ended.out / "export.json").read_text())
    graphs = {name: onnx.load(ended.out / name / "model.onnx") for name in ("plain", "fused", "int8")}
    for name, graph in graphs.items():
        assert [one.name for one in graph.graph.input] == ["input_ids", "attention_mask"]
        assert [one.name for one in graph.graph.output] == ["logits"]
        assert report["nodes"][name] == len(graph.graph.node)
        assert report["bytes"][name] == (ended.out / name / "model.onnx").stat().st_size
    kinds = {name: {node.op_type for node in graph.graph.node} for name, graph in graphs.items()}
    assert "Attention" in kinds["fused"] and "Softmax" not in kinds["fused"]
    assert "QAttention" in kinds["int8"] and "MatMulInteger" in kinds["int8"]
    tokenizer = json.loads((ended.out / "tokenizer.json").read_text())
    assert (tokenizer["padding"], tokenizer["truncation"]) == (None, None)
    files = json.loads((ended.out / "manifest.json").read_text())["files"]
    for name, facts in files.items():
        assert facts["sha256"] == hashlib.sha256((ended.out / name).read_bytes()).hexdigest()


def test_agreement_is_measured_over_a_ladder_of_lengths_up_to_the_longest(run, trained):
    (result,) = run("export", export_request(trained), "exported").of("result")
    assert set(result["ladder"]) == {"plain", "fused", "int8"}
    for name, tolerance in (("plain", 1e-5), ("fused", 1e-5), ("int8", 0.05)):
        steps = result["ladder"][name]
        assert [step["tokens"] for step in steps] == [8, 16, 32, 64]
        assert all(0 <= step["mean"] <= step["max"] < tolerance for step in steps), name
    assert all(step["max"] > 0 for step in result["ladder"]["int8"])  # int8 is never exact: else nothing was compared


def test_a_file_that_is_another_model_shows_on_the_ladder(run, trained, tiny):
    """The tiny model has not learnt what the trained one has."""
    ended = run("export", export_request(trained), "exported")
    network = TwoInputs(model.load_classifier(tiny, attention="eager").eval())
    expected = length_ladder.torch_answers(network, model.load_tokenizer(trained), 64)
    steps = length_ladder.compare(ended.out / "plain/model.onnx", "logits", expected)
    assert max(step["max"] for step in steps) > 0.2


def test_texts_of_the_ladder_have_its_lengths(trained):
    steps = list(length_ladder.texts_of_each_length(model.load_tokenizer(trained), 100))
    assert [length for length, _ in steps] == [8, 16, 32, 64, 100]
    for length, texts in steps:
        assert [one.shape for one in texts] == [(1, length)] * 3
        assert all(one[0, 0] == 101 and one[0, -1] == 102 for one in texts)
        assert len({one.tobytes() for one in texts}) == 3


def test_what_each_file_is_stands_in_the_report(run, trained):
    (result,) = run("export", export_request(trained), "exported").of("result")
    opsets = {name: one["ai.onnx"] for name, one in result["opsets"].items()}
    assert opsets == {"plain": 17, "fused": 17, "int8": 17}
    assert result["opsets"]["fused"]["com.microsoft"] == 1
    assert {name: one["type"] for name, one in result["embeddings"].items()} == {
        "plain": "float32",
        "fused": "float32",
        "int8": "uint8",
    }
    assert result["embeddings"]["plain"]["bytes"] == 4 * result["embeddings"]["int8"]["bytes"] == 4 * 30522 * 32


def test_the_layers_that_cost_most_are_left_out_of_further_files(run, trained, tmp_path):
    probes = write_rows(tmp_path / "probes.parquet", 40, seed=5)
    ended = run("export", {**export_request(trained), "data": {"probes": str(probes)}}, "exported")
    (result,) = ended.of("result")
    layers = result["layers"]
    costs = [one["cost"] for one in layers]
    assert len(layers) == 10  # four in each of two layers, the pooler and the head
    assert costs == sorted(costs, reverse=True) and costs[0] > 0
    graph = onnx.load(ended.out / "fused/model.onnx").graph
    weights_of = {node.name: node.input[1] for node in graph.node if node.name in {one["layer"] for one in layers}}
    for count in (0, 1, 2, 4, 8):
        name = f"int8-without-{count}" if count else "int8"
        kept = {one.name for one in onnx.load(ended.out / name / "model.onnx").graph.initializer}
        left_out = [one["layer"] for one in layers if weights_of[one["layer"]] in kept]
        assert left_out == [one["layer"] for one in layers[:count]]
    sizes = [result["bytes"][name] for name in ("int8", *(f"int8-without-{count}" for count in (1, 2, 4, 8)))]
    assert sizes == sorted(sizes) and len(set(sizes)) == 5
    tokenizer = model.load_tokenizer(trained)
    texts = pq.read_table(probes)["text"].to_pylist()
    encoded = data.encode(tokenizer, texts, 64)
    before = quantise.logit_differences(ended.out / "fused/model.onnx", encoded, 2)
    apart = [
        np.abs(quantise.logit_differences(ended.out / name / "model.onnx", encoded, 2) - before).mean()
        for name in ("int8", "int8-without-8")
    ]
    assert apart[1] < apart[0]
    assert not (ended.out / "one-layer.onnx").exists()
    assert "int8-without-8/model.onnx" in json.loads((ended.out / "manifest.json").read_text())["files"]


def test_probes_are_spread_over_the_table():
    assert quantise.spread([str(number) for number in range(1280)]) == [str(number) for number in range(0, 1280, 10)]
    assert quantise.spread(["a", "b"]) == ["a", "b"]


def test_probes_without_int8_are_refused(run, trained, tmp_path):
    asked = {**export_request(trained, quantize=False), "data": {"probes": str(tmp_path / "rows.parquet")}}
    ended = run("export", asked, "exported")
    assert (ended.code, ended.of("error")[0]["field"]) == (10, "data.probes")


def test_the_same_weights_give_the_same_bytes(run, trained):
    first, second = (run("export", export_request(trained), name) for name in ("first", "second"))
    for name in ("plain/model.onnx", "fused/model.onnx", "int8/model.onnx", "tokenizer.json"):
        assert (first.out / name).read_bytes() == (second.out / name).read_bytes(), name


def test_int8_only_when_asked(run, trained):
    ended = run("export", export_request(trained, quantize=False), "exported")
    assert (ended.out / "fused/model.onnx").exists()
    assert not (ended.out / "int8").exists()


ENCODER = {"output": "encoder", "quantize": False}


@pytest.mark.parametrize(("field", "asked"), [("model.weights", {}), ("model.base", ENCODER)])
def test_weights_that_are_nan_are_refused(run, trained, tmp_path, field, asked):
    broken = tmp_path / "broken"
    shutil.copytree(trained, broken)
    tensors = load_file(broken / "model.safetensors")
    tensors["bert.embeddings.LayerNorm.weight"][0] = float("nan")
    save_file(tensors, broken / "model.safetensors", metadata={"format": "pt"})
    request = export_request(broken, **asked)
    if field == "model.base":
        request["model"] = {"base": str(broken), "max_tokens": 64}
    ended = run("export", request)
    (error,) = ended.of("error")
    assert (ended.code, error["field"]) == (10, field)
    assert "not numbers" in error["remedy"]


def test_a_type_that_cannot_be_fused_is_shipped_plain_with_a_note(tmp_path):
    from types import SimpleNamespace

    from hone_trainer.export import fuse

    source, target, notes = tmp_path / "plain.onnx", tmp_path / "fused.onnx", []
    source.write_bytes(b"graph")
    fuse(source, target, SimpleNamespace(model_type="fnet"), notes)
    assert target.read_bytes() == b"graph"
    assert "fnet" in notes[0]


def encoder_request(base, **settings):
    return {
        "model": {"base": str(base), "max_tokens": 64},
        "export": {"output": "encoder", "quantize": False, **settings},
    }


def onnx_embeddings(path, base, texts):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    encoded = data.encode(model.load_tokenizer(base), texts, 64)
    ids, mask = (tensor.numpy() for tensor in data.collate(encoded, np.arange(len(texts)), 0))
    return session.run(["embedding"], {"input_ids": ids, "attention_mask": mask})[0]


def test_an_encoder_gives_the_mean_of_its_tokens_with_length_1(run, tiny):
    ended = run("export", encoder_request(tiny), "encoder")
    assert ended.code == 0
    texts = [BENIGN, "hi", f"{ATTACK} " * 9]
    tokenizer, network = model.load_tokenizer(tiny), AutoModel.from_pretrained(tiny).eval()
    for name in ("plain", "fused"):
        together = onnx_embeddings(ended.out / name / "model.onnx", tiny, texts)
        assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(3), abs=1e-6)
        assert ended.of("result")[0]["max_difference"][name] < 1e-5
        for text, vector in zip(texts, together, strict=True):
            ids = data.encode(tokenizer, [text], 64).tokens.astype(np.int64)[None]
            with torch.no_grad():
                mean = network(input_ids=torch.from_numpy(ids)).last_hidden_state[0].mean(0)
            assert vector == pytest.approx((mean / mean.norm()).numpy(), abs=1e-5), name
            alone = onnx_embeddings(ended.out / name / "model.onnx", tiny, [text])[0]
            assert alone == pytest.approx(vector, abs=1e-5)  # padding has no part in the mean
    graph = onnx.load(ended.out / "fused" / "model.onnx").graph
    assert "Attention" in {node.op_type for node in graph.node}
    assert [one.name for one in graph.output] == ["embedding"]


def test_an_encoder_is_exported_from_trained_weights_too_and_has_the_same_bytes_each_time(run, trained):
    asked = {**encoder_request("unused"), "model": {"weights": str(trained), "max_tokens": 64}}
    first, second = (run("export", asked, name) for name in ("first", "second"))
    assert (first.out / "fused/model.onnx").read_bytes() == (second.out / "fused/model.onnx").read_bytes()


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"model": {"base": "x"}}, "model.weights"),
        ({"model": {}}, "model"),
        ({"model": {"base": "x", "weights": "y"}, "export": {"output": "encoder"}}, "model"),
        ({"model": {"base": "x"}, "export": {"output": "decoder"}}, "export.output"),
        ({"model": {"base": "packaged:none"}, "export": {"output": "encoder"}}, "model.base"),
    ],
)
def test_an_export_that_does_not_say_of_what_is_refused(run, asked, field):
    ended = run("export", asked, "exported")
    assert (ended.code, ended.of("error")[0]["field"]) == (10, field)
