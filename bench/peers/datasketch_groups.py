"""Near-duplicate clusters of normalised texts by datasketch.

`datasketch_groups.py REQUEST.json` prints seconds and clusters as JSON. MinHash of character 5-shingles with 128
permutations through its bulk API. `hash` is `sha1`, what it does unasked, or `xxhash`, its fastest. With `params` the
index has Hone's bands and exact Jaccard decides, so that both find the same pairs; without, it is as it comes.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import xxhash
from datasketch import MinHash, MinHashLSH
from datasketch.hashfunc import sha1_hash32
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

HASHES = {"sha1": sha1_hash32, "xxhash": xxhash.xxh32_intdigest}
PERMUTATIONS = 128
WARM_UP = 200


def shingles(text: str) -> set[bytes]:
    return {text[i : i + 5].encode() for i in range(max(1, len(text) - 4))}


def signatures(texts: list[str], hash_name: str) -> list[MinHash]:
    return MinHash.bulk((shingles(text) for text in texts), num_perm=PERMUTATIONS, hashfunc=HASHES[hash_name])


def groups(texts: list[str], minhashes: list[MinHash], threshold: float, params: list[int] | None) -> list[int]:
    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, params=params and tuple(params))
    with index.insertion_session() as session:
        for key, minhash in enumerate(minhashes):
            session.insert(key, minhash, check_duplication=False)
    sets = [shingles(text) for text in texts] if params else None
    pairs = [
        (a, b)
        for a, minhash in enumerate(minhashes)
        for b in index.query(minhash)
        if b < a and (sets is None or len(sets[a] & sets[b]) >= threshold * len(sets[a] | sets[b]))
    ]
    edges = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(len(texts), len(texts)))
    return connected_components(graph, directed=False)[1].tolist()


def main() -> None:
    request = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    texts = request["texts"]
    signatures(texts[:WARM_UP], request["hash"])
    started = time.perf_counter()
    minhashes = signatures(texts, request["hash"])
    signed = time.perf_counter()
    clusters = groups(texts, minhashes, request["jaccard"], request["params"])
    ended = time.perf_counter()
    print(json.dumps({"signatureSeconds": signed - started, "groupSeconds": ended - started, "clusters": clusters}))


main()
