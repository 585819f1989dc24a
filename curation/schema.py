"""Every row of every file that stages hand to each other: one dataclass each, one line of prose a field.

The tables in `datasets/README.md` are generated from this file. Only the standard library is imported, so that
spiders, curation and training can all share it. A list in a CSV cell is a JSON array; an empty cell is `None`
(or the empty string, where the field is text).
"""

from dataclasses import dataclass, field

VERSION = 1
"""Of the rows below. Written into every Parquet file and every ledger; an older one is refused by name."""

ATTRIBUTES = (
    "category",
    "color",
    "length",
    "sleeve_length",
    "fit",
    "pattern",
    "neckline",
    "occasion",
)
"""The columns whose values come from a vocabulary: those of the 2018 thesis."""

MORE_ATTRIBUTES = ("closure", "collar", "waist_rise", "material", "fabric")
"""Columns beyond them that hold one value of a vocabulary."""
LISTED_ATTRIBUTES = ("details", "care")
"""Columns that hold every value that is stated."""

LABEL = "label"
"""Section of attribute lines whose value an imported dataset gives outright; key = one of our columns."""
KEPT = "kept"
"""Section of cells that an import keeps for the way back, for exports alone; key = the source's column."""

ROLES = ("product", "model", "detail", "unknown")
SHOTS = (
    "full_front",
    "full_side",
    "full_back",
    "threequarter_front",
    "threequarter_side",
    "upper_front",
    "partial_back",
    "detail",
    "packshot",
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One line of a store's attribute list, as the store shows it."""

    key: str
    """What the store calls it, such as "Ärmellänge"; empty for a bullet without a key."""
    value: str
    """What the store says, such as "Viertelarm", whitespace collapsed, percent-decoding undone."""
    section: str = ""
    """The heading it stands under, such as "details", or what an import calls it ("label", "kept"); may be empty."""


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a garment is of one fibre."""

    part: str
    """outer, lining, filling or insert."""
    material: str
    """Value of `vocabularies/material.csv`, or "unknown"."""
    percent: float | None = None
    """Share of the part, in [0, 100]; empty where the store gives none."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A length the store gives."""

    name: str
    """What was measured, such as "total_length" or "model_height"."""
    cm: float
    """In centimetres."""
    size: str = ""
    """The size it was measured at, such as "S"; empty where the store does not say."""


@dataclass(slots=True)
class RawProduct:
    """A product as the store shows it; nothing mapped, nothing dropped."""

    store: str
    """Name of the spider, such as "zalando"; together with `id` the key of every table."""
    id: str
    """The store's id of this colourway, such as "AR322O0BC-C11"."""
    group_id: str = ""
    """What the colourways of one article share; empty where the store does not say."""
    product_url: str = ""
    """The page a person would open."""
    name: str = ""
    """The article's name without the brand."""
    brand: str = ""
    """The maker."""
    category: str = ""
    """The store's own slug, such as "damenbekleidung-kleider"."""
    category_path: list[str] = field(default_factory=list)
    """Breadcrumbs from the widest to the narrowest."""
    color: str = ""
    """The maker's name of the colour, such as "acid black"."""
    color_family: str = ""
    """The store's family of the colour, such as "dunkelgrau"."""
    gender: str = ""
    """female, male, unisex or kids; empty where the store does not say."""
    price: float | None = None
    """What is asked today, in units of `currency`."""
    currency: str = ""
    """ISO 4217, such as "EUR"."""
    sizes: list[str] = field(default_factory=list)
    """All sizes the page offers, in its order, sold out or not."""
    attributes: list[Attribute] = field(default_factory=list)
    """The attribute list in the order of the page."""
    img_url: str = ""
    """Where the product photo was found."""
    img_path: str = ""
    """The product photo, relative to the workspace; empty until it is stored."""
    model_img_urls: list[str] = field(default_factory=list)
    """Where every other photo was found, in gallery order."""
    model_img_paths: list[str] = field(default_factory=list)
    """Every other photo, relative to the workspace, in gallery order; only stored ones."""
    parser: str = ""
    """Name and version of the page class, such as "zalando/1"."""
    fetched_at: str = ""
    """When the page was read, ISO 8601 in UTC."""


@dataclass(slots=True)
class RawImage:
    """A photo of a product as the store shows it, and what became of its download."""

    store: str
    """Name of the spider."""
    id: str
    """The product's id."""
    position: int
    """Place in the store's gallery, from 0."""
    role: str = "unknown"
    """product (the article alone), model (worn by a person), detail or unknown."""
    view: str = ""
    """front, back or side, only where the store says so."""
    focus: str = ""
    """What the picture is about in the store's words, such as "full body"; only where the store says so."""
    role_source: str = ""
    """How the role is known, such as "zalando:filter=packshot"."""
    url: str = ""
    """Where the bytes were asked for, at the best size."""
    key: str = ""
    """The picture's identity on its host; the same picture at two widths has one key."""
    path: str = ""
    """The stored file, relative to the workspace; empty until it is stored."""
    sha256: str = ""
    """Of the stored bytes."""
    width: int | None = None
    """In pixels, as stored."""
    height: int | None = None
    """In pixels, as stored."""
    format: str = ""
    """jpeg, png, webp, avif or gif."""
    bytes: int | None = None
    """Size of the stored file."""
    status: str = "queued"
    """queued, done, failed or refused."""
    reason: str = ""
    """Why not done, as a snake_case word, such as "http_404" or "truncated"."""
    consent: str = ""
    """What the site said about keeping it: outcome, source and date, such as "refused x-robots-tag:noai 2026-11-21"."""
    fetched_at: str = ""
    """When the bytes came, ISO 8601 in UTC."""


@dataclass(slots=True)
class Product:
    """A product with its attributes in the vocabulary's values; empty = not stated."""

    store: str
    """As in the raw table."""
    id: str
    """As in the raw table."""
    group_id: str = ""
    """As in the raw table."""
    product_url: str = ""
    """As in the raw table."""
    name: str = ""
    """As in the raw table."""
    brand: str = ""
    """As in the raw table."""
    store_category: str = ""
    """The raw table's `category`: the store's own slug."""
    category_path: list[str] = field(default_factory=list)
    """As in the raw table."""
    store_color: str = ""
    """The raw table's `color`: the maker's name."""
    color_family: str = ""
    """As in the raw table."""
    gender: str = ""
    """As in the raw table."""
    price: float | None = None
    """As in the raw table."""
    currency: str = ""
    """As in the raw table."""
    sizes: list[str] = field(default_factory=list)
    """As in the raw table."""
    attributes: list[Attribute] = field(default_factory=list)
    """As in the raw table."""
    img_url: str = ""
    """As in the raw table."""
    img_path: str = ""
    """As in the raw table."""
    model_img_urls: list[str] = field(default_factory=list)
    """As in the raw table."""
    model_img_paths: list[str] = field(default_factory=list)
    """As in the raw table."""
    parser: str = ""
    """As in the raw table."""
    fetched_at: str = ""
    """As in the raw table."""
    category: str = ""
    """Value of `vocabularies/category.csv`."""
    color: str = ""
    """Value of `vocabularies/color.csv`: the product's own colour, not the listing's filter."""
    length: str = ""
    """Value of `vocabularies/length.csv`."""
    sleeve_length: str = ""
    """Value of `vocabularies/sleeve_length.csv`."""
    fit: str = ""
    """Value of `vocabularies/fit.csv`."""
    pattern: str = ""
    """Value of `vocabularies/pattern.csv`."""
    neckline: str = ""
    """Value of `vocabularies/neckline.csv`."""
    occasion: str = ""
    """Value of `vocabularies/occasion.csv`."""
    closure: str = ""
    """Value of `vocabularies/closure.csv`."""
    collar: str = ""
    """Value of `vocabularies/collar.csv`."""
    waist_rise: str = ""
    """Value of `vocabularies/waist_rise.csv`."""
    material: str = ""
    """Value of `vocabularies/material.csv`: the fibre with the largest share of the outer fabric."""
    fabric: str = ""
    """Value of `vocabularies/fabric.csv`: how the outer fabric is made."""
    composition: list[Share] = field(default_factory=list)
    """All shares the store states."""
    measurements: list[Measure] = field(default_factory=list)
    """All lengths the store states."""
    details: list[str] = field(default_factory=list)
    """Values of `vocabularies/details.csv`; a trim counts, too."""
    care: list[str] = field(default_factory=list)
    """Values of `vocabularies/care.csv`."""
    name_en: str = ""
    """The name in English; empty unless machine translation is on."""
    color_seen: str = ""
    """The colour of the product photo's pixels, a value of `vocabularies/color.csv`; empty where it was not read."""
    color_check: str = ""
    """agrees or differs: `color_seen` against `color`; empty where one of them is. Changes nothing."""
    unmapped: list[str] = field(default_factory=list)
    """Phrases that a vocabulary was asked about and did not know, as "category: NAME"."""
    provenance: list[str] = field(default_factory=list)
    """Which phrase gave each value by which rule, as "color=gray: color_family 'dunkelgrau' (alias 'dunkelgrau')"."""


@dataclass(slots=True)
class Image:
    """A photo with what curation measured and decided."""

    store: str
    """As in the raw table."""
    id: str
    """As in the raw table."""
    position: int
    """As in the raw table."""
    role: str = "unknown"
    """As in the raw table."""
    view: str = ""
    """As in the raw table."""
    focus: str = ""
    """As in the raw table."""
    role_source: str = ""
    """As in the raw table."""
    url: str = ""
    """As in the raw table."""
    key: str = ""
    """As in the raw table."""
    path: str = ""
    """As in the raw table."""
    sha256: str = ""
    """As in the raw table."""
    width: int | None = None
    """As in the raw table."""
    height: int | None = None
    """As in the raw table."""
    format: str = ""
    """As in the raw table."""
    bytes: int | None = None
    """As in the raw table."""
    fetch_status: str = ""
    """The raw table's `status`."""
    fetch_reason: str = ""
    """The raw table's `reason`."""
    consent: str = ""
    """As in the raw table."""
    fetched_at: str = ""
    """As in the raw table."""
    phash: str = ""
    """64-bit perceptual hash, 16 hex digits; empty until cleaned."""
    brightness: float | None = None
    """Mean gray level in [0, 255]; empty until cleaned."""
    sharpness: float | None = None
    """Steepest bend by steepest slope: 0.8 to 3 where sharp, below 0.6 where blurred; empty until cleaned."""
    background: str = ""
    """What the rim shows: white, light (nearly white), plain (one colour) or busy; empty until cleaned."""
    group: str = ""
    """What a photo and its copies share, in one product or in several; empty where it has none."""
    keep: bool = True
    """Whether later stages use the photo; a dropped one keeps its row."""
    reason: str = ""
    """Why it is not kept, as a snake_case word."""
    shot: str = ""
    """Which shot it is, one of `SHOTS`; empty where nothing has looked yet."""
    shot_score: float | None = None
    """Probability of `shot` in [0, 1]."""
    front_score: float | None = None
    """Probability in [0, 1] that it is a full front."""
    shot_source: str = ""
    """Who says so: review, store, model or mask; the least trusted one that was needed."""


@dataclass(slots=True)
class Pair:
    """A product and the photo of a person wearing it."""

    store: str
    """As in the raw table."""
    id: str
    """As in the raw table."""
    product_image: str
    """The product photo, relative to the workspace."""
    model_image: str
    """The chosen photo, relative to the workspace."""
    distance: float
    """Euclidean distance of the photo's mask (4,096 values 0 or 255) to the chosen cluster's centre."""
    margin: float
    """Distance to the nearest other centre less that to the chosen one; below 0 = the photo lies in another cluster."""
    cluster: int
    """The cluster the photo lies in."""
    shot: str = ""
    """Which shot the photo is, where something has looked."""
    score: float | None = None
    """Probability in [0, 1] that the photo is a full front, where something has looked."""
    source: str = "auto"
    """auto, or review where a person decided."""
    product_source: str = "store"
    """Who says that the product photo shows the article alone: store, or model where only the picture tells."""


@dataclass(slots=True)
class Rejection:
    """A product without a pair, and why."""

    store: str
    """As in the raw table."""
    id: str
    """As in the raw table."""
    reason: str
    """A snake_case word, such as "no_model_photo"."""
    best_candidate: str = ""
    """The photo that came nearest, relative to the workspace; empty where there was none."""


@dataclass(slots=True)
class Removal:
    """A row or a photo that a step dropped."""

    store: str
    """As in the raw table; empty where the row could not be read that far."""
    id: str
    """As in the raw table; empty where the row could not be read that far."""
    item: str
    """The photo's path, or file and row of a table."""
    reason: str
    """A snake_case word."""
    detail: str = ""
    """What was found, in a sentence."""


@dataclass(slots=True)
class Pending:
    """What machine translation proposes for a phrase no rule claims; a person takes it into a vocabulary or not."""

    language: str
    """Of the phrase, such as "de"."""
    phrase: str
    """As it stands in `unmapped`."""
    english: str
    """The machine's translation."""
    provider: str
    """Name and version, such as "deepl/v2"."""
    values: list[str] = field(default_factory=list)
    """What the English vocabulary makes of it, as "pattern=floral"; empty = nothing."""
    products: int = 0
    """Products it stands on."""


@dataclass(slots=True)
class Wears:
    """A product worn in a photo."""

    image: str
    """The photo, relative to the workspace."""
    store: str
    """The product's store."""
    id: str
    """The product's id."""
    category: str
    """Value of `vocabularies/category.csv`."""
    match: str = "exact"
    """exact, or similar where the source only knows a look-alike."""
    box: list[float] = field(default_factory=list)
    """x, y, width, height in pixels of the photo; empty = the whole photo."""


@dataclass(slots=True)
class Split:
    """Which part of a release a product belongs to."""

    store: str
    """As in the raw table."""
    id: str
    """As in the raw table."""
    group: str
    """What may not be torn apart: products that share an article, a duplicate or a photo."""
    split: str
    """train, validation or test."""


@dataclass(slots=True)
class Review:
    """A person's decision, one a line of `reviews.csv`; machine output never overrides it."""

    date: str
    """When, ISO 8601 in UTC."""
    dataset: str
    """Name of the dataset definition."""
    category: str
    """Value of `vocabularies/category.csv`."""
    kind: str
    """cluster, pair or shot."""
    store: str
    """The product's store; empty for a cluster."""
    id: str
    """The product's id; empty for a cluster."""
    value: str
    """What was decided: for a cluster a photo of the full-body one, for a pair the chosen photo or "none", for
    a shot PHOTO=SHOT; photos by their path relative to the workspace. Empty (for a shot PHOTO=) withdraws it."""
    previous: str = ""
    """What stood there before."""


@dataclass(slots=True)
class ReleaseRow:
    """A pair of a release with all that is known of it: a product, its photo alone, a photo of a person wearing it."""

    key: str
    """Names the pair's files: letters, digits, - and _; unique in the release."""
    store: str
    """Name of the store; together with `id` it names the product."""
    id: str
    """The store's id of this colourway."""
    split: str = ""
    """train, validation or test."""
    group: str = ""
    """What may not be torn apart by a split, as 16 hex digits."""
    page_url: str = ""
    """The page that a person would open."""
    name: str = ""
    """The article's name without the brand, in the store's words."""
    brand: str = ""
    """The maker."""
    category: str = ""
    """Value of `vocabularies/category.csv`; empty = not stated."""
    color: str = ""
    """Value of `vocabularies/color.csv`; empty = not stated."""
    length: str = ""
    """Value of `vocabularies/length.csv`; empty = not stated."""
    sleeve_length: str = ""
    """Value of `vocabularies/sleeve_length.csv`; empty = not stated."""
    fit: str = ""
    """Value of `vocabularies/fit.csv`; empty = not stated."""
    pattern: str = ""
    """Value of `vocabularies/pattern.csv`; empty = not stated."""
    neckline: str = ""
    """Value of `vocabularies/neckline.csv`; empty = not stated."""
    occasion: str = ""
    """Value of `vocabularies/occasion.csv`; empty = not stated."""
    closure: str = ""
    """Value of `vocabularies/closure.csv`; empty = not stated."""
    collar: str = ""
    """Value of `vocabularies/collar.csv`; empty = not stated."""
    waist_rise: str = ""
    """Value of `vocabularies/waist_rise.csv`; empty = not stated."""
    material: str = ""
    """Value of `vocabularies/material.csv`; empty = not stated."""
    fabric: str = ""
    """Value of `vocabularies/fabric.csv`; empty = not stated."""
    details: list[str] = field(default_factory=list)
    """Values of `vocabularies/details.csv`."""
    care: list[str] = field(default_factory=list)
    """Values of `vocabularies/care.csv`."""
    product_url: str = ""
    """Where the store serves the photo of the article alone, at the size it was taken."""
    product_key: str = ""
    """The picture's identity on its host; it stays when the address does not."""
    product_sha256: str = ""
    """Of the bytes the store served."""
    product_phash: str = ""
    """64-bit perceptual hash of them, 16 hex digits: tells the photo again when the store encodes it anew."""
    product_width: int | None = None
    """In pixels, as the store served it."""
    product_height: int | None = None
    """In pixels, as the store served it."""
    product_bytes: int | None = None
    """Size of what the store served."""
    product_format: str = ""
    """jpeg, png, webp, avif or gif, as the store served it."""
    product_consent: str = ""
    """What the site said about keeping it: outcome, source and date; empty where nobody was asked (an import)."""
    product_file: str = ""
    """The photo in this release: its path, or its name inside `shard`; empty in a release of links."""
    model_url: str = ""
    """Where the store serves the photo of a person wearing it, at the size it was taken."""
    model_key: str = ""
    """The picture's identity on its host; it stays when the address does not."""
    model_sha256: str = ""
    """Of the bytes the store served."""
    model_phash: str = ""
    """64-bit perceptual hash of them, 16 hex digits: tells the photo again when the store encodes it anew."""
    model_width: int | None = None
    """In pixels, as the store served it."""
    model_height: int | None = None
    """In pixels, as the store served it."""
    model_bytes: int | None = None
    """Size of what the store served."""
    model_format: str = ""
    """jpeg, png, webp, avif or gif, as the store served it."""
    model_consent: str = ""
    """What the site said about keeping it: outcome, source and date; empty where nobody was asked (an import)."""
    model_file: str = ""
    """The photo in this release: its path, or its name inside `shard`; empty in a release of links."""
    shard: str = ""
    """The tar that holds the photos, a path in the release; empty where they are files of their own."""
    shot: str = ""
    """Which shot the model photo is, such as full_front; empty where nothing has looked."""
    score: float | None = None
    """Probability in [0, 1] that it is a full front; empty where nothing has looked."""
    source: str = ""
    """Who chose the model photo: auto, or review where a person did."""


@dataclass(slots=True)
class PhotoPair:
    """A pair as Hugging Face's `imagefolder` reads it: the two file names become the pictures `product` and `model`."""

    product_file_name: str
    """The product photo, relative to the table's folder."""
    model_file_name: str
    """The photo of a person wearing it, relative to the table's folder."""
    key: str = ""
    """As in data.parquet."""
    store: str = ""
    """As in data.parquet."""
    id: str = ""
    """As in data.parquet."""
    page_url: str = ""
    """As in data.parquet."""
    name: str = ""
    """As in data.parquet."""
    brand: str = ""
    """As in data.parquet."""
    category: str = ""
    """As in data.parquet."""
    color: str = ""
    """As in data.parquet."""
    length: str = ""
    """As in data.parquet."""
    sleeve_length: str = ""
    """As in data.parquet."""
    fit: str = ""
    """As in data.parquet."""
    pattern: str = ""
    """As in data.parquet."""
    neckline: str = ""
    """As in data.parquet."""
    occasion: str = ""
    """As in data.parquet."""
    closure: str = ""
    """As in data.parquet."""
    collar: str = ""
    """As in data.parquet."""
    waist_rise: str = ""
    """As in data.parquet."""
    material: str = ""
    """As in data.parquet."""
    fabric: str = ""
    """As in data.parquet."""
    details: list[str] = field(default_factory=list)
    """As in data.parquet."""
    care: list[str] = field(default_factory=list)
    """As in data.parquet."""
    shot: str = ""
    """As in data.parquet."""


@dataclass(slots=True)
class LinkedPair:
    """A pair of a release without files of photos: where the stores serve them."""

    product_url: str
    """As in data.parquet."""
    model_url: str
    """As in data.parquet."""
    product_sha256: str = ""
    """As in data.parquet."""
    model_sha256: str = ""
    """As in data.parquet."""
    key: str = ""
    """As in data.parquet."""
    store: str = ""
    """As in data.parquet."""
    id: str = ""
    """As in data.parquet."""
    page_url: str = ""
    """As in data.parquet."""
    name: str = ""
    """As in data.parquet."""
    brand: str = ""
    """As in data.parquet."""
    category: str = ""
    """As in data.parquet."""
    color: str = ""
    """As in data.parquet."""
    length: str = ""
    """As in data.parquet."""
    sleeve_length: str = ""
    """As in data.parquet."""
    fit: str = ""
    """As in data.parquet."""
    pattern: str = ""
    """As in data.parquet."""
    neckline: str = ""
    """As in data.parquet."""
    occasion: str = ""
    """As in data.parquet."""
    closure: str = ""
    """As in data.parquet."""
    collar: str = ""
    """As in data.parquet."""
    waist_rise: str = ""
    """As in data.parquet."""
    material: str = ""
    """As in data.parquet."""
    fabric: str = ""
    """As in data.parquet."""
    details: list[str] = field(default_factory=list)
    """As in data.parquet."""
    care: list[str] = field(default_factory=list)
    """As in data.parquet."""
    shot: str = ""
    """As in data.parquet."""


@dataclass(slots=True)
class RemovalOrder:
    """A line of `removals.csv` beside the definition: what no later release may hold, named by hash alone."""

    date: str
    """When it was asked for, ISO 8601 in UTC."""
    kind: str
    """product, url, brand, sha256 or phash."""
    hash: str
    """Of a product SHA-256 of "STORE ID", of a URL and of a brand in lower case that of the text, in hex; else the
    photo's own hash."""
    reason: str
    """Why, in the words of whoever asked; stays in the workspace."""


@dataclass(slots=True)
class ReleasedRemoval:
    """What this release and all later ones leave out, so that holders of older copies can take it out of theirs."""

    kind: str
    """As in the order."""
    hash: str
    """As in the order."""
    date: str
    """The day it was asked for, such as "2026-11-21"."""
    since: str
    """The first version that left it out."""


@dataclass(slots=True)
class Link:
    """A photo that a rebuild asks for, as it hands it to the crawl."""

    id: str
    """Names the photo: the first 24 hex digits of the SHA-256 of its address."""
    url: str
    """Where the bytes are asked for."""


@dataclass(slots=True)
class RebuiltPhoto:
    """What came of one photo of a release of links."""

    key: str
    """The pair's, as in data.parquet."""
    part: str
    """product or model."""
    host: str
    """That serves it."""
    url: str
    """Where the bytes were asked for."""
    outcome: str
    """exact (the same bytes), reencoded (the same picture in other bytes), replaced (another picture), failed (asked
    for again by the next run), refused (the site does not permit it), queued (not asked for yet)."""
    reason: str = ""
    """Why not exact, as a snake_case word, such as "http_404", "robots_disallowed" or "other_picture"."""
    bits: int | None = None
    """In how many of 64 bits its perceptual hash differs from the release's; empty where the bytes are the same."""
    width: int | None = None
    """In pixels, as served now."""
    height: int | None = None
    """In pixels, as served now."""
    sha256: str = ""
    """Of the bytes served now."""
    consent: str = ""
    """What the site said about keeping it: outcome, source and date."""
    path: str = ""
    """The file, relative to the rebuilt folder; empty where there is none, or the pair lacks the other photo."""


@dataclass(slots=True)
class IncompletePair:
    """A pair that a rebuild leaves out, since a photo of it is missing."""

    key: str
    """As in data.parquet."""
    store: str
    """As in data.parquet."""
    id: str
    """As in data.parquet."""
    split: str
    """As in data.parquet."""
    product: str
    """What came of the product photo: outcome and reason, such as "failed http_404"."""
    model: str
    """What came of the model photo."""


TABLES: dict[str, type] = {
    "raw/<store>/products.csv": RawProduct,
    "raw/<store>/images.csv": RawImage,
    "build/<dataset>/products.parquet": Product,
    "build/<dataset>/images.parquet": Image,
    "build/<dataset>/pending.csv": Pending,
    "build/<dataset>/pairs/<category>.parquet and .csv": Pair,
    "build/<dataset>/pairs/<category>.rejected.csv": Rejection,
    "build/<dataset>/removed/<step>.csv": Removal,
    "build/<dataset>/wears.parquet": Wears,
    "build/<dataset>/splits.parquet": Split,
    "<dataset>/reviews.csv": Review,
    "<dataset>/removals.csv": RemovalOrder,
    "releases/<dataset>-<version>/data.parquet and .csv": ReleaseRow,
    "releases/<dataset>-<version>/<split>/metadata.parquet with photos": PhotoPair,
    "releases/<dataset>-<version>/<split>/metadata.parquet without photos or with tars": LinkedPair,
    "releases/<dataset>-<version>/removals.csv": ReleasedRemoval,
    "<rebuilt>/.crawl/links.csv": Link,
    "<rebuilt>/photos.csv": RebuiltPhoto,
    "<rebuilt>/incomplete.csv": IncompletePair,
}
"""Which file holds which row; `datasets/README.md` is made from it."""
