"""Scores texts with a transformers classifier: `score_guard.py DIR OUTPUT TEXTS`; OUTPUT is the one that means malicious."""

import json
import sys

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForSequenceClassification

folder, output, texts = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
network = AutoModelForSequenceClassification.from_pretrained(folder).eval()
tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
tokenizer.no_padding()
tokenizer.enable_truncation(max_length=128)
with torch.no_grad():
    scores = [network(input_ids=torch.tensor([tokenizer.encode(text).ids])).logits.softmax(-1)[0, output].item() for text in texts]
print(json.dumps(scores))
