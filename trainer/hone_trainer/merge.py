"""Merges two trained classifiers: each weight is interpolated between theirs.

Two trainings that began at the same weights can often be averaged (Wortsman et al. 2022, "Robust fine-tuning of
zero-shot models"): between a champion and its retraining, `share` trades old decisions against new ones.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from hone_trainer import checkpoint, model
from hone_trainer.args import MergeRequest
from hone_trainer.errors import InvalidInput
from hone_trainer.events import Events

FILES = ["model/config.json", "model/model.safetensors", "model/tokenizer.json", "args.json"]


def merge(request: MergeRequest, out: Path, events: Events) -> dict[str, Any]:
    """Writes model/ (config and tokenizer of the first), args.json and manifest.json."""
    events.progress("merge", 0, 1)
    first = read(request.first, "first")
    second = read(request.second, "second")
    merged = interpolate(first, second, request)
    refuse_other_meaning(request)
    with checkpoint.whole_folder(out / "model") as partial:
        save_file(merged, partial / "model.safetensors", metadata={"format": "pt"})
        for name in ("config.json", "tokenizer.json"):
            (partial / name).write_bytes((Path(request.first) / name).read_bytes())
    checkpoint.write_json(out / "args.json", asdict(request))
    checkpoint.write_manifest(out, FILES)
    events.progress("merge", 1, 1)
    return {"tensors": len(merged), "share": request.share}


def read(folder: str, field: str) -> dict[str, torch.Tensor]:
    path = model.model_folder(folder, field) / "model.safetensors"
    if not path.is_file():
        raise InvalidInput(field, folder, "It has no model.safetensors; name the model folder of a training.")
    return load_file(path)


def interpolate(
    first: dict[str, torch.Tensor], second: dict[str, torch.Tensor], request: MergeRequest
) -> dict[str, torch.Tensor]:
    """(1 − share) · first + share · second; 0 and 1 give one of them exactly. What is no fraction must be equal."""
    merged = {}
    for name in sorted(first.keys() | second.keys()):
        one, other = first.get(name), second.get(name)
        shapes = [None if tensor is None else (tensor.dtype, tuple(tensor.shape)) for tensor in (one, other)]
        if one is None or other is None or shapes[0] != shapes[1]:
            found = " and ".join("missing" if shape is None else f"{shape[0]} {list(shape[1])}" for shape in shapes)
            remedy = f"Its architecture is not that of first: tensor {name} is {found}. Merge models of one base."
            raise InvalidInput("second", request.second, remedy)
        if one.is_floating_point():
            merged[name] = torch.lerp(one, other, request.share)
        elif torch.equal(one, other):
            merged[name] = one
        else:
            raise InvalidInput("second", request.second, f"Tensor {name} is no weight and differs from that of first.")
    return merged


def refuse_other_meaning(request: MergeRequest) -> None:
    """Equal shapes are not enough: row n of the embeddings must be the same token, and label 1 the same class."""
    folders = {"first": Path(request.first), "second": Path(request.second)}
    vocabularies = [model.load_tokenizer(folder, name).get_vocab() for name, folder in folders.items()]
    if vocabularies[0] != vocabularies[1]:
        raise InvalidInput("second", request.second, "Its tokenizer has another vocabulary. Merge models of one base.")
    configs = [json.loads((folder / "config.json").read_text("utf-8")) for folder in folders.values()]
    for key in ("model_type", "id2label"):
        if configs[0].get(key) != configs[1].get(key):
            remedy = f"The {key} of its config.json is not that of first. Merge models of one base."
            raise InvalidInput("second", request.second, remedy)
