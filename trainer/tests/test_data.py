"""Reading, tokens and the order of batches."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hone_trainer import data, model
from hone_trainer.errors import InvalidInput


@pytest.fixture(scope="module")
def tokenizer():
    return model.load_tokenizer(model.model_folder("packaged:all-MiniLM-L6-v2"))


def test_the_packaged_tokenizer_neither_pads_nor_cuts_by_itself(tokenizer):
    assert len(tokenizer.encode("hello").ids) == 3  # the file as it comes answers 128
    assert len(tokenizer.encode("hello " * 300).ids) == 302


def test_texts_are_cut_before_the_last_special_token(tokenizer):
    encoded = data.encode(tokenizer, ["hello " * 300, "hello"], 16)
    assert encoded.lengths.tolist() == [16, 3]
    assert encoded.tokens[[0, 15, 16, 18]].tolist() == [101, 102, 101, 102]
    assert tokenizer.truncation is None  # what is saved later must not cut either


def test_token_ids_are_the_same_however_many_texts_are_read_at_once_and_leave_no_file(tokenizer, tmp_path, monkeypatch):
    texts = ["one two three", "", "one", "two one"]
    whole = data.encode(tokenizer, texts, 16)
    monkeypatch.setattr(data, "ENCODED_AT_ONCE", 3)
    parts = data.encode(tokenizer, texts, 16, tmp_path)
    assert parts.tokens.tolist() == whole.tokens.tolist()
    assert parts.lengths.tolist() == whole.lengths.tolist() == [5, 2, 3, 4]
    assert list(tmp_path.iterdir()) == []


def test_batches_to_score_hold_each_row_once_within_their_tokens_and_padding():
    batches = data.prediction_batches(LENGTHS)
    assert sorted(np.concatenate(batches)) == list(range(5003))
    for batch in batches:
        lengths = LENGTHS[batch]
        assert lengths.max() * len(batch) <= 8192
        assert lengths.min() >= 0.95 * lengths.max()
    assert data.prediction_batches(np.array([9000, 3]))[0].tolist() == [0]


def test_collate_pads_to_the_longest_row_of_the_batch(tokenizer):
    encoded = data.encode(tokenizer, ["one two three", "one", "one two"], 16)
    ids, mask = data.collate(encoded, np.array([2, 1]), pad_id=0)
    assert ids.tolist() == [[101, 2028, 2048, 102], [101, 2028, 102, 0]]
    assert mask.tolist() == [[1, 1, 1, 1], [1, 1, 1, 0]]


LENGTHS = np.random.default_rng(0).integers(3, 128, 5003)


def test_the_order_is_a_function_of_seed_and_epoch():
    first, again = (data.epoch_batches(LENGTHS, 16, 7, 2) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    for seed, epoch in ((8, 2), (7, 3)):
        other = data.epoch_batches(LENGTHS, 16, seed, epoch)
        assert not np.array_equal(np.concatenate(first), np.concatenate(other))


def test_each_row_comes_once_in_batches_of_nearly_equal_size():
    batches = data.epoch_batches(LENGTHS, 16, 7, 0)
    assert len(batches) == data.batches_per_epoch(len(LENGTHS), 16) == 313
    assert sorted(np.concatenate(batches)) == list(range(5003))
    assert {len(batch) for batch in batches} == {15, 16}


def test_rows_of_a_batch_are_of_like_length_yet_batches_are_shuffled():
    batches = data.epoch_batches(LENGTHS, 16, 7, 0)
    padded = sum(LENGTHS[batch].max() * len(batch) for batch in batches)
    assert padded / LENGTHS.sum() < 1.05
    means = [LENGTHS[batch].mean() for batch in batches]
    assert abs(np.corrcoef(means, range(len(means)))[0, 1]) < 0.2


def test_balanced_class_weights_are_those_of_the_worked_example():
    labels = np.repeat([0, 1], [55_884, 34_682])
    assert data.class_weights(labels, "balanced") == pytest.approx([0.810, 1.306], abs=5e-4)
    assert data.class_weights(labels, "none").tolist() == [1, 1]


@pytest.mark.parametrize(
    ("columns", "field", "remedy"),
    [
        ({"id": ["1"], "label": ["benign"]}, "data.train", "text"),
        ({"id": ["1", "2"], "text": ["a", "b"], "label": ["benign", "spam"]}, "data.train.label", "Row 2"),
        ({"id": ["1", "2"], "text": ["a", None], "label": ["benign", "malicious"]}, "data.train.text", "none"),
        ({"id": ["1"], "text": ["a"], "label": ["benign"]}, "data.train.label", "both classes"),
        ({"id": [], "text": [], "label": []}, "data.train", "no rows"),
    ],
)
def test_bad_files_are_refused(tmp_path, columns, field, remedy):
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table(columns), path)
    with pytest.raises(InvalidInput) as caught:
        data.read_rows(str(path), "data.train")
    assert caught.value.field == field
    assert remedy in caught.value.remedy


def test_what_is_no_parquet_is_refused(tmp_path):
    (tmp_path / "rows.parquet").write_text("id,text")
    for name in ("rows.parquet", "missing.parquet"):
        with pytest.raises(InvalidInput):
            data.read_rows(str(tmp_path / name), "data.train")
