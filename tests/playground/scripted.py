"""A bot that shows everything the page can show, whatever ours can do."""

import asyncio
import html
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from telegram import (
    BotCommand,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Message,
    Update,
)
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from tests.botapi.server import BotApiServer

LONG = "渡口的老艄公每天清早把船底擦一遍，再数一数缆绳上的结。" * 8
SHORT = "船稳，人才敢上。"
DEEP = "https://t.me/yinju_bot?start=c_abc-1-2"
PAGE = 4

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE

# Set by the test that wants the slow answer to come.
released = threading.Event()


@contextmanager
def scripted(server: BotApiServer) -> Iterator[None]:
    """The bot, polling in a thread of its own."""
    app = _built(server)
    loop = asyncio.new_event_loop()
    released.clear()

    def run() -> None:
        asyncio.set_event_loop(loop)
        app.run_polling(allowed_updates=Update.ALL_TYPES, stop_signals=None)

    with ThreadPoolExecutor(1, thread_name_prefix="scripted") as pool:
        running = pool.submit(run)
        server.wait_for(lambda: server.polling, 20)
        try:
            yield
        finally:
            released.set()
            loop.call_soon_threadsafe(app.stop_running)
            running.result(20)


def _built(server: BotApiServer) -> App:
    app: App = (
        Application.builder()
        .token(server.token)
        .base_url(f"{server.url}/bot")
        .concurrent_updates(4)
        .post_init(_introduced)
        .build()
    )
    app.add_handler(CommandHandler("start", _start))
    app.add_handler(CommandHandler("quote", _quote))
    app.add_handler(CommandHandler("slow", _slow))
    app.add_handler(CallbackQueryHandler(_tapped))
    app.add_handler(InlineQueryHandler(_inline))
    app.add_handler(MessageHandler(filters.TEXT & ~filters.VIA_BOT, _echo))
    return app


async def _introduced(app: App) -> None:
    await app.bot.set_my_commands([BotCommand("quote", "给一段引文"), BotCommand("slow", "慢慢答")])
    await app.bot.set_my_commands([BotCommand("quote", "a quotation")], language_code="en")


def _message(update: Update) -> Message:
    assert update.effective_message is not None
    return update.effective_message


async def _start(update: Update, context: Context) -> None:
    language = update.effective_user and update.effective_user.language_code
    await _message(update).reply_html(f"你好（{language}）：<b>{' '.join(context.args or [])}</b>")


async def _echo(update: Update, context: Context) -> None:
    message = _message(update)
    about = message.reply_to_message.text if message.reply_to_message else None
    said = ("改为" if update.edited_message else "听见") + f"“{message.text}”" + (f"，关于“{about}”" if about else "")
    await message.reply_html(f"𠮷😀 <b>{html.escape(said)}</b>", do_quote=True)


async def _quote(update: Update, context: Context) -> None:
    text = (
        f"<blockquote expandable>{LONG}</blockquote>\n— 陶舟《渡口》，<a href='{DEEP}'>第 2 段</a>\n\n"
        f"<blockquote expandable>{SHORT}</blockquote>"
    )
    await _message(update).reply_html(text, reply_markup=_keys("翻页"))


def _keys(turn: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(label, callback_data=label) for label in (turn, "提示", "警告")],
            [
                InlineKeyboardButton("打开原文所在的那一段", url=DEEP),
                InlineKeyboardButton("复制", copy_text=CopyTextButton("陶舟. 渡口[J].")),
            ],
        ]
    )


async def _tapped(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    if query.data == "提示":
        await query.answer("已经收好")
    elif query.data == "警告":
        await query.answer("这一段已经不在了", show_alert=True)
    else:
        await query.edit_message_text("<b>第二页</b>", parse_mode="HTML", reply_markup=_keys("翻回"))
        await query.answer()


async def _inline(update: Update, context: Context) -> None:
    query = update.inline_query
    assert query is not None
    first = int(query.offset or 0)
    found = [
        InlineQueryResultArticle(
            str(number),
            f"{query.query} {number}",
            InputTextMessageContent(f"<blockquote>{query.query}，其{number}</blockquote>", "HTML"),
            description=LONG,
        )
        for number in range(first, first + PAGE)
    ]
    await query.answer(found, next_offset="" if first else str(PAGE))


async def _slow(update: Update, context: Context) -> None:
    await _message(update).chat.send_action("typing")
    await asyncio.to_thread(released.wait, 20)
    await _message(update).reply_text("想好了")
