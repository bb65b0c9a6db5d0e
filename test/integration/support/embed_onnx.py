"""Prints the embeddings of texts by an encoder folder's model, each text alone: `embed_onnx.py FOLDER JSON_TEXTS`."""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from hone_trainer import data, model

folder, texts = Path(sys.argv[1]), json.loads(sys.argv[2])
session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
encoded = data.encode(model.load_tokenizer(folder), texts, 128)
vectors = []
for row in range(len(texts)):
    ids, mask = data.collate(encoded, np.array([row]), 0)
    (embedding,) = session.run(["embedding"], {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})
    vectors.append(embedding[0].tolist())
print(json.dumps(vectors))
