"""What Presidio finds, as a further finder (optional extra `presidio`)."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from scaffold.errors import UserError
from scaffold.privacy.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.privacy.finding import Finder, Kind

KIND_OF: dict[str, Kind] = {
    "PERSON": "NAME",
    "DATE_TIME": "DATE",
    "LOCATION": "ADDRESS",
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "URL": "URL",
    "CREDIT_CARD": "ID",
    "IBAN_CODE": "ID",
    "IP_ADDRESS": "ID",
    "MEDICAL_LICENSE": "ID",
    "UK_NHS": "ID",
    "UK_NINO": "ID",
    "US_SSN": "ID",
    "US_PASSPORT": "ID",
    "US_DRIVER_LICENSE": "ID",
    "US_BANK_NUMBER": "ID",
    "US_ITIN": "ID",
    "CRYPTO": "ID",
}
"""Our kind for each of its entity types."""


def presidio_finder(model: str | None = None) -> Finder:
    """Its analyser with the recognisers it ships.

    :param model: spaCy model for names; without one only its patterns work, on a blank English pipeline.
    :raises UserError: when it is not installed.
    """
    try:
        analyzer = importlib.import_module("presidio_analyzer")
        spacy = importlib.import_module("spacy")
    except ImportError as error:
        raise UserError("Presidio is not installed", hint='Run: pip install "scaffold-medical[presidio]"') from error
    # Else its finder of e-mail addresses asks the network for a list of domains.
    suffixes = importlib.import_module("tldextract.tldextract")
    suffixes.TLD_EXTRACTOR = suffixes.TLDExtract(suffix_list_urls=())
    engine = importlib.import_module("presidio_analyzer.nlp_engine").SpacyNlpEngine(
        models=[{"lang_code": "en", "model_name": model or "blank"}]
    )
    engine.nlp = {"en": spacy.load(model) if model else spacy.blank("en")}
    registry = analyzer.RecognizerRegistry()
    registry.load_predefined_recognizers(nlp_engine=engine)
    analyse = analyzer.AnalyzerEngine(nlp_engine=engine, registry=registry, supported_languages=["en"])

    def find(text: str) -> Iterator[Finding]:
        for result in analyse.analyze(text, language="en"):
            kind = KIND_OF.get(result.entity_type)
            if kind:
                yield Finding(result.start, result.end, kind)

    return find
