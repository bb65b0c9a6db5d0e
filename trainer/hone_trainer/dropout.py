"""Where dropout goes, and a cheap one for CPUs."""

import torch
from torch import nn

# BERT, RoBERTa, DeBERTa; then DistilBERT; then ModernBERT
DROPOUTS = (
    *("hidden_dropout_prob", "classifier_dropout", "hidden_dropout"),
    *("dropout", "seq_classif_dropout"),
    *("embedding_dropout", "mlp_dropout"),
)


def set_dropout(config: object, dropout: float) -> None:
    """Hidden states and classifier get the dropout, attention probabilities none: that costs far more than it gives."""
    for name in DROPOUTS:
        if hasattr(config, name):
            setattr(config, name, dropout)
    for name in ("attention_probs_dropout_prob", "attention_dropout"):
        if hasattr(config, name):
            setattr(config, name, 0.0)


class FastDropout(nn.Module):
    """Dropout for CPUs: one 64-bit random number serves four elements, so that drawing costs next to nothing.

    `nn.Dropout` there draws one element at a time on one thread: a tenth of the whole training step.
    """

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training or self.p == 0:
            return x
        dropped = round(self.p * 65536)
        words = torch.empty(-(-x.numel() // 4), dtype=torch.int64).random_(-(2**63), None)
        draws = words.view(torch.int16)[: x.numel()].view(x.shape)
        return x * (draws >= dropped - 32768).to(x.dtype).mul_(65536 / (65536 - dropped))


def use_fast_dropout(model: nn.Module) -> None:
    for parent in list(model.modules()):
        for name, child in parent.named_children():
            if isinstance(child, nn.Dropout):
                setattr(parent, name, FastDropout(child.p).train(child.training))
