"""The request of each command as dataclasses. Every value is checked; an unknown key is an error."""

import dataclasses
import difflib
import json
import math
import types
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from hone_trainer.errors import InvalidInput
from hone_trainer.normaliser import Normaliser

Precision = Literal["auto", "bf16", "fp16", "fp32"]
Device = Literal["auto", "cpu", "cuda"]
T = TypeVar("T")


def check(ok: bool, name: str, value: object, remedy: str) -> None:
    if not ok:
        raise InvalidInput(name, value, remedy)


@dataclass(frozen=True)
class BaseModel:
    """`base` is a packaged model, a hub id or a folder; `weights`, if set, is the folder to continue instead.

    `normaliser` is what the saved tokenizer will carry, whatever the one started from does.
    """

    base: str
    weights: str | None = None
    max_tokens: int = 128
    normaliser: Normaliser = "none"

    def __post_init__(self) -> None:
        check(bool(self.base), "model.base", self.base, "Name a hub id, a folder or packaged:all-MiniLM-L6-v2.")
        check(8 <= self.max_tokens <= 8192, "model.max_tokens", self.max_tokens, "Use 8 to 8192.")


@dataclass(frozen=True)
class TrainedModel:
    weights: str
    max_tokens: int = 128

    def __post_init__(self) -> None:
        check(8 <= self.max_tokens <= 8192, "model.max_tokens", self.max_tokens, "Use 8 to 8192.")


@dataclass(frozen=True)
class TrainData:
    """Parquet files with the columns id, text and label (`benign` or `malicious`)."""

    train: str
    validation: str
    tuning: str | None = None


@dataclass(frozen=True)
class ScoreData:
    rows: str


@dataclass(frozen=True)
class TrainSettings:
    """What decides the result. docs/training.md has each setting's meaning and unit; the last five are neutral."""

    epochs: int = 12
    batch_size: int = 32
    learning_rate: float = 2e-5
    weight_decay: float = 0.01
    warmup_share: float = 0.06
    dropout: float = 0.3
    patience: int = 3
    evaluations_per_epoch: int = 1
    class_weights: Literal["balanced", "none"] = "balanced"
    precision: Precision = "auto"
    checkpoint_every_seconds: float = 60.0
    checkpoint_every_steps: int | None = None
    freeze_layers: int = 0
    label_smoothing: float = 0.0
    benign_margin: float = 1.0
    benign_margin_weight: float = 0.0
    malicious_weight: float = 1.0

    def __post_init__(self) -> None:
        every = self.checkpoint_every_steps
        for name, ok, remedy in (
            ("epochs", 1 <= self.epochs <= 1000, "Use 1 to 1000."),
            ("batch_size", 1 <= self.batch_size <= 65536, "Use 1 to 65536 rows."),
            ("learning_rate", self.learning_rate > 0, "Use a number above 0, such as 2e-5."),
            ("weight_decay", 0 <= self.weight_decay < 1, "Use a number in [0, 1)."),
            ("warmup_share", 0 <= self.warmup_share <= 1, "Use a share in [0, 1]."),
            ("dropout", 0 <= self.dropout < 1, "Use a share in [0, 1)."),
            ("patience", self.patience >= 1, "Use 1 or more evaluations."),
            ("evaluations_per_epoch", 1 <= self.evaluations_per_epoch <= 1000, "Use 1 to 1000."),
            ("checkpoint_every_seconds", self.checkpoint_every_seconds > 0, "Use a number of seconds above 0."),
            ("checkpoint_every_steps", every is None or every >= 1, "Use null, or 1 or more steps."),
            ("freeze_layers", self.freeze_layers >= 0, "Use 0 (nothing is frozen) or a number of layers."),
            ("label_smoothing", 0 <= self.label_smoothing < 1, "Use a share in [0, 1)."),
            ("benign_margin", self.benign_margin >= 0, "Use 0 or more, in logits."),
            ("benign_margin_weight", self.benign_margin_weight >= 0, "Use 0 (no such term) or more."),
            ("malicious_weight", self.malicious_weight > 0, "Use a factor above 0; 1 changes nothing."),
        ):
            check(ok, f"train.{name}", getattr(self, name), remedy)


@dataclass(frozen=True)
class Hints:
    """How to run, never what comes out: a resumed run may change them (last bits may change, and which units drop out).

    A step adds up the gradients of its micro-batches, on each of `processes` (one GPU each): the batch stays the same.
    """

    micro_batch: int = 32
    threads: int = 2
    device: Device = "auto"
    processes: int = 1

    def __post_init__(self) -> None:
        check(self.micro_batch >= 1, "hints.micro_batch", self.micro_batch, "Use 1 or more rows.")
        check(1 <= self.threads <= 1024, "hints.threads", self.threads, "Use 1 to 1024.")
        check(1 <= self.processes <= 64, "hints.processes", self.processes, "Use 1 to 64, one for each GPU.")


@dataclass(frozen=True)
class ExportedModel:
    """Trained `weights` (a folder), or a pretrained `base` as in BaseModel: one of the two."""

    weights: str | None = None
    base: str | None = None
    max_tokens: int = 128

    def __post_init__(self) -> None:
        one = (self.weights is None) != (self.base is None)
        check(one, "model", None, "Give weights (a trained model) or base (a pretrained one).")
        check(8 <= self.max_tokens <= 8192, "model.max_tokens", self.max_tokens, "Use 8 to 8192.")

    @property
    def field(self) -> str:
        return "model.base" if self.weights is None else "model.weights"

    @property
    def name(self) -> str:
        return self.weights or self.base or ""


@dataclass(frozen=True)
class ExportSettings:
    """`classifier` answers two logits, `encoder` the sentence embedding: mean of the tokens, of length 1."""

    output: Literal["classifier", "encoder"] = "classifier"
    opset: int = 17
    quantize: bool = True

    def __post_init__(self) -> None:
        check(14 <= self.opset <= 20, "export.opset", self.opset, "Use 14 to 20; attention fuses best with 17.")


@dataclass(frozen=True)
class ExportData:
    """`probes`: Parquet with id and text. With it, int8 files are written that leave out the layers that cost most."""

    probes: str | None = None


@dataclass(frozen=True)
class TrainRequest:
    seed: int
    model: BaseModel
    data: TrainData
    train: TrainSettings = field(default_factory=TrainSettings)
    hints: Hints = field(default_factory=Hints)
    resume_from: str | None = None

    def __post_init__(self) -> None:
        check(0 <= self.seed < 2**63, "seed", self.seed, "Use a whole number in [0, 2^63).")


@dataclass(frozen=True)
class ScoreRequest:
    model: TrainedModel
    data: ScoreData
    precision: Precision = "fp32"
    hints: Hints = field(default_factory=Hints)


@dataclass(frozen=True)
class ExportRequest:
    model: ExportedModel
    export: ExportSettings = field(default_factory=ExportSettings)
    data: ExportData = field(default_factory=ExportData)
    hints: Hints = field(default_factory=Hints)

    def __post_init__(self) -> None:
        ranked = self.data.probes is None or (self.export.quantize and self.export.output == "classifier")
        check(ranked, "data.probes", self.data.probes, "Only a classifier in int8 has layers to leave out.")
        trained = self.export.output == "encoder" or self.model.weights is not None
        check(trained, "model.weights", None, "A classifier is exported from trained weights.")


@dataclass(frozen=True)
class ImportRequest:
    """A model from elsewhere: `source` is a folder or hub id (safetensors) or an ONNX file.

    `probes` are JSON lines with a text each, and its label where it shows what the model means by its outputs. `labels`
    says that, as `0=benign,1=malicious`. `tokenizer` is a file or folder, where it does not lie beside the model.
    Without `max_tokens` it is what tokenizer and model say.
    """

    source: str
    probes: str
    tokenizer: str | None = None
    labels: str | None = None
    output: Literal["auto", "two-logits", "one-logit", "probabilities"] = "auto"
    max_tokens: int | None = None
    quantize: bool = False
    hints: Hints = field(default_factory=Hints)

    def __post_init__(self) -> None:
        check(bool(self.source), "source", self.source, "Name a folder, a hub id or an ONNX file.")
        check(self.max_tokens is None or 8 <= self.max_tokens <= 8192, "max_tokens", self.max_tokens, "Use 8 to 8192.")


@dataclass(frozen=True)
class MergeRequest:
    """Weights between two trained models: (1 − share) · `first` + share · `second`, both folders."""

    first: str
    second: str
    share: float = 0.5

    def __post_init__(self) -> None:
        check(0 <= self.share <= 1, "share", self.share, "Use a share in [0, 1]: 0 is `first`, 1 is `second`.")


def read_request(cls: type[T], path: str) -> T:
    """The checked request in a JSON file. Raises InvalidInput for the first thing that is wrong with it."""
    try:
        value = json.loads(Path(path).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInput("request", path, f"It must be a readable JSON file: {error}.") from error
    return build(cls, value, "")


def build(cls: type[T], value: object, path: str) -> T:
    """A dataclass from JSON, nested dataclasses and types checked. `path` is what the errors call it."""
    check(isinstance(value, dict), path.rstrip(".") or "request", value, "It must be a JSON object.")
    known = {f.name: f for f in dataclasses.fields(cls)}  # type: ignore[arg-type]
    hints = typing.get_type_hints(cls)
    for key in value:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
            raise InvalidInput(path + key, value[key], f"Unknown key; did you mean {path}{near[0]}?")
    for key, spec in known.items():
        required = spec.default is dataclasses.MISSING and spec.default_factory is dataclasses.MISSING
        check(key in value or not required, path + key, None, "It is required.")
    return cls(**{key: convert(hints[key], item, path + key) for key, item in value.items()})


def convert(hint: Any, value: Any, path: str) -> Any:
    """A JSON value as the annotated type: a dataclass, a Literal, a union with None, or a plain type."""
    if dataclasses.is_dataclass(hint):
        return build(typing.cast(type, hint), value, f"{path}.")
    if typing.get_origin(hint) is Literal:
        options = typing.get_args(hint)
        check(value in options, path, value, f"Use one of {', '.join(options)}.")
        return value
    if isinstance(hint, types.UnionType):
        return None if value is None else convert(typing.get_args(hint)[0], value, path)
    if hint is float and type(value) is int:
        value = float(value)
    words = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}
    check(type(value) is hint, path, value, f"It must be {words[hint]}.")
    check(hint is not float or math.isfinite(value), path, value, "It must be finite.")
    return value
