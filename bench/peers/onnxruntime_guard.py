"""Scores texts with onnxruntime and tokenizers on a package folder: `onnxruntime_guard.py REQUEST.json` prints seconds and scores.

The model is loaded and warm before the clock starts; tokenisation, padding and sorting are inside.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer


def main() -> None:
    request = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    folder, batch = request["package"], request["batch"]
    calibration = json.loads(Path(folder, "hone.json").read_text("utf-8"))["calibration"] or {"temperature": 1}
    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
    tokenizer.enable_truncation(request["maxTokens"])
    tokenizer.enable_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = request["threads"]
    session = onnxruntime.InferenceSession(f"{folder}/model.onnx", options, providers=["CPUExecutionProvider"])

    def score(texts: list[str]) -> list[float]:
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i])) if request["sorted"] else list(range(len(texts)))
        scores = [0.0] * len(texts)
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            encoded = tokenizer.encode_batch_fast([texts[i] for i in rows])
            feeds = {
                "input_ids": np.array([one.ids for one in encoded], np.int64),
                "attention_mask": np.array([one.attention_mask for one in encoded], np.int64),
            }
            benign, malicious = session.run(["logits"], feeds)[0].astype(np.float64).T
            for i, value in zip(rows, 1 / (1 + np.exp((benign - malicious) / calibration["temperature"])), strict=True):
                scores[i] = float(value)
        return scores

    score(request["warmUp"])
    started = time.perf_counter()
    scores = score(request["texts"])
    print(json.dumps({"seconds": time.perf_counter() - started, "scores": scores}))


main()
