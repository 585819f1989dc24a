"""What a training run is made of, as frozen dataclasses. Each key has one meaning for all methods."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from curation.errors import ConfigError
from training.fields import filled, toml, value_of

DIRECTIONS = ("product_to_model", "model_to_product")


@dataclass(frozen=True)
class Data:
    """`[data]`: which photos, at which size, and what is done to them."""

    height: int = 64
    """Of what the networks see, in pixels."""
    width: int = 64
    """Of what the networks see, in pixels."""
    enlarge: float = 1.0
    """Photos are kept this much larger than they are seen; where each step looks is drawn at random."""
    resize: str = "stretch"
    """stretch: both sides to the size asked. pad: the long side, the rest white."""
    flip: bool = False
    """Mirror half of the samples."""
    direction: str = "model_to_product"
    """What is drawn from what: model_to_product or product_to_model."""
    model_photos: str = "pair"
    """pair: the front-facing photo curation chose. all: every kept photo of a person, as in LookBook."""
    categories: tuple[str, ...] = ()
    """Only these; empty = all."""

    def __post_init__(self) -> None:
        _check(
            "data",
            (self.height > 0 and self.width > 0, f"height and width must be above 0, not {self.height}x{self.width}"),
            (self.enlarge >= 1, f"enlarge must be 1 or more, not {self.enlarge:g}"),
            (self.resize in ("stretch", "pad"), f"resize must be stretch or pad, not '{self.resize}'"),
            (self.direction in DIRECTIONS, f"direction must be {' or '.join(DIRECTIONS)}, not '{self.direction}'"),
            (self.model_photos in ("pair", "all"), f"model_photos must be pair or all, not '{self.model_photos}'"),
        )

    @property
    def kept(self) -> tuple[int, int]:
        """Height and width of photos in the cache, in pixels."""
        return round(self.height * self.enlarge), round(self.width * self.enlarge)


@dataclass(frozen=True)
class Optimizer:
    """`[optimizer]`: how weights follow gradients."""

    kind: str = "adam"
    """adam or sgd."""
    lr: float = 2e-4
    """Step size at the beginning."""
    beta1: float = 0.5
    """Of Adam."""
    beta2: float = 0.999
    """Of Adam."""
    momentum: float = 0.5
    """Of SGD."""
    weight_decay: float = 0.0
    """L2 penalty."""
    decay: str = "none"
    """none; linear or cosine to 0, or drop (times decay_factor), over the last decay_share of the steps."""
    decay_share: float = 0.5
    """Of all steps, at the end."""
    decay_factor: float = 0.1
    """What lr is multiplied by where decay = drop."""

    def __post_init__(self) -> None:
        decays = ("none", "linear", "cosine", "drop")
        _check(
            "optimizer",
            (self.kind in ("adam", "sgd"), f"kind must be adam or sgd, not '{self.kind}'"),
            (self.lr > 0, f"lr must be above 0, not {self.lr:g}"),
            (0 <= self.beta1 < 1, f"beta1 must be in [0, 1), not {self.beta1:g}"),
            (0 <= self.beta2 < 1, f"beta2 must be in [0, 1), not {self.beta2:g}"),
            (self.momentum >= 0, f"momentum must be 0 or more, not {self.momentum:g}"),
            (self.weight_decay >= 0, f"weight_decay must be 0 or more, not {self.weight_decay:g}"),
            (self.decay in decays, f"decay must be one of {', '.join(decays)}, not '{self.decay}'"),
            (0 < self.decay_share <= 1, f"decay_share must be in (0, 1], not {self.decay_share:g}"),
        )

    def factor(self, step: int, steps: int) -> float:
        """What lr is multiplied by at a step of so many: a function of the step alone, so that nothing needs saving."""
        begin = steps * (1 - self.decay_share)
        if self.decay == "none" or step < begin:
            return 1.0
        if self.decay == "drop":
            return self.decay_factor
        gone = (step - begin) / max(1.0, steps - begin)
        return 1 - gone if self.decay == "linear" else 0.5 * (1 + math.cos(math.pi * gone))


@dataclass(frozen=True)
class Train:
    """`[train]`: how long, how fast, and what is written down."""

    batch: int = 1
    """Samples a step, on each device."""
    epochs: float = 200.0
    """Passes over the training samples; used where steps = 0."""
    steps: int = 0
    """Steps altogether; 0 = from epochs."""
    precision: str = "fp32"
    """fp32; bf16 for what networks compute (weights and losses stay fp32); auto: bf16 where the device computes it."""
    channels_last: bool = False
    """Keep pixels' channels together in memory: faster for networks without instance norm."""
    compile: str = "off"
    """on: torch.compile each network, which needs a compiler; auto: on a GPU; off."""
    ema: float = 0.0
    """Decay of the running average of weights that is used outside training; 0 = none."""
    clip: float = 0.0
    """Largest norm of a phase's gradient; 0 = as it comes."""
    seed: int = 2018
    """Of weights, order, crops and dropout."""
    deterministic: bool = False
    """On a GPU: only algorithms that give the same bits again."""
    log_every: int = 50
    """Steps between lines of log.jsonl."""
    sample_every: int = 1000
    """Steps between grids."""
    validate_every: int = 1000
    """Steps between measurements on the validation split."""
    validate_items: int = 256
    """Samples of it, at most."""
    save_every: int = 1000
    """Steps between checkpoints; one is also written at the end, on Ctrl-C or every 15 minutes."""
    best: str = ""
    """The validation measure that decides which weights are kept, such as c_ssim; empty = the last ones."""

    def __post_init__(self) -> None:
        counts = ("batch", "log_every", "sample_every", "validate_every", "validate_items", "save_every")
        _check(
            "train",
            *((getattr(self, name) > 0, f"{name} must be above 0, not {getattr(self, name)}") for name in counts),
            (self.steps >= 0, f"steps must be 0 or more, not {self.steps}"),
            (self.steps > 0 or self.epochs > 0, f"epochs must be above 0 where steps = 0, not {self.epochs:g}"),
            (
                self.precision in ("fp32", "bf16", "auto"),
                f"precision must be fp32, bf16 or auto, not '{self.precision}'",
            ),
            (self.compile in ("off", "on", "auto"), f"compile must be off, on or auto, not '{self.compile}'"),
            (0 <= self.ema < 1, f"ema must be in [0, 1), not {self.ema:g}"),
            (self.clip >= 0, f"clip must be 0 or more, not {self.clip:g}"),
            (0 <= self.seed < 2**63, f"seed must be in [0, 2^63), not {self.seed}"),
        )


@dataclass(frozen=True)
class Config:
    """A whole run."""

    method: str
    """Its name, such as pix2pix."""
    options: Any
    """`[options]`: the method's own dataclass."""
    data: Data = field(default_factory=Data)
    """`[data]`"""
    optimizer: Optimizer = field(default_factory=Optimizer)
    """`[optimizer]`"""
    train: Train = field(default_factory=Train)
    """`[train]`"""

    def changed(self, values: Mapping[str, Any], where: str) -> "Config":
        """The same with other values.

        Args:
            values: as a TOML file gives them: sections with keys.
            where: what to name in mistakes.

        Raises:
            ConfigError: with every mistake, a line each.
        """
        mistakes: list[str] = []
        sections = {}
        known = ("data", "optimizer", "train", "options")
        for name, content in values.items():
            if name not in known:
                mistakes.append(f"{where}: unknown section [{name}]; known: {', '.join(known)}")
            elif not isinstance(content, dict):
                mistakes.append(f"{where}: {name} must be a section, written as [{name}]")
            else:
                sections[name] = filled(getattr(self, name), content, f"{where}: [{name}]", mistakes)
        if mistakes:
            raise ConfigError("\n".join(mistakes))
        return replace(self, **sections)

    def with_settings(self, settings: Sequence[str]) -> "Config":
        """The same with other values as a command line gives them: `train.batch=8`.

        Raises:
            ConfigError: a setting has another form, its key does not exist, or its value breaks a rule.
        """
        values: dict[str, dict[str, Any]] = {}
        for setting in settings:
            name, equals, text = setting.partition("=")
            section, dot, key = name.strip().partition(".")
            if not (equals and dot and key):
                raise ConfigError(f"'{setting}' is no setting; write SECTION.KEY=VALUE, such as train.batch=8")
            values.setdefault(section, {})[key] = value_of(text.strip())
        return self.changed(values, "--set")

    def to_dict(self) -> dict[str, Any]:
        """Plain values, lists instead of tuples: what `from_dict`, JSON and TOML take."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    def to_toml(self) -> str:
        """The complete configuration, every key with its value."""
        lines = [f"method = {json.dumps(self.method)}"]
        for name in ("data", "optimizer", "train", "options"):
            lines += ["", f"[{name}]"]
            lines += [f"{key} = {toml(value)}" for key, value in asdict(getattr(self, name)).items()]
        return "\n".join(lines) + "\n"


def _check(section: str, *rules: tuple[bool, str]) -> None:
    """Raises:
    ConfigError: with every rule that does not hold.
    """
    if broken := [f"[{section}] {message}" for holds, message in rules if not holds]:
        raise ConfigError("\n".join(broken))
