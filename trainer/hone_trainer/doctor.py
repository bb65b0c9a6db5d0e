"""What this machine can do, as one JSON object."""

import os
import platform
from importlib import metadata
from typing import Any

import torch

from hone_trainer import __version__, model

PACKAGES = ("torch", "transformers", "tokenizers", "onnx", "onnxruntime", "safetensors", "pyarrow", "numpy")


def doctor() -> dict[str, Any]:
    """Versions (null when a package is missing), devices, bf16 instructions and threads."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return {
        "hone_trainer": __version__,
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
        "packaged_models": {name: _version(package) for name, (_, package) in model.PACKAGED.items()},
        "devices": ["cpu", *(torch.cuda.get_device_name(n) for n in range(torch.cuda.device_count()))],
        "cpu_bf16_flags": model.cpu_bf16_flags(),
        "precision_auto": "bf16" if model.use_bf16("auto", device) else "fp32",
        "threads": torch.get_num_threads(),
        "cpus": os.cpu_count(),
    }


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
