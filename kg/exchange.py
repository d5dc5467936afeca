"""The graph in the forms that other programs read: GraphML and node-link JSON, by NetworkX.

Start reading at `plain`, which turns records into attributes. Nodes and edges keep the order in
which they are given, so that equal graphs give equal files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Attributes = dict[str, Any]


def plain(
    nodes: Iterable[tuple[str, Attributes]], edges: Iterable[tuple[str, str, str, Attributes]]
) -> nx.MultiDiGraph:
    """A graph of nodes (id, attributes) and edges (source, target, relation, attributes)."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(nodes)
    for source, target, relation, attributes in edges:
        graph.add_edge(source, target, key=relation, **attributes)
    return graph


def graphml(graph: nx.MultiDiGraph) -> str:
    r"""GraphML; attributes must be texts, numbers or truth values.

    Each edge has an id of its own: Gephi passes over an edge whose id it has met.

    >>> text = graphml(plain([("a", {"name": "Ask\x07 first"})], []))
    >>> "Ask first" in text
    True
    """
    cleaned = nx.MultiDiGraph()
    cleaned.add_nodes_from((node, _xml(data)) for node, data in graph.nodes(data=True))
    for number, (source, target, data) in enumerate(graph.edges(data=True)):
        cleaned.add_edge(source, target, key=f"e{number}", **_xml(data))
    lines: Iterable[str] = nx.generate_graphml(cleaned, named_key_ids=True)  # type: ignore[no-untyped-call]
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n"


def _xml(attributes: Mapping[str, Any]) -> Attributes:
    """Attributes without the characters that XML 1.0 has no place for."""
    return {
        name: "".join(letter for letter in value if _allowed(letter))
        if isinstance(value, str)
        else value
        for name, value in attributes.items()
    }


def _allowed(letter: str) -> bool:
    """Whether a character may stand in XML 1.0 (its section 2.2)."""
    code = ord(letter)
    return (
        letter in "\t\n\r"
        or 0x20 <= code <= 0xD7FF  # noqa: PLR2004 - the ranges of the standard
        or 0xE000 <= code <= 0xFFFD  # noqa: PLR2004
        or code >= 0x10000  # noqa: PLR2004
    )


def node_link(graph: nx.MultiDiGraph) -> Mapping[str, Sequence[Attributes]]:
    """The node-link form: `nx.node_link_graph(data, edges="edges")` reads it back."""
    data: Mapping[str, Sequence[Attributes]] = nx.node_link_data(graph, edges="edges")  # type: ignore[no-untyped-call]
    return data
