"""Where a run keeps what it writes, and how it writes it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curation.errors import RunError
from curation.workspace import atomic_write
from training.config import Config
from training.preset import read


@dataclass(frozen=True)
class Run:
    """`<workspace>/runs/<name>/`."""

    root: Path

    @property
    def config(self) -> Path:
        """The complete configuration."""
        return self.root / "config.toml"

    @property
    def facts(self) -> Path:
        """Which data the run is on."""
        return self.root / "run.json"

    @property
    def log(self) -> Path:
        """A JSON object a line: losses and speed, or what validation measured."""
        return self.root / "log.jsonl"

    @property
    def samples(self) -> Path:
        """Grids of what the networks draw from the same photos as they learn."""
        return self.root / "samples"

    @property
    def state(self) -> Path:
        """Everything a resumed run needs, to the bit."""
        return self.root / "last" / "state.pt"

    @property
    def weights(self) -> Path:
        """`<net>.safetensors`, which carry their configuration."""
        return self.root / "weights"

    @property
    def report(self) -> Path:
        """What came out."""
        return self.root / "report.json"

    def begin(self, config: Config, facts: Mapping[str, Any]) -> None:
        """Make the folder.

        Raises:
            RunError: there is a run of that name.
        """
        if self.config.is_file():
            raise RunError(
                f"run {self.root} exists ({read(self.config).method}); go on with train resume {self.root}, "
                "or choose another name with --name"
            )
        self.write_facts(facts)
        with atomic_write(self.config, "w") as file:
            file.write(config.to_toml())

    def write_facts(self, facts: Mapping[str, Any]) -> None:
        """What the run is on, whole or not at all."""
        with atomic_write(self.facts, "w") as file:
            file.write(as_json(facts))

    def read_config(self) -> Config:
        """The run's configuration.

        Raises:
            RunError: the folder is no run.
            ConfigError: its configuration has a mistake.
        """
        if not self.config.is_file():
            raise RunError(f"{self.root} is no run (no config.toml); train fit PRESET --data DIR makes one")
        return read(self.config)

    def read_facts(self) -> dict[str, Any]:
        """What the run is on.

        Raises:
            RunError: the file is gone or damaged.
        """
        try:
            facts: dict[str, Any] = json.loads(self.facts.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise RunError(f"{self.facts} cannot be read ({error}); without it name the data with --data") from error
        return facts

    def read_report(self) -> dict[str, Any]:
        """What came out.

        Raises:
            RunError: there is no report yet, or a damaged one.
        """
        try:
            report: dict[str, Any] = json.loads(self.report.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise RunError(f"{self.report} cannot be read ({error}); train resume {self.root} writes it") from error
        return report

    def lines(self) -> Iterator[dict[str, Any]]:
        """The log, line by line; none where there is no log yet. A last line that was cut off is passed over.

        Raises:
            RunError: another line is damaged.
        """
        if not self.log.is_file():
            return
        lines = self.log.read_text(encoding="utf-8", errors="replace").split("\n")
        # What stands after the last line feed was being written when the power went.
        for number, line in enumerate(lines[:-1], start=1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise RunError(f"{self.log}:{number} is no JSON ({error}); take the line out") from error

    def append(self, line: Mapping[str, Any]) -> None:
        """One more line for the log."""
        self.root.mkdir(parents=True, exist_ok=True)
        with self.log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def forget_after(self, step: int) -> None:
        """Take lines of later steps out of the log: a resumed run writes them again."""
        kept = [line for line in self.lines() if line["step"] <= step]
        with atomic_write(self.log, "w") as file:
            file.write("".join(json.dumps(line) + "\n" for line in kept))


def home(data: Path) -> Path:
    """The workspace that runs on some data belong to: its own where it is one, that of a build or a release in it,
    else `datasets`."""
    if (data / "build").is_dir():
        return data
    folder = data.resolve().parent
    return folder.parent if folder.name in ("build", "releases") else Path("datasets")


def as_json(value: Any) -> str:
    """JSON as a person reads it, with a line feed at its end."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
