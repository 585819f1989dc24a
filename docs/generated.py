"""The generated parts of the documents: tables from the classes and functions they describe, help texts from commands.

Called from the cog blocks in README.md, docs/world.md, docs/clean.md and datasets/README.md; `make docs` writes them,
`make lint` checks them.
"""

import os
from dataclasses import fields
from types import GenericAlias, UnionType
from typing import Any, get_type_hints

from click.testing import CliRunner

from curation.cli import main as curate
from curation.definition import toml
from curation.prose import field_prose
from curation.schema import TABLES, Attribute
from curation.spec import Spec
from scrapers.demo.faults import FAULTS
from scrapers.demo.truth import Truth
from training.cli import main as train

PROGRAMS = {"curate": curate, "train": train}


def schema_tables() -> str:
    """A section for each table: file, what a row is, and a line for each column."""
    return "\n".join(_section(place, row) for place, row in {**TABLES, "attributes, one entry": Attribute}.items())


def _section(place: str, row: type) -> str:
    title = f"### `{place}`" if "/" in place else f"### {place}"
    return "\n".join([title, "", str(row.__doc__), "", *_columns(row), ""])


def _columns(row: type) -> list[str]:
    hints, prose = get_type_hints(row), field_prose(row)
    lines = ["| column | holds | meaning |", "|---|---|---|"]
    return lines + [f"| `{name}` | {_words(hint)} | {prose[name]} |" for name, hint in hints.items()]


def settings_table(section: str) -> str:
    """A line for each key of a section of dataset.toml."""
    made = getattr(Spec(), section)
    prose = field_prose(type(made))
    rows = [f"| `{key.name}` | `{toml(getattr(made, key.name))}` | {prose[key.name]} |" for key in fields(made)]
    return "\n".join(["| key | default | meaning |", "|---|---|---|", *rows, ""])


def truth_table() -> str:
    """A line for each column of truth.csv."""
    return "\n".join([*_columns(Truth), ""])


def faults_table() -> str:
    """A line for each fault of the demo stores, in the words of its function."""
    lines = [f"| `{name}` | {str(fault.__doc__).splitlines()[0]} |" for name, fault in FAULTS.items()]
    return "\n".join(["| fault | what happens |", "|---|---|", *lines, ""])


def _words(hint: Any) -> str:
    """A type as a reader of tables says it."""
    if isinstance(hint, UnionType):
        return f"{_words(hint.__args__[0])} or empty"
    if isinstance(hint, GenericAlias):
        return f"list of {_words(hint.__args__[0])}"
    return {str: "text", int: "whole number", float: "number", bool: "true or false"}.get(hint, hint.__name__.lower())


def help_text(*words: str, program: str = "curate") -> str:
    """`PROGRAM WORDS --help` as a console block, 100 columns wide."""
    width = dict.fromkeys(("COLUMNS", "TERMINAL_WIDTH"), "100")
    result = CliRunner(env={**os.environ, **width}).invoke(
        PROGRAMS[program], [*words, "--help"], prog_name=program, terminal_width=100
    )
    return f"```console\n$ {' '.join((program, *words, '--help'))}\n{result.output.rstrip()}\n```"
