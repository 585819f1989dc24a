"""The generated parts of the documents: schema tables from the row classes, help texts from the commands.

Called from the cog blocks in README.md and datasets/README.md; `make docs` writes them, `make lint` checks them.
"""

import os
from types import GenericAlias, UnionType
from typing import Any, get_type_hints

from click.testing import CliRunner

from curation.cli import main
from curation.prose import field_prose
from curation.schema import TABLES, Attribute


def schema_tables() -> str:
    """A section for each table: file, what a row is, and a line for each column."""
    return "\n".join(_section(place, row) for place, row in {**TABLES, "attributes, one entry": Attribute}.items())


def _section(place: str, row: type) -> str:
    hints, prose = get_type_hints(row), field_prose(row)
    lines = [f"### `{place}`" if "/" in place else f"### {place}", "", str(row.__doc__), ""]
    lines += ["| column | holds | meaning |", "|---|---|---|"]
    lines += [f"| `{name}` | {_words(hint)} | {prose[name]} |" for name, hint in hints.items()]
    return "\n".join([*lines, ""])


def _words(hint: Any) -> str:
    """A type as a reader of tables says it."""
    if isinstance(hint, UnionType):
        return f"{_words(hint.__args__[0])} or empty"
    if isinstance(hint, GenericAlias):
        return f"list of {_words(hint.__args__[0])}"
    return {str: "text", int: "whole number", float: "number", bool: "true or false"}.get(hint, hint.__name__.lower())


def help_text(*words: str) -> str:
    """`curate WORDS --help` as a console block, 100 columns wide."""
    width = dict.fromkeys(("COLUMNS", "TERMINAL_WIDTH"), "100")
    result = CliRunner(env={**os.environ, **width}).invoke(
        main, [*words, "--help"], prog_name="curate", terminal_width=100
    )
    return f"```console\n$ {' '.join(('curate', *words, '--help'))}\n{result.output.rstrip()}\n```"
