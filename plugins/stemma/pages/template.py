# The templates: everything escaped unless a view says it is HTML already. A site's own folder of templates comes before
# ours, and there is a template for one type alone where somebody wrote one.
from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from stemma.pages.colors import readable

if TYPE_CHECKING:
    from stemma.pages.context import Site


class TemplateMistakeError(Exception):
    """A template of the site's own cannot be rendered. Its text names the file, the line and what is wrong."""


@lru_cache(maxsize=8)
def _environment(folder: Path | None) -> jinja2.Environment:
    ours = jinja2.PackageLoader("stemma.pages")
    loaders: list[jinja2.BaseLoader] = [ours, jinja2.PrefixLoader({"stemma": ours})]
    if folder is not None:
        loaders.insert(0, jinja2.FileSystemLoader(folder))
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader(loaders), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, auto_reload=folder is not None,
    )  # fmt: skip
    made.filters["readable"] = readable
    made.filters["safe_html"] = Markup
    return made


def render_template(site: Site, name: str, view: Mapping[str, Any], type_name: str = "") -> str:
    """The HTML of a template. A file `<stem>-<type>.html` is taken instead where there is one; the site's own folder comes
    before ours, and its files can build on ours by `{% extends "stemma/entity.html" %}`. Raises `TemplateMistakeError`."""
    stem, dot, ending = name.rpartition(".")
    names = [f"{stem}-{type_name}{dot}{ending}", name] if type_name else [name]
    if site.templates is None:
        return _environment(None).select_template(names).render(view)
    try:
        return _environment(site.templates).select_template(names).render(view)
    except (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        mistake = _mistake(error, site.templates)
        if mistake is None:
            raise
        raise TemplateMistakeError(mistake) from error


def _mistake(error: Exception, folder: Path) -> str | None:
    """Where in the site's own templates the error is, and what it is; None where it is in ours."""
    if isinstance(error, jinja2.TemplateSyntaxError) and error.filename:
        places = [(error.filename, error.lineno)]
    else:
        places = [(frame.filename, frame.lineno or 0) for frame in extract_tb(error.__traceback__)]
    own = [(Path(file), line) for file, line in places if Path(file).is_relative_to(folder)]
    if not own:
        return None
    file, line = own[-1]
    return f"{folder.name}/{file.relative_to(folder).as_posix()}:{line}: {error.args[0] if error.args else error}"
