"""`train`: from curated pairs to models. Thin, and today without a method: the first ones are pix2pix and PLDT."""

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pairwear", prog_name="train")
def main() -> None:
    """Train models on curated pairs."""


@main.command("list")
def list_() -> None:
    """List the methods that can be trained.

    \b
    train list
    """
    click.echo("no method is part of this version; the CHANGELOG says when one is", err=True)
