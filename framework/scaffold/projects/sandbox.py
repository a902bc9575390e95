"""Jinja for templates of strangers: nothing undefined, nothing outside the template, nothing that runs code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scaffold.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LARGEST = 1_000_000


class _Environment(ImmutableSandboxedEnvironment):
    """Also refuses texts and numbers that grow beyond all bounds."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """`*` and `**`, where the result is small."""
        if operator == "**" and not (abs(left) < 1000 and abs(right) < 100):
            raise SecurityError("a power of numbers that large is not allowed")
        sizes = [len(each) for each in (left, right) if isinstance(each, str | list | tuple)]
        times = [each for each in (left, right) if isinstance(each, int)]
        if sizes and times and sizes[0] * times[0] > _LARGEST:
            raise SecurityError(f"a text of more than {_LARGEST:,} characters is not allowed")
        return super().call_binop(context, operator, left, right)


class Sandbox:
    """Renders texts with the values of a project.

    :param sources: all files of the template by name; `include`, `extends` and `import` find these only.
    """

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._environment = _Environment(
            loader=jinja2.FunctionLoader(sources.get),
            undefined=jinja2.StrictUndefined,
            autoescape=False,
            # Each text is rendered once: what the optimiser saves, it takes.
            optimized=False,
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"py": py, "toml": toml, "yaml": toml, "one_line": one_line}

    def file(self, name: str, values: Mapping[str, Any]) -> str:
        """The file `name` of the template, rendered.

        :raises TemplateError: naming file and line.
        """
        try:
            return self._environment.get_template(name).render(values)
        except Exception as error:
            raise _fault(error, name) from error

    def text(self, source: str, values: Mapping[str, Any], where: str) -> str:
        """A text from `template.toml`, rendered.

        :param where: what a message names.
        :raises TemplateError: naming `where`.
        """
        if "{" not in source:
            return source
        try:
            return self._environment.from_string(source).render(values)
        except Exception as error:
            raise _fault(error, where) from error


def py(value: Any) -> str:
    """A value as Python writes it, in one line.

    >>> print(py('say "hi"'), py(["a", "b"]))
    'say "hi"' ("a", "b")
    """
    if isinstance(value, str):
        # As formatters write it: the quotes that need fewer backslashes.
        quote = '"' if value.count('"') <= value.count("'") else "'"
        inside = (f"\\{char}" if char in (quote, "\\") else _python(char) for char in value)
        return f"{quote}{''.join(inside)}{quote}"
    if isinstance(value, list | tuple):
        items = ", ".join(py(each) for each in value)
        return f"({items},)" if len(value) == 1 else f"({items})"
    return repr(value)


def toml(value: Any) -> str:
    """A value as TOML and YAML write it, texts in double quotes.

    >>> print(toml("a\\tb"), toml(["x"]), toml(True))
    "a\\tb" ["x"] true
    """
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    if not isinstance(value, str):
        return json.dumps(value)
    plain = json.dumps(value, ensure_ascii=False)
    # TOML wants more characters escaped than JSON does, and no halves of a pair.
    return "".join(char if char.isprintable() else _escaped(char) for char in plain)


def one_line(value: str) -> str:
    """A text without line breaks and control characters, for a comment or a heading."""
    return " ".join("".join(char if char.isprintable() else " " for char in value).split())


def _python(char: str) -> str:
    return char if char.isprintable() else char.encode("unicode_escape").decode("ascii")


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04X}" if ord(char) < 0x10000 else f"\\U{ord(char):08X}"


def _fault(error: Exception, name: str) -> TemplateError:
    if isinstance(error, TemplateError):
        return error
    if isinstance(error, jinja2.TemplateNotFound):
        return TemplateError(f"there is no file {error.name!r} in the template to include", where=name)
    line = getattr(error, "lineno", None)
    file = getattr(error, "name", None) or name
    what = str(error) or type(error).__name__
    if isinstance(error, SecurityError):
        return TemplateError(f"the template does what templates may not: {what}", where=file, hint="Do not use it.")
    return TemplateError(f"the template cannot be rendered: {what}", where=f"{file}:{line}" if line else file)
