# The notice that a previewed site carries while its graph has errors. In: diagnostics. Out: HTML.
from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from stemma.text.diagnostics import Diagnostic

_MOST = 20


def notice(diagnostics: Sequence[Diagnostic]) -> str:
    """A box with the first problems, or '' where there are none."""
    if not diagnostics:
        return ""
    items = []
    for diagnostic in diagnostics[:_MOST]:
        span = diagnostic.at.span
        line, column = span.source.position(span.start)
        hint = f" {diagnostic.help[0]}" if diagnostic.help else ""
        rule = diagnostic.rule.id
        place = f"{span.source.path}:{line}:{column}"
        items.append(
            Markup("<li><code>{}</code> {}{} <small>{}</small></li>").format(place, diagnostic.message, hint, rule)
        )
    more = len(diagnostics) - _MOST
    if more > 0:
        items.append(Markup("<li>and {} more</li>").format(more))
    number = len(diagnostics)
    title = f"{number} {'error' if number == 1 else 'errors'} in the graph; this preview may lack something"
    box = Markup('<div class="st-problems" role="alert"><strong>{}</strong><ul>{}</ul></div>')
    return str(box.format(title, Markup("").join(items)))  # plain: added to markup, the page behind it would be escaped
