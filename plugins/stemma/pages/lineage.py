# The lineage figure: entities and relations as plain view data in, the HTML of one `<figure>` out, complete without
# JavaScript: two drawings (wide, and narrow for phones; the stylesheet shows one), a legend, and the same as a list.
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from stemma.pages.colors import readable
from stemma.pages.layout import natural
from stemma.pages.lineage_near import mark_implied
from stemma.pages.lineage_svg import escape, narrow_drawing, safe_href, wide_drawing
from stemma.pages.lineage_view import Edge, Month, Node, Wider

__all__ = ["Control", "Drawn", "Edge", "Node", "Shape", "Wider", "drawn", "figure", "fold", "framed", "tidied"]

# What a drawing leaves open. Each is looked for in a place of the markup that no text of a reader's can stand in.
ROOT, _NAME, _LIST = "\x01", "\x02", "\x03"
_TITLED, _FOLDED = f'aria-label="{_NAME}">', f'href="{_LIST}"'

FOLD = 12  # parents or children of one box that are drawn before the rest folds into "+n"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a figure is drawn: along a time axis or not, with its folds open or not, and how many entities it leaves out."""

    dated: bool = False
    open: bool = False
    left: int = 0
    uncounted: bool = False


PLAIN = Shape()


@dataclass(frozen=True, slots=True)
class Control:
    """What a figure can change to: what it shows at first (`1`, `all`; nothing where somebody selected it), and what else
    there is."""

    wider: Wider | None = None
    depth: str = ""
    direction: str = ""


def figure(
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    *,
    focus: str | None,
    title: str = "Lineage",
    figure_id: str = "st-lineage",
    shape: Shape = PLAIN,
    control: Control | None = None,
) -> str:
    """The figure's HTML, or an empty string where there is no node.

    `figure_id` must be unique in the page. Edges to unknown nodes are left out; the order of the input does not matter.
    Twelve is the most that one box shows on a side; what hangs on it alone folds into one box that leads to the list.
    """
    made = drawn(nodes, edges, focus, shape)
    return framed(made, title=title, figure_id=figure_id, shape=shape, control=control) if made else ""


def framed(
    made: Drawn, *, title: str, figure_id: str, shape: Shape, control: Control | None, root: str | None = None
) -> str:
    """The figure around a drawing. `root` leads from its page to the site's root, where that was left open in the drawing."""
    uid = escape(figure_id)
    start = made.start
    wide, narrow, note = made.seen(title, f"#{figure_id}-list", root)
    legend, listed, text = made.told(root)
    return (
        f'<figure class="st-lineage" id="{uid}" aria-labelledby="{uid}-title" aria-describedby="{uid}-text"'
        f"{_attributes(start, shape, control)} data-search-exclude>"
        f'<div class="st-head"><strong id="{uid}-title">{escape(title)}</strong></div>'
        f'<p class="st-hidden" id="{uid}-text">{text}</p>'
        f'<div class="st-scroll">{wide}{narrow}</div><p class="st-note">{note}</p>'
        f'<ul class="st-legend" aria-label="Legend">{legend}</ul>'
        f'<details class="st-list"><summary>As a list</summary><ul id="{uid}-list">{listed}</ul></details></figure>'
    )


def _attributes(focus: str | None, shape: Shape, control: Control | None) -> str:
    """What the script must know: the focus, what is shown, and where the rest is."""
    if focus is None:
        return ""
    control = control or Control()
    found = {"focus": focus, "depth": control.depth, "dir": control.direction, "by": "date" if shape.dated else ""}
    if control.wider:
        found |= {"file": control.wider.file, "depths": " ".join(control.wider.depths)}
        found["dated"] = "1" if control.wider.dated else ""
    return "".join(f' data-{key}="{escape(value)}"' for key, value in found.items() if value)


def tidied(
    nodes: Iterable[Node], edges: Iterable[Edge], focus: str | None
) -> tuple[list[Node], list[Edge], str | None]:
    """Each node and edge once, in the order that every drawing keeps to; edges that others imply are marked."""
    everyone = _unique(nodes)
    known = {node.id for node in everyone}
    lines = sorted(
        {e for e in edges if e.parent in known and e.child in known and e.parent != e.child},
        key=lambda e: (e.child, e.label, e.relation, e.parent, e.line, e.disputed, e.along, e.own_source),
    )
    start = focus if focus in known else None
    return everyone, mark_implied(lines, start), start


def drawn(nodes: Iterable[Node], edges: Iterable[Edge], focus: str | None, shape: Shape) -> Drawn | None:
    """The drawings and words of a figure, or None where there is no node."""
    everyone, lines, start = tidied(nodes, edges, focus)
    if not everyone:
        return None
    return Drawn(start, drawings(everyone, lines, start, shape), words(everyone, lines, start))


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a figure shows, as HTML: the wide and the narrow drawing and what must be said about them; legend, list and
    description. Open in it are the name of the drawing, where a fold leads, and, where the addresses of its nodes begin
    with `ROOT`, the way to the site's root."""

    start: str | None
    drawings: tuple[str, str, str]
    words: tuple[str, str, str]

    def seen(self, title: str, target: str, root: str | None = None) -> tuple[str, str, str]:
        """The drawings, with what was open filled in."""
        wide, narrow, note = (_rooted(text, root) for text in self.drawings)
        wide, narrow = (
            text.replace(_TITLED, f'aria-label="{escape(title)}">', 1).replace(_FOLDED, f'href="{escape(target)}"')
            for text in (wide, narrow)
        )
        return wide, narrow, note

    def told(self, root: str | None = None) -> tuple[str, str, str]:
        """The words, with what was open filled in."""
        legend, listed, text = self.words
        return legend, _rooted(listed, root), text


def _rooted(text: str, root: str | None) -> str:
    return text if root is None else text.replace(f'href="{ROOT}', f'href="{root}')


def drawings(nodes: Sequence[Node], edges: Sequence[Edge], focus: str | None, shape: Shape) -> tuple[str, str, str]:
    """The wide and the narrow drawing, and what must be said about them, all as HTML."""
    shown, lines = (nodes, edges) if shape.open else fold(nodes, edges, keep=focus, target=_LIST, dated=shape.dated)
    wide = wide_drawing(shown, lines, focus=focus, label=_NAME, dated=shape.dated)
    narrow = narrow_drawing(shown, lines, focus=focus, label=_NAME, dated=shape.dated)
    said = []
    if shape.left:
        many = "more than " if shape.uncounted else ""
        said.append(f"{many}{count(shape.left, 'entity', 'entities')} further away, or less connected, left out")
    undated = sum(node.date is None for node in nodes) if shape.dated else 0
    if undated:
        said.append(f"{undated} without a date, apart from the axis")
    text = "; ".join(said)
    return wide, narrow, f"{text[:1].upper()}{text[1:]}." if text else ""


def words(nodes: Sequence[Node], edges: Sequence[Edge], focus: str | None) -> tuple[str, str, str]:
    """What is told beside a drawing: its legend, the same as a list, and a description, all as HTML."""
    return _legend(nodes, edges), _list(nodes, edges), escape(_description(nodes, edges, focus))


def _unique(nodes: Iterable[Node]) -> list[Node]:
    seen: dict[str, Node] = {}
    for node in sorted(nodes, key=lambda n: (natural(n.name), n.id, n.href, n.detail)):
        seen.setdefault(node.id, node)
    return list(seen.values())


def fold(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    *,
    keep: str | None,
    target: str,
    dated: bool = False,
    most: int = FOLD,
) -> tuple[list[Node], list[Edge]]:
    """Draw one box for the many: the children, or parents, of one node that are tied to nothing else in the figure.

    Those with the most derivatives stay. The box leads to `target`, where everything is listed. On a time axis there is a
    box for each date.
    """
    hidden: set[str] = set()
    more: list[Node] = []
    extra: list[Edge] = []
    around: dict[str, set[str]] = {node.id: set() for node in nodes}
    sides: dict[tuple[str, bool], dict[str, Edge]] = {}
    for edge in edges:
        around[edge.parent].add(edge.child)
        around[edge.child].add(edge.parent)
        sides.setdefault((edge.parent, True), {}).setdefault(edge.child, edge)
        sides.setdefault((edge.child, False), {}).setdefault(edge.parent, edge)
    by_id = {node.id: node for node in nodes}
    for (hub, below), others in sorted(sides.items()):
        if len(others) <= most:
            continue
        alone = [i for i in others if around[i] == {hub} and i != keep and i not in hidden]
        alone.sort(key=lambda i: (-by_id[i].children, natural(by_id[i].name), i))
        over = alone[max(0, most - 1 - (len(others) - len(alone))) :]
        groups: dict[Month | None, list[str]] = {}
        for i in over:
            groups.setdefault(by_id[i].date if dated else None, []).append(i)
        for number, members in enumerate(groups.values()):
            if len(members) < 2:
                continue
            hidden.update(members)
            box = _fold_box(
                f"{hub}+{'children' if below else 'parents'}{number or ''}", [by_id[i] for i in members], target
            )
            more.append(box)
            extra.append(_fold_line([others[i] for i in members], box.id, below=below))
    shown = [node for node in nodes if node.id not in hidden]
    drawn = [edge for edge in edges if edge.parent not in hidden and edge.child not in hidden]
    return shown + more, drawn + extra


def _fold_box(name: str, members: Sequence[Node], target: str) -> Node:
    sample = members[0]
    if len({node.type for node in members}) > 1:
        sample = replace(sample, type="", type_label="", color="")
    return replace(
        sample, id=name, name=f"+{len(members)} more", href=target, detail="in the list below", parents=0, children=0,
        folded=len(members),
    )  # fmt: skip


def _fold_line(edges: Sequence[Edge], box: str, *, below: bool) -> Edge:
    first = min(edges, key=lambda e: (e.label, e.relation, e.child, e.parent))
    if len({(edge.relation, edge.line) for edge in edges}) > 1:
        first = replace(first, relation="", label="", along="", line="solid")
    first = replace(first, disputed=False, implied=False)
    return replace(first, child=box) if below else replace(first, parent=box)


def count(number: int, one: str, many: str) -> str:
    """A number with its noun: "1 parent", "2 parents"."""
    return f"{number} {one if number == 1 else many}"


def _description(nodes: Sequence[Node], edges: Sequence[Edge], focus: str | None) -> str:
    entities = count(len(nodes), "entity", "entities")
    relations = count(len(edges), "relation", "relations")
    around = next((f" around {node.name}" for node in nodes if node.id == focus), "")
    return (
        f"{entities} and {relations}{around}. Lines run from parents to children. "
        f"Arrow keys walk along them, Enter opens an entity. The same stands in the list below the drawing."
    )


def _legend(nodes: Sequence[Node], edges: Sequence[Edge]) -> str:
    """What lines and colours mean: relations, then types."""
    relations = sorted({(e.words, e.relation, e.line) for e in edges if e.relation})
    types = sorted({(n.type_label, n.type, readable(n.color)) for n in nodes if n.type})
    items = [
        f'<li data-relation="{escape(relation)}"><i class="st-{line}"></i>{escape(label)}</li>'
        for label, relation, line in relations
    ]
    if any(edge.disputed for edge in edges):
        items.append('<li><i class="st-solid st-disputed"></i>disputed</li>')
    items += [
        f'<li data-type="{escape(kind)}"><i class="st-swatch" style="--st-type:{color}"></i>{escape(label)}</li>'
        for label, kind, color in types
    ]
    if implied := sum(edge.implied for edge in edges):
        items.append(f"<li data-implied>{count(implied, 'implied line', 'implied lines')} hidden</li>")
    return "".join(items)


def _list(nodes: Sequence[Node], edges: Sequence[Edge]) -> str:
    """Every entity once, and under it what it came from, all as links."""
    by_id = {node.id: node for node in nodes}
    before: dict[str, list[Edge]] = {}
    for edge in edges:
        before.setdefault(edge.child, []).append(edge)
    out = []
    for node in nodes:
        about = " · ".join(escape(part) for part in (node.type_label, node.detail) if part)
        from_ = "".join(
            f"<li>{escape(e.label)} {_link(by_id[e.parent])}{' (disputed)' if e.disputed else ''}</li>"
            for e in before.get(node.id, ())
        )
        out.append(f"<li>{_link(node)} <small>{about}</small>{f'<ul>{from_}</ul>' if from_ else ''}</li>")
    return "".join(out)


def _link(node: Node) -> str:
    return f'<a href="{escape(safe_href(node.href))}">{escape(node.name)}</a>'
