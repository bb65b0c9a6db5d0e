"""Writes a tiny random guard whose labels are reversed: `tiny_guard.py DIR SEED`. Its weights are large, so that scores differ."""

import sys
from pathlib import Path

import torch
from hone_trainer import model
from hone_trainer.tiny import build_tiny_model
from transformers import BertConfig, BertForSequenceClassification

folder, seed = Path(sys.argv[1]), int(sys.argv[2])
build_tiny_model(str(folder))
tokenizer = model.load_tokenizer(folder)
config = BertConfig.from_pretrained(folder, initializer_range=0.4)
config.id2label, config.label2id = {0: "INJECTION", 1: "SAFE"}, {"INJECTION": 0, "SAFE": 1}
torch.manual_seed(seed)
network = BertForSequenceClassification(config)
model.save_folder(network, network.state_dict(), tokenizer, folder)
