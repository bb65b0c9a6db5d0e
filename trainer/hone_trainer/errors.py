"""What can go wrong, and the exit code that tells the parent what to do about it."""

import errno
import hashlib
from pathlib import Path

import numpy as np

DONE, UNKNOWN, INVALID_INPUT, OUT_OF_MEMORY, INTERRUPTED, DIVERGED, NO_SPACE = 0, 1, 10, 11, 12, 13, 14
LONGEST_ID = 100  # ids of Hone's own rows end in a SHA-256

SAID_WITHOUT_SPACE = ("no space left", "quota exceeded")
SAID_WITHOUT_MEMORY = (
    *("out of memory", "can't allocate memory", "cannot allocate memory", "bad_alloc", "alloc_failed"),
    *("could not create a primitive", "could not create a memory"),  # oneDNN on CPUs; seen under a limit of memory
)


class InvalidInput(Exception):
    """The request or its data is wrong: which field, what value it had, what to write instead."""

    def __init__(self, field: str, value: object, remedy: str) -> None:
        super().__init__(f"{field}: {str(value)[:200]!r} is not valid. {remedy}")
        self.field, self.value, self.remedy = field, value, remedy


class Interrupted(Exception):
    """Asked to stop; everything done so far is in a checkpoint."""


class Corrupt(Exception):
    """A checkpoint whose bytes are not what was written."""

    def __init__(self, place: Path, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place, self.reason = place, reason


class Diverged(Exception):
    """The loss, its gradient or a score became NaN or infinite."""

    def __init__(self, what: str, value: float, step: int, row_ids: list[str]) -> None:
        row_ids = [shown_id(row) for row in row_ids]
        shown = ", ".join(row_ids[:8]) + (", …" if len(row_ids) > 8 else "")
        super().__init__(f"{what} is {value} at step {step} (rows {shown}). Lower train.learning_rate.")
        self.field, self.value, self.remedy = "train.learning_rate", str(value), "Lower it."
        self.step, self.row_ids = step, row_ids


def shown_id(row_id: str) -> str:
    """An id as errors and logs may show it: one that could be a text (spaces, or long) is named by its hash."""
    if len(row_id) <= LONGEST_ID and not any(character.isspace() for character in row_id):
        return row_id
    return f"sha256:{hashlib.sha256(row_id.encode()).hexdigest()[:16]}"


def exit_code(error: BaseException) -> int:
    """The exit code of an error; libraries say "out of memory" and "no space" in several ways."""
    if isinstance(error, InvalidInput):
        return INVALID_INPUT
    if isinstance(error, Interrupted):
        return INTERRUPTED
    if isinstance(error, Diverged):
        return DIVERGED
    said = str(error).lower()
    number = getattr(error, "errno", None)
    if number in (errno.ENOSPC, errno.EDQUOT) or any(sign in said for sign in SAID_WITHOUT_SPACE):
        return NO_SPACE
    if isinstance(error, MemoryError) or number == errno.ENOMEM or any(sign in said for sign in SAID_WITHOUT_MEMORY):
        return OUT_OF_MEMORY
    return UNKNOWN


def plain(value: object) -> object:
    """A value as JSON can carry it: numpy scalars unwrapped, anything else unknown as text."""
    if isinstance(value, np.generic):
        return value.item()
    return value if value is None or isinstance(value, str | int | float | bool | list | dict) else str(value)
