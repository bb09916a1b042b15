"""A strict Bot API server on the loopback interface, with virtual people to talk to the bot.

markup   Telegram's HTML as the Bot API reads it, and the limits of a text
errors   the refusals
params   HTTP request -> parameters of the types the Bot API gives them
records  users, chats, messages
world    everything the server knows, behind one condition
methods  the Bot API methods, one function each
polling  getUpdates
faults   what goes wrong on request
server   HTTP, and the door the tests come in by
person   people and groups
asking   plain requests, for the tests of the server itself
proxies  an HTTP and a SOCKS5 proxy
loopback how the servers run in threads of their own
"""
