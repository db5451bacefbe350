"""A directive that shows members of a class: a table of their first sentences, then each with its whole docstring.

``.. verbs:: Session`` and the names below it; with ``:short:`` each entry has its first sentence and a link to the
verb of the session that it stands for, as on the page of the widget, and without names it takes all of those.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from members import forwarded, of_session
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.inspect import stringify_signature

import cellxgene_widget as cxw
from cellxgene_widget.session.verb import Reading


class Verbs(SphinxDirective):
    """The directive."""

    required_arguments = 1
    has_content = True
    option_spec = {"short": directives.flag}  # noqa: RUF012 - as docutils has it

    def run(self) -> list[nodes.Node]:
        """Write the directives of autosummary and autodoc, and parse them."""
        (name,) = self.arguments
        cls = getattr(cxw, name)
        members = [line.strip() for line in self.content if line.strip()]
        if "short" in self.options and not members:
            members = forwarded()
        lines = [".. currentmodule:: cellxgene_widget", "", ".. autosummary::", "   :nosignatures:", ""]
        lines += [f"   ~{name}.{member}" for member in members] + [""]
        for member in members:
            found = inspect.getattr_static(cls, member)
            kind = "autoproperty" if isinstance(found, property) else "automethod"
            lines += [f".. {kind}:: {name}.{member}", ""]
        source, number = self.get_source_info()
        context = self.env.ref_context
        context["py:class"] = name  # so that :meth:`undo` in a first sentence is that of the class
        try:
            return self.parse_text_to_nodes(StringList(lines, source=source or "verbs"), offset=number or 0)
        finally:
            del context["py:class"]


class Traits(SphinxDirective):
    """The traits of a widget, each with its kind, default and help."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write an attribute for each, and parse them."""
        cls = getattr(cxw, self.arguments[0])
        lines = [".. currentmodule:: cellxgene_widget", ""]
        for name, trait in cls.class_traits(sync=True).items():
            if name in vars(cls) and not name.startswith("_"):
                kind = type(trait).__name__
                kind = "Basis" if kind == "BasisTrait" else f"traitlets.{kind}"
                lines += [f".. py:attribute:: {cls.__name__}.{name}", f"   :type: {kind}", ""]
                lines += [f"   {trait.help}", ""]
        return self.parse_text_to_nodes(StringList(lines, source="traits"))


def shorten(_app: Sphinx, _what: str, name: str, _obj: object, _options: object, lines: list[str]) -> None:
    """Cut the docstring of what the widget has from its session, which says the rest."""
    owner, _, member = name.rpartition(".")
    if owner.endswith("AnnotationWidget") and of_session(member):
        end = lines.index("") if "" in lines else len(lines)
        role = "meth" if inspect.isroutine(getattr(cxw.Session, member)) else "attr"
        lines[end:] = ["", f"See :{role}:`Session.{member} <cellxgene_widget.Session.{member}>`.", ""]


def as_written(
    _app: Sphinx, what: str, _name: str, obj: Any, _options: object, _args: str | None, _returns: str | None
) -> tuple[str, str] | None:
    """Show a signature with its types as they are written: by their names, which the page of types has."""
    if what not in {"function", "method", "class"}:
        return None
    try:
        signature = inspect.signature(obj)
    except ValueError:  # a TypedDict: its members say all
        return "", ""
    if what == "method":
        signature = signature.replace(parameters=list(signature.parameters.values())[1:])
    args = stringify_signature(signature, show_return_annotation=False)
    returned = "" if what == "class" else str(signature.return_annotation)
    return _long(args), _long(returned)


def _long(text: str) -> str:
    return re.sub(r"\b(pd|npt|np)\.", lambda found: LONG[found[1]], text)


def by_short_name(app: Sphinx, env: Any, node: Any, text: Any) -> nodes.Node | None:
    """Find a type of ours that a signature names without its module: what is documented under one such name."""
    module, _, wanted = node["reftarget"].rpartition(".")
    if node.get("refdomain") != "py" or module.partition(".")[0] not in {"", "cellxgene_widget"}:
        return None
    domain = env.get_domain("py")
    found = [
        name for name, entry in domain.objects.items() if name.rpartition(".")[2] == wanted and entry.objtype in TYPES
    ]
    if len(found) != 1:
        return None
    return domain.resolve_xref(env, node["refdoc"], app.builder, "class", found[0], node, text)


#: Kinds of objects that a signature may name.
TYPES = {"class", "exception", "type"}

#: What modules are called in the docs of those who made them.
LONG = {"pd": "pandas.", "np": "numpy.", "npt": "numpy.typing."}


def as_properties(*classes: type[Any]) -> None:
    """Make properties of a session those of Python, with their types, for autodoc to know them."""
    for name, found in list(vars(cxw.Session).items()):
        if not isinstance(found, Reading):
            continue
        read = found._read  # noqa: SLF001 - a property's getter, which has no other name
        for cls in classes:
            if isinstance(vars(cls).get(name), Reading | property):
                setattr(cls, name, property(read, doc=found.__doc__))


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive."""
    as_properties(cxw.Session, cxw.AnnotationWidget)
    app.add_directive("verbs", Verbs)
    app.add_directive("traits", Traits)
    app.connect("autodoc-process-docstring", shorten, priority=1)
    app.connect("autodoc-process-signature", as_written)
    app.connect("missing-reference", by_short_name)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
