"""What a template may name, and what is wrong with a draft of one, before any text is made of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from config.refusal import refuse


def variables_in(environment: Environment, source: str) -> frozenset[str]:
    """The facts that a source names, with what it takes of each: `month`, `digest.reason`, `office.telephone`."""
    parsed = environment.parse(source)
    given = meta.find_undeclared_variables(parsed)
    chains = {
        chain for node in parsed.find_all((nodes.Name, nodes.Getattr)) if (chain := _chain(node, given))
    }
    return frozenset(chain for chain in chains if not any(other.startswith(f"{chain}.") for other in chains))


def refuse_faults(
    environment: Environment, place: str, draft: str, known: Collection[str], filters: Iterable[str]
) -> None:
    """Refuse a draft that cannot be read, or that names a fact which a text of its kind does not have."""
    try:
        named = variables_in(environment, draft)
    except TemplateSyntaxError as error:
        raise refuse(
            f"{place}:{error.lineno}",
            "模板写法有误：{said}。可用的过滤器：{filters}。",
            "the template cannot be read: {said}. The filters are {filters}.",
            said=error.message,
            filters="、".join(sorted(filters)),
        ) from error
    heads = {name.split(".")[0] for name in known}
    for name in sorted(named):
        if name.split(".")[0] not in heads:
            close = get_close_matches(name, sorted(known), n=1, cutoff=0.5)
            raise refuse(
                place,
                "没有变量“{name}”{close}。这种短信可用：{known}。",
                "there is no variable “{name}”{close}. A text of this kind has {known}.",
                name=name,
                close=f"（{close[0]}?）" if close else "",
                known="、".join(sorted(known)),
            )


def _chain(node: nodes.Node, given: Collection[str]) -> str:
    if isinstance(node, nodes.Name):
        return node.name if node.name in given else ""
    if isinstance(node, nodes.Getattr):
        before = _chain(node.node, given)
        return f"{before}.{node.attr}" if before else ""
    return ""
