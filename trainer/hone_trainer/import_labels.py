"""Which output of a foreign model means malicious: what is written, what the model's names say, never a guess."""

from dataclasses import dataclass

import numpy as np

from hone_trainer.data import LABELS
from hone_trainer.errors import InvalidInput

# Names that guards give their labels, lower case, without what is no letter.
BENIGN = "benign safe legit legitimate clean normal harmless noinjection"
MALICIOUS = "malicious injection promptinjection jailbreak attack unsafe harmful adversarial"
MEANINGS = {**dict.fromkeys(BENIGN.split(), "benign"), **dict.fromkeys(MALICIOUS.split(), "malicious")}
CLEAR = 0.2  # a difference between mean answers that names an output as the malicious one in a hint


@dataclass(frozen=True)
class Mapping:
    """Outputs (columns) by meaning. One output alone is the malicious side of two, or, as `benign`, the benign side."""

    benign: tuple[int, ...]
    malicious: tuple[int, ...]

    def names(self) -> dict[str, str]:
        return {str(n): name for name in LABELS for n in getattr(self, name)}


def mapping_of(labels: str | None, names: dict[int, str], width: int, hint: str) -> Mapping:
    """The outputs by meaning, from `labels` (`0=malicious,1=benign`, or by name) or else from the model's own names.

    `names` are the model's, by output; `width` is how many outputs there are; `hint` ends the refusal of a mapping that
    cannot be told. Raises InvalidInput.
    """
    if labels is not None:
        return _complete(_parse(labels, names, width), width, labels)
    meanings = {n: MEANINGS.get("".join(filter(str.isalpha, name.lower()))) for n, name in names.items() if n < width}
    told = {n: meaning for n, meaning in meanings.items() if meaning is not None}
    if len(told) < width:
        said = ", ".join(names[n] for n in sorted(names)) or None
        raise InvalidInput("labels", said, f"Which output means malicious cannot be told from the model: {hint}")
    return _complete(told, width, ", ".join(names.values()))


def _parse(labels: str, names: dict[int, str], width: int) -> dict[int, str]:
    by_name = {name.lower(): n for n, name in names.items()}
    told: dict[int, str] = {}
    for part in labels.split(","):
        key, equals, meaning = (side.strip() for side in part.partition("="))
        if not equals or meaning not in LABELS:
            raise InvalidInput("labels", labels, "Write outputs with their meaning, as 0=benign,1=malicious.")
        output = int(key) if key.isdecimal() else by_name.get(key.lower())
        known = max(width, 2)  # one logit may be written as the second of two
        if output is None or output >= known:
            shown = ", ".join([*map(str, range(width)), *(names[n] for n in sorted(names))])
            raise InvalidInput("labels", labels, f"The model has no output {key}; it has {shown}.")
        if told.setdefault(output, meaning) != meaning:
            raise InvalidInput("labels", labels, f"Output {output} has two meanings; give it one.")
    return told


def _complete(told: dict[int, str], width: int, shown: str) -> Mapping:
    """The other one of two outputs is the opposite. One logit, written as two labels, is the logit of label 1."""
    if width == 2 and len(told) == 1:
        ((output, meaning),) = told.items()
        told = {output: meaning, 1 - output: LABELS[1 - LABELS.index(meaning)]}
    if width == 1 and 1 in told:
        told = {0: told[1]}
    missing = [n for n in range(width) if n not in told]
    if missing:
        raise InvalidInput("labels", shown, f"Say what output {missing[0]} means: benign or malicious.")
    mapping = Mapping(*(tuple(n for n in sorted(told) if told[n] == name) for name in LABELS))
    if width > 1 and not (mapping.benign and mapping.malicious):
        raise InvalidInput("labels", shown, "One output at least must be benign, and one malicious.")
    return mapping


def hint_of(answers: np.ndarray, labels: list[str | None]) -> str:
    """What to write for `labels`, with what the smoke prompts suggest. `answers` are shares, [rows, outputs]."""
    how = "write --labels, as 0=benign,1=malicious."
    rows = {name: np.array([label == name for label in labels]) for name in LABELS}
    if not all(mask.any() for mask in rows.values()):
        return how
    means = {name: answers[mask].mean(axis=0) for name, mask in rows.items()}
    gaps = means["malicious"] - means["benign"]
    if np.abs(gaps).max() < CLEAR:
        return f"{how} The smoke prompts do not tell: the model answers benign and malicious ones nearly alike."
    likely = ",".join(f"{n}={LABELS[int(gap > 0)]}" for n, gap in enumerate(gaps))
    n = int(np.abs(gaps).argmax())
    said = f"{means['malicious'][n]:.2f} to malicious smoke prompts and {means['benign'][n]:.2f} to benign ones"
    return f"{how} Likely, but for you to confirm, is {likely}: output {n} answers {said}."
