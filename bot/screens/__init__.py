"""What a person sees in the chat: one module a kind of screen, from what was found to messages and buttons.

Nothing here knows Telegram's library, the database or the library of documents.
"""
