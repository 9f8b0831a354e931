# Our words as those of the Language Server Protocol: places, problems, completions, symbols, edits. In: values of the
# engine. Out: messages. Only this module and the server's two know the protocol's types.
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from importlib import resources
from pathlib import Path

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from stemma.change.rename import Renamed
from stemma.editor.completion import Completion
from stemma.editor.fixes import QuickFix
from stemma.editor.places import Symbol
from stemma.editor.positions import Lines
from stemma.text.diagnostics import Diagnostic, Label
from stemma.text.files import Location
from stemma.text.source import Source, Span

_SEVERITY = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}
_ITEM = {
    "key": types.CompletionItemKind.Property,
    "entity": types.CompletionItemKind.Reference,
    "word": types.CompletionItemKind.EnumMember,
    "unit": types.CompletionItemKind.Unit,
    "function": types.CompletionItemKind.Function,
    "field": types.CompletionItemKind.Field,
    "place": types.CompletionItemKind.Text,
}
_SYMBOL = {
    "entity": types.SymbolKind.Object,
    "field": types.SymbolKind.Field,
    "type": types.SymbolKind.Class,
    "block": types.SymbolKind.Interface,
}


class Addresses:
    """Between paths and the addresses that the client has given its open files."""

    def __init__(self) -> None:
        self._given: dict[Path, str] = {}
        self.versions: dict[Path, int] = {}

    def path(self, uri: str) -> Path:
        """The file of an address; one that is no file's lies nowhere in a project."""
        return Path(to_fs_path(uri) or "/nowhere")

    def opened(self, uri: str, version: int) -> Path:
        """The file of an address, of which the client holds this version."""
        path = self.path(uri)
        self._given[path] = uri
        self.versions[path] = version
        return path

    def closed(self, uri: str) -> Path:
        """The file of an address, which the client holds no more."""
        path = self.path(uri)
        self.versions.pop(path, None)
        return path

    def uri(self, path: Path) -> str:
        return self._given.get(path) or from_fs_path(str(path)) or ""


def file_of(location: Location, source: Source) -> Path:
    """The file that a source was read from; of a schema that ships with the package, the package's."""
    if source.path.startswith("stemma/vocabulary/schemas/"):
        return Path(str(resources.files("stemma.vocabulary"))) / "schemas" / source.path.rpartition("/")[2]
    return location.shown_from / source.path


class Translator:
    """Translates what belongs to one project. `rules` are the addresses of rules' pages, as far as they are known."""

    def __init__(self, location: Location, addresses: Addresses, rules: Mapping[str, str]) -> None:
        self.location = location
        self.addresses = addresses
        self.rules = rules
        self._lines: tuple[str, Lines] = ("", Lines(""))

    def lines(self, text: str) -> Lines:
        """The lines of a text; those of the last one are kept, since many places of one file come together."""
        if self._lines[0] is not text:
            self._lines = (text, Lines(text))
        return self._lines[1]

    def range(self, span: Span) -> types.Range:
        lines = self.lines(span.source.text)
        start, end = lines.position(span.start), lines.position(max(span.end, span.start))
        return types.Range(types.Position(*start), types.Position(*end))

    def place(self, span: Span) -> types.Location:
        return types.Location(self.addresses.uri(file_of(self.location, span.source)), self.range(span))

    def diagnostic(self, diagnostic: Diagnostic) -> types.Diagnostic:
        page = self.rules.get(diagnostic.rule.id)
        return types.Diagnostic(
            range=self.range(diagnostic.at.span),
            message="\n".join([diagnostic.message, *(f"help: {line}" for line in diagnostic.help)]),
            severity=_SEVERITY[diagnostic.level],
            code=diagnostic.rule.id,
            code_description=types.CodeDescription(page) if page else None,
            source="stemma",
            related_information=[self._related(label) for label in diagnostic.related] or None,
        )

    def _related(self, label: Label) -> types.DiagnosticRelatedInformation:
        return types.DiagnosticRelatedInformation(self.place(label.span), label.message or "see here")

    def completions(self, text: str, offset: int, found: Iterable[Completion], *, more: bool) -> types.CompletionList:
        lines = Lines(text)
        end = types.Position(*lines.position(offset))
        items = []
        for index, item in enumerate(found):
            where = types.Range(types.Position(*lines.position(item.start)), end)
            about = types.MarkupContent(types.MarkupKind.Markdown, item.about) if item.about else None
            items.append(
                types.CompletionItem(
                    label=item.label, kind=_ITEM[item.kind], detail=item.detail or None, documentation=about,
                    sort_text=f"{index:04}", filter_text=f"{item.label} {item.detail}" if item.kind == "entity" else None,
                    text_edit=types.TextEdit(where, item.text),
                )
            )  # fmt: skip
        return types.CompletionList(is_incomplete=more, items=items)

    def symbol(self, symbol: Symbol) -> types.DocumentSymbol:
        return types.DocumentSymbol(
            name=symbol.name or "…", detail=symbol.detail or None, kind=_SYMBOL[symbol.kind], range=self.range(symbol.whole),
            selection_range=self.range(_inside(symbol.at, symbol.whole)), children=[self.symbol(s) for s in symbol.inside] or None,
        )  # fmt: skip

    def found(self, symbol: Symbol) -> types.SymbolInformation:
        return types.SymbolInformation(
            self.place(symbol.at), name=symbol.name, kind=_SYMBOL[symbol.kind], container_name=symbol.detail or None
        )

    def action(self, fix: QuickFix) -> types.CodeAction:
        uri = self.addresses.uri(file_of(self.location, fix.fix.span.source))
        edit = types.WorkspaceEdit(changes={uri: [types.TextEdit(self.range(fix.fix.span), fix.fix.replacement)]})
        told = [self.diagnostic(fix.diagnostic)]
        return types.CodeAction(
            fix.title, types.CodeActionKind.QuickFix, told, is_preferred=fix.only or None, edit=edit
        )

    def renamed(self, renamed: Renamed) -> types.WorkspaceEdit:
        """All edits of all files, then the moves of files."""
        changes: list[types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile] = []
        for change in renamed.changes:
            document = types.OptionalVersionedTextDocumentIdentifier(self.addresses.uri(change.path))
            edits: list[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit] = []
            edits += line_edits(change.before, change.after)
            changes.append(types.TextDocumentEdit(document, edits))
        moves = [
            types.RenameFile(self.addresses.uri(old), self.addresses.uri(new)) for old, new in renamed.moves.items()
        ]
        return types.WorkspaceEdit(document_changes=[*changes, *moves])


def _inside(at: Span, whole: Span) -> Span:
    """The protocol wants a symbol's name inside of its text."""
    start = min(max(at.start, whole.start), whole.end)
    return Span(whole.source, start, min(max(at.end, start), whole.end))


def _parts(lines: Lines) -> list[str]:
    """The lines with their ends."""
    ends = [*lines.starts[1:], len(lines.text)]
    return [lines.text[start:end] for start, end in zip(lines.starts, ends, strict=True)]


def line_edits(before: str, after: str) -> Sequence[types.TextEdit]:
    """The change from one text to another, in whole lines."""
    old, new = Lines(before), Lines(after)
    olds, news = _parts(old), _parts(new)
    edits = []
    for tag, a, b, c, d in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if tag != "equal":
            start = old.starts[a] if a < len(old.starts) else len(before)
            end = old.starts[b] if b < len(old.starts) else len(before)
            where = types.Range(types.Position(*old.position(start)), types.Position(*old.position(end)))
            edits.append(types.TextEdit(where, "".join(news[c:d])))
    return edits
