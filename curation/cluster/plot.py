"""The inertia for each number of clusters as a plot: where the line bends, the photos fall into that many groups."""

from collections.abc import Mapping

WIDTH, HEIGHT = 420, 220
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 14, 34


def inertia_plot(curve: Mapping[int, float], chosen: int) -> str:
    """An SVG, as text; the chosen k is marked.

    Args:
        curve: inertia by k, at least one.
        chosen: the k that was used.

    Raises:
        ValueError: the curve is empty.
    """
    if not curve:
        raise ValueError("an inertia plot needs at least one k")
    ks, highest = sorted(curve), max(curve.values()) or 1.0
    span = max(ks[-1] - ks[0], 1)

    def place(k: int) -> tuple[float, float]:
        x = LEFT + (k - ks[0]) / span * (WIDTH - LEFT - RIGHT)
        return x, TOP + (1 - curve[k] / highest) * (HEIGHT - TOP - BOTTOM)

    points = [place(k) for k in ks]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    floor = HEIGHT - BOTTOM
    marks = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{6 if k == chosen else 3}"><title>k = {k}: {curve[k]:.4g}</title>'
        f'</circle><text x="{x:.1f}" y="{floor + 18}" text-anchor="middle">{k}</text>'
        for k, (x, y) in zip(ks, points)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="Inertia by number of clusters" font-family="sans-serif" font-size="12" '
        f'fill="currentColor"><path d="M{LEFT},{TOP}V{floor}H{WIDTH - RIGHT}" fill="none" stroke="currentColor" '
        f'opacity=".4"/><polyline points="{line}" fill="none" stroke="currentColor" stroke-width="2"/>{marks}'
        f'<text x="{LEFT - 6}" y="{TOP + 8}" text-anchor="end">{highest:.2g}</text>'
        f'<text x="{LEFT - 6}" y="{floor}" text-anchor="end">0</text></svg>\n'
    )
