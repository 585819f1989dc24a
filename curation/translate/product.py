"""Everything the lines of one product say, put together: one value for each attribute, and where it comes from.

Where lines disagree, a value that an imported dataset gives outright wins over all words; then the line under the
attribute's own key over a line about something else, that over a line without a key, and the name comes last; then a
strong alias over a weak one; then the line that stands first.
"""

from dataclasses import dataclass

from curation.schema import ATTRIBUTES, KEPT, LABEL, MORE_ATTRIBUTES, Attribute, Product
from curation.translate.engine import Engine, Reader, Reading
from curation.translate.matching import Claim
from curation.translate.text import fold

SINGLE = tuple(name for name in (*ATTRIBUTES, *MORE_ATTRIBUTES) if name not in ("category", "color"))
NAMED = ("occasion", "length", "sleeve_length", "fit", "pattern", "neckline")
"""What a product's name may speak of."""


@dataclass(frozen=True)
class _Offer:
    """A claim with what decides between it and others."""

    weight: tuple[int, int]
    claim: Claim
    source: str


class Filler:
    """Fills the vocabulary columns of products; reads every distinct line once.

    Raises:
        VocabularyError: a vocabulary contradicts itself.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._readers: dict[tuple[str, ...], Reader] = {}
        self._names: dict[tuple[str, str], tuple[Claim, ...]] = {}
        self._categories: dict[str, Claim | None] = {}
        self._colors: dict[tuple[str, str], tuple[str, str]] = {}

    def fill(self, product: Product) -> None:
        """Set every column that comes from a vocabulary; what stood there before is forgotten."""
        product.unmapped, product.provenance = [], []
        product.composition, product.measurements, product.details, product.care = [], [], [], []
        for name in SINGLE:
            setattr(product, name, "")
        reader = self._reader(product)
        offers: dict[str, _Offer] = {}
        for line in product.attributes:
            if line.section == LABEL:
                self._labelled(product, line, offers)
                continue
            if line.section == KEPT:
                continue
            reading = reader.read(line.key, line.value)
            self._take(product, line.key, line.value, reading, offers)
        self._from_name(product, reader, offers)
        self._category(product, reader)
        self._color(product, reader, offers)
        for name in SINGLE:
            if offer := offers.get(name):
                setattr(product, name, offer.claim.value)
                product.provenance.append(f"{name}={offer.claim.value}: {offer.source} {_rule(offer.claim)}")
        outer = [share for share in product.composition if share.part == "outer" and share.material != "unknown"]
        if outer:
            main = max(outer, key=lambda share: share.percent or 0.0)
            if main.material != product.material:
                product.material = main.material
                product.provenance = [line for line in product.provenance if not line.startswith("material=")]
                product.provenance.append(f"material={main.material}: the largest share of the outer fabric")

    def _reader(self, product: Product) -> Reader:
        # Keys that an import made are in no language.
        keys = tuple(line.key for line in product.attributes if line.section not in (LABEL, KEPT))
        if keys not in self._readers:
            self._readers[keys] = self.engine.reader(keys)
        return self._readers[keys]

    def _labelled(self, product: Product, line: Attribute, offers: dict[str, _Offer]) -> None:
        """Take a value an imported dataset gives, as it is or by an alias of any language."""
        value, rule = line.value, "label"
        if line.key in SINGLE and value not in self.engine.values[line.key]:
            found = [reader.claims(value, (line.key,))[0] for reader in self.engine.readers.values()]
            claims = [claim for given in found for claim in given]
            value, rule = (claims[0].value, "alias") if claims else ("", "")
        if line.key not in SINGLE or not value:
            product.unmapped.append(f"{line.key}: {line.value}")
            return
        claim = Claim(line.key, value, line.value, (1, 2, 1, 0, 0), rule)
        _offer(offers, _Offer((4, 1), claim, f"label '{line.value}'"))

    def _take(self, product: Product, key: str, value: str, reading: Reading, offers: dict[str, _Offer]) -> None:
        line = f"{key}: {value}" if key else value
        product.composition += reading.shares
        product.measurements += reading.measures
        if not reading.understood and any(c.isalnum() for c in value):
            product.unmapped.append(line)
        for claim in reading.claims:
            if claim.attribute in ("details", "care"):
                values = product.details if claim.attribute == "details" else product.care
                if claim.value not in values:
                    values.append(claim.value)
                continue
            place = 1 if not reading.asked else 3 if reading.asked[0] == claim.attribute else 2
            _offer(offers, _Offer((place, claim.rank[0]), claim, f"'{line}'"))

    def _from_name(self, product: Product, reader: Reader, offers: dict[str, _Offer]) -> None:
        missing = [name for name in NAMED if name not in offers]
        for piece in product.name.split(" - "):
            for claim in self._said_in(piece, reader):
                if claim.attribute in missing:
                    _offer(offers, _Offer((0, claim.rank[0]), claim, f"name '{product.name}'"))

    def _said_in(self, piece: str, reader: Reader) -> tuple[Claim, ...]:
        key = (reader.language.code, piece)
        if key not in self._names:
            self._names[key] = reader.claims(piece, NAMED)[0]
        return self._names[key]

    def _category(self, product: Product, reader: Reader) -> None:
        """The narrowest of the store's own words for the category; the name only where the store gives none."""
        product.category = ""
        stated = [("store_category", product.store_category)]
        stated += [("category_path", step) for step in reversed(product.category_path)]
        stated = [(column, phrase) for column, phrase in stated if phrase.strip()]
        for column, phrase in stated or [("name", product.name)]:
            if claim := self._category_of(phrase, reader):
                product.category = claim.value
                product.provenance.append(f"category={claim.value}: {column} '{phrase}' {_rule(claim)}")
                return
        product.unmapped += [f"category: {phrase}" for _, phrase in stated]

    def _category_of(self, phrase: str, reader: Reader) -> Claim | None:
        if phrase not in self._categories:
            readers = (reader, *self.engine.readers.values())
            found = (reader.claims(phrase, ("category",))[0] for reader in readers)
            self._categories[phrase] = next((claims[0] for claims in found if claims), None)
        return self._categories[phrase]

    def _color(self, product: Product, reader: Reader, offers: dict[str, _Offer]) -> None:
        """The store's family of this colourway, else the maker's name, else the attribute list, else the name's end.

        A listing's colour filter is none of them: it says under what a shop files an article, not what it looks like.
        """
        product.color = ""
        phrases = [("color_family", product.color_family), ("store_color", product.store_color)]
        phrases = [(column, phrase) for column, phrase in phrases if phrase.strip()]
        for column, phrase in phrases:
            value, word = self._color_of(phrase, reader)
            if value:
                product.color = value
                product.provenance.append(f"color={value}: {column} '{phrase}' (alias '{word}')")
                return
        if offer := offers.get("color"):
            product.color = offer.claim.value
            product.provenance.append(f"color={offer.claim.value}: {offer.source} {_rule(offer.claim)}")
            return
        ending = product.name.rpartition(" - ")[2] if " - " in product.name else ""
        if ending and not phrases and (found := reader.colors.words.get(fold(ending))):
            product.color = found[0]
            product.provenance.append(f"color={found[0]}: name '{product.name}' (alias '{found[1]}')")
        product.unmapped += [f"color: {phrase}" for _, phrase in phrases]

    def _color_of(self, phrase: str, reader: Reader) -> tuple[str, str]:
        """Value and word of a colour phrase; makers name colours in English on pages of any language."""
        key = (reader.language.code, phrase)
        if key not in self._colors:
            readers = (reader, *self.engine.readers.values())
            found = (each.colors.find(phrase) for each in readers)
            self._colors[key] = next((pair for pair in found if pair[0]), ("", ""))
        return self._colors[key]


def _offer(offers: dict[str, _Offer], offer: _Offer) -> None:
    name = offer.claim.attribute
    if name not in offers or offers[name].weight < offer.weight:
        offers[name] = offer


def _rule(claim: Claim) -> str:
    return f"({claim.rule} '{claim.alias}')"
