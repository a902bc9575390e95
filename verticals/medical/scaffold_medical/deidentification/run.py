"""From files and folders to the same without identifiers."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.data.private_files import clean_file
from scaffold.files import new_folder, write_text
from scaffold.privacy.finding import KINDS
from scaffold.privacy.scripts import note_on
from scaffold.privacy.vault import lock
from scaffold_medical.deidentification.layout import check_apart, pairs, vault_file, vault_folder, write_packed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.privacy.cleaner import Cleaner
    from scaffold.progress import Progress
    from scaffold_medical.deidentification.layout import FilePair


@dataclass(frozen=True)
class Done:
    """What was done, in numbers.

    :ivar left_out: how many files of other kinds there were, by suffix.
    :ivar named: how many names of files hold an identifier; they stay as they are.
    :ivar vault: where what was replaced is locked up; None if nothing can be put back.
    :ivar unread: scripts that names and addresses were not looked for in.
    """

    files: int
    changed: int
    counts: Mapping[str, int]
    left_out: Mapping[str, int]
    named: int
    out: Path | None
    vault: Path | None
    unread: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The report: counts, never values."""
        return {
            "files": self.files,
            "files_changed": self.changed,
            "identifiers": {kind: self.counts.get(kind, 0) for kind in KINDS},
            "files_left_out": dict(self.left_out),
            "file_names_with_identifiers": self.named,
            "scripts_without_names": list(self.unread),
            "reversible": self.vault is not None,
        }

    def lines(self) -> list[str]:
        """The same for a terminal."""
        found = ", ".join(f"{kind} {count:,}" for kind in KINDS if (count := self.counts.get(kind, 0))) or "nothing"
        lines = [f"{self.files:,} files, {self.changed:,} of them changed: {found}"]
        if self.left_out:
            kinds = ", ".join(f"{count} {suffix}" for suffix, count in sorted(self.left_out.items()))
            lines.append(f"Left out, as they are no texts: {kinds}")
        if self.named:
            lines.append(f"Names of {self.named} files hold identifiers and stay as they are: rename them.")
        if self.unread:
            lines.append(f"{note_on(self.unread)}.")
        if self.out is not None:
            lines.append(f"Written: {self.out}")
            lines.append(f"Vault: {self.vault}" if self.vault else "Without a key, so nothing can be put back.")
        return lines

    def write(self, path: Path) -> None:
        """The report as JSON."""
        write_text(path, json.dumps(self.as_dict(), indent=2) + "\n")


@dataclass(frozen=True)
class Deidentification:
    """One run; either all files are written or none.

    :ivar column: column that says whose row it is.
    """

    source: Path
    out: Path | None
    vault: Path | None
    column: str | None
    dry_run: bool

    def check(self) -> None:
        """Refuse what cannot be done before anything is done.

        :raises UserError: see `check_apart`.
        """
        check_apart(self.source, None if self.dry_run else self.out)
        if not self.dry_run and self.out is not None:
            check_apart(self.source, vault_folder(self.out, self.vault))

    def run(self, cleaner: Cleaner, progress: Progress) -> Done:
        """De-identify every file.

        :raises DataError: for a file that cannot be read; then nothing is written.
        """
        target = self.out or self.source
        files, left_out = pairs(self.source, target)
        locking = cleaner.key is not None and not self.dry_run
        vault = vault_folder(target, self.vault) if locking else None
        changed = named = 0
        with ExitStack() as stack:
            draft = None
            if not self.dry_run:
                draft = stack.enter_context(new_folder(target)) if self.source.is_dir() else None
            locked = stack.enter_context(new_folder(vault)) if vault else None
            with progress.stage(f"De-identifying {self.source}", len(files)) as stage:
                for pair in files:
                    changed += self._one(pair, cleaner, draft, locked)
                    named += bool(cleaner.clean(pair.name.replace("_", " ").replace("/", " ")).changes)
                    stage.advance()
        out = None if self.dry_run else self.out
        unread = tuple(sorted(cleaner.unread))
        return Done(len(files), changed, dict(cleaner.seen), left_out, named, out, vault, unread)

    def _one(self, pair: FilePair, cleaner: Cleaner, draft: Path | None, locked: Path | None) -> bool:
        made = clean_file(pair.old, cleaner, patient=pair.name, column=self.column)
        if locked is not None and cleaner.key is not None:
            lock(vault_file(locked, pair.name), made.vault(), cleaner.key, pair.name)
        if not self.dry_run:
            write_packed(draft / pair.name if draft else pair.new, made.data)
        return bool(made.back)
