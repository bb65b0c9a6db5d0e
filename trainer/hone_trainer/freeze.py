"""Layers that training leaves alone: no gradients, no optimiser state, and a shorter backward pass."""

from torch import nn

from hone_trainer.errors import InvalidInput


def freeze(model: nn.Module, layers: int) -> None:
    """Freezes the embeddings and the first `layers` encoder layers; with 0 nothing is frozen."""
    if layers == 0:
        return
    found = encoder_layers(model)
    if layers > len(found):
        raise InvalidInput("train.freeze_layers", layers, f"This model has {len(found)} layers: use 0 to {len(found)}.")
    for frozen in (model.base_model.embeddings, *found[:layers]):
        frozen.requires_grad_(False)


def encoder_layers(model: nn.Module) -> nn.ModuleList:
    """The stack of equal layers, wherever a model type keeps it: encoder.layer, transformer.layer, layers."""
    stacks = [module for module in model.base_model.modules() if isinstance(module, nn.ModuleList)]
    return next(stack for stack in stacks if len(stack) == model.config.num_hidden_layers)
