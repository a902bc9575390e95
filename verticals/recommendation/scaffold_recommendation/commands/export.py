"""`scaffold run recommendation export`: vectors of items for a server of approximate nearest neighbours."""

from __future__ import annotations

from pathlib import Path

import click

from scaffold_recommendation.commands.options import model_option


@click.command()
@model_option
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="A new folder.")
def command(model: Path, out: Path) -> None:
    """Write the vectors of all items, their ids, a FAISS index, and how to ask for them."""
    from scaffold_recommendation.batch.export import export_vectors
    from scaffold_recommendation.model_folder import find_model, read_model

    export_vectors(read_model(find_model(model)).recommender, out)
    click.echo(f"Vectors: {out}")
