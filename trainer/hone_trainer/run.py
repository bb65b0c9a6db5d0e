"""A training run: what the loop works with, and how a checkpoint keeps and restores it."""

import hashlib
import json
import sys
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from hone_trainer import checkpoint, data, model
from hone_trainer.args import TrainRequest
from hone_trainer.distributed import Ranks
from hone_trainer.errors import Corrupt, InvalidInput
from hone_trainer.events import Events


@dataclass
class State:
    """The scalars of a run; with the tensors of `Run.tensors`, all that the rest of the run depends on."""

    fingerprint: str
    step: int = 0
    evaluated: int = 0  # the last step that was evaluated
    best: dict[str, Any] | None = None
    bad_evaluations: int = 0  # since the best
    stopped_early: bool = False
    window: list[float] = field(default_factory=list)  # losses since the last one logged
    losses: list[dict[str, float]] = field(default_factory=list)
    evaluations: list[dict[str, Any]] = field(default_factory=list)
    scaler: dict[str, Any] = field(default_factory=dict)
    rows: int = 0
    seconds: float = 0.0  # in training steps: neither evaluation nor checkpoints
    cpu_seconds: float = 0.0  # of the same, all threads together


@dataclass
class Split:
    name: str
    rows: data.Rows
    encoded: data.Encoded


@dataclass
class Run:
    """What `loop` works with."""

    request: TrainRequest
    splits: list[Split]  # train, validation and, if given, tuning
    tokenizer: Tokenizer
    weights: model.Weights
    optimiser: torch.optim.Optimizer
    scaler: torch.amp.GradScaler  # of the loss, in fp16 only
    device: torch.device
    state: State
    best: dict[str, torch.Tensor]
    out: Path
    events: Events
    stop: threading.Event
    ranks: Ranks

    @property
    def steps_per_epoch(self) -> int:
        return data.batches_per_epoch(len(self.splits[0].rows.ids), self.request.train.batch_size)

    @property
    def total_steps(self) -> int:
        return self.steps_per_epoch * self.request.train.epochs

    @property
    def pad_id(self) -> int:
        return self.weights.master.config.pad_token_id or 0


def fingerprint(request: TrainRequest, splits: list[Split]) -> str:
    """Names all that decides the result, so that a checkpoint of other settings or data is not continued.

    File names, hints and how often to save are left out: they may change between attempts.
    """
    settings = asdict(request.train)
    for name in ("checkpoint_every_seconds", "checkpoint_every_steps"):
        del settings[name]
    digest = hashlib.sha256(json.dumps([request.seed, request.model.max_tokens, settings], sort_keys=True).encode())
    for split in splits:
        digest.update(split.name.encode())
        for part in (split.encoded.tokens, split.encoded.starts, split.rows.labels):
            digest.update(part.tobytes())
    return digest.hexdigest()


def save(run: Run) -> None:
    run.state.scaler = run.scaler.state_dict()
    place = checkpoint.save_checkpoint(
        (run.out / "checkpoints").resolve(), run.state.step, tensors(run), asdict(run.state)
    )
    run.events.emit("checkpoint", step=run.state.step, directory=str(place))


def tensors(run: Run) -> dict[str, torch.Tensor]:
    """Weights, best weights, optimiser moments and random-number states by name."""
    master = run.weights.master
    named = {f"model.{name}": tensor for name, tensor in master.state_dict().items()}
    named |= {f"best.{name}": tensor for name, tensor in run.best.items()}
    for name, parameter in master.named_parameters():
        for moment in ("exp_avg", "exp_avg_sq"):
            if moment in run.optimiser.state[parameter]:
                named[f"{moment}.{name}"] = run.optimiser.state[parameter][moment]
                named["optimiser.step"] = run.optimiser.state[parameter]["step"]  # of all; fp16 may skip some
    named["rng.cpu"] = torch.get_rng_state()
    if run.device.type == "cuda":
        named["rng.cuda"] = torch.cuda.get_rng_state()
    return named


def resume(run: Run, folder: str) -> None:
    """Continues a checkpoint as if the run had never stopped.

    Where its bytes are not what was written, the one before it, in the same folder, is continued; where none is whole,
    the run starts anew. The event `resumed` says from which step (0: anew) and which ones were passed over.
    """
    places = checkpoint.from_newest(Path(folder))
    if not any(place.is_dir() and checkpoint.STEP.fullmatch(place.name) for place in places):
        raise InvalidInput("resume_from", folder, "Name a folder step-<n> of a checkpoint, or start without it.")
    passed = []
    for place in places:
        try:
            restore(run, place)
            break
        except Corrupt as error:
            print(f"hone-trainer: a checkpoint is corrupt and passed over: {error}", file=sys.stderr)
            passed.append({"directory": str(error.place), "reason": error.reason})
    else:
        print("hone-trainer: no whole checkpoint is left; training starts anew", file=sys.stderr)
    run.events.emit("resumed", step=run.state.step, corrupt=passed)


def restore(run: Run, place: Path) -> None:
    named, scalars = checkpoint.load_checkpoint(place)
    if scalars["fingerprint"] != run.state.fingerprint:
        raise InvalidInput("resume_from", str(place), "It was made with other settings or data; start without it.")
    run.state = State(**scalars)
    master = run.weights.master
    master.load_state_dict({name: named[f"model.{name}"] for name in master.state_dict()})
    run.weights.publish()
    run.best = {name[5:]: tensor.to(run.device) for name, tensor in named.items() if name.startswith("best.")}
    for name, parameter in master.named_parameters():
        if f"exp_avg.{name}" in named:
            moments = {moment: named[f"{moment}.{name}"].to(run.device) for moment in ("exp_avg", "exp_avg_sq")}
            step = named["optimiser.step"].to(run.device, copy=True)
            run.optimiser.state[parameter] = {"step": step, **moments}
    if run.state.scaler:
        run.scaler.load_state_dict(run.state.scaler)
    torch.set_rng_state(named["rng.cpu"])
    if run.device.type == "cuda" and "rng.cuda" in named:
        torch.cuda.set_rng_state(named["rng.cuda"])
