"""Evaluation during training: measures, keeps the best weights, decides on stopping early."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from hone_trainer import metrics, model
from hone_trainer.data import Encoded
from hone_trainer.errors import Diverged, Interrupted
from hone_trainer.run import Run, Split, State

GAP_ROWS = 512  # of the training split: enough to see overfitting, and cheap


def evaluate(run: Run) -> None:
    """Measures validation (and tuning), keeps the weights if they are the best, and counts patience otherwise.

    `train_validation_gap` is the validation loss less that of up to 512 training rows, both without dropout: above 0
    and growing, the model learns rows by heart.
    """
    state, measured = run.state, {}
    splits = [*run.splits[1:], sample(run.splits[0])]
    at_once = 2 * run.request.hints.micro_batch  # out of memory must end here as well
    total, before = sum(len(split.rows.ids) for split in splits), 0
    run.events.progress("evaluate", 0, total)
    for split in splits:

        def on_batch(done: int, before: int = before) -> None:
            if run.stop.is_set():
                raise Interrupted
            run.events.progress("evaluate", before + done, total)

        try:
            logits = model.predict(run.weights.net, split.encoded, run.pad_id, run.device, on_batch, at_once)
        except Interrupted:
            return
        if not np.isfinite(logits).all():
            bad = np.flatnonzero(~np.isfinite(logits).all(axis=1))
            raise Diverged(f"A {split.name} logit", math.nan, state.step, [split.rows.ids[row] for row in bad])
        before += len(logits)
        if split is splits[-1]:
            measured["train_loss"] = metrics.cross_entropy(logits, split.rows.labels)
        else:
            measured |= {f"{split.name}_{k}": v for k, v in metrics.summarise(logits, split.rows.labels).items()}
    measured["train_validation_gap"] = measured["validation_loss"] - measured["train_loss"]
    for name, value in measured.items():
        run.events.metric(state.step, name, value)
    state.evaluated = state.step
    state.evaluations.append({"step": state.step, **measured})
    if judge(state, run.splits[-1].name, run.request.train.patience):
        run.best = {name: tensor.detach().clone() for name, tensor in run.weights.master.state_dict().items()}


def sample(split: Split) -> Split:
    """Evenly spread rows of a split, always the same."""
    rows, encoded = split.rows, split.encoded
    places = np.unique(np.linspace(0, len(rows.ids) - 1, GAP_ROWS).round().astype(np.int64))
    tokens = [encoded.tokens[encoded.starts[row] : encoded.starts[row + 1]] for row in places]
    starts = np.concatenate([[0], np.cumsum(encoded.lengths[places])])
    few = replace(rows, ids=[rows.ids[row] for row in places], labels=rows.labels[places])
    return Split(split.name, few, Encoded(np.concatenate(tokens), starts))


def judge(state: State, split: str, patience: int) -> bool:
    """Whether the newest evaluation is the best so far; if not, patience shrinks, and at its end training stops."""
    newest = state.evaluations[-1]
    if state.best is None or ranking(newest, split) > ranking(state.best, split):
        state.best, state.bad_evaluations = newest, 0
        return True
    state.bad_evaluations += 1
    state.stopped_early = state.bad_evaluations >= patience
    return False


def ranking(measured: dict[str, Any], split: str) -> tuple[float, float]:
    """Recall at FPR ≤ 1 %, then the lower loss."""
    return measured[f"{split}_recall_at_fpr1"], -measured[f"{split}_loss"]
