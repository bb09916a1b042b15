"""Webhooks are set and asked about here; `delivery` brings updates to them. getUpdates lives in `polling`."""

import re
from urllib.parse import urlsplit

from tests.botapi.errors import bad_request
from tests.botapi.methods.registry import method
from tests.botapi.params import Parameters, allowed_kinds
from tests.botapi.records import Json
from tests.botapi.updates import Webhook
from tests.botapi.world import World

LOCAL = frozenset({"127.0.0.1", "localhost"})
PORTS = frozenset({443, 80, 88, 8443})
CONNECTIONS = range(1, 101)
SECRET_LIMIT = 256

_SECRET = re.compile(r"[A-Za-z0-9_-]*")


@method("setWebhook", "url", "secret_token", "allowed_updates", "max_connections", "drop_pending_updates")
def set_webhook(world: World, params: Parameters) -> bool:
    """An empty address takes the webhook away. On this machine it may be plain HTTP, on any port."""
    url, secret = str(params.get("url", "")), str(params.get("secret_token", ""))
    if url:
        _check_address(url)
    if len(secret) > SECRET_LIMIT:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = params.get("max_connections", 40)
    if connections not in CONNECTIONS:
        raise bad_request("max_connections is out of range")  # unverified
    kinds = allowed_kinds(params)
    if kinds is not None:
        world.allow_updates(kinds)
    _replace(world, Webhook(url, secret, int(connections)), bool(params.get("drop_pending_updates")))
    return True


@method("deleteWebhook", "drop_pending_updates")
def delete_webhook(world: World, params: Parameters) -> bool:
    _replace(world, Webhook(), bool(params.get("drop_pending_updates")))
    return True


@method("getWebhookInfo")
def get_webhook_info(world: World, params: Parameters) -> Json:
    webhook = world.updates.webhook
    info: Json = {"url": webhook.url, "has_custom_certificate": False, "pending_update_count": world.pending}
    if webhook.url:
        info |= {"max_connections": webhook.max_connections, "ip_address": "127.0.0.1"}
    if webhook.last_error:
        date, message = webhook.last_error
        info |= {"last_error_date": date, "last_error_message": message}
    if world.updates.allowed:
        info["allowed_updates"] = sorted(world.updates.allowed)
    return info


def _replace(world: World, webhook: Webhook, drop: bool) -> None:
    if drop:
        world.drop_updates()
    world.updates.webhook = webhook
    world.notify()
    world.on_update()


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise bad_request("bad webhook: invalid webhook URL specified") from None
    if host in LOCAL and parts.scheme in ("http", "https"):
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not host:
        raise bad_request("bad webhook: invalid webhook URL specified")
    if (port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
