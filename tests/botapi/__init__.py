"""A strict Bot API server on the loopback interface, with virtual people to talk to the bot.

The server, from what it reads to what it remembers:
markup    Telegram's HTML as the Bot API reads it, and the limits of a text
keyboards reply_markup and its limits
errors    the refusals
params    HTTP request -> parameters of the types the Bot API gives them
records   users, chats, messages
files     documents and where they are fetched
updates   what is on its way to the bot
queries   taps and inline queries that wait for an answer, and the inline cache
world     everything the server knows, behind one condition
members   what the bot is in a chat, and how a change is told
methods   the Bot API methods, a module a theme
polling   getUpdates
delivery  webhooks
faults    what goes wrong on request
flood     Telegram's ceilings as a model
handling  HTTP requests and their answers
server    the server, and the door the tests come in by
loopback  how the servers run in threads of their own

The people:
shown     what a reader sees of a message
hearing   what Telegram marks in a person's words, and what of it reaches the bot
places    chats, groups and topics
speaking, tapping, inlining, person   somebody who speaks, taps, asks inline, waits

Beside it:
asking    plain requests, for the tests of the server itself
running   applications of python-telegram-bot, for the same
control   the door for other processes, when it runs as a program: python -m tests.botapi
proxies   an HTTP and a SOCKS5 proxy
"""
