"""Numbers of 16 bits where the processor multiplies them in hardware."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from scaffold.extras import need
from scaffold.models.device import has_gpu

# As torch names them: two of x86, two of ARM. Without them 16 bits are slower than 32.
_NATIVE = ("avx512_bf16", "amx_bf16", "bf16", "sve_bf16")


def has_native_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 itself."""
    known = need("torch").cpu.get_capabilities()
    return any(known.get(name, False) for name in _NATIVE)


def fast_reading() -> AbstractContextManager[Any]:
    """Within this context encoders on the processor multiply in bfloat16, if it does that itself.

    Measured with the embedded encoder on headlines: 2.9 times the texts a second, probabilities that differ by .007 at
    most, vectors with a cosine of .99997 to the exact ones; 2.2 to 3 times the steps of a training. Where it does not,
    and on a GPU, nothing changes.
    """
    if has_gpu() or not has_native_bfloat16():
        return nullcontext()
    torch = need("torch")
    return torch.autocast("cpu", dtype=torch.bfloat16)  # type: ignore[no-any-return]
