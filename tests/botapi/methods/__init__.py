"""The Bot API methods, one function each; what a method does not model it refuses aloud.

registry   how a method is found, and the parameters it knows
fields     what several methods read of their parameters
profile    the bot itself: commands, name and descriptions
webhooks   setWebhook and what belongs to it
messages   sending and deleting
editing    changing what stands
callbacks  the answer to a tap
inline     the answer to an inline query
files      documents, and where they are fetched
chats      chats and their members

Descriptions marked "unverified" are ours: the code is Telegram's, the words may differ.
"""

from tests.botapi.methods import callbacks, chats, editing, files, inline, messages, profile, webhooks
from tests.botapi.methods.registry import Method, find

__all__ = [
    "Method",
    "callbacks",
    "chats",
    "editing",
    "files",
    "find",
    "inline",
    "messages",
    "profile",
    "webhooks",
]
