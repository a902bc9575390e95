"""Forms that browsers send: small ones, and only from pages of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from scaffold.web.refusals import BadParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

_LARGEST = 4096
_TYPE = "application/x-www-form-urlencoded"


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a small form, the first of each name.

    :raises BadParameterError: for anything else.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPE:
        raise BadParameterError("this is no form as a browser sends it")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            raise BadParameterError("this form is too long")
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=10, errors="strict", keep_blank_values=True)
    except ValueError as error:
        raise BadParameterError("this form cannot be read") from error
    return {name: values[0] for name, values in fields.items()}


def is_from_here(headers: Mapping[str, str]) -> bool:
    """What a browser says of the page that sent a form; an old one may say nothing, then the token decides alone."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc.casefold() == headers.get("host", "").casefold()
    except ValueError:
        return False
