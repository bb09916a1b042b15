"""A chat page in the browser, on this machine only: the bot to try without Telegram.

__main__    the library made ready, the servers started, the bot run until it is interrupted
server      the page's own server: its files, what is shown as a stream, what the person does
scene       one person, a group, and what the page asks of them
telling     chats and messages as the page reads them
page.html, page.css, page.js and the modules it imports: the page
"""
