"""What tokens mean by the company they keep: where word embeddings from scratch begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scaffold.extras import need

if TYPE_CHECKING:
    from scaffold.models.classifier import Matrix
    from scaffold.models.encoder import Encoder
    from scaffold.pretraining.rows import Rows
    from scaffold.pretraining.segments import Segments

WINDOW = 5
# Rare company counts for more than it is worth (Levy, Goldberg & Dagan 2015, section 3.1).
_SMOOTHING = 0.75
# Of a number of an embedding. At 0.02, where a BERT begins, 173 steps on Chinese texts came to a perplexity of 508, at
# 0.06 to 404, and from random embeddings to 550.
_DEVIATION = 0.06


def begin_with_company(encoder: Encoder, rows: Rows, seed: int) -> None:
    """Turn the word embeddings of an encoder from scratch, in place, into directions of their tokens' company.

    Tokens that come once at most, and special ones, keep their random start.
    """
    torch = need("torch")
    weight = encoder.model.get_input_embeddings().weight
    vectors = company(rows.known, *weight.shape, seed=seed)
    known = np.flatnonzero(np.abs(vectors).sum(axis=1) > 0)
    with torch.no_grad():
        weight[torch.from_numpy(known)] = torch.from_numpy(vectors[known] * _DEVIATION * weight.shape[1] ** 0.5)


def company(segments: Segments, size: int, width: int, *, seed: int) -> Matrix:
    """Main directions of the positive pointwise mutual information of tokens within five places of each other.

    Levy & Goldberg 2014, "Neural word embedding as implicit matrix factorization", section 5; singular values to the
    power of 0.5.

    :param size: of the vocabulary.
    :returns: (size, width), rows of unit length, zeros for tokens without company.
    """
    counts = _counts(segments, size)
    both = counts.tocoo()
    own = np.asarray(counts.sum(axis=1)).ravel()
    beside = own**_SMOOTHING
    with np.errstate(divide="ignore"):
        information = np.log(both.data) - np.log(own[both.row]) - np.log(beside[both.col] / max(beside.sum(), 1.0))
    positive = need("scipy.sparse").csr_matrix((np.maximum(information, 0.0), (both.row, both.col)), (size, size))
    positive.eliminate_zeros()
    least = min(width, positive.shape[0] - 1, max(1, positive.nnz))
    left, values, _ = need("sklearn.utils.extmath").randomized_svd(positive, least, random_state=seed)
    vectors = np.zeros((size, width), dtype=np.float32)
    vectors[:, :least] = left * np.sqrt(values)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(np.where(lengths > 1e-6, vectors / np.maximum(lengths, 1e-6), 0.0), dtype=np.float32)


def _counts(segments: Segments, size: int) -> Any:
    """How often two tokens stand within the window of each other, (size, size); special ones have no company."""
    sparse = need("scipy.sparse")
    row = np.repeat(np.arange(len(segments)), segments.lengths)
    plain = segments.words >= 0
    counts = sparse.csr_matrix((size, size), dtype=np.float64)
    for distance in range(1, WINDOW + 1):
        near = (row[:-distance] == row[distance:]) & plain[:-distance] & plain[distance:]
        one, other = segments.ids[:-distance][near], segments.ids[distance:][near]
        ones: npt.NDArray[np.float64] = np.ones(len(one))
        counts = counts + sparse.coo_matrix((ones, (one, other)), (size, size)).tocsr()
    return (counts + counts.T).tocsr()
