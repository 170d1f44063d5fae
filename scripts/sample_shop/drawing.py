"""Product pictures: a small SVG in the department's colour, as a data: URI, so that no file is served."""
from urllib.parse import quote


def picture(product, colour, variation):
    """`variation` (0..1) turns the shape, so that neighbours in a list look different."""
    initials = "".join(word[0] for word in product.title.replace(",", "").split()[:2]).upper()
    angle = round(variation * 90)
    shape = (
        '<circle cx="60" cy="60" r="42"/>' if product.repeat_days
        else f'<rect x="22" y="22" width="76" height="76" rx="14" transform="rotate({angle} 60 60)"/>'
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120">'
        f'<rect width="120" height="120" fill="{colour}" opacity=".18"/><g fill="{colour}">{shape}</g>'
        f'<text x="60" y="72" font-family="sans-serif" font-size="34" text-anchor="middle" fill="#fff">'
        f"{initials}</text></svg>"
    )
    return "data:image/svg+xml," + quote(svg.replace('"', "'"), safe="=:/;',()")
