"""Rows from Parquet, tokens from rows, batches from tokens."""

import itertools
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch
from tokenizers import Tokenizer

from hone_trainer.errors import InvalidInput

LABELS = ("benign", "malicious")
MEGA_BATCH = 50  # batches that are sorted by length together: little padding, and still a shuffled order
ENCODED_AT_ONCE = 4096  # texts
PREDICTION_TOKENS = 8192  # of a batch that is only scored, padding included
PREDICTION_PADDING = 0.05  # of a row, at most: the next shorter row begins a new batch


@dataclass(frozen=True)
class Rows:
    ids: list[str]
    texts: list[str]
    labels: np.ndarray  # 0 benign, 1 malicious; empty when they were not asked for


@dataclass(frozen=True)
class Encoded:
    """The token ids of all rows end to end: row i is `tokens[starts[i]:starts[i + 1]]`."""

    tokens: np.ndarray
    starts: np.ndarray

    @property
    def lengths(self) -> np.ndarray:
        return np.diff(self.starts)


def read_rows(path: str, field: str, labelled: bool = True) -> Rows:
    """Reads id, text and, if `labelled`, label. `field` is what errors call the file. Raises InvalidInput."""
    columns = ["id", "text"] + (["label"] if labelled else [])
    try:
        table = pq.read_table(path, columns=columns)
    except FileNotFoundError as error:
        raise InvalidInput(field, path, "The file does not exist.") from error
    except pa.ArrowInvalid as error:
        raise InvalidInput(field, path, f"It must be Parquet with {', '.join(columns)}: {error}.") from error
    missing = [name for name in columns if name not in table.column_names]
    if missing:
        raise InvalidInput(field, path, f"The column {missing[0]} is missing.")
    if table.num_rows == 0:
        raise InvalidInput(field, path, "It has no rows.")
    for name in columns:
        if table[name].null_count:
            raise InvalidInput(f"{field}.{name}", None, f"{table[name].null_count} rows of {path} have none.")
    ids = [str(value) for value in table["id"].to_pylist()]
    labels = _labels(table["label"].to_pylist(), ids, field) if labelled else np.empty(0, np.int64)
    return Rows(ids, table["text"].to_pylist(), labels)


def _labels(values: list[str], ids: list[str], field: str) -> np.ndarray:
    for row, value in zip(ids, values, strict=True):
        if value not in LABELS:
            raise InvalidInput(f"{field}.label", value, f"Row {row}: use benign or malicious.")
    labels = np.array([LABELS.index(value) for value in values], np.int64)
    for number, name in enumerate(LABELS):
        if not np.any(labels == number):
            raise InvalidInput(f"{field}.label", LABELS[1 - number], f"No row is {name}: both classes are needed.")
    return labels


def encode(tokenizer: Tokenizer, texts: list[str], max_tokens: int, folder: Path | None = None) -> Encoded:
    """Token ids of each text, special tokens included, at most `max_tokens`; the text loses its end, never [SEP].

    They are in a nameless file in `folder`, mapped into memory, which the system frees with the last reader: of a
    million rows memory holds what is being read. All texts at once would also take some kilobytes a row on the way.
    """
    tokenizer.enable_truncation(max_tokens)
    lengths: list[int] = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for start in range(0, len(texts), ENCODED_AT_ONCE):
            some = [one.ids for one in tokenizer.encode_batch_fast(texts[start : start + ENCODED_AT_ONCE])]
            lengths += map(len, some)
            file.write(np.fromiter(itertools.chain.from_iterable(some), np.int32).tobytes())
        file.flush()
        tokens = np.memmap(file, np.int32, "r")
    tokenizer.no_truncation()
    return Encoded(tokens, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))


def collate(encoded: Encoded, rows: np.ndarray, pad_id: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids and attention mask [rows, longest of these rows], int64."""
    lengths = encoded.lengths[rows]
    mask = np.arange(lengths.max()) < lengths[:, None]
    ids = np.full(mask.shape, pad_id, np.int64)
    ids[mask] = np.concatenate([encoded.tokens[encoded.starts[row] : encoded.starts[row + 1]] for row in rows])
    return torch.from_numpy(ids), torch.from_numpy(mask.astype(np.int64))


def send(tensor: torch.Tensor, device: torch.device) -> torch.Tensor:
    """The tensor on the device. To a GPU it travels from pinned memory, so that nobody waits for it."""
    return tensor.pin_memory().to(device, non_blocking=True) if device.type == "cuda" else tensor


def prediction_batches(lengths: np.ndarray, at_once: int | None = None) -> list[np.ndarray]:
    """Row numbers by falling length, cut where a batch has its tokens or rows, or its next row would add padding."""
    order = np.argsort(-lengths, kind="stable")
    batches, start = [], 0
    while start < len(order):
        longest = lengths[order[start]]
        rows = max(1, PREDICTION_TOKENS // int(longest))
        end = min(start + (rows if at_once is None else min(rows, at_once)), len(order))
        short = lengths[order[start:end]] < longest * (1 - PREDICTION_PADDING)
        end = start + int(np.argmax(short)) if short.any() else end
        batches.append(order[start:end])
        start = end
    return batches


def batches_per_epoch(rows: int, batch_size: int) -> int:
    return -(-rows // batch_size)


def epoch_batches(lengths: np.ndarray, batch_size: int, seed: int, epoch: int) -> list[np.ndarray]:
    """The batches of an epoch, as row numbers: a pure function of its arguments, so that a resumed run sees the same.

    Shuffled, cut into mega-batches that are sorted by length (so that rows of a batch are alike and padding is small),
    cut into batches of equal size give or take one, and shuffled again. Each row appears once.
    """
    random = np.random.Generator(np.random.PCG64([seed, epoch]))
    order = random.permutation(len(lengths))
    batches: list[np.ndarray] = []
    for start in range(0, len(order), MEGA_BATCH * batch_size):
        mega = order[start : start + MEGA_BATCH * batch_size]
        mega = mega[np.argsort(-lengths[mega], kind="stable")]
        batches += np.array_split(mega, batches_per_epoch(len(mega), batch_size))
    return [batches[index] for index in random.permutation(len(batches))]


def class_weights(labels: np.ndarray, how: str) -> np.ndarray:
    """`balanced`: N / (2 · N_class) for each class; `none`: ones. float32 [2]."""
    if how == "none":
        return np.ones(2, np.float32)
    return (len(labels) / (2 * np.bincount(labels, minlength=2))).astype(np.float32)
