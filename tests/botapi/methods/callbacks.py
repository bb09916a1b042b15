"""The answer to a tap."""

from tests.botapi.errors import bad_request
from tests.botapi.methods.registry import method
from tests.botapi.params import Parameters
from tests.botapi.queries import KEPT, Toast
from tests.botapi.world import World

ANSWER_LIMIT = 200


@method("answerCallbackQuery", "callback_query_id", "text", "show_alert", "url", "cache_time")
def answer_callback_query(world: World, params: Parameters) -> bool:
    tap = world.taps.waiting(params.get("callback_query_id"))
    text, url = str(params.get("text", "")), params.get("url")
    if len(text) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if url is not None and not _opens_the_bot(world, str(url)):
        raise bad_request("URL_INVALID")
    toast = Toast(text, bool(params.get("show_alert")), None if url is None else str(url))
    tap.answer = toast
    seen = world.toasts.setdefault(tap.person.id, [])
    seen.append(toast)
    del seen[:-KEPT]
    world.notify()
    return True


def _opens_the_bot(world: World, url: str) -> bool:
    """Beside games, a tap may open only the bot itself."""
    name = (world.bot.username or "").lower()
    return url.lower().startswith((f"https://t.me/{name}?start=", f"t.me/{name}?start=", f"tg://resolve?domain={name}"))
