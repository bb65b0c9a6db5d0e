"""Measures of a binary classifier from scores (P(malicious)) and labels (1 = malicious). Pure numpy."""

import numpy as np


def recall_at_fpr(scores: np.ndarray, labels: np.ndarray, limit: float = 0.01) -> float:
    """Largest recall of a threshold whose false-positive rate is at most `limit`.

    With k = floor(limit · negatives) false positives allowed, the threshold lies just above the (k+1)-th largest
    negative score: ties with it are not caught.
    """
    negatives = np.sort(scores[labels == 0])[::-1]
    allowed = int(limit * len(negatives) + 1e-9)  # 0.01 · 300 is 2.9999… in binary
    return float(np.mean(scores[labels == 1] > negatives[allowed]))


def roc_auc(scores: np.ndarray, labels: np.ndarray) -> float:
    """Area under the ROC curve as the Mann–Whitney statistic, ties counted half."""
    negatives = np.sort(scores[labels == 0])
    positives = scores[labels == 1]
    below = np.searchsorted(negatives, positives, side="left")
    not_above = np.searchsorted(negatives, positives, side="right")
    return float(np.mean(below + not_above) / 2 / len(negatives))


def f1(scores: np.ndarray, labels: np.ndarray, threshold: float = 0.5) -> float:
    """F1 of the malicious class at a threshold; 0 when nothing is caught."""
    flagged = scores >= threshold
    hits = np.sum(flagged & (labels == 1))
    return float(2 * hits / (np.sum(flagged) + np.sum(labels == 1)))


def calibration_error(scores: np.ndarray, labels: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error (Naeini et al. 2015) of P(malicious), in [0, 1]: |mean score − share of attacks|, as
    the mean over the rows of `bins` bins of equal width.
    """
    places = np.minimum((scores * bins).astype(np.int64), bins - 1)
    gaps = np.bincount(places, scores, bins) - np.bincount(places, labels, bins)
    return float(np.abs(gaps).sum() / len(scores))


def softmax_malicious(logits: np.ndarray) -> np.ndarray:
    """P(malicious) of logits [rows, 2], in double precision."""
    margin = logits[:, 1].astype(np.float64) - logits[:, 0].astype(np.float64)
    smaller = np.exp(-np.abs(margin))  # never overflows
    return np.where(margin >= 0, 1 / (1 + smaller), smaller / (1 + smaller))


def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> float:
    """Mean negative log-likelihood of the true class, in nats."""
    wide = logits.astype(np.float64)
    return float(np.mean(np.logaddexp(wide[:, 0], wide[:, 1]) - wide[np.arange(len(labels)), labels]))


def summarise(logits: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Loss, F1 at 0.5, ROC-AUC, recall at FPR ≤ 1 % and calibration error. Both classes must be there."""
    scores = softmax_malicious(logits)
    return {
        "loss": cross_entropy(logits, labels),
        "f1": f1(scores, labels),
        "roc_auc": roc_auc(scores, labels),
        "recall_at_fpr1": recall_at_fpr(scores, labels),
        "calibration_error": calibration_error(scores, labels),
    }
