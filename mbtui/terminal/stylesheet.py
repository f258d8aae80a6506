"""Styles that are worked out again only where something has changed on which they depend.

Textual 8.2 works out the styles of a whole screen each time it comes to the front, also the first time, and those of a
widget with all its component classes whenever it gets or loses the focus: twice as much as a start needs.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from textual.css.model import RuleSet
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget


class _Rules(NamedTuple):
    """What a stylesheet has for a kind of widget and its component classes."""

    ids: list[int]
    rules: list[RuleSet]
    """Held, so that no others get their ids."""
    asked: list[str]
    """The pseudo classes in them."""


class SparingStylesheet(Stylesheet):
    """Leaves a widget as it is to which it would apply the same as the last time."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._seen: dict[str, list[RuleSet]] | None = None
        self._by_kind: dict[object, _Rules] = {}
        self._applied: WeakKeyDictionary[DOMNode, tuple[object, ...]] = WeakKeyDictionary()

    def apply(
        self, node: DOMNode, *, animate: bool = False, cache: dict[tuple[Any, ...], RulesMap] | None = None
    ) -> None:
        if not isinstance(node, Widget):
            super().apply(node, animate=animate, cache=cache)
            return
        rules = self._rules_for(node)
        state = rules.ids, rules.rules, [_state(each, rules.asked) for each in node.css_path_nodes]
        ids, _, path = self._applied.get(node, (None, None, None))
        if (ids, path) == (state[0], state[2]):
            return
        colors = None if ids is None else node.background_colors
        super().apply(node, animate=animate, cache=cache)
        self._applied[node] = state
        if colors is not None and node._get_component_classes():
            # It was told before the styles of its parts were worked out.
            node.notify_style_update()
        if colors is not None and colors != node.background_colors:
            for shows_it in node.walk_children(Widget):
                # Nothing else is applied to it, and it knows the colors that it had in front of the old ones.
                shows_it.notify_style_update()

    def _rules_for(self, node: Widget) -> _Rules:
        by_name = self.rules_map
        if by_name is not self._seen:
            self._seen, self._by_kind = by_name, {}
        kind = (type(node), node.id, node.classes)
        if kind not in self._by_kind:
            names = {*node._selector_names, *(f".{name}" for name in node._get_component_classes())}
            rules = [rule for name in sorted(names & by_name.keys()) for rule in by_name[name]]
            asked = {name for rule in rules for name in rule.pseudo_classes}
            self._by_kind[kind] = _Rules([id(rule) for rule in rules], rules, sorted(asked))
        return self._by_kind[kind]


def _state(node: DOMNode, asked: list[str]) -> tuple[object, ...]:
    """What selectors can look at."""
    return id(node), node.classes, [node.has_pseudo_class(name) for name in asked]
