"""What a demo store asks for a product today, and which sizes it still has."""

from dataclasses import dataclass

from scrapers.demo.product import DemoProduct
from scrapers.demo.seeds import generator

ON_SALE = 0.25
SOLD_OUT = 0.03
SIZE_SOLD_OUT = 0.3
LAST_ONE = 0.15


@dataclass(frozen=True, slots=True)
class Offer:
    """Prices in cents, stock in Zalando's words."""

    current: int
    """What is asked today: the catalogue's price."""
    original: int
    """What was asked first; more than `current` where the product is on sale."""
    stock: dict[str, str]
    """OUT_OF_STOCK, ONE or MANY for each size, in the order of the page."""

    @property
    def on_sale(self) -> bool:
        return self.current < self.original

    @property
    def in_stock(self) -> bool:
        return bool(self.left)

    @property
    def left(self) -> tuple[str, ...]:
        """The sizes that can still be bought."""
        return tuple(size for size, quantity in self.stock.items() if quantity != "OUT_OF_STOCK")

    @property
    def discount(self) -> str:
        """Such as `-31%`."""
        return f"-{round(100 * (1 - self.current / self.original))}%"


def offer(product: DemoProduct) -> Offer:
    """The offer of a product; the same product always has the same."""
    rng = generator("offer", product.store, product.id)
    current = round(product.price * 100)
    raised = current + 1000 * int(rng.integers(1, 4))
    original = raised if rng.random() < ON_SALE else current
    gone = rng.random() < SOLD_OUT
    draws = rng.random(len(product.sizes))
    stock = {size: "OUT_OF_STOCK" if gone else _quantity(draw) for size, draw in zip(product.sizes, draws)}
    return Offer(current, original, stock)


def _quantity(draw: float) -> str:
    if draw < SIZE_SOLD_OUT:
        return "OUT_OF_STOCK"
    return "ONE" if draw < SIZE_SOLD_OUT + LAST_ONE else "MANY"


def euros(cents: int) -> str:
    """As the store prints it.

    >>> euros(123495)
    '1.234,95 €'
    """
    whole, part = divmod(cents, 100)
    return f"{whole:,}".replace(",", ".") + f",{part:02d} €"
