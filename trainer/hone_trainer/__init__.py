"""Hone's trainer: fine-tunes, scores and exports the classifier. See `cli.py` for the protocol."""

__version__ = "0.1.0"
