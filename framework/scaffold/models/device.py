"""Where models compute."""

from __future__ import annotations

from typing import Any

from scaffold.extras import need


def has_gpu() -> bool:
    """Whether torch finds a GPU it can use; `CUDA_VISIBLE_DEVICES=` hides one."""
    return bool(need("torch").cuda.is_available())


def placed(model: Any) -> Any:
    """The model on the GPU, if there is one."""
    return model.to("cuda") if has_gpu() else model


def device_of(model: Any) -> Any:
    """Where the weights of a model are."""
    return next(model.parameters()).device
