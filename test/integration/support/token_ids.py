"""Token ids as the Python library makes them: prints one SHA-256 for each row of gzipped JSON lines."""

import gzip
import hashlib
import json
import sys

from tokenizers import Tokenizer

tokenizer_json, max_tokens, *paths = sys.argv[1:]
tokenizer = Tokenizer.from_file(tokenizer_json)
tokenizer.no_padding()
tokenizer.enable_truncation(max_length=int(max_tokens))

for path in paths:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    for start in range(0, len(texts), 1000):
        for encoding in tokenizer.encode_batch(texts[start : start + 1000]):
            print(hashlib.sha256(" ".join(map(str, encoding.ids)).encode()).hexdigest())
