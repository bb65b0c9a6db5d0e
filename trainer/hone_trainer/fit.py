"""Training. `train` sets up, `loop` is the story; `run.py` is what a checkpoint holds."""

import math
import platform
import resource
import threading
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from hone_trainer import checkpoint, data, distributed, losses, model
from hone_trainer.args import TrainRequest, TrainSettings
from hone_trainer.dropout import use_fast_dropout
from hone_trainer.errors import Diverged, Interrupted, InvalidInput
from hone_trainer.evaluate import evaluate
from hone_trainer.events import Events
from hone_trainer.freeze import freeze
from hone_trainer.run import Run, Split, State, fingerprint, resume, save

LOG_EVERY_STEPS = 10
MAX_GRADIENT_NORM = 1.0
PRECISIONS = {torch.float32: "fp32", torch.bfloat16: "bf16", torch.float16: "fp16"}


def train(request: TrainRequest, out: Path, events: Events, stop: threading.Event) -> dict[str, Any] | None:
    """Trains to the end, or raises Interrupted after a checkpoint. What the result event says; only rank 0 speaks."""
    started = time.monotonic()
    run = set_up(request, out, events, stop)
    loop(run)
    run.ranks.leave()
    return save_result(run, time.monotonic() - started) if run.ranks.rank == 0 else None


def set_up(request: TrainRequest, out: Path, events: Events, stop: threading.Event) -> Run:
    settings = request.train
    device = model.set_up_device(request.hints.device, request.hints.threads)
    compute = model.compute_type(settings.precision, device, "train.precision")
    ranks = distributed.join(device)
    events = events if ranks.rank == 0 else Events()
    source = request.model.weights or request.model.base
    source_field = "model.weights" if request.model.weights else "model.base"
    folder = model.model_folder(source, source_field)
    tokenizer = model.load_tokenizer(folder, source_field, request.model.normaliser)
    files = {"train": request.data.train, "validation": request.data.validation, "tuning": request.data.tuning}
    splits = []
    for name, path in files.items():
        if path is not None:
            rows = data.read_rows(path, f"data.{name}")
            encoded = data.encode(tokenizer, rows.texts, request.model.max_tokens, out)
            splits.append(Split(name, replace(rows, texts=[]), encoded))

    torch.manual_seed(request.seed)  # seeds every device, and draws a new classifier head
    master = model.load_classifier(folder, settings.dropout, field=source_field).to(device).train()
    limit = getattr(master.config, "max_position_embeddings", request.model.max_tokens)
    if request.model.max_tokens > limit:
        raise InvalidInput("model.max_tokens", request.model.max_tokens, f"This model reads at most {limit}.")
    if device.type == "cpu":
        use_fast_dropout(master)
    freeze(master, settings.freeze_layers)
    weights = model.Weights(master, compute)
    scaler = torch.amp.GradScaler(device.type, enabled=compute == torch.float16)  # else it lets all pass as it is
    step = optimiser(master, settings)
    state = State(fingerprint(request, splits))
    run = Run(request, splits, tokenizer, weights, step, scaler, device, state, {}, out, events, stop, ranks)
    if request.resume_from is not None:
        resume(run, request.resume_from)
    return run


def optimiser(master: nn.Module, settings: TrainSettings) -> torch.optim.Optimizer:
    """AdamW; biases and norms are not decayed."""
    trained = [p for p in master.parameters() if p.requires_grad]
    decayed = [p for p in trained if p.ndim >= 2]
    others = [p for p in trained if p.ndim < 2]
    groups = [{"params": decayed, "weight_decay": settings.weight_decay}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=settings.learning_rate, fused=True)


def loop(run: Run) -> None:
    settings, state, events, ranks = run.request.train, run.state, run.events, run.ranks
    lengths = run.splits[0].encoded.lengths
    weight_of_class = losses.class_weights(run.splits[0].rows.labels, settings)
    total_rows = len(lengths) * settings.epochs
    evaluations = evaluation_steps(run.steps_per_epoch, settings.epochs, settings.evaluations_per_epoch)
    saved_step, saved_at = state.step, time.monotonic()
    pending: list[tuple[torch.Tensor, np.ndarray]] = []  # losses not yet read: reading waits for a GPU
    batches: list[np.ndarray] = []

    events.progress("train", state.rows, total_rows)
    while True:
        if state.step in evaluations and state.evaluated < state.step:
            read_losses(run, pending)
            if ranks.rank == 0 and not run.stop.is_set():
                evaluate(run)  # draws no random numbers; gives up, changing nothing, when asked to stop
            if ranks.any(state.evaluated == state.step):
                state.evaluated, state.stopped_early = state.step, ranks.any(state.stopped_early)
        finished = state.stopped_early or (state.step == run.total_steps and state.evaluated == state.step)
        if finished:
            return
        stopping = ranks.any(run.stop.is_set())
        due = time.monotonic() - saved_at >= settings.checkpoint_every_seconds
        due = due or (settings.checkpoint_every_steps and state.step % settings.checkpoint_every_steps == 0)
        if ranks.rank == 0 and state.step > saved_step and (due or stopping):
            read_losses(run, pending)  # before saving: never a checkpoint of weights that are NaN
            save(run)
            saved_step, saved_at = state.step, time.monotonic()
        if stopping:
            ranks.any(True)  # none leaves before rank 0 has saved
            raise Interrupted(f"Asked to stop: the checkpoint of step {state.step} has everything.")

        began, cpu_began = time.monotonic(), time.process_time()
        epoch, position = divmod(state.step, run.steps_per_epoch)
        if not batches or position == 0:
            batches = data.epoch_batches(lengths, settings.batch_size, run.request.seed, epoch)
        pending.append((train_step(run, batches[position], weight_of_class), batches[position]))
        state.step += 1
        state.rows += len(batches[position])
        if state.step % LOG_EVERY_STEPS == 0 or state.step == run.total_steps:
            read_losses(run, pending)
            log_loss(run)
        state.seconds += time.monotonic() - began
        state.cpu_seconds += time.process_time() - cpu_began
        events.progress("train", state.rows, total_rows)


def evaluation_steps(steps_per_epoch: int, epochs: int, per_epoch: int) -> set[int]:
    """The steps after which to evaluate: evenly spread over each epoch, always at its end."""
    parts = min(per_epoch, steps_per_epoch)
    ends = [math.ceil(steps_per_epoch * (part + 1) / parts) for part in range(parts)]
    return {epoch * steps_per_epoch + end for epoch in range(epochs) for end in ends}


def learning_rate(step: int, total: int, peak: float, warmup_share: float) -> float:
    """Linear warm-up over the first share of the steps, then linear decay to nearly nothing at the last."""
    warmup = round(total * warmup_share)
    if step < warmup:
        return peak * (step + 1) / warmup
    return peak * (total - step) / max(total - warmup, 1)


def train_step(run: Run, batch: np.ndarray, weight_of_class: torch.Tensor) -> torch.Tensor:
    """One optimiser step; returns the batch's loss. Micro-batches only bound memory: their gradients add up."""
    train_split, weights, settings = run.splits[0], run.weights, run.request.train
    labels = torch.from_numpy(train_split.rows.labels[batch])
    places, row_weights = run.ranks.share(losses.row_weights(labels, weight_of_class))
    labels, row_weights = data.send(labels[places], run.device), data.send(row_weights, run.device)
    run.ranks.seed_step(run.request.seed, run.state.step)
    loss = torch.zeros((), device=run.device)
    for start in range(0, len(places), run.request.hints.micro_batch):
        part = slice(start, start + run.request.hints.micro_batch)
        ids, mask = data.collate(train_split.encoded, batch[places[part]], run.pad_id)
        logits = model.classify(weights.net, data.send(ids, run.device), data.send(mask, run.device))
        partial = (losses.row_losses(logits, labels[part], settings) * row_weights[part]).sum()
        run.scaler.scale(partial).backward()
        weights.collect_gradients()
        loss += partial.detach()
    run.ranks.add_up(weights.master.parameters(), loss)
    run.scaler.unscale_(run.optimiser)
    norm = torch.nn.utils.clip_grad_norm_(weights.master.parameters(), MAX_GRADIENT_NORM)
    for group in run.optimiser.param_groups:
        group["lr"] = learning_rate(run.state.step, run.total_steps, settings.learning_rate, settings.warmup_share)
    run.scaler.step(run.optimiser)
    run.scaler.update()
    run.optimiser.zero_grad()
    weights.publish()
    # NaN if a gradient is: the weights are broken then, however good the loss was. A loss scaler skips such steps.
    return loss if run.scaler.is_enabled() else loss + 0 * norm


def read_losses(run: Run, pending: list[tuple[torch.Tensor, np.ndarray]]) -> None:
    """Moves pending losses to the state. Raises Diverged at the first that is not finite."""
    if not pending:
        return
    values = torch.stack([loss for loss, _ in pending]).tolist()
    for back, (loss, (_, batch)) in enumerate(zip(values, pending, strict=True)):
        if not math.isfinite(loss):
            step = run.state.step - len(pending) + back + 1
            raise Diverged("The loss or its gradient", loss, step, [run.splits[0].rows.ids[row] for row in batch])
    run.state.window += values
    pending.clear()


def log_loss(run: Run) -> None:
    state = run.state
    loss = sum(state.window) / len(state.window)
    state.window.clear()
    state.losses.append({"step": state.step, "loss": loss})
    run.events.metric(state.step, "loss", loss)


def save_result(run: Run, wall_seconds: float) -> dict[str, Any]:
    """Writes model/, args.json, metrics.json and, last, manifest.json."""
    state, out = run.state, run.out
    with checkpoint.whole_folder(out / "model") as partial:
        model.save_folder(run.weights.master, run.best, run.tokenizer, partial)
    checkpoint.write_json(out / "args.json", asdict(run.request))
    rate = round(state.rows / max(state.seconds, 1e-9), 2)
    report = {
        "best": state.best,
        "evaluations": state.evaluations,
        "losses": state.losses,
        "steps": state.step,
        "stopped_early": state.stopped_early,
        "rows_per_second": rate,
        "train_cpu_seconds": round(state.cpu_seconds, 2),
        "wall_seconds": round(wall_seconds, 2),
        **environment(run),
    }
    checkpoint.write_json(out / "metrics.json", report)
    files = ["model/config.json", "model/model.safetensors", "model/tokenizer.json", "args.json", "metrics.json"]
    checkpoint.write_manifest(out, files)
    return {"metrics": state.best, "rows_per_second": rate, "steps": state.step, "stopped_early": state.stopped_early}


def environment(run: Run) -> dict[str, Any]:
    import transformers

    cuda = run.device.type == "cuda"
    return {
        "precision": PRECISIONS[next(run.weights.net.parameters()).dtype],
        "processes": run.ranks.count,
        "device": torch.cuda.get_device_name() if cuda else "cpu",
        "threads": torch.get_num_threads(),
        "peak_memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "peak_device_memory_bytes": torch.cuda.max_memory_allocated() if cuda else 0,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
    }
