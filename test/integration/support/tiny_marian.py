"""Writes a tiny Marian model with random weights as transformers.js reads it, and prints PyTorch's greedy translations.

tiny_marian.py OUT SEED SHARPNESS [TEXTS_JSON]. SHARPNESS scales the logits: at 5000 all probability is on one token.
"""

import json
import sys
from pathlib import Path

import torch
import transformers.models.marian.modeling_marian as marian
from tokenizers import (
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)
from transformers import DynamicCache, EncoderDecoderCache, MarianConfig, MarianMTModel

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:!?'\"-()"
WORDS = ["▁the", "▁a", "▁of", "▁to", "▁and", "▁file", "▁files", "▁open", "▁list", "ing", "er", "▁XQ"]
VOCABULARY = [("</s>", 0.0), ("<unk>", 0.0), ("▁", -3.0), *((letter, -5.0) for letter in LETTERS), *((word, -4.0) for word in WORDS), ("<pad>", 0.0)]
END, UNKNOWN, PAD = 0, 1, len(VOCABULARY) - 1
SIZES = {"d_model": 64, "layers": 2, "heads": 4, "ffn": 128}


def main() -> None:
    out, seed, sharpness, *texts = sys.argv[1:]
    torch.manual_seed(int(seed))
    torch.set_num_threads(1)
    folder = Path(out)
    (folder / "onnx").mkdir(parents=True)
    model = make_model(float(sharpness))
    model.config.save_pretrained(folder)
    model.generation_config.save_pretrained(folder)
    tokenizer = make_tokenizer(folder)
    if texts:
        print(json.dumps([greedy(model, tokenizer, text) for text in json.loads(texts[0])]))
    export(model, folder / "onnx")


def make_model(sharpness: float) -> MarianMTModel:
    width, layers, heads, ffn = SIZES.values()
    config = MarianConfig(
        vocab_size=len(VOCABULARY), d_model=width, encoder_layers=layers, decoder_layers=layers, encoder_attention_heads=heads, decoder_attention_heads=heads,
        encoder_ffn_dim=ffn, decoder_ffn_dim=ffn, max_position_embeddings=512, activation_function="swish", scale_embedding=True, init_std=0.2,
        pad_token_id=PAD, eos_token_id=END, decoder_start_token_id=PAD, forced_eos_token_id=END, attn_implementation="eager",
    )
    model = MarianMTModel(config).eval()
    model.generation_config.bad_words_ids = [[PAD], [UNKNOWN]]
    # Random weights would repeat one token for ever.
    model.generation_config.no_repeat_ngram_size = 1
    # Untied from the embeddings, or each token would be followed by itself; of one length, or a few tokens would win always.
    model.lm_head.weight = torch.nn.Parameter(torch.nn.functional.normalize(torch.randn(len(VOCABULARY), width)) * 2.4 * sharpness)
    model.final_logits_bias[0, END] = 2.0 * sharpness
    return model


def make_tokenizer(folder: Path) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(VOCABULARY, unk_id=UNKNOWN))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens(["</s>", "<unk>", "<pad>"])
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", END)])
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {"tokenizer_class": "MarianTokenizer", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>", "model_max_length": 512}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    return tokenizer


def greedy(model: MarianMTModel, tokenizer: Tokenizer, text: str) -> str | None:
    ids = torch.tensor([tokenizer.encode(text).ids])
    with torch.inference_mode():
        answer = model.generate(ids, num_beams=1, do_sample=False, max_new_tokens=max(48, 2 * ids.shape[1]), forced_eos_token_id=None)
    translation = answer[0].tolist()[1:]
    return tokenizer.decode(translation).strip() if END in translation else None


class Decoder(torch.nn.Module):
    """One step: the next token's logits, and what self-attention keeps. Attention to the source is worked out anew each time."""

    def __init__(self, model: MarianMTModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, encoder_attention_mask, input_ids, encoder_hidden_states, *past):
        keys_values = list(zip(past[::2], past[1::2], strict=True))
        cache = EncoderDecoderCache(DynamicCache(keys_values), DynamicCache())
        output = self.model.model.decoder(input_ids=input_ids, encoder_hidden_states=encoder_hidden_states, encoder_attention_mask=encoder_attention_mask, past_key_values=cache, use_cache=True)
        logits = self.model.lm_head(output.last_hidden_state) + self.model.final_logits_bias
        present = [tensor for layer in cache.self_attention_cache.layers for tensor in (layer.keys, layer.values)]
        return logits, *present


class Encoder(torch.nn.Module):
    def __init__(self, model: MarianMTModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask):
        return self.model.model.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state


def source_mask(*, inputs_embeds, attention_mask, **_):
    return (1.0 - attention_mask[:, None, None, :].to(inputs_embeds.dtype)) * torch.finfo(inputs_embeds.dtype).min


def export(model: MarianMTModel, folder: Path) -> None:
    # The library's masks depend on sizes that tracing would freeze; one token at a time sees all of its past.
    marian.create_causal_mask = lambda **_: None
    marian.create_bidirectional_mask = source_mask
    ids, mask = torch.tensor([[5, 6, 7, END], [8, 9, END, PAD]]), torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])
    options = {"dynamo": False, "opset_version": 17}
    source = {0: "batch_size", 1: "encoder_sequence_length"}
    torch.onnx.export(
        Encoder(model), (ids, mask), str(folder / "encoder_model.onnx"), input_names=["input_ids", "attention_mask"], output_names=["last_hidden_state"],
        dynamic_axes={"input_ids": source, "attention_mask": source, "last_hidden_state": source}, **options,
    )
    width, layers, heads, _ = SIZES.values()
    names = [f"{layer}.decoder.{part}" for layer in range(layers) for part in ("key", "value")]
    past = [torch.zeros(2, heads, 3, width // heads) for _ in names]
    kept = {f"{prefix}.{name}": {0: "batch_size", 2: f"{prefix}_length"} for prefix in ("past_key_values", "present") for name in names}
    torch.onnx.export(
        Decoder(model), (mask, ids[:, :1], torch.randn(2, 4, width), *past), str(folder / "decoder_model_merged.onnx"),
        input_names=["encoder_attention_mask", "input_ids", "encoder_hidden_states", *(f"past_key_values.{name}" for name in names)],
        output_names=["logits", *(f"present.{name}" for name in names)],
        dynamic_axes={"encoder_attention_mask": source, "input_ids": {0: "batch_size", 1: "sequence"}, "encoder_hidden_states": source, "logits": {0: "batch_size", 1: "sequence"}, **kept}, **options,
    )


main()
