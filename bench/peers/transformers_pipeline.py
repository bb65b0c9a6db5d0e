"""Scores texts with transformers' own pipeline.

`transformers_pipeline.py REQUEST.json` prints seconds and scores as JSON. The model is loaded and warm before the clock
starts; tokenisation, batching and sorting are inside.
"""

import json
import sys
import time
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline
from transformers.utils import logging

logging.set_verbosity_error()
logging.disable_progress_bar()


def main() -> None:
    request = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    torch.set_num_threads(request["threads"])
    tokenizer = AutoTokenizer.from_pretrained(request["weights"])
    model = AutoModelForSequenceClassification.from_pretrained(request["weights"], dtype=torch.float32)
    classify = pipeline("text-classification", model=model, tokenizer=tokenizer, device="cpu")

    def score(texts: list[str]) -> list[float]:
        """Length-sorted, as the documentation advises: a batch is padded to its longest text."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i])) if request["sorted"] else range(len(texts))
        options = {"truncation": True, "max_length": request["maxTokens"], "top_k": None}
        answers = classify([texts[i] for i in order], batch_size=request["batch"], **options)
        scores = [0.0] * len(texts)
        for i, answer in zip(order, answers, strict=True):
            scores[i] = next(label["score"] for label in answer if label["label"] == "malicious")
        return scores

    score(request["warmUp"])
    started = time.perf_counter()
    scores = score(request["texts"])
    print(json.dumps({"seconds": time.perf_counter() - started, "scores": scores}))


main()
