"""A linear-chain conditional random field over the BIO tags of words, legal sequences only.

Lafferty, McCallum & Pereira 2001, "Conditional Random Fields", sections 3 and 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold.models.viterbi import legal_transitions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.classifier import Matrix

_NEVER = -1e4


def log_partition(scores: Any, transitions: Any, mask: Any, tags: Sequence[str]) -> Any:
    """Log of the summed exponentials of all legal sequences' scores, (n,), by the forward algorithm in log space.

    :param scores: of the tags of each word, (n, words, tags).
    :param transitions: of the second axis' tag after the first axis' one, (tags, tags).
    :param mask: whether a word stands there, (n, words); words stand first in their row, one at least.
    """
    torch = need("torch")
    first, follows = (torch.from_numpy(each.copy()).to(scores.device) for each in legal_transitions(tuple(tags)))
    moves = transitions.masked_fill(~follows, _NEVER)
    reached = scores[:, 0].masked_fill(~first, _NEVER)
    for word in range(1, scores.shape[1]):
        ahead = torch.logsumexp(reached[:, :, None] + moves, dim=1) + scores[:, word]
        reached = torch.where(mask[:, word, None], ahead, reached)
    return torch.logsumexp(reached, dim=-1)


def path_scores(scores: Any, transitions: Any, mask: Any, path: Any) -> Any:
    """Score of one sequence of tags a row, (n,): of its tags, and of each one after the other.

    :param path: numbers of tags, (n, words); what stands where `mask` is false does not count.
    """
    given = path.clamp(min=0)
    of_words = scores.gather(-1, given[..., None])[..., 0] * mask
    of_moves = transitions[given[:, :-1], given[:, 1:]] * mask[:, 1:]
    return of_words.sum(-1) + of_moves.sum(-1)


def crf_loss(scores: Any, transitions: Any, path: Any, tags: Sequence[str]) -> Any:
    """Minus log-probability of the true sequences, a mean over their words; a scalar with its gradient.

    :param path: true tags, (n, words); negative where a row has fewer words.
    """
    mask = path >= 0
    some = mask[:, 0]
    scores, path, mask = scores[some], path[some], mask[some]
    if not len(path):
        return scores.sum() + 0 * transitions.sum()
    losses = log_partition(scores, transitions, mask, tags) - path_scores(scores, transitions, mask, path)
    return losses.sum() / mask.sum()


def log_marginals(scores: Matrix, transitions: Matrix, tags: Sequence[str]) -> Matrix:
    """Log-probability of each tag of each word over all legal sequences, (words, tags).

    It is what the log-partition changes by with the score of the tag (Sutton & McCallum 2012, section 4.1).
    """
    torch = need("torch")
    if not len(scores):
        return scores
    with torch.enable_grad():
        given = torch.tensor(np.asarray(scores, dtype=np.float64))[None].requires_grad_()
        moves = torch.tensor(np.asarray(transitions, dtype=np.float64))
        every = log_partition(given, moves, torch.ones(given.shape[:2], dtype=torch.bool), tags)
        (shares,) = torch.autograd.grad(every.sum(), given)
    return np.asarray(shares[0].clamp(min=1e-12).log().numpy(), dtype=np.float32)
