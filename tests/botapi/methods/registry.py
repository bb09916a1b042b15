"""Methods by their names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.botapi.errors import method_not_found, not_modelled
from tests.botapi.params import Parameters
from tests.botapi.world import World

Action = Callable[[World, Parameters], Any]


@dataclass(frozen=True)
class Method:
    """A method under its proper name, and the parameters it knows."""

    name: str
    accepts: frozenset[str]
    action: Action

    def __call__(self, world: World, params: Parameters) -> Any:
        for name in params:
            if name not in self.accepts:
                raise not_modelled(f'the parameter "{name}" of {self.name}')
        with world.changed:
            return self.action(world, params)


_METHODS: dict[str, Method] = {}


def method(name: str, *accepts: str) -> Callable[[Action], Action]:
    def register(action: Action) -> Action:
        _METHODS[name.lower()] = Method(name, frozenset(accepts), action)
        return action

    return register


def find(name: str) -> Method:
    """Telegram does not mind the case of a method's name."""
    try:
        return _METHODS[name.lower()]
    except KeyError:
        raise method_not_found() from None
