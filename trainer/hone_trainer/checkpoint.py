"""Folders that are whole or absent: written beside their place, flushed, hashed, then renamed."""

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from hone_trainer.errors import Corrupt

MANIFEST = "manifest.json"
STEP = re.compile(r"step-(\d+)")


def file_facts(path: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return {"sha256": digest.hexdigest(), "bytes": path.stat().st_size}


def write_json(path: Path, value: object) -> None:
    """Whole or not at all: who is killed, or finds no space, leaves what was there."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(json.dumps(value, indent=2, allow_nan=False) + "\n", "utf-8")
        flush(partial)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    partial.replace(path)


def flush(path: Path) -> None:
    """Waits until a file's bytes, or a folder's names, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_manifest(folder: Path, names: list[str]) -> None:
    """`manifest.json`: SHA-256 and bytes of each named file, paths relative to the folder."""
    write_json(folder / MANIFEST, {"files": {name: file_facts(folder / name) for name in sorted(names)}})


@contextlib.contextmanager
def whole_folder(place: Path) -> Iterator[Path]:
    """A folder to fill that appears at `place`, replacing what was there, only if nothing went wrong."""
    partial = place.with_name(f".{place.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        yield partial
        for path in partial.iterdir():
            flush(path)
        flush(partial)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    shutil.rmtree(place, ignore_errors=True)
    partial.rename(place)
    flush(place.parent)


def save_checkpoint(folder: Path, step: int, tensors: dict[str, torch.Tensor], state: dict[str, Any]) -> Path:
    """Writes `folder/step-<n>` (tensors safetensors, scalars JSON) and keeps of the others only the one before it."""
    place = folder / f"step-{step}"
    with whole_folder(place) as partial:
        on_cpu = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
        save_file(on_cpu, partial / "tensors.safetensors")
        write_json(partial / "state.json", state)
        write_manifest(partial, ["tensors.safetensors", "state.json"])
    steps = steps_in(folder)
    kept = {step, *[number for number in steps if number < step][:1]}
    for old in [folder / f"step-{number}" for number in steps if number not in kept]:
        shutil.rmtree(old, ignore_errors=True)
    for unfinished in folder.glob(".step-*.partial"):  # of a process that was killed
        shutil.rmtree(unfinished, ignore_errors=True)
    return place


def load_checkpoint(path: Path) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """Tensors and state of a checkpoint whose every hash is right. Raises Corrupt."""
    try:
        files = json.loads((path / MANIFEST).read_text("utf-8"))["files"]
        for name in ("tensors.safetensors", "state.json"):
            if file_facts(path / name) != files[name]:
                raise Corrupt(path, f"the hash of {name} is not its manifest's")
        return load_file(path / "tensors.safetensors"), json.loads((path / "state.json").read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise Corrupt(path, f"it is not a whole checkpoint: {type(error).__name__}: {error}") from error


def steps_in(folder: Path) -> list[int]:
    """The steps that `folder` holds checkpoints of, whole or not; the newest first."""
    found = [STEP.fullmatch(path.name) for path in folder.glob("step-*")]
    return sorted((int(match[1]) for match in found if match), reverse=True)


def from_newest(path: Path) -> list[Path]:
    """A checkpoint and those before it in the same folder: what to try, in this order."""
    match = STEP.fullmatch(path.name)
    before = [step for step in steps_in(path.parent) if step < int(match[1])] if match else []
    return [path, *(path.with_name(f"step-{step}") for step in before)]
