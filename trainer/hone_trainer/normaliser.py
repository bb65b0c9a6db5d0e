"""The normaliser that a tokenizer.json carries in front of its own, as in `domain/normaliser.ts`."""

from typing import Any, Literal

Normaliser = Literal["none", "unicode-1"]

INVISIBLE = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Removal comes first, so that NFKC joins what was held apart
UNICODE_1 = [{"type": "Replace", "pattern": {"Regex": INVISIBLE}, "content": ""}, {"type": "NFKC"}]


def with_normaliser(definition: dict[str, Any], wanted: Normaliser) -> dict[str, Any]:
    """A parsed tokenizer.json with the wanted normaliser in front of its own, and no other."""
    own = without_unicode_1(definition.get("normalizer"))
    steps = UNICODE_1 if own is None else [*UNICODE_1, own]
    return {**definition, "normalizer": own if wanted == "none" else {"type": "Sequence", "normalizers": steps}}


def without_unicode_1(normalizer: dict[str, Any] | None) -> dict[str, Any] | None:
    steps = (normalizer or {}).get("normalizers", [])
    if steps[:2] != UNICODE_1 or len(steps) > 3:
        return normalizer
    return steps[2] if len(steps) == 3 else None
