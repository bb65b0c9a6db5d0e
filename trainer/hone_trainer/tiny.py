"""Writes a tiny random BERT for tests: `python -m hone_trainer.tiny DIR`. It has learnt nothing; never ship it.

Two layers of width 32 with the tokenizer and vocabulary of all-MiniLM-L6-v2: 4 MB, the same bytes each time.
"""

import shutil
import sys
from pathlib import Path

import torch

from hone_trainer import model


def build_tiny_model(directory: str, seed: int = 0) -> None:
    """A Hugging Face folder (config.json, model.safetensors, tokenizer.json); what was in `directory` goes."""
    from transformers import BertConfig, BertForSequenceClassification

    tokenizer = model.load_tokenizer(model.model_folder("packaged:all-MiniLM-L6-v2"))
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    network = BertForSequenceClassification(config)
    shutil.rmtree(directory, ignore_errors=True)
    model.save_folder(network, network.state_dict(), tokenizer, Path(directory))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m hone_trainer.tiny DIR")
    build_tiny_model(sys.argv[1])
