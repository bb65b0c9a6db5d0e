"""Writes a tiny random guard whose labels are reversed: `tiny_guard.py DIR`. Its weights are large, so that scores differ."""

import sys

import torch
from hone_trainer import model
from hone_trainer.tiny import build_tiny_model
from pathlib import Path

from transformers import BertForSequenceClassification

folder = Path(sys.argv[1])
build_tiny_model(str(folder))
tokenizer = model.load_tokenizer(folder)
config = BertForSequenceClassification.config_class.from_pretrained(folder, initializer_range=0.4)
config.id2label, config.label2id = {0: "INJECTION", 1: "SAFE"}, {"INJECTION": 0, "SAFE": 1}
torch.manual_seed(int(sys.argv[2]))
network = BertForSequenceClassification(config)
model.save_folder(network, network.state_dict(), tokenizer, folder)
