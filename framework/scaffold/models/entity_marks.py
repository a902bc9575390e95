"""An encoder that knows the marks of two entities in a text."""

from __future__ import annotations

import json

from scaffold.extras import need
from scaffold.models.encoder import Encoder

# Punctuation that stands beside names anyway: the marks start with its meaning (Zhou & Chen 2021, section 3.1).
_LIKE = {"<e1>": "@", "</e1>": "@", "<e2>": "#", "</e2>": "#"}


def with_entity_marks(encoder: Encoder) -> Encoder:
    """A copy whose features are the states of `<e1>` and `<e2>`; a text is `<e1>Ann</e1> of <e2>Oslo</e2>`."""
    torch, tokenizers = need("torch"), need("tokenizers")
    model = encoder.copy().model
    tokenizer = tokenizers.Tokenizer.from_str(_without_holes(encoder.tokenizer_json))
    known = [tokenizer.encode(like, add_special_tokens=False).ids for like in _LIKE.values()]
    tokenizer.add_special_tokens([tokenizers.AddedToken(mark, normalized=False) for mark in _LIKE])
    ids = [tokenizer.token_to_id(mark) for mark in _LIKE]
    size = max(model.get_input_embeddings().num_embeddings, max(ids) + 1)
    model.resize_token_embeddings(size, mean_resizing=False)
    weight = model.get_input_embeddings().weight
    with torch.no_grad():
        for mark, like in zip(ids, known, strict=True):
            weight[mark] = weight[like].mean(0)
    return Encoder(model, tokenizer, pooling="entities", max_length=encoder.max_length)


def _without_holes(tokenizer_json: str) -> str:
    """The tokenizer with a name for every id: where some are left out, a new token would get the id of a known one."""
    content = json.loads(tokenizer_json)
    words = content["model"].get("vocab")
    if not isinstance(words, dict):
        return tokenizer_json
    # No text holds these names: a blank divides words.
    free = set(range(max(words.values(), default=0))) - set(words.values())
    words |= {f"[no word {number}]": number for number in free}
    return json.dumps(content, ensure_ascii=False)
