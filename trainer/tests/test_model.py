"""The faster forward pass is the same function; dropout is dropout; precision follows the machine."""

from functools import partial

import numpy as np
import pytest
import torch

from hone_trainer import bert, dropout, model
from hone_trainer.errors import InvalidInput


@pytest.fixture
def network(tiny):
    return model.load_classifier(tiny, dropout=0.1).eval()


def batch():
    ids = torch.randint(1000, 20000, (3, 11), generator=torch.Generator().manual_seed(0))
    mask = (torch.arange(11) < torch.tensor([11, 4, 1])[:, None]).long()
    return ids * mask, mask


def test_the_fast_forward_pass_agrees_with_transformers(network):
    assert bert.supports(network)
    ids, mask = batch()
    with torch.no_grad():
        expected = network(input_ids=ids, attention_mask=mask).logits
        assert torch.allclose(bert.classify(network, ids, mask), expected, atol=1e-6)


def every_length(padded):
    """Rows of 1 to 128 tokens, as many as the model takes: in one padded batch, or alone without padding."""
    ids = torch.randint(1000, 20000, (16, 128), generator=torch.Generator().manual_seed(1))
    lengths = torch.tensor([1, 2, 3, 5, 8, 13, 16, 21, 31, 32, 33, 63, 64, 65, 127, 128])
    mask = (torch.arange(128) < lengths[:, None]).long()
    if padded:
        return [(ids * mask, mask)]
    return [(ids[row : row + 1, :n], mask[row : row + 1, :n]) for row, n in enumerate(lengths)]


@pytest.mark.parametrize("padded", [True, False])
def test_gradients_of_every_length_are_those_of_transformers(network, padded):
    gradients = []
    for forward in (
        lambda ids, mask: network(input_ids=ids, attention_mask=mask).logits,
        partial(bert.classify, network),
    ):
        network.zero_grad()
        for ids, mask in every_length(padded):
            forward(ids, mask)[:, 1].sum().backward()
        gradients.append([p.grad.clone() for p in network.parameters()])
    assert all(torch.allclose(a, b, atol=2e-5) for a, b in zip(*gradients, strict=True))


def test_its_gradients_agree_too(network):
    ids, mask = batch()
    gradients = []
    for logits in (network(input_ids=ids, attention_mask=mask).logits, bert.classify(network, ids, mask)):
        network.zero_grad()
        logits[:, 1].sum().backward()
        gradients.append([p.grad.clone() for p in network.parameters()])
    assert all(torch.allclose(a, b, atol=1e-6) for a, b in zip(*gradients, strict=True))


def test_padding_changes_no_score(network):
    ids, mask = batch()
    with torch.no_grad():
        alone = bert.classify(network, ids[1:2, :4], mask[1:2, :4])
        assert torch.allclose(bert.classify(network, ids, mask)[1], alone[0], atol=1e-6)


def test_fast_dropout_drops_its_share_and_keeps_the_mean():
    torch.manual_seed(0)
    dropped = dropout.FastDropout(0.1)(torch.ones(1001, 999))
    assert (dropped == 0).float().mean().item() == pytest.approx(0.1, abs=0.002)
    assert dropped.mean().item() == pytest.approx(1.0, abs=0.002)
    assert dropped.unique().tolist() == pytest.approx([0.0, 1 / 0.9], abs=1e-4)


def test_fast_dropout_rests_in_evaluation(network):
    dropout.use_fast_dropout(network)
    assert not any(isinstance(module, torch.nn.Dropout) for module in network.modules())
    ids, mask = batch()
    assert torch.equal(model.classify(network, ids, mask), model.classify(network, ids, mask))
    network.train()
    assert not torch.equal(model.classify(network, ids, mask), model.classify(network, ids, mask))


def test_bf16_keeps_fp32_masters(network):
    weights = model.Weights(network, torch.bfloat16)
    ids, mask = batch()
    for _ in range(2):
        model.classify(weights.net, ids, mask).sum().backward()
        weights.collect_gradients()
    master, computed = network.classifier.weight, weights.net.classifier.weight
    assert (master.grad.dtype, computed.grad) == (torch.float32, None)
    with torch.no_grad():
        master += 1e-4
    weights.publish()
    assert torch.equal(computed, master.bfloat16())


def test_gradients_of_one_step_do_not_reach_the_next(network):
    weights = model.Weights(network, torch.bfloat16)
    ids, mask = batch()

    def gradient(times):
        for _ in range(times):
            model.classify(weights.net, ids, mask).sum().backward()
            weights.collect_gradients()
        collected = network.classifier.weight.grad.clone()
        network.zero_grad()
        return collected

    once = gradient(1)
    assert torch.equal(gradient(2), 2 * once)
    assert torch.equal(gradient(1), once)


def test_precision_auto_follows_the_processor(monkeypatch):
    monkeypatch.setattr(model, "cpu_bf16_flags", list)
    assert not model.use_bf16("auto", torch.device("cpu"))
    assert model.use_bf16("bf16", torch.device("cpu"))
    monkeypatch.setattr(model, "cpu_bf16_flags", lambda: ["amx_bf16"])
    assert model.use_bf16("auto", torch.device("cpu"))


@pytest.mark.parametrize("base", ["packaged:nothing", "/no/such/folder", "./no/such"])
def test_a_base_that_is_not_there_is_refused(base):
    with pytest.raises(InvalidInput):
        model.model_folder(base)


def test_a_folder_without_weights_is_refused(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(InvalidInput, match="safetensors"):
        model.load_classifier(tmp_path)
    with pytest.raises(InvalidInput, match=r"tokenizer\.json"):
        model.load_tokenizer(tmp_path)


def test_predictions_come_back_in_input_order(network):
    from hone_trainer.data import Encoded, collate

    lengths = np.random.default_rng(0).integers(3, 30, 150)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    tokens = np.random.default_rng(1).integers(1000, 20000, starts[-1]).astype(np.int32)
    encoded = Encoded(tokens, starts)
    heard = []
    logits = model.predict(network, encoded, 0, torch.device("cpu"), heard.append)
    assert heard[-1] == 150
    assert heard == sorted(heard)
    for row in (0, 77, 149):
        with torch.no_grad():
            alone = model.classify(network, *collate(encoded, np.array([row]), 0)).numpy()
        assert logits[row] == pytest.approx(alone[0], abs=1e-5)
