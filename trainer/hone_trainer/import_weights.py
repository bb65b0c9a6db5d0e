"""A foreign classifier of transformers: loading it as it is, and putting its last layer into Hone's order."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from hone_trainer.data import LABELS
from hone_trainer.errors import InvalidInput
from hone_trainer.import_labels import Mapping
from hone_trainer.import_onnx import kind_of_shares


def load_network(folder: Path, source: str) -> nn.Module:
    """The classifier as it is, in fp32. Raises InvalidInput for what is no whole classifier that transformers knows."""
    from transformers import AutoModelForSequenceClassification
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    for pattern in ("config.json", "*.safetensors"):
        if not any(folder.glob(pattern)):
            remedy = f"It has no {pattern}; transformers' save_pretrained writes it. Nothing is unpickled here."
            raise InvalidInput("source", source, remedy)
    try:
        network, told = AutoModelForSequenceClassification.from_pretrained(
            folder,
            dtype=torch.float32,
            use_safetensors=True,
            attn_implementation="eager",
            trust_remote_code=False,
            output_loading_info=True,
        )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise InvalidInput("source", source, f"transformers cannot load it: {str(error)[:300]}") from error
    if missing := sorted(told["missing_keys"]):
        remedy = f"It is no whole classifier: its weights are without {', '.join(missing[:3])}."
        raise InvalidInput("source", source, remedy)
    network.config._name_or_path = ""  # would put this machine's paths into the saved config
    return network.eval()


@torch.inference_mode()
def torch_answers(network: nn.Module, token_ids: list[list[int]]) -> Iterable[np.ndarray]:
    for ids in token_ids:
        row = torch.tensor([ids])
        yield network(input_ids=row, attention_mask=torch.ones_like(row)).logits[0].double().numpy()


def kind_of(config: Any, answers: np.ndarray, asked: str) -> str:
    """How the outputs are read, as in `import_onnx.shares_of`.

    transformers takes one label for regression; whether such a model was trained on logits only its makers know.
    """
    width = answers.shape[1]
    if asked == "auto" and width == 1 and config.problem_type == "regression":
        raise InvalidInput("output", "auto", "It was trained by regression; say --output probabilities, or one-logit.")
    if width != {"one-logit": 1, "two-logits": 2}.get(asked, width):
        raise InvalidInput("output", asked, f"The model has {width} outputs.")
    if asked == "probabilities":
        return kind_of_shares(answers)
    return "logistic" if config.problem_type == "multi_label_classification" else "logits"


@torch.no_grad()
def rewrite_head(network: nn.Module, width: int, kind: str, mapping: Mapping, source: str) -> None:
    """The last layer's rows in our order; one logit z becomes [−z/2, z/2], whose softmax is z's logistic function."""
    layers = [part for part in network.modules() if isinstance(part, nn.Linear) and part.out_features == width]
    if len(layers) != 1:
        remedy = f"{len(layers)} of its layers have {width} outputs, so that its last one cannot be told."
        raise InvalidInput("source", source, remedy)
    (head,) = layers
    for name in ("weight", "bias"):
        old = getattr(head, name)
        if old is None:
            continue
        if width == 1 or kind == "logistic":
            half = old[(mapping.malicious or mapping.benign)[0]] / 2
            new = torch.stack([-half, half] if mapping.malicious else [half, -half])
        else:
            new = old[[mapping.benign[0], mapping.malicious[0]]]
        setattr(head, name, nn.Parameter(new.clone()))
    head.out_features = 2
    config = network.config
    config.id2label, config.label2id = dict(enumerate(LABELS)), {name: n for n, name in enumerate(LABELS)}
    config.problem_type = None
