"""P(malicious) of texts by Python's onnxruntime on a package folder: alone, and padded together in one batch."""

import json
import sys

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

package, texts = sys.argv[1], json.loads(sys.argv[2])
tokenizer = Tokenizer.from_file(f"{package}/tokenizer.json")
tokenizer.enable_truncation(max_length=128)
session = onnxruntime.InferenceSession(f"{package}/model.onnx", providers=["CPUExecutionProvider"])


def score(batch: list[str]) -> list[float]:
    encodings = tokenizer.encode_batch(batch)
    feeds = {
        "input_ids": np.array([encoding.ids for encoding in encodings], dtype=np.int64),
        "attention_mask": np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64),
    }
    (logits,) = session.run(["logits"], feeds)
    benign, malicious = logits.astype(np.float64).T
    return (1 / (1 + np.exp(benign - malicious))).tolist()


tokenizer.no_padding()
alone = [score([text])[0] for text in texts]
tokenizer.enable_padding()
print(json.dumps({"alone": alone, "together": score(texts)}))
