"""Zalando's pages of about 2017 to 2021: `articleInfo`, put into the shape that later pages have."""

from typing import Any

from scrapers.pages import money

_ZOOM_FIRST = ("zoom", "detail", "gallery", "thumb")
_GENDERS = {"MALE": "MEN", "FEMALE": "WOMEN"}


def as_product(article: dict[str, Any]) -> dict[str, Any]:
    """An `articleInfo` as a product node; what it lacks, the node lacks."""
    return {
        "sku": article.get("id"),
        "name": article.get("name"),
        "brand": article.get("brand"),
        "color": {"name": article.get("color")},
        "silhouette": article.get("silhouette_code") or article.get("category_tag"),
        "category": article.get("category_tag"),
        "navigationTargetGroup": _target(_object(article.get("targetGroups"))),
        "uri": article.get("shopUrl"),
        "displayPrice": _price(article),
        "simples": [{"size": _size(unit), "offer": {"price": _price(unit)}} for unit in _objects(article.get("units"))],
        "galleryMedia": [{"uri": _widest(image)} for image in _objects(_object(article.get("media")).get("images"))],
        "attributeSuperClusters": [_cluster(group) for group in _objects(article.get("attributes"))],
    }


def _target(groups: dict[str, Any]) -> str:
    ages, genders = (
        [name for name in groups.get(kind) or [] if isinstance(name, str)] if isinstance(groups.get(kind), list) else []
        for kind in ("age", "gender")
    )
    if any(name.upper() in ("KID", "KIDS", "BABY", "TEEN") for name in ages) and "ADULT" not in map(str.upper, ages):
        return "KID"
    return _GENDERS.get(genders[0].upper(), "") if len(genders) == 1 else ("UNISEX" if len(genders) > 1 else "")


def _size(unit: dict[str, Any]) -> Any:
    size = _object(unit.get("size"))
    return size.get("local") or size.get("manufacturer")


def _price(holder: dict[str, Any]) -> dict[str, Any]:
    """Euros become cents, which is what later pages count in."""
    shown = _object(holder.get("displayPrice"))
    price = _object(shown.get("price")) or _object(holder.get("price"))
    amount = money.usable(price.get("value"))
    if amount is None:
        return {}
    return {"original": {"amount": round(amount * 100), "currency": price.get("currency")}}


def _widest(image: dict[str, Any]) -> Any:
    sources = _object(image.get("sources"))
    return next((sources[name] for name in _ZOOM_FIRST if sources.get(name)), None)


def _cluster(group: dict[str, Any]) -> dict[str, Any]:
    rows = [{"key": row.get("name"), "value": row.get("values")} for row in _objects(group.get("data"))]
    return {"id": group.get("category"), "clusters": [{"attributes": rows}]}


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
