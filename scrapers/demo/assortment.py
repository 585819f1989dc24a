"""What one demo store sells, looked up by colourway, group, category and colour."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from scrapers.demo.product import DemoProduct


class Assortment:
    """The products of one store in the order of the catalogue.

    Colourways of one article share group, name and brand: an article listed a second time under a foreign group is
    no colourway of that group.
    """

    def __init__(self, products: Sequence[DemoProduct]) -> None:
        self.products = tuple(products)
        self._articles: dict[tuple[str, str, str], list[DemoProduct]] = defaultdict(list)
        for product in products:
            self._articles[_article(product)].append(product)
        self.categories: Mapping[str, str] = {product.category: product.category_path[-1] for product in products}
        """The German title of each category that has products."""

    @property
    def articles(self) -> Sequence[Sequence[DemoProduct]]:
        """The colourways of each article."""
        return tuple(self._articles.values())

    def colourways(self, product: DemoProduct) -> Sequence[DemoProduct]:
        """All colours of a product's article, itself among them."""
        return self._articles[_article(product)]

    def of(self, category: str, colours: Sequence[str] = ()) -> Sequence[DemoProduct]:
        """The products of a category ("" = all), in one of these vocabulary colours (none = in any)."""
        return [
            product
            for product in self.products
            if category in ("", product.category) and (not colours or product.values["color"] in colours)
        ]


def _article(product: DemoProduct) -> tuple[str, str, str]:
    return product.group_id, product.name, product.brand
