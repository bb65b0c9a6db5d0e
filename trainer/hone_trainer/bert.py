"""The forward pass of BERT classifiers over Hugging Face's own modules: the same function, faster on CPUs.

* Only the first token of the last layer reaches the classifier, so the last layer computes only that one: a sixth less
  work in a model of six layers.
* Attention is two batched matrix products: at 128 tokens PyTorch's fused kernel for CPUs is several times slower in the
  backward pass. Other devices use the fused kernel.
"""

import torch
from torch import nn
from torch.nn import functional as F


def supports(model: nn.Module) -> bool:
    config = model.config
    positions = getattr(config, "position_embedding_type", None) or "absolute"
    return config.model_type == "bert" and positions == "absolute" and not config.is_decoder


def classify(model: nn.Module, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Logits [rows, 2] of token ids and attention mask, both [rows, tokens]."""
    hidden = embed(model.bert.embeddings, ids)
    bias = ((1 - mask) * -1e4).to(hidden.dtype)[:, None, :]
    *layers, last = model.bert.encoder.layer
    for layer in layers:
        hidden = encode(layer, hidden, hidden, bias)
    first = encode(last, hidden[:, :1], hidden, bias)
    return model.classifier(model.dropout(model.bert.pooler(first)))


def embed(embeddings: nn.Module, ids: torch.Tensor) -> torch.Tensor:
    places = embeddings.position_embeddings.weight[: ids.shape[1]] + embeddings.token_type_embeddings.weight[0]
    return embeddings.dropout(embeddings.LayerNorm(embeddings.word_embeddings(ids) + places))


def encode(layer: nn.Module, queries: torch.Tensor, hidden: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    """One encoder layer for the tokens in `queries`, which attend to all of `hidden`."""
    attention = layer.attention.self
    mixed = attend(attention.query(queries), attention.key(hidden), attention.value(hidden), bias, attention)
    between = layer.attention.output(mixed, queries)
    return layer.output(layer.intermediate(between), between)


def attend(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, bias: torch.Tensor, attention: nn.Module) -> torch.Tensor:
    rows, heads, size = len(q), attention.num_attention_heads, attention.attention_head_size
    q, k, v = (part.view(rows, -1, heads, size).transpose(1, 2) for part in (q, k, v))
    if q.device.type != "cpu":
        mixed = F.scaled_dot_product_attention(q, k, v, bias[:, None])
    else:
        q, k, v = (part.reshape(rows * heads, -1, size) for part in (q, k, v))
        scores = torch.baddbmm(bias.repeat_interleave(heads, 0), q, k.transpose(1, 2), alpha=attention.scaling)
        mixed = torch.bmm(torch.softmax(scores, -1), v).view(rows, heads, -1, size)
    return mixed.transpose(1, 2).reshape(rows, -1, heads * size)
