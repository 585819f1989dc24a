"""How each store words a product's attributes: under which headings, and where it leaves the key away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scrapers.demo.product import DemoProduct

Line = tuple[str, str]
"""Key and value as a store says them; the key is empty where the store leaves it away."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One store's way to say attributes."""

    headings: Mapping[str, str]
    """The store's heading for each section of the catalogue, in the order of its pages."""
    keyless: frozenset[str] = frozenset()
    """Sections whose values stand alone, such as "V-Ausschnitt"; a number never does."""

    def line(self, key: str, value: str, section: str) -> Line:
        """One attribute as the store says it. A bare number would say nothing, so it keeps its key."""
        bare = section in self.keyless and not any(letter.isdigit() for letter in value)
        return ("", value) if bare else (key, value)

    def sections(self, product: DemoProduct) -> list[tuple[str, str, list[Line]]]:
        """Section, heading and lines of each section that has any.

        Raises:
            ValueError: an attribute of a section that the store does not have.
        """
        unknown = [section for _, _, section in product.attributes if section not in self.headings]
        if unknown:
            known = ", ".join(self.headings)
            raise ValueError(f"{product.id}: unknown section '{unknown[0]}'; known sections: {known}")
        lines = {
            section: [self.line(*row) for row in product.attributes if row[2] == section] for section in self.headings
        }
        return [(section, heading, lines[section]) for section, heading in self.headings.items() if lines[section]]

    def lines(self, product: DemoProduct) -> list[Line]:
        """All lines of a product in page order."""
        return [line for _, _, lines in self.sections(product) for line in lines]


WORDING: Mapping[str, Wording] = {
    "aboutyou": Wording(
        {"details": "Design & Extras", "size_fit": "Größe & Passform", "material_care": "Material & Pflegehinweise"},
        keyless=frozenset({"details"}),
    ),
    "fashionid": Wording(
        {"details": "Details", "size_fit": "Details", "material_care": "Details"},
        keyless=frozenset({"details", "size_fit", "material_care"}),
    ),
    "shopify": Wording({"details": "Details", "size_fit": "Passform", "material_care": "Material & Pflege"}),
    "schemaorg": Wording({"details": "Details", "size_fit": "Passform", "material_care": "Material & Pflege"}),
}


def said(product: DemoProduct, colourways: Sequence[DemoProduct] = ()) -> list[Line]:
    """What the pages of the product's own store say of it: the attributes that a reader of them can know.

    A Shopify shop describes an article once, so a line is said only where it holds for all `colourways`.

    Raises:
        KeyError: a store whose pages say attributes as they stand in the catalogue, such as Zalando's.
    """
    wording = WORDING[product.store]
    if product.store != "shopify":
        return wording.lines(product)
    others = [set(wording.lines(other)) for other in colourways]
    return [line for line in wording.lines(product) if all(line in other for other in others)]
