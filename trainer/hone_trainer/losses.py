"""What training minimises: a weighted mean over the batch of the losses of its rows."""

import numpy as np
import torch
from torch.nn import functional as F

from hone_trainer import data
from hone_trainer.args import TrainSettings


def row_losses(logits: torch.Tensor, labels: torch.Tensor, settings: TrainSettings) -> torch.Tensor:
    """The loss of each row [rows], in nats, of fp32 logits [rows, 2] (benign, malicious) and labels (1 = malicious):

        H(q, softmax(z))                  q = 1 − ε/2 for the true class, ε/2 for the other; ε = label_smoothing
        + λ · max(0, z₁ − z₀ + m)         for benign rows only; m = benign_margin, λ = benign_margin_weight

    The hinge is what a threshold at a low false-positive rate feels: it goes on pushing benign rows down until their
    score is below sigmoid(−m), however right they are already, and costs attacks nothing.
    """
    losses = F.cross_entropy(logits, labels, reduction="none", label_smoothing=settings.label_smoothing)
    if settings.benign_margin_weight > 0:
        hinge = F.relu(logits[:, 1] - logits[:, 0] + settings.benign_margin) * (labels == 0)
        losses = losses + settings.benign_margin_weight * hinge
    return losses


def class_weights(labels: np.ndarray, settings: TrainSettings) -> torch.Tensor:
    """Weight of a row of each class, fp32 [2]: N / (2 · N_class) if balanced; attacks also times `malicious_weight`."""
    weights = torch.from_numpy(data.class_weights(labels, settings.class_weights))
    return weights * torch.tensor([1.0, settings.malicious_weight])


def row_weights(labels: torch.Tensor, weight_of_class: torch.Tensor) -> torch.Tensor:
    """The share of each row in its batch's loss; they sum to 1."""
    weights = weight_of_class[labels]
    return weights / weights.sum()
