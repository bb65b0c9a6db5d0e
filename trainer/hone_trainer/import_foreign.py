"""What an imported model brings with it: its tokenizer, its token limit, and what it answers to the smoke prompts."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from hone_trainer import data, model
from hone_trainer.args import ImportRequest
from hone_trainer.errors import UNKNOWN, InvalidInput, exit_code
from hone_trainer.events import Events

USUAL_LIMIT = 512  # taken where nothing asks for more: time and memory grow with the longest text
# Their positions begin behind the padding token's, which takes some of max_position_embeddings away.
OFFSET_POSITIONS = {"roberta", "xlm-roberta", "xlm-roberta-xl", "camembert", "mpnet", "longformer"}


@dataclass(frozen=True)
class Probes:
    """Texts to see what a model means and whether it stays the same; a label is None where it shows nothing of it."""

    texts: list[str]
    labels: list[str | None]


@dataclass(frozen=True)
class Foreign:
    """A model as it came: its tokenizer, the probes as tokens, what its labels are called."""

    tokenizer: Tokenizer
    token_ids: list[list[int]]
    names: dict[int, str]
    max_tokens: int
    limit_from: str


def read_probes(path: str) -> Probes:
    """JSON lines with `text`, and `label` where it is known."""
    try:
        rows = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines() if line.strip()]
        return Probes([row["text"] for row in rows], [row.get("label") for row in rows])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidInput("probes", path, f"It must be JSON lines with a text each: {error!r}.") from error


def read_foreign(request: ImportRequest, probes: Probes, folders: list[Path], names: dict[int, str]) -> Foreign:
    if request.tokenizer is not None:
        place = Path(request.tokenizer)
        folders = [place.parent if place.is_file() else place]
    found = next((folder for folder in folders if (folder / "tokenizer.json").is_file()), None)
    if found is None:
        remedy = "There is no tokenizer.json; AutoTokenizer.from_pretrained(…).save_pretrained(…) writes one."
        raise InvalidInput("tokenizer", request.tokenizer or str(folders[0]), remedy)
    max_tokens, limit_from = limit_of(request.max_tokens, [found, *folders])
    tokenizer = model.load_tokenizer(found, "tokenizer")
    encoded = data.encode(tokenizer, probes.texts, max_tokens)
    ids = [part.tolist() for part in np.split(encoded.tokens, encoded.starts[1:-1])]
    return Foreign(tokenizer, ids, names, max_tokens, limit_from)


def limit_of(asked: int | None, folders: list[Path]) -> tuple[int, str]:
    """How many tokens to read, and who says so: the request, or the smallest limit that tokenizer and model name."""
    tokenizer, config = read_json(folders, "tokenizer.json"), read_json(folders, "config.json")
    positions = config.get("max_position_embeddings") or config.get("n_positions")
    if positions and config.get("model_type") in OFFSET_POSITIONS:
        positions -= (config.get("pad_token_id") or 0) + 1
    if asked is not None:
        if positions and asked > positions:
            raise InvalidInput("max_tokens", asked, f"The model reads at most {positions}.")
        return asked, "max_tokens"
    limits = {
        "tokenizer.json": (tokenizer.get("truncation") or {}).get("max_length"),
        "tokenizer_config.json": read_json(folders, "tokenizer_config.json").get("model_max_length"),
        "config.json": positions,
    }
    smallest = min(((int(n), name) for name, n in limits.items() if n), default=(USUAL_LIMIT, "the usual limit"))
    return smallest if smallest[0] <= USUAL_LIMIT else (USUAL_LIMIT, f"the usual limit; {smallest[1]} allows more")


def read_json(folders: list[Path], name: str) -> dict[str, Any]:
    """The first such file of these folders, or nothing."""
    path = next((folder / name for folder in folders if (folder / name).is_file()), None)
    if path is None:
        return {}
    try:
        value = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise InvalidInput("source", str(path), f"It is not JSON: {error}.") from error
    return value if isinstance(value, dict) else {}


def names_of(config: dict[str, Any]) -> dict[int, str]:
    return {int(n): str(name) for n, name in (config.get("id2label") or {}).items()}


def collect(answers: Iterable[np.ndarray], foreign: Foreign, source: str, events: Events) -> np.ndarray:
    """What the model answers to each probe alone, [rows, outputs]. Raises InvalidInput where it fails."""
    rows: list[np.ndarray] = []
    total = len(foreign.token_ids)
    try:
        for row in answers:
            rows.append(row)
            events.progress("score the model as it came", len(rows), total)
    except Exception as error:  # torch's and onnxruntime's errors have no common type
        if exit_code(error) != UNKNOWN:
            raise
        tokens = len(foreign.token_ids[len(rows)])
        remedy = f"The model fails on {tokens} tokens ({str(error)[:200]}); say how many it reads with --max-tokens."
        raise InvalidInput("source", source, remedy) from error
    if len({len(row) for row in rows}) != 1 or not np.isfinite(rows).all():
        raise InvalidInput("source", source, "It does not answer each text with the same number of finite numbers.")
    return np.stack(rows)
