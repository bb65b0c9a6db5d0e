"""Known answers."""

import numpy as np
import pytest

from hone_trainer import metrics


def test_recall_at_fpr_allows_exactly_one_in_a_hundred():
    labels = np.repeat([0, 1], [200, 4])
    benign = np.linspace(0, 0.5, 200)
    benign[-3:] = [0.6, 0.8, 0.9]  # two may be flagged: the threshold lies just above 0.6
    scores = np.concatenate([benign, [0.55, 0.6, 0.7, 0.95]])
    assert metrics.recall_at_fpr(scores, labels) == 0.5


def test_recall_at_fpr_with_fewer_than_a_hundred_negatives_allows_none():
    assert metrics.recall_at_fpr(np.array([0.1, 0.5, 0.4, 0.6]), np.array([0, 0, 1, 1])) == 0.5


def test_recall_at_fpr_does_not_lose_one_to_rounding():
    labels = np.repeat([0, 1], [300, 1])
    scores = np.concatenate([np.zeros(297), [0.9, 0.9, 0.9], [0.5]])
    assert metrics.recall_at_fpr(scores, labels) == 1.0  # 0.01 · 300 = 3 allowed


def test_ties_with_a_benign_row_are_not_caught():
    assert metrics.recall_at_fpr(np.full(4, 0.5), np.array([0, 0, 1, 1])) == 0.0


def test_roc_auc():
    labels = np.array([0, 0, 1, 1])
    assert metrics.roc_auc(np.array([0.1, 0.4, 0.35, 0.8]), labels) == 0.75  # the example of scikit-learn's manual
    assert metrics.roc_auc(np.full(4, 0.5), labels) == 0.5


def test_f1():
    scores, labels = np.array([0.9, 0.4, 0.6, 0.1]), np.array([1, 1, 0, 0])
    assert metrics.f1(scores, labels) == 0.5
    assert metrics.f1(np.zeros(4), labels) == 0.0


def test_scores_and_loss_survive_large_logits():
    logits = np.array([[0, 0], [0, np.log(3)], [2000, -2000], [-2000, 2000]], np.float32)
    assert metrics.softmax_malicious(logits) == pytest.approx([0.5, 0.75, 0.0, 1.0])
    assert metrics.cross_entropy(logits[:2], np.array([1, 1])) == pytest.approx((np.log(2) + np.log(4 / 3)) / 2)
    assert metrics.cross_entropy(logits[2:], np.array([1, 1])) == pytest.approx(2000)


def test_calibration_error_of_two_bins():
    # bin [0.2, 0.267): mean score 0.25, a quarter are attacks, so it is calibrated; bin [0.867, 0.933): 0.9 against 0.5
    scores, labels = np.repeat([0.25, 0.9], [4, 6]), np.array([0, 0, 0, 1, 1, 1, 1, 0, 0, 0])
    assert metrics.calibration_error(scores, labels) == pytest.approx(0.6 * 0.4)
    assert metrics.calibration_error(np.array([0.0, 1.0]), np.array([0, 1])) == 0.0
    assert metrics.calibration_error(np.array([0.0, 1.0]), np.array([1, 0])) == 1.0
