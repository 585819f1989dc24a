"""The range of the demo stores: N articles for women, seeded, with the truth about each."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from scrapers.demo import words
from scrapers.demo.gallery import HABITS, gallery
from scrapers.demo.outfits import dressed
from scrapers.demo.palette import COLOURS, FREQUENCY, SKU_LETTER, Colour
from scrapers.demo.product import DemoPhoto, DemoProduct, Rgb
from scrapers.demo.seeds import digits, generator, number

__all__ = ["BACKGROUNDS", "STORES", "STYLES", "DemoPhoto", "DemoProduct", "catalogue"]

STYLES = tuple(HABITS)
BACKGROUNDS = ("studio", "street")
STORES = ("zalando", "aboutyou", "fashionid", "shopify", "schemaorg")

# Seven of twenty articles are dresses: the thesis paired dresses, so they must be many.
CATEGORY_CYCLE = (
    "dresses",
    "tops",
    "pants",
    "dresses",
    "knitwear",
    "skirts",
    "dresses",
    "blouses",
    "jackets",
    "dresses",
    "tops",
    "pants",
    "dresses",
    "knitwear",
    "blouses",
    "dresses",
    "skirts",
    "tops",
    "dresses",
    "jackets",
)

Shares = Mapping[str, float]

PATTERN: Shares = {"unicolors": 0.58, "stripes": 0.1, "polkadots": 0.08, "floral": 0.1, "print": 0.09, "lace": 0.05}
FIT: Shares = {"tight": 0.3, "normal": 0.45, "loose": 0.25}
NECKLINE: Shares = {"round": 0.42, "v": 0.22, "wide": 0.12, "deep": 0.1, "back": 0.08, "lined": 0.06}
TOP_LENGTH: Shares = {"normal": 0.76, "short": 0.12, "long": 0.12}

VALUES: dict[str, dict[str, Shares]] = {
    "dresses": {
        "length": {"short": 0.42, "knee": 0.34, "3-4": 0.12, "long": 0.12},
        "sleeve_length": {"sleeveless": 0.34, "short": 0.28, "half": 0.14, "long": 0.24},
        "fit": FIT,
        "pattern": PATTERN,
        "neckline": NECKLINE,
    },
    "tops": {
        "length": TOP_LENGTH,
        "sleeve_length": {"sleeveless": 0.28, "short": 0.5, "half": 0.08, "long": 0.14},
        "fit": FIT,
        "pattern": PATTERN,
        "neckline": NECKLINE,
    },
    "blouses": {
        "length": TOP_LENGTH,
        "sleeve_length": {"sleeveless": 0.12, "short": 0.18, "half": 0.2, "long": 0.5},
        "fit": {"normal": 0.6, "loose": 0.4},
        "pattern": PATTERN,
        "neckline": {"round": 0.35, "v": 0.4, "wide": 0.1, "deep": 0.1, "lined": 0.05},
    },
    "knitwear": {
        "length": TOP_LENGTH,
        "sleeve_length": {"short": 0.08, "half": 0.12, "long": 0.8},
        "fit": {"tight": 0.2, "normal": 0.45, "loose": 0.35},
        "pattern": {"unicolors": 0.72, "stripes": 0.2, "print": 0.08},
        "neckline": {"round": 0.5, "v": 0.3, "wide": 0.15, "deep": 0.05},
    },
    "jackets": {
        "length": {"normal": 0.6, "short": 0.25, "long": 0.15},
        "sleeve_length": {"long": 1.0},
        "fit": {"tight": 0.2, "normal": 0.55, "loose": 0.25},
        "pattern": {"unicolors": 0.85, "print": 0.1, "stripes": 0.05},
    },
    "pants": {
        "length": {"long": 0.62, "3-4": 0.2, "knee": 0.06, "short": 0.12},
        "fit": {"tight": 0.42, "normal": 0.36, "loose": 0.22},
        "pattern": {"unicolors": 0.8, "stripes": 0.07, "print": 0.07, "floral": 0.06},
    },
    "skirts": {
        "length": {"short": 0.4, "knee": 0.32, "3-4": 0.18, "long": 0.1},
        "fit": {"tight": 0.34, "normal": 0.4, "loose": 0.26},
        "pattern": PATTERN,
    },
}

PRICES = {
    "blouses": (24, 70),
    "dresses": (30, 130),
    "jackets": (50, 170),
    "knitwear": (28, 90),
    "pants": (28, 90),
    "skirts": (22, 70),
    "tops": (10, 40),
}
LENGTH_CM = {
    "dresses": {"short": 86, "knee": 98, "3-4": 118, "long": 142},
    "skirts": {"short": 42, "knee": 58, "3-4": 76, "long": 98},
    "pants": {"short": 32, "knee": 52, "3-4": 84, "long": 100},
}
UNSTATED = 0.04  # share of values that the store keeps to itself


def catalogue(
    products: int = 300,
    seed: int = 2018,
    style: str = "a",
    background: str = "studio",
    stores: Sequence[str] = ("zalando",),
) -> list[DemoProduct]:
    """The range of the demo stores, `products` articles in all, dealt out to `stores` in turn.

    Raises:
        ValueError: a style, background or store that does not exist, or fewer than one product.
    """
    _check("style", style, STYLES)
    _check("background", background, BACKGROUNDS)
    for store in stores:
        _check("store", store, STORES)
    if products < 1 or not stores:
        raise ValueError("a catalogue needs at least one product and one store")
    listed: list[DemoProduct] = []
    article = 0
    while len(listed) < products:
        store = stores[article % len(stores)]
        # The store's own count of articles: every store sells all categories, however many stores there are.
        listed += _colourways(store, seed, article // len(stores), style, background)
        article += 1
    return dressed(_plant(listed[:products], seed))


def _check(what: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        raise ValueError(f"unknown {what} {name!r}; known: {', '.join(known)}")


def _colourways(store: str, seed: int, article: int, style: str, background: str) -> list[DemoProduct]:
    """One article in each of its one to three colours."""
    rng = generator("article", seed, store, article)
    category = CATEGORY_CYCLE[article % len(CATEGORY_CYCLE)]
    values = {key: _choose(rng, shares) for key, shares in VALUES[category].items()}
    phrases = {key: str(rng.choice(words.PHRASES[key][value])) for key, value in values.items()}
    name, occasion = _name(rng, category)
    if occasion:
        values["occasion"] = occasion
    brand = str(rng.choice(words.BRANDS))
    low, high = PRICES[category]
    price = int(rng.integers(low, high)) + 0.95
    sizes = words.SIZES[int(rng.integers(len(words.SIZES)))]
    material = words.MATERIALS[category][int(rng.integers(len(words.MATERIALS[category])))]
    look = number("look", seed, store, article)
    group = _group_id(store, brand, article, seed)
    slug, path = words.CATEGORIES[category]
    ways = []
    for way, colour in enumerate(_colours(rng)):
        identity = _product_id(store, group, colour, way)
        said = _attributes(rng, category, values, phrases, material, sizes, identity)
        ways.append(
            DemoProduct(
                store=store,
                id=identity,
                group_id=group,
                name=name,
                brand=brand,
                category=category,
                store_category=slug,
                category_path=path,
                gender="Damen",
                price=price,
                currency="EUR",
                color_name=colour.name,
                color_label=colour.label,
                sizes=sizes,
                values={"category": category, "color": colour.value, **values},
                attributes=said,
                photos=tuple(gallery(store, identity, look, style, background)),
                style=style,
                background=background,
                look=look,
                rgb=_dye(rng, colour.rgb),
                accent=_accent(rng, colour),
            )
        )
    return ways


def _choose(rng: np.random.Generator, shares: Shares) -> str:
    weights = np.array(list(shares.values()))
    return list(shares)[int(rng.choice(len(weights), p=weights / weights.sum()))]


def _name(rng: np.random.Generator, category: str) -> tuple[str, str]:
    """Name of the article, and the occasion it speaks of or ""."""
    line = str(rng.choice(words.LINES))
    spoken = [(key, names) for key, names in words.OCCASION_NAMES.items() if key[0] == category]
    if spoken and rng.random() < 0.3:
        (_, occasion), names = spoken[int(rng.integers(len(spoken)))]
        return f"{line} - {rng.choice(names)}", occasion
    return f"{line} - {rng.choice(words.NAMES[category])}", ""


def _colours(rng: np.random.Generator) -> list[Colour]:
    weights = np.array([FREQUENCY[colour.value] for colour in COLOURS])
    number_of_ways = int(rng.choice([1, 2, 3], p=[0.76, 0.16, 0.08]))
    picks = rng.choice(len(COLOURS), size=number_of_ways, replace=False, p=weights / weights.sum())
    return [COLOURS[int(pick)] for pick in picks]


def _dye(rng: np.random.Generator, rgb: Rgb) -> Rgb:
    """The same colour name never gives the same cloth twice: lighter or darker, warmer or colder.

    White stays white and black stays black; between them makers mean many things by "sage".
    """
    light = sum(rgb) / 3
    room = float(np.interp(light, (20, 90, 190, 250), (0.35, 1.0, 1.0, 0.2)))
    whole = rng.normal(0, 13 * room)
    red, green, blue = (int(np.clip(part + whole + rng.normal(0, 7 * room), 6, 253)) for part in rgb)
    return red, green, blue


def _accent(rng: np.random.Generator, colour: Colour) -> Rgb:
    """Colour of motif and trim: a clear contrast to the cloth in lightness."""
    light = sum(colour.rgb) / 3
    apart = [other for other in COLOURS if abs(sum(other.rgb) / 3 - light) > 70]
    return apart[int(rng.integers(len(apart)))].rgb


def _group_id(store: str, brand: str, article: int, seed: int) -> str:
    if store == "zalando":
        letters = "".join(part for part in brand.upper() if part.isalpha())[:2]
        return f"{letters}{article:04d}{digits('sku', seed, article)[:3].upper()}"
    return str(1_000_000 + (number("group", store, seed) % 8000) * 1000 + article)


def _product_id(store: str, group: str, colour: Colour, way: int) -> str:
    """Zalando's config SKU: nine characters of the article, a letter and two digits of colour."""
    if store == "zalando":
        return f"{group}-{SKU_LETTER[colour.value]}{11 + COLOURS.index(colour):02d}"
    return f"{group}{way}"


def _attributes(
    rng: np.random.Generator,
    category: str,
    values: Mapping[str, str],
    phrases: Mapping[str, str],
    material: tuple[str, str],
    sizes: Sequence[str],
    identity: str,
) -> tuple[tuple[str, str, str], ...]:
    """What the store says of a product, in German and in the store's sections."""
    size = sizes[min(1, len(sizes) - 1)]
    care = str(rng.choice(words.CARE))
    rows = [
        ("Material Oberstoff", material[0], "material_care"),
        ("Materialkonstruktion", material[1], "material_care"),
        ("Pflegehinweise", care, "material_care"),
    ]
    for key in ("neckline", "pattern", "fit", "length", "sleeve_length"):
        if key in phrases and rng.random() >= UNSTATED:
            title, section = words.KEYS[key]
            rows.append((title, phrases[key], section))
    if category in words.FASTENINGS:
        rows.append(("Verschluss", str(rng.choice(words.FASTENINGS[category])), "details"))
    if category == "jackets":
        rows.append(("Kragen", "Reverskragen", "details"))
    rows.append(("Artikelnummer", identity, "details"))
    usual = {"normal": 64, "short": 50, "long": 80}
    centimetres = LENGTH_CM.get(category, usual)[values["length"]] + int(rng.integers(-3, 4))
    rows.append(("Gesamtlänge", f"{centimetres} cm bei Größe {size}", "size_fit"))
    if values.get("sleeve_length") == "long" and rng.random() < 0.5:
        rows.append(("Ärmellänge", f"{int(rng.integers(58, 66))} cm bei Größe {size}", "size_fit"))
    rows.sort(key=lambda row: ("material_care", "details", "size_fit").index(row[2]))
    return tuple(rows)


def _plant(listed: list[DemoProduct], seed: int) -> list[DemoProduct]:
    """Plants what a cleaner has to find: copied photos and an article listed twice, by name."""
    planted = list(listed)
    for place, product in enumerate(listed):
        rng = generator("plant", seed, product.store, product.id)
        fate = rng.random()
        if fate < 0.01 and place > 0 and _may_be_relisted(planted[place - 1], product):
            planted[place] = _relisted(listed[place - 1], product)
        elif fate < 0.035 and 3 < len(product.photos) <= 6:
            planted[place] = _with_copy(product, rng, near=fate >= 0.02)
    return planted


def _may_be_relisted(neighbour: DemoProduct, product: DemoProduct) -> bool:
    return neighbour.group_id != product.group_id and not neighbour.planted


def _relisted(original: DemoProduct, product: DemoProduct) -> DemoProduct:
    """The original article under the identity of another, with the same pictures."""
    own = tuple(
        (key, product.id if key == "Artikelnummer" else value, section) for key, value, section in original.attributes
    )
    photos = tuple(
        replace(
            photo,
            key=digits("key", product.store, product.id, photo.position),
            planted=f"duplicate_of:{original.id}@{photo.position}",
        )
        for photo in original.photos
    )
    return replace(
        original,
        id=product.id,
        group_id=product.group_id,
        store=product.store,
        attributes=own,
        photos=photos,
        planted=f"duplicate_of:{original.id}",
    )


def _with_copy(product: DemoProduct, rng: np.random.Generator, near: bool) -> DemoProduct:
    """The product with one of its own photos again at the end, byte for byte or nearly so."""
    others = [photo for photo in product.photos if photo.role != "product"]
    source = others[int(rng.integers(len(others)))]
    position = len(product.photos)
    copy = replace(
        source,
        position=position,
        key=digits("key", product.store, product.id, position),
        planted=f"duplicate_of:{product.id}@{source.position}",
    )
    if near:
        copy = replace(
            copy,
            quality=max(50, source.quality - 15),
            brightness=1.03,
            planted=f"near_duplicate_of:{product.id}@{source.position}",
        )
    return replace(product, photos=(*product.photos, copy))
