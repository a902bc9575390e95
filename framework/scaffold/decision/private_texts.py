"""What is about to be decided, without identifiers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scaffold.data.clean_rows import RowCleaner
from scaffold.data.images.case import ImageCase
from scaffold.privacy.cleaner import Cleaner, checked_kinds
from scaffold.privacy.key import given_key
from scaffold.rules.firing.material import KnownTexts, joined
from scaffold.settings import PrivacySettings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold.models.tokens import Text


@dataclass(frozen=True)
class PrivateTexts:
    """The stage in front of a bundle that was trained on de-identified texts."""

    cleaner: Cleaner

    @classmethod
    def of(cls, metadata: Mapping[str, Any]) -> PrivateTexts | None:
        """As `metadata.json` says; None for a bundle whose texts were left as they were.

        Surrogates need the key of the training, in the environment; without it tags take their place.

        :raises UserError: for a key in the environment that is none.
        """
        settings = settings_of(metadata)
        if settings is None:
            return None
        kinds = checked_kinds(settings.kinds)
        if settings.deidentify == "surrogates":
            return cls(Cleaner("surrogates", kinds, _key(metadata)))
        return cls(Cleaner("tags", kinds))

    def text(self, text: Text, patient: str = "") -> Text:
        """One text, or two, or the text of a case with an image."""
        if isinstance(text, ImageCase):
            return text if not text.has_text else ImageCase(self._clean(str(text), patient), text.image, text.pixels)
        if isinstance(text, str):
            return self._clean(text, patient)
        names = sorted(self.cleaner.names(text[0]) | self.cleaner.names(text[1]))
        first, second = (self.cleaner.clean(each, patient, names).text for each in text)
        return first, second

    def texts(self, texts: Sequence[Text], ids: Sequence[str]) -> Sequence[Text]:
        """Every text; what is known beside it, too."""
        made = [self.text(text, name) for text, name in zip(texts, ids, strict=True)]
        if not isinstance(texts, KnownTexts):
            return made
        rows = RowCleaner(self.cleaner)
        materials = [
            replace(material, text=joined(text), fields=rows.values(material.fields, name))
            for material, text, name in zip(texts.materials, made, ids, strict=True)
        ]
        return KnownTexts(made, materials)

    def id(self, value: str) -> str:
        """What a decision is called."""
        return self.cleaner.record_id(value)

    def _clean(self, text: str, patient: str) -> str:
        return self.cleaner.clean(text, patient).text


def settings_of(metadata: Mapping[str, Any]) -> PrivacySettings | None:
    """How texts for a bundle are de-identified; None where they are not."""
    known = metadata.get("privacy")
    if not known:
        return None
    if known["deidentify"] == "surrogates" and _key(metadata):
        return PrivacySettings(deidentify="surrogates", kinds=tuple(known["kinds"]))
    return PrivacySettings(deidentify="tags", kinds=tuple(known["kinds"]))


def _key(metadata: Mapping[str, Any]) -> Any:
    """The key of the environment where it is that of the training."""
    key = given_key(None)
    return key if key and key.fingerprint == metadata["privacy"].get("key") else None
