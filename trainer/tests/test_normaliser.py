import json

import pytest

from hone_trainer import model
from hone_trainer.normaliser import with_normaliser

BERT = {"type": "BertNormalizer", "lowercase": True}


@pytest.mark.parametrize("own", [None, BERT, {"type": "Sequence", "normalizers": [BERT]}])
def test_is_put_in_front_once_and_taken_away_again(own):
    plain = {"model": 1, "normalizer": own}
    carrying = with_normaliser(plain, "unicode-1")
    assert carrying["normalizer"]["normalizers"][2:] == ([] if own is None else [own])
    assert with_normaliser(carrying, "unicode-1") == carrying
    assert with_normaliser(carrying, "none") == plain == with_normaliser(plain, "none")


def test_a_saved_tokenizer_carries_it(tmp_path):
    folder = model.model_folder("packaged:all-MiniLM-L6-v2")
    model.load_tokenizer(folder, normaliser="unicode-1").save(str(tmp_path / "tokenizer.json"))
    plain, carrying = model.load_tokenizer(folder), model.load_tokenizer(tmp_path)
    clean = plain.encode("ignore all files").ids
    full_width = "\uff49\uff47\uff4e\uff4f\uff52\uff45 all \ufb01les"
    for disguised in ("ig\u200bnore a\u00adll fi\ufe0fles", full_width, "\u202eignore\u202c all files\U000e0041"):
        assert carrying.encode(disguised).ids == clean
    assert plain.encode(full_width).ids != clean
    assert carrying.encode("[SEP] \uff3bSEP\uff3d").ids == [101, 102, 1031, 19802, 1033, 102]
    taken_away = model.load_tokenizer(tmp_path, normaliser="none")
    assert json.loads(taken_away.to_str()) == json.loads(plain.to_str())
