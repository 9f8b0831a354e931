# The templates: one environment, everything escaped unless a view says it is HTML already.
from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jinja2
from markupsafe import Markup

from stemma.pages.colors import readable


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("stemma.pages"), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    made.filters["readable"] = readable
    made.filters["safe_html"] = Markup
    return made


def render_template(name: str, type_name: str, view: Mapping[str, Any]) -> str:
    """The HTML of a template. A file `<stem>-<type>.html` beside it is taken instead where there is one."""
    stem, dot, ending = name.rpartition(".")
    return _environment().select_template([f"{stem}-{type_name}{dot}{ending}", name]).render(view)
