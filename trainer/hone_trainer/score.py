"""Scores rows with trained weights: P(malicious) of each, in input order."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hone_trainer import checkpoint, data, metrics, model
from hone_trainer.args import ScoreRequest
from hone_trainer.errors import InvalidInput
from hone_trainer.events import Events


def score(request: ScoreRequest, out: Path, events: Events) -> dict[str, Any]:
    """Writes scores.parquet (id, score float64), args.json and manifest.json. Returns what the result event says."""
    device = model.set_up_device(request.hints.device, request.hints.threads)
    folder = model.model_folder(request.model.weights, "model.weights")
    rows = data.read_rows(request.data.rows, "data.rows", labelled=False)
    encoded = data.encode(model.load_tokenizer(folder, "model.weights"), rows.texts, request.model.max_tokens, out)
    compute = model.compute_type(request.precision, device, "precision")
    net = model.cast_weights(model.load_classifier(folder, field="model.weights").to(device), compute)
    total, started = len(rows.ids), time.monotonic()
    events.progress("score", 0, total)
    pad_id = net.config.pad_token_id or 0
    logits = model.predict(net, encoded, pad_id, device, lambda done: events.progress("score", done, total))
    seconds = time.monotonic() - started
    if not np.isfinite(logits).all():
        row = rows.ids[int(np.argmin(np.isfinite(logits).all(axis=1)))]
        raise InvalidInput("model.weights", request.model.weights, f"Row {row} gets no finite score; train it anew.")
    table = pa.table({"id": pa.array(rows.ids, pa.string()), "score": metrics.softmax_malicious(logits)})
    pq.write_table(table, out / "scores.parquet", compression="zstd")
    checkpoint.flush(out / "scores.parquet")
    checkpoint.write_json(out / "args.json", asdict(request))
    checkpoint.write_manifest(out, ["scores.parquet", "args.json"])
    return {"rows": total, "rows_per_second": round(total / max(seconds, 1e-9), 2)}
