"""What this vertical adds to a bundle, the FAQ index and the templates, and how an assistant is opened from it."""

from __future__ import annotations

import shutil
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.bundle import attach
from scaffold.errors import BundleError, DataError
from scaffold_customer_service.dialogue.answering import Answering
from scaffold_customer_service.dialogue.answers import Answers
from scaffold_customer_service.dialogue.assistant import Assistant
from scaffold_customer_service.dialogue.phrases import Phrases
from scaffold_customer_service.faq.file import read_faq
from scaffold_customer_service.faq.folder import build_faq
from scaffold_customer_service.faq.search import FaqSearch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.bundle import Bundle
    from scaffold.models.encoder import Embedder
    from scaffold.plugins.run import RunContext
    from scaffold.progress import Progress
    from scaffold_customer_service.settings import CustomerServiceSettings

FAQ = "faq"
TEMPLATES = "templates"

_HERE = Path(__file__).parent
_BASE = _HERE / "templates"
_SAMPLE_TEMPLATES = _BASE / "tarnbrook"
_SAMPLE = _HERE / "sample"


def check_parts(run: RunContext) -> None:
    """Read the FAQ and the templates of the settings, so that a mistake in them costs no training.

    :raises DataError: for an FAQ file or a template that cannot be used.
    """
    settings: CustomerServiceSettings = run.config
    check_templates(_template_folders(settings, sample=run.data is None))
    if settings.faq:
        read_faq(settings.faq)


def attach_parts(run: RunContext) -> None:
    """Give the bundle of a finished run its FAQ and templates: those of the settings, else with the sample its own.

    :raises DataError: for an FAQ file that cannot be used.
    """
    settings: CustomerServiceSettings = run.config
    path = run.out / "bundle"
    sample = run.data is None
    folders = _template_folders(settings, sample)
    if folders:
        attach_templates(path, folders)
    if settings.faq:
        attach_faq(path, settings.faq, None, run.progress)
    elif sample:
        attach_faq(path, _SAMPLE / "faq.jsonl", _SAMPLE / "faq_queries.csv", run.progress)


def attach_faq(path: Path, faq: Path, queries: Path | None, progress: Progress) -> int:
    """Give the bundle at `path` the index of an FAQ file, in place of the one it has.

    :param queries: questions with known answers to learn from how far a hit can be trusted.
    :returns: how many entries it has.
    :raises DataError: for a file that cannot be used; the bundle stays as it was.
    """
    from scaffold.bundle import Bundle
    from scaffold.models.cache import CachedEncoder

    entries = read_faq(faq).entries
    encoder = CachedEncoder(_base_encoder(Bundle.load(path)))
    attach(path, FAQ, lambda draft: build_faq(draft, entries, queries, encoder, progress).close())
    return len(entries)


def attach_templates(path: Path, folders: list[Path]) -> None:
    """Give the bundle at `path` the templates of `folders`, the first one's before the others', for those it has."""
    attach(path, TEMPLATES, lambda draft: _copy_templates(folders, draft))


def check_templates(folders: list[Path]) -> None:
    """Read all templates of `folders`.

    :raises DataError: for one that cannot be used, or a folder that holds none.
    """
    for folder in folders:
        if not folder.is_dir():
            raise DataError(
                "there is no such folder of templates",
                where=str(folder),
                hint="Check --templates or customer-service.templates.",
            )
        if not _templates(folder):
            raise DataError(
                "this folder holds no templates",
                where=str(folder),
                hint="It needs answers/INTENT.LANGUAGE.jinja, intents.yaml or phrases.LANGUAGE.yaml.",
            )
    Answers(folders)
    Phrases(folders)


@contextmanager
def open_assistant(bundle: Bundle, settings: CustomerServiceSettings) -> Iterator[Assistant]:
    """The assistant of a bundle, with its FAQ open.

    :raises DataError: for a template of the settings that cannot be used.
    """
    folders = [folder for folder in (settings.templates, _part(bundle, TEMPLATES), _BASE) if folder]
    with ExitStack() as stack:
        index = _part(bundle, FAQ)
        faq = stack.enter_context(FaqSearch.open(index, _base_encoder(bundle), read_only=True)) if index else None
        answering = Answering(Answers(folders), faq, settings.max_options, settings.narrow_below)
        yield Assistant(bundle, answering, Phrases(folders), settings)


def open_faq(bundle: Bundle) -> FaqSearch:
    """The FAQ of a bundle, for reading.

    :raises BundleError: when it has none.
    """
    return FaqSearch.open(bundle.part(FAQ), _base_encoder(bundle), read_only=True)


def _base_encoder(bundle: Bundle) -> Embedder:
    return bundle.encoders.get(bundle.metadata["base_encoder"])


def _part(bundle: Bundle, name: str) -> Path | None:
    try:
        return bundle.part(name)
    except BundleError:
        return None


def _template_folders(settings: CustomerServiceSettings, sample: bool) -> list[Path]:
    return [folder for folder in (settings.templates, _SAMPLE_TEMPLATES if sample else None) if folder]


def _copy_templates(folders: list[Path], draft: Path) -> None:
    for folder in reversed(folders):
        for path in _templates(folder):
            target = draft / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _templates(folder: Path) -> list[Path]:
    return [path for pattern in ("answers/*.jinja", "*.yaml") for path in sorted(folder.glob(pattern))]
