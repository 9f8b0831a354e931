# The language server: each message of an editor is one call to a plain function of the room `editor`, and its answer.
# A crash in one answer is a line in the client's log, and the server lives on.
from __future__ import annotations

import functools
import gc
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from stemma import __version__
from stemma.adapters.lsp_messages import Addresses, Translator
from stemma.adapters.lsp_session import Session
from stemma.change.rename import Refused
from stemma.change.rename import rename as renamed
from stemma.editor import hover as hovering
from stemma.editor import places
from stemma.editor.completion import complete
from stemma.editor.fixes import quick_fixes
from stemma.editor.mention import Mention, mention_at
from stemma.editor.positions import Lines
from stemma.editor.view import View, kind_of
from stemma.knowledge.address import PAGES
from stemma.text.diagnostics import Diagnostic
from stemma.text.files import YAML

_TRIGGERS = (":", " ", "[", ".", "#", "{", ",", "'", '"', "+", "-")
_SWITCH = 0.001  # seconds: how long the thread of the whole check may keep a keystroke waiting
P = TypeVar("P")


class Server(LanguageServer):
    """The server of one project: of `root`, or else of the client's folder or the first file that is opened."""

    def __init__(self, root: Path | None) -> None:
        super().__init__("stemma", f"v{__version__}", text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.root = root
        self.addresses = Addresses()
        self.session = Session(self._publish, self.log)

    def log(self, message: str) -> None:
        """A line in the client's log."""
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, f"stemma: {message}"))

    def say(self, message: str) -> None:
        """A message that the client shows."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"stemma: {message}"))

    def report_server_error(self, error: Exception, _source: Any) -> None:
        """In place of a message that the client shows."""
        self.log(f"a message could not be read: {type(error).__name__}: {error}")

    def translator(self) -> Translator | None:
        location = self.session.location
        return Translator(location, self.addresses, self.session.rule_pages()) if location else None

    def _publish(self, path: Path, found: tuple[Diagnostic, ...]) -> None:
        translator = self.translator()
        if translator is not None:
            told = [translator.diagnostic(diagnostic) for diagnostic in found]
            uri, version = self.addresses.uri(path), self.addresses.versions.get(path)
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, told, version))

    def at(self, params: Any) -> tuple[View, Path, str, int] | None:
        """The view, the file, its text and the offset that a request speaks of."""
        view, path = self.session.view, self.addresses.path(params.text_document.uri)
        if view is None or not kind_of(view.location, path):
            return None
        text = self.session.texts.get(path)
        if text is None:  # editors ask about open files alone
            return None
        return view, path, text, Lines(text).offset(params.position.line, params.position.character)

    def mention(self, params: Any) -> tuple[View, str, Mention] | None:
        """What the word at the request's place is."""
        found = self.at(params)
        mention = mention_at(*found) if found else None
        return (found[0], found[2], mention) if found and mention else None


Handler = Callable[[Server, P], Any]


def _guarded(handler: Handler[P]) -> Handler[P]:
    """The handler, with a crash as a line in the log and no answer."""

    @functools.wraps(handler)
    def guarded(ls: Server, params: P) -> Any:
        try:
            return handler(ls, params)
        except Exception as error:  # noqa: BLE001 - whatever it is, the server lives on
            at = error.__traceback__
            while at is not None and at.tb_next is not None:
                at = at.tb_next
            where = f" ({Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno})" if at else ""
            ls.log(f"{handler.__name__} failed: {type(error).__name__}: {error}{where}")
            return None

    return guarded


def _initialized(ls: Server, _params: types.InitializedParams) -> None:
    folders = [ls.addresses.path(folder.uri) for folder in ls.workspace.folders.values()]
    root = ls.root or (Path(ls.workspace.root_path) if ls.workspace.root_path else None) or next(iter(folders), None)
    wrong = ls.session.find(root) if root else None
    if wrong is None:
        ls.session.check(0)
    elif ls.root:
        ls.say(wrong)
    watched = ls.client_capabilities.workspace and ls.client_capabilities.workspace.did_change_watched_files
    if watched and watched.dynamic_registration:
        globs = [types.FileSystemWatcher(glob_pattern=f"**/*{ending}") for ending in (*YAML, *PAGES, ".py")]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers=globs)
        registration = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        ls.client_register_capability(types.RegistrationParams([registration]))


def _opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    path = ls.addresses.opened(params.text_document.uri, params.text_document.version)
    ls.session.edit(path, params.text_document.text)


def _changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    uri = params.text_document.uri
    path = ls.addresses.opened(uri, params.text_document.version)
    ls.session.edit(path, ls.workspace.get_text_document(uri).source)


def _closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    ls.session.close(ls.addresses.closed(params.text_document.uri))


def _files_changed(ls: Server, _params: Any) -> None:
    """Whatever it was, all is read again."""
    ls.session.check(0.1)


def _completion(ls: Server, params: types.CompletionParams) -> types.CompletionList | None:
    found, translator = ls.at(params), ls.translator()
    if found is None or translator is None:
        return None
    items, more = complete(*found)
    return translator.completions(found[2], found[3], items, more=more)


def _where(text: str, mention: Mention) -> types.Range:
    lines = Lines(text)
    return types.Range(types.Position(*lines.position(mention.start)), types.Position(*lines.position(mention.end)))


def _hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    found, translator = ls.mention(params), ls.translator()
    text = hovering.hover(found[0], found[2]) if found else ""
    if found is None or translator is None or not text:
        return None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), _where(found[1], found[2]))


def _definition(ls: Server, params: types.DefinitionParams) -> types.Location | None:
    found, translator = ls.mention(params), ls.translator()
    span = places.definition(found[0], found[2]) if found else None
    return translator.place(span) if span and translator else None


def _references(ls: Server, params: types.ReferenceParams) -> list[types.Location] | None:
    found, translator = ls.mention(params), ls.translator()
    if found is None or translator is None:
        return None
    home = places.definition(found[0], found[2])
    spans = places.references(found[0], found[2])
    with_home = params.context.include_declaration
    return [translator.place(span) for span in spans if with_home or home is None or span != home]


def _symbols(ls: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
    view, translator = ls.session.view, ls.translator()
    if view is None or translator is None:
        return None
    path = ls.addresses.path(params.text_document.uri)
    return [translator.symbol(symbol) for symbol in places.symbols_of(view, path)]


def _find(ls: Server, params: types.WorkspaceSymbolParams) -> list[types.SymbolInformation] | None:
    view, translator = ls.session.view, ls.translator()
    return [translator.found(s) for s in places.entities_like(view, params.query)] if view and translator else None


def _actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    translator, path = ls.translator(), ls.addresses.path(params.text_document.uri)
    if translator is None:
        return None
    lines = Lines(ls.session.texts.get(path, ""))
    start = lines.offset(params.range.start.line, params.range.start.character)
    end = lines.offset(params.range.end.line, params.range.end.character)
    return [translator.action(fix) for fix in quick_fixes(ls.session.shown.get(path, ()), start, end)]


def _prepare_rename(ls: Server, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    found = ls.mention(params)
    if found is None or not found[2].is_id:
        return None
    return types.PrepareRenamePlaceholder(_where(found[1], found[2]), found[2].entity)


def _rename(ls: Server, params: types.RenameParams) -> types.WorkspaceEdit | None:
    found, translator = ls.mention(params), ls.translator()
    if found is None or translator is None or not found[2].is_id:
        ls.say("only ids can be renamed")
        return None
    change = renamed(found[0].location, found[2].entity, params.new_name.strip(), ls.session.texts)
    if isinstance(change, Refused):
        ls.say(". ".join([change.message, *change.help]))
        return None
    edits = ls.client_capabilities.workspace and ls.client_capabilities.workspace.workspace_edit
    if change.moves and types.ResourceOperationKind.Rename not in ((edits and edits.resource_operations) or ()):
        ls.say(f"this editor cannot move files: run `stemma rename {found[2].entity} {params.new_name.strip()}`")
        return None
    return translator.renamed(change)


_HANDLERS: dict[str, tuple[Handler[Any], Any]] = {
    types.INITIALIZED: (_initialized, None),
    types.TEXT_DOCUMENT_DID_OPEN: (_opened, None),
    types.TEXT_DOCUMENT_DID_CHANGE: (_changed, None),
    types.TEXT_DOCUMENT_DID_CLOSE: (_closed, None),
    types.TEXT_DOCUMENT_DID_SAVE: (_files_changed, None),
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: (_files_changed, None),
    types.TEXT_DOCUMENT_COMPLETION: (_completion, types.CompletionOptions(trigger_characters=list(_TRIGGERS))),
    types.TEXT_DOCUMENT_HOVER: (_hover, None),
    types.TEXT_DOCUMENT_DEFINITION: (_definition, None),
    types.TEXT_DOCUMENT_REFERENCES: (_references, None),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (_symbols, None),
    types.WORKSPACE_SYMBOL: (_find, None),
    types.TEXT_DOCUMENT_CODE_ACTION: (_actions, types.CodeActionOptions([types.CodeActionKind.QuickFix])),
    types.TEXT_DOCUMENT_PREPARE_RENAME: (_prepare_rename, None),
    types.TEXT_DOCUMENT_RENAME: (_rename, types.RenameOptions(prepare_provider=True)),
}


def serve(root: Path | None) -> None:
    """Speak the protocol on standard input and output until the client ends it."""
    logging.getLogger("pygls").addHandler(logging.NullHandler())
    logging.getLogger("pygls").propagate = False  # what goes wrong is said in the client's log
    sys.setswitchinterval(_SWITCH)
    gc.disable()  # a collection in the midst of a keystroke would halt it; the session does it when nobody types
    server = Server(root)
    for name, (handler, options) in _HANDLERS.items():
        server.feature(name, options)(_guarded(handler))
    server.start_io()
