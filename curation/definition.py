"""Start a dataset definition: a `dataset.toml` in which every key stands, commented, and a CARD.md of questions."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

from curation.errors import WorkspaceError
from curation.prose import field_prose
from curation.release.questions import template
from curation.spec import DatasetSection, Spec
from curation.workspace import Workspace, atomic_write

HEAD = """\
# The definition of the dataset '{name}'. A key behind a # shows its default: take the # away to set it.
# Put this file under version control: with the same raw data it makes the same dataset again.
"""


def init(workspace: Workspace, name: str) -> Path:
    """Write `<workspace>/<name>/dataset.toml` and give its path; beside it CARD.md, unless there is one.

    Raises:
        SpecError: the name breaks the rule for names.
        WorkspaceError: the definition exists already.
    """
    DatasetSection(name=name)  # refuses a name that breaks the rule
    path = workspace.root / name / "dataset.toml"
    if path.exists():
        raise WorkspaceError(f"{path} exists; edit it, or choose another name")
    with atomic_write(path, "w") as file:
        file.write(commented(name))
    card = path.with_name("CARD.md")
    if not card.exists():
        with atomic_write(card, "w") as file:
            file.write(template())
    return path


def commented(name: str) -> str:
    """The text of a new definition."""
    lines = [HEAD.format(name=name)]
    for section in fields(Spec):
        made = getattr(Spec(), section.name)
        prose = field_prose(type(made))
        lines.append(f"[{section.name}]")
        for key in fields(made):
            given = section.name == "dataset" and key.name == "name"
            value = toml(name if given else getattr(made, key.name))
            lines += [f"# {prose[key.name]}", f"{'' if given else '#'}{key.name} = {value}", ""]
    return "\n".join(lines).rstrip() + "\n"


def toml(value: Any) -> str:
    """A default as TOML writes it; for text, numbers and lists of them that is how JSON does."""
    return json.dumps(list(value) if isinstance(value, tuple) else value)
