"""A person to wear the clothes: measures, skin, hair; seeded by a number."""

from dataclasses import dataclass

import numpy as np

from scrapers.demo.drawing.styles import Style
from scrapers.demo.product import Rgb
from scrapers.demo.seeds import generator

SKINS: tuple[Rgb, ...] = (
    (240, 208, 187),
    (232, 194, 168),
    (224, 182, 150),
    (203, 156, 120),
    (168, 120, 86),
    (132, 88, 62),
    (96, 62, 46),
)
HAIRS: tuple[Rgb, ...] = (
    (36, 28, 26),
    (58, 40, 30),
    (92, 62, 40),
    (138, 94, 54),
    (196, 156, 96),
    (222, 194, 142),
    (140, 60, 34),
    (172, 168, 166),
)
HAIR_CUTS = ("long", "long", "bob", "bun", "ponytail", "afro", "crop", "waves")

# Trunk of a person of height 1, from the neck down to the crotch: height above ground, half
# width, half depth, and how far the section lies forward. Averages of women's measures.
TRUNK = np.array(
    [
        (0.872, 0.030, 0.033, -0.010),
        (0.848, 0.032, 0.034, -0.012),
        (0.836, 0.044, 0.038, -0.014),
        (0.825, 0.072, 0.044, -0.012),
        (0.810, 0.094, 0.052, -0.008),
        (0.778, 0.088, 0.060, 0.000),
        (0.748, 0.083, 0.066, 0.006),
        (0.716, 0.085, 0.075, 0.014),
        (0.680, 0.076, 0.061, 0.004),
        (0.625, 0.068, 0.052, 0.000),
        (0.580, 0.083, 0.060, -0.004),
        (0.525, 0.102, 0.072, -0.014),
        (0.490, 0.105, 0.073, -0.018),
        (0.462, 0.101, 0.066, -0.014),
    ]
)


@dataclass(frozen=True)
class Body:
    """Measures in centimetres, heights above the ground; x to the body's left, z forward."""

    height: float
    trunk: np.ndarray
    """(n, 4): height, half width, half depth, forward offset; from the neck downwards."""
    shoulder: tuple[float, float]
    """Half distance of the shoulder joints, their height."""
    hip: tuple[float, float]
    """Half distance of the hip joints, their height."""
    arm: tuple[float, float]
    """Lengths of upper arm and forearm."""
    leg: tuple[float, float]
    """Lengths of thigh and shin."""
    arm_radius: tuple[float, float, float]
    """At shoulder, elbow, wrist."""
    leg_radius: tuple[float, float, float, float]
    """At hip, knee, calf, ankle."""
    head: tuple[float, float]
    """Half width and half height of the head."""
    chin: float
    skin: Rgb
    hair: Rgb
    cut: str
    heel: float
    """Height of the heels of her shoes."""
    shoes: str
    shoe_rgb: Rgb
    bag: bool


def body(person: int, style: Style) -> Body:
    """The person with this number in this style; always the same one."""
    rng = generator("person", style.name, person)
    height = float(rng.uniform(164, 181))
    build = float(np.clip(rng.normal(1.0, 0.13), 0.84, 1.45)) * style.girth
    hips = build * float(rng.uniform(0.96, 1.06))
    longer = height * 0.462 * (style.legs - 1)
    return _measured(rng, height, build, hips, longer, style)


def mannequin(style: Style) -> Body:
    """The stand of the packshots: average, faceless, the same for every article."""
    rng = generator("mannequin", style.name)
    return _measured(rng, 172.0, style.girth, style.girth, 172 * 0.462 * (style.legs - 1), style)


def _measured(
    rng: np.random.Generator,
    height: float,
    build: float,
    hips: float,
    longer: float,
    style: Style,
) -> Body:
    trunk = TRUNK * height
    # Fullness shows most at the waist, least at neck and shoulders.
    level = np.linspace(0, 1, len(trunk))
    girth = 1 + (build - 1) * np.interp(level, (0, 0.25, 0.65, 1), (0.2, 0.6, 1.25, 1.0))
    girth[level > 0.7] *= hips / build
    trunk[:, 1:3] *= girth[:, None]
    trunk[:, 0] += longer
    limb = 0.55 + 0.45 * build
    dark = bool(rng.random() < 0.6)
    shoe_rgb: Rgb = (
        (34, 32, 34)
        if dark
        else ((238, 236, 232), (176, 128, 92), (168, 40, 44), (212, 188, 166))[int(rng.integers(4))]
    )
    return Body(
        height=height + longer,
        trunk=trunk,
        shoulder=(0.093 * height * (0.8 + 0.2 * build), 0.791 * height + longer),
        hip=(0.052 * height * hips, 0.482 * height + longer),
        arm=(0.168 * height, 0.15 * height),
        leg=((0.482 * height + longer - 0.045 * height) * 0.5, (0.482 * height + longer - 0.045 * height) * 0.5),
        arm_radius=(0.0262 * height * limb, 0.0205 * height * limb, 0.0145 * height * limb),
        leg_radius=(0.052 * height * hips, 0.031 * height * limb, 0.031 * height * limb, 0.0175 * height * limb),
        head=(0.0455 * height * style.head, 0.064 * height * style.head),
        chin=0.866 * height + longer,
        skin=SKINS[int(rng.integers(len(SKINS)))],
        hair=HAIRS[int(rng.integers(len(HAIRS)))],
        cut=HAIR_CUTS[int(rng.integers(len(HAIR_CUTS)))],
        heel=float(rng.choice([1.5, 2.0, 6.0, 8.5])),
        shoes=("pumps", "sneakers", "boots", "sandals")[int(rng.integers(4))],
        shoe_rgb=shoe_rgb,
        bag=bool(rng.random() < 0.15),
    )
