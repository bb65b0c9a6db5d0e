"""Takes in a classifier from elsewhere and makes it one of Hone's: two logits, benign and malicious, for a text.

From a Hugging Face folder the last layer is rewritten, so that training can go on from the weights; an ONNX file, and a
folder whose outputs no layer can put in our form (more than two labels), get nodes around their graph and no weights.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from hone_trainer import checkpoint, export, model
from hone_trainer import import_onnx as graphs
from hone_trainer.args import ExportedModel, ExportRequest, ExportSettings, ImportRequest
from hone_trainer.errors import InvalidInput
from hone_trainer.events import Events
from hone_trainer.import_foreign import Foreign, Probes, collect, names_of, read_foreign, read_json, read_probes
from hone_trainer.import_graph import to_our_form
from hone_trainer.import_labels import Mapping, hint_of, mapping_of
from hone_trainer.import_weights import kind_of, load_network, rewrite_head, torch_answers
from hone_trainer.quantise import quantise


@dataclass(frozen=True)
class Made:
    """What became of it: P(malicious) of the probes as the foreign model has it, and how that was read."""

    scores: np.ndarray
    mapping: Mapping
    kind: str
    precision: str
    weights: bool
    notes: list[str]


def import_model(request: ImportRequest, out: Path, events: Events) -> dict[str, Any]:
    """Writes model.onnx, tokenizer.json, probes.json (its own scores), import.json, manifest.json and maybe model/."""
    model.set_up_device("cpu", request.hints.threads)
    probes = read_probes(request.probes)
    take = take_onnx if request.source.lower().endswith(".onnx") else take_folder
    foreign, made = take(request, probes, out, events)
    foreign.tokenizer.save(str(out / "tokenizer.json"))
    lengths = [len(ids) for ids in foreign.token_ids]
    checkpoint.write_json(out / "probes.json", {"scores": made.scores.tolist(), "tokens": lengths})
    report = {
        "labels": made.mapping.names(),
        "labels_from": "labels" if request.labels else "config.json",
        "output": made.kind,
        "max_tokens": foreign.max_tokens,
        "max_tokens_from": foreign.limit_from,
        "precision": made.precision,
        "weights": made.weights,
        "notes": made.notes,
    }
    checkpoint.write_json(out / "import.json", report)
    weights = [f"model/{name}" for name in ("model.safetensors", "config.json", "tokenizer.json")]
    names = ["model.onnx", "tokenizer.json", "probes.json", "import.json", *(weights if made.weights else [])]
    checkpoint.write_manifest(out, names)
    return report


def take_folder(request: ImportRequest, probes: Probes, out: Path, events: Events) -> tuple[Foreign, Made]:
    """A folder or hub id with safetensors."""
    folder = folder_of(request.source)
    network = load_network(folder, request.source)
    foreign = read_foreign(request, probes, [folder], dict(network.config.id2label))
    answers = collect(torch_answers(network, foreign.token_ids), foreign, request.source, events)
    width = answers.shape[1]
    kind = kind_of(network.config, answers, request.output)
    shares = graphs.shares_of(answers, kind)
    mapping = mapping_of(request.labels, foreign.names, width, hint_of(shares, probes.labels))
    scores = graphs.malicious_share(answers, kind, mapping)
    if kind in ("softmax", "sigmoid") or (kind == "logits" and width > 2):
        path = out / "plain.onnx"
        export.export_plain(export.TwoInputs(network), path, ExportSettings.opset)
        loaded = graphs.load_onnx(path, "source")
        form = graphs.read_form(loaded.graph, "source", request.source)
        precision = save_graph(request, loaded, form, kind, mapping, width, out)
        note = "its weights are left out: no one layer of them can be rewritten for two logits"
        return foreign, Made(scores, mapping, kind, precision, False, [note])
    rewrite_head(network, width, kind, mapping, request.source)
    model.save_folder(network, network.state_dict(), foreign.tokenizer, out / "model")
    settings = ExportSettings(quantize=request.quantize)
    exported = ExportedModel(weights=str(out / "model"), max_tokens=foreign.max_tokens)
    report = export.export(ExportRequest(exported, settings, hints=request.hints), out / "export", events)
    (out / "export" / ("int8" if request.quantize else "fused") / "model.onnx").rename(out / "model.onnx")
    return foreign, Made(scores, mapping, kind, "int8" if request.quantize else "fp32", True, report["notes"])


def take_onnx(request: ImportRequest, probes: Probes, out: Path, events: Events) -> tuple[Foreign, Made]:
    """An ONNX file; its tokenizer, and config.json if there is one, lie beside it or one folder up."""
    path = Path(request.source)
    if not path.is_file():
        raise InvalidInput("source", request.source, "The file does not exist.")
    loaded = graphs.load_onnx(path, "source")
    form = graphs.read_form(loaded.graph, "source", request.source)
    folders = [path.resolve().parent, path.resolve().parent.parent]
    foreign = read_foreign(request, probes, folders, names_of(read_json(folders, "config.json")))
    answers = collect(graphs.run_foreign(loaded, form, foreign.token_ids), foreign, request.source, events)
    kind = graphs.kind_of_graph(loaded.graph, form.output.name, answers, request.output)
    width = answers.shape[1]
    hint = hint_of(graphs.shares_of(answers, kind), probes.labels)
    mapping = mapping_of(request.labels, foreign.names, width, hint)
    precision = save_graph(request, loaded, form, kind, mapping, width, out)
    scores = graphs.malicious_share(answers, kind, mapping)
    return foreign, Made(scores, mapping, kind, precision, False, [])


def folder_of(source: str) -> Path:
    try:
        return model.model_folder(source)
    except InvalidInput as error:
        raise InvalidInput("source", source, error.remedy) from error


def save_graph(
    request: ImportRequest,
    loaded: onnx.ModelProto,
    form: graphs.Form,
    kind: str,
    mapping: Mapping,
    width: int,
    out: Path,
) -> str:
    """Writes model.onnx in our form and answers its precision; a file in int8 stays as it is."""
    ready = graphs.is_quantised(loaded)
    ours = to_our_form(loaded, form, kind, width, mapping)
    target = out / "model.onnx"
    fp32 = out / "fp32.onnx" if request.quantize and not ready else target
    onnx.save(ours, str(fp32))
    if fp32 != target:
        quantise(fp32, target)
    checkpoint.flush(target)
    return "int8" if ready or request.quantize else "fp32"
