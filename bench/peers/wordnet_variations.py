"""Variations a second by nlpaug's SynonymAug or TextAttack's WordNetAugmenter, on one thread; JSON of the request's path on stdout."""

import json
import os
import random
import sys
import time
from pathlib import Path

import nltk

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def nlpaug_method(request: dict):
    import nltk.tag
    from nltk.tag.perceptron import PerceptronTagger

    # NLTK's own tagger model is on GitHub only. The same tagger is trained here, on other prompts with the tags of Hone's tagger,
    # and is loaded once: NLTK reads its model from disk at every call, which would cost nlpaug most of its time.
    tagger = PerceptronTagger(load=False)
    tagger.train([[tuple(word) for word in sentence] for sentence in request["tagged"]], nr_iter=3)
    nltk.tag._get_tagger = lambda lang=None: tagger
    import nlpaug.augmenter.word as naw

    augmenter = naw.SynonymAug(aug_src="wordnet")
    return lambda text, count: augmenter.augment(text, n=count)


def textattack_method(request: dict):
    # It asks the network for data that is already here.
    nltk.download = lambda *_, **__: True
    from textattack.augmentation import WordNetAugmenter

    augmenter = WordNetAugmenter(transformations_per_example=request["count"], fast_augment=True, high_yield=request["peer"] == "textattack-high-yield")
    return lambda text, count: augmenter.augment(text)


def main() -> None:
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    method = nlpaug_method(request) if request["peer"] == "nlpaug" else textattack_method(request)
    random.seed(request["seed"])
    count = request["count"]
    for text in request["warmUp"]:
        method(text, count)
    made = 0
    failed = 0
    started = time.perf_counter()
    for text in request["prompts"]:
        try:
            answer = method(text, count)
        except (AttributeError, LookupError, RuntimeError, TypeError, ValueError):  # a peer that fails on a prompt makes nothing of it
            failed += 1
            continue
        made += len({one for one in (answer if isinstance(answer, list) else [answer]) if one != text})
    print(json.dumps({"seconds": time.perf_counter() - started, "made": made, "failed": failed}))


main()
