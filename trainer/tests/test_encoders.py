"""Any encoder for sequence classification: tiny random builds of four kinds are trained, scored and exported."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pyarrow.parquet as pq
import pytest
import torch
from conftest import ATTACK, BENIGN, train_request
from safetensors.torch import load_file
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    AutoModelForSequenceClassification,
    BertConfig,
    DebertaV2Config,
    DistilBertConfig,
    ModernBertConfig,
)

from hone_trainer import data, metrics, model

TEXTS = [BENIGN, ATTACK, "Zürich, 42 °C?", "ok"]


def word_pieces() -> Tokenizer:
    """BERT, MiniLM, DistilBERT: lower-case words in pieces, padding 0."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    return learnt(tokenizer, trainers.WordPieceTrainer(vocab_size=200, special_tokens=special))


def sentence_pieces() -> Tokenizer:
    """DeBERTa-v3: Unigram over ▁words, padding 0."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    special = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"]
    return learnt(tokenizer, trainers.UnigramTrainer(vocab_size=120, special_tokens=special, unk_token="[UNK]"))


def byte_pairs() -> Tokenizer:
    """ModernBERT: byte-level BPE whose special tokens come last, so that padding is not 0."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=300, initial_alphabet=alphabet, special_tokens=[])
    tokenizer.train_from_iterator(TEXTS * 20, trainer)
    tokenizer.add_special_tokens(["[CLS]", "[SEP]", "[PAD]", "[MASK]"])
    return framed(tokenizer)


def learnt(tokenizer: Tokenizer, trainer: object) -> Tokenizer:
    tokenizer.train_from_iterator(TEXTS * 20, trainer)
    return framed(tokenizer)


def framed(tokenizer: Tokenizer) -> Tokenizer:
    ends = [(token, tokenizer.token_to_id(token)) for token in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    return tokenizer


SIZES = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "initializer_range": 0.2,
}
DISTIL = {"dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 64, "initializer_range": 0.2}
# As the published DeBERTa-v3 models: relative positions in buckets, shared keys, no token types, ContextPooler
DEBERTA = {
    "relative_attention": True,
    "position_buckets": 16,
    "norm_rel_ebd": "layer_norm",
    "share_att_key": True,
    "pos_att_type": ["p2c", "c2p"],
    "position_biased_input": False,
    "type_vocab_size": 0,
    "max_relative_positions": -1,
}
# Two kinds of layers: attention to all tokens, and to a window of 8
MODERN = {"global_attn_every_n_layers": 2, "local_attention": 8, "classifier_pooling": "mean"}
KINDS = {
    "bert": (BertConfig, word_pieces, SIZES),
    "distilbert": (DistilBertConfig, word_pieces, DISTIL),
    "deberta-v2": (DebertaV2Config, sentence_pieces, {**SIZES, **DEBERTA}),
    "modernbert": (ModernBertConfig, byte_pairs, {**SIZES, **MODERN}),
}


@pytest.fixture(scope="module", params=KINDS)
def encoder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    make, tokenise, settings = KINDS[request.param]
    tokenizer = tokenise()
    ids = {f"{name}_token_id": tokenizer.token_to_id(f"[{name.upper()}]") for name in ("pad", "cls", "sep")}
    ids |= {"bos_token_id": ids["cls_token_id"], "eos_token_id": ids["sep_token_id"]}
    config = make(vocab_size=tokenizer.get_vocab_size(), max_position_embeddings=128, num_labels=2, **settings, **ids)
    torch.manual_seed(1)
    network = AutoModelForSequenceClassification.from_config(config)
    folder = tmp_path_factory.mktemp(request.param) / "model"
    model.save_folder(network, network.state_dict(), tokenizer, folder)
    return folder


def request_of(encoder: Path, rows: dict[str, str], **settings: object) -> dict:
    return train_request(encoder, rows, epochs=1, batch_size=96, warmup_share=0.0, **settings)


def test_one_step_then_scores_and_exports_agree(run, encoder, rows):
    ended = run("train", request_of(encoder, rows, learning_rate=1e-2))
    assert (ended.code, ended.of("result")[0]["steps"]) == (0, 1)
    weights = ended.out / "model"
    before, after = load_file(encoder / "model.safetensors"), load_file(weights / "model.safetensors")
    still = {name for name in before if torch.equal(before[name], after[name])}
    assert not still, f"not trained: {still}"

    asked = {"model": {"weights": str(weights), "max_tokens": 64}, "hints": {"threads": 1, "device": "cpu"}}
    scored = run("score", {**asked, "data": {"rows": rows["validation"]}}, "scored")
    scores = np.array(pq.read_table(scored.out / "scores.parquet")["score"])
    texts = pq.read_table(rows["validation"])["text"].to_pylist()
    assert np.ptp(scores) > 0.01  # else agreement would mean little
    assert scores == pytest.approx(by_transformers(weights, texts), abs=1e-5)

    exported = run("export", {**asked, "export": {"quantize": False}}, "exported")
    assert exported.code == 0, exported.events
    for name in ("plain", "fused"):
        assert onnx_scores(exported.out / name / "model.onnx", weights, texts) == pytest.approx(scores, abs=1e-5), name

    kind = model.load_classifier(weights).config.model_type
    nodes = {node.op_type for node in onnx.load(exported.out / "fused" / "model.onnx").graph.node}
    assert ("Attention" in nodes) == (kind in ("bert", "distilbert"))
    assert bool(exported.of("result")[0]["notes"]) == (kind not in ("bert", "distilbert"))


def by_transformers(weights: Path, texts: list[str]) -> np.ndarray:
    """Row by row, without padding, through the library's own classes."""
    tokenizer, network = (
        model.load_tokenizer(weights),
        AutoModelForSequenceClassification.from_pretrained(weights).eval(),
    )
    encoded = data.encode(tokenizer, texts, 64)
    rows = [torch.from_numpy(encoded.tokens[a:b].astype(np.int64))[None] for a, b in pairwise(encoded.starts)]
    with torch.no_grad():
        return metrics.softmax_malicious(np.concatenate([network(input_ids=row).logits.numpy() for row in rows]))


def onnx_scores(path: Path, weights: Path, texts: list[str]) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    assert [one.name for one in session.get_inputs()] == ["input_ids", "attention_mask"]
    encoded = data.encode(model.load_tokenizer(weights), texts, 64)
    pad_id = model.load_classifier(weights).config.pad_token_id
    ids, mask = (tensor.numpy() for tensor in data.collate(encoded, np.arange(len(texts)), pad_id))
    return metrics.softmax_malicious(session.run(None, {"input_ids": ids, "attention_mask": mask})[0])


def test_dropout_is_the_settings_everywhere_but_in_attention(encoder):
    network = model.load_classifier(encoder, dropout=0.25)
    shares = {name: one.p for name, one in network.named_modules() if isinstance(one, torch.nn.Dropout)}
    assert set(shares.values()) <= {0.0, 0.25}, shares
    assert list(shares.values()).count(0.25) >= 3


def test_bf16_rounds_weights_but_no_frequencies(encoder):
    weights = model.Weights(model.load_classifier(encoder), torch.bfloat16)
    assert {one.dtype for one in weights.net.parameters()} == {torch.bfloat16}
    assert torch.bfloat16 not in {one.dtype for one in weights.net.buffers()}


def test_bf16_computes_nearly_the_same(run, encoder, rows):
    asked = {"model": {"weights": str(encoder), "max_tokens": 64}, "data": {"rows": rows["validation"]}}
    runs = [run("score", {**asked, "precision": precision}, precision) for precision in ("fp32", "bf16")]
    scores = [np.array(pq.read_table(one.out / "scores.parquet")["score"]) for one in runs]
    assert scores[0] == pytest.approx(scores[1], abs=0.01)
    assert run("train", request_of(encoder, rows, precision="bf16"), "trained").code == 0


def test_the_first_layers_and_the_embeddings_can_be_frozen(run, encoder, rows):
    ended = run("train", request_of(encoder, rows, learning_rate=1e-2, freeze_layers=1))
    before, after = load_file(encoder / "model.safetensors"), load_file(ended.out / "model/model.safetensors")
    still = {name for name in before if torch.equal(before[name], after[name])}
    first = {name for name in before if ".embeddings." in name or any(f"{at}.0." in name for at in ("layer", "layers"))}
    assert still == first
