"""What a store's own words about a photo (role, view, focus) say of its shot."""

from curation.schema import SHOTS

FRONTS = frozenset({"full_front", "threequarter_front", "upper_front"})
SIDES = frozenset({"full_side", "threequarter_side"})
BACKS = frozenset({"full_back", "partial_back"})
CLOSE = frozenset({"detail"})
ALONE = frozenset({"packshot"})
WORN = FRONTS | SIDES | BACKS
CUT = frozenset({"threequarter_front", "threequarter_side", "upper_front"})
ANY = frozenset(SHOTS)

VIEWS = {"front": FRONTS, "back": BACKS, "side": SIDES}
"""The chest's direction. About You says front and back; a side is what is left."""


def possible(role: str, view: str, focus: str) -> frozenset[str]:
    """The shots that a store's words leave possible; all nine where it says nothing.

    A store that calls a photo a front means the chest, not that the feet are in the frame: `front` leaves the three
    fronts possible. `detail` as role or focus is taken at its word, whatever else is said. A photo of the article
    alone is a packshot from whatever side.

    Args:
        role: product, model, detail or unknown, as in `curation.schema.ROLES`.
        view: front, back, side or empty.
        focus: the store's own words, such as About You's product, combination and detail, or "full body".
    """
    if role == "detail" or focus == "detail":
        return CLOSE
    if role == "product":
        return ALONE
    seen = VIEWS.get(view, WORN if role == "model" else ANY)
    if focus == "full body":
        seen = frozenset(shot for shot in seen if shot.startswith("full_") or shot == "packshot")
    return seen


def about_you(kind: str | None, view: str | None, focus: str | None) -> tuple[str, str, str]:
    """Role, view and focus of a photo from the `type`, `view` and `focus` of About You's API.

    `bust` is a mannequin that was taken out of the picture: the article alone. `model` is a person.
    """
    role = {"bust": "product", "model": "model"}.get(kind or "", "unknown")
    if focus == "detail":
        role = "detail"
    return role, view or "", focus or ""
