"""`scaffold pretrain`: from texts without labels to an encoder for `scaffold train --base`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli.console import current_progress
from scaffold.cli.settings import read_settings, settings_options

if TYPE_CHECKING:
    from scaffold.plugins.vertical import Vertical
    from scaffold.pretraining.pretrain import Pretrained
    from scaffold.settings import Settings
    from scaffold.training.task import Task


@click.command()
@click.argument("vertical", required=False)
@click.option("--corpus", metavar="PATH", help="Text file, data file or folder; what VERTICAL brings if not set.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of the encoder.")
@click.option("--base", metavar="MODEL", help="Encoder to go on from, or scratch.")
@click.option("--objective", type=click.Choice(["mlm", "contrastive", "denoising"]), help="What to learn from texts.")
@click.option("--budget", metavar="TIME", help="Time, such as 90s, 10m, 2h.")
@click.option("--seed", type=int, help="Seed of every random choice.")
@click.option("--task-data", metavar="PATH", help="Labelled data that say what pretraining is worth.")
@click.option("--keep", is_flag=True, help="Write the encoder even if it gains nothing on the task.")
@click.option("--resume", is_flag=True, help="Go on with an interrupted run in --out.")
@settings_options
def command(
    vertical: str | None,
    corpus: str | None,
    out: Path,
    base: str | None,
    objective: str | None,
    budget: str | None,
    seed: int | None,
    task_data: str | None,
    keep: bool,
    resume: bool,
    overrides: tuple[str, ...],
    settings_file: Path | None,
) -> None:
    """Pretrain an encoder on texts without labels; use it with: scaffold train VERTICAL --base OUT."""
    from scaffold.plugins.vertical import load_vertical
    from scaffold.pretraining.run import pretrain_into
    from scaffold.pretraining.sources import find_source

    given = {"base": base, "objective": objective, "budget": budget, "seed": seed}
    flags = tuple(f"pretraining.{key}={value}" for key, value in given.items() if value is not None)
    settings = read_settings(settings_file, (*overrides, *flags))
    loaded = load_vertical(vertical, settings) if vertical else None
    settings = loaded.settings if loaded else settings
    progress = current_progress()
    source = find_source(corpus, loaded, settings.data, progress)
    if source.objective and "objective" not in settings.pretraining.model_fields_set:
        chosen = settings.pretraining.model_copy(update={"objective": source.objective})
        settings = settings.model_copy(update={"pretraining": chosen})
    task = _task(task_data, loaded, settings) if task_data else None
    made = pretrain_into(out, source, settings, task=task, keep=keep, resume=resume, progress=progress)
    click.echo(_summary(made, out, vertical))


def _task(path: str, vertical: Vertical | None, settings: Settings) -> Task:
    """The labelled texts of the vertical's first head that reads a text as a whole, or of any file."""
    from scaffold.data.load import load_dataset
    from scaffold.heads.tasks import make_task
    from scaffold.plugins.specs import TaskHeadSpec
    from scaffold.training.task import Task

    # A tag is of a word and a relation of two places: neither is read from a text's vector.
    whole = [spec for spec in vertical.heads if spec.kind not in ("tagging", "relation")] if vertical else []
    if vertical and whole:
        spec = whole[0]
        task = make_task(spec, vertical.loader(spec.loader).read(Path(path), settings.data))
    else:
        spec = TaskHeadSpec("label", "What the texts are labelled with.", loader="")
        task = make_task(spec, load_dataset(path, settings.data, (spec.name,)))
    assert isinstance(task, Task), "heads of words are passed over above"
    return task


def _summary(made: Pretrained, out: Path, vertical: str | None) -> str:
    corpus, words = made.figures["corpus"], made.figures["vocabulary"]
    lines = [f"Corpus      {corpus['texts']:,} texts, {corpus['tokens']:,} tokens"]
    if "new_words" in words:
        before, after = words["pieces_a_word_before"], words["pieces_a_word_after"]
        lines.append(f"Vocabulary  {len(words['new_words'])} new words: {before:.3f} -> {after:.3f} pieces a word")
    else:
        lines.append(f"Vocabulary  {words['pieces']:,} pieces of its own")
    for phase in made.figures["phases"]:
        if phase["objective"] == "mlm":
            found = phase["pseudo_perplexity"]
            lines.append(
                f"{phase['name'].capitalize():<12}pseudo-perplexity {found['before']:,.1f} -> {found['after']:,.1f}"
            )
        else:
            found = phase["loss"]
            lines.append(f"{phase['name'].capitalize():<12}held-out loss {found['before']:.3f} -> {found['after']:.3f}")
    lines.append(f"Joined      {made.figures['share']:.0%} of what was learned")
    if made.gain:
        lines.append(f"Task        {made.gain}")
    lines += ["", f"{out} holds the encoder. Use it: scaffold train {vertical or 'VERTICAL'} --base {out} --data ..."]
    return "\n".join(lines)
