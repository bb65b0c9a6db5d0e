"""Near-duplicate clusters of normalised texts by text-dedup.

`text_dedup_groups.py REQUEST.json` prints seconds and clusters as JSON. These are the functions that its `minhash`
command calls, without the data-set files around them, which would only cost it time: 128 permutations, xxh3 in 32 bits
(its fastest), its own number of bands. Like the command it joins what shares a band and verifies nothing.
"""

import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from text_dedup import minhash
from text_dedup.utils import UnionFind, optimal_param, xxh3_32hash

PERMUTATIONS = 128
WARM_UP = 200
MAX_HASH, PRIME = np.uint32((1 << 32) - 1), np.uint32((1 << 32) - 5)

# It makes n-grams of words; with this splitter, of characters.
minhash.NON_ALPHA = SimpleNamespace(split=list)


def embedder(threshold: float):
    bands, rows = optimal_param(threshold, PERMUTATIONS, false_positive_weight=0.5, false_negative_weight=0.5)
    random = np.random.RandomState(42)
    settings = {
        "num_perm": PERMUTATIONS,
        "ngram_size": 5,
        "min_length": 0,
        "hashranges": [(band * rows, (band + 1) * rows) for band in range(bands)],
        "permutations": (
            random.randint(1, PRIME, size=PERMUTATIONS, dtype=np.uint32),
            random.randint(0, PRIME, size=PERMUTATIONS, dtype=np.uint32),
        ),
        "hash_func": xxh3_32hash,
        "dtype": np.uint32,
        "max_hash": MAX_HASH,
        "modulo_prime": PRIME,
    }
    return lambda text, index: minhash.embed_func(text, index, **settings)[minhash.SIGNATURE_COLUMN]


def groups(signatures: list[list[bytes]]) -> list[int]:
    tables: list[dict[bytes, set[int]]] = [defaultdict(set) for _ in signatures[0]]
    for key, signature in enumerate(signatures):
        for table, band in zip(tables, signature, strict=True):
            table[band].add(key)
    clusters = UnionFind()
    for table in tables:
        for bucket in table.values():
            if len(bucket) > 1:
                first = min(bucket)
                for key in bucket:
                    clusters.union(key, first)
    return [clusters.find(key) for key in range(len(signatures))]


def main() -> None:
    request = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    texts = request["texts"]
    embed = embedder(request["jaccard"])
    for text in texts[:WARM_UP]:
        embed(text, 0)
    started = time.perf_counter()
    signatures = [embed(text, index) for index, text in enumerate(texts)]
    signed = time.perf_counter()
    clusters = groups(signatures)
    ended = time.perf_counter()
    print(json.dumps({"signatureSeconds": signed - started, "groupSeconds": ended - started, "clusters": clusters}))


main()
