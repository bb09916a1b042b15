"""python-telegram-bot's buttons, edits, inline answers, topics, files and webhooks work on the server as at Telegram."""

import asyncio
import socket
from pathlib import Path
from typing import Any

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    SwitchInlineQueryChosenChat,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    ChosenInlineResultHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from tests.botapi.running import application, polling
from tests.botapi.server import BotApiServer, Limits

GROUP = -1001234567890
Context = ContextTypes.DEFAULT_TYPE


def page(number: int) -> InlineKeyboardMarkup:
    more = InlineKeyboardButton("更多", callback_data=f"m:{number + 1}")
    copy = InlineKeyboardButton("复制", copy_text=CopyTextButton(f"第{number}页"))
    chosen = SwitchInlineQueryChosenChat("容错", allow_group_chats=True)
    return InlineKeyboardMarkup([[more, copy], [InlineKeyboardButton("转发", switch_inline_query_chosen_chat=chosen)]])


async def turns_page(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    assert query.data is not None
    number = int(query.data.partition(":")[2])
    await query.edit_message_text(f"<b>第{number}页</b>", parse_mode="HTML", reply_markup=page(number))
    await query.answer(f"第{number}页", show_alert=number > 2)


def test_buttons_turn_pages_in_place(server: BotApiServer) -> None:
    person = server.person(7)
    bot = application(server)

    async def asks(update: Update, context: Context) -> None:
        assert update.message is not None
        await update.message.reply_html("第1页", reply_markup=page(1))

    bot.add_handlers([MessageHandler(filters.TEXT, asks), CallbackQueryHandler(turns_page, "^m:")])

    def talks() -> None:
        (first,) = person.waits_for_reply(person.says("容错"))
        assert first.buttons == [["更多", "复制"], ["转发"]]
        toast = person.taps("更多")
        assert (toast.text, toast.alert) == ("第2页", False)
        second = person.waits_for_edit(first)
        assert (second.text, second.marked("bold"), second.message_id) == ("第2页", ["第2页"], first.message_id)
        person.taps("复制")
        assert person.clipboard == "第2页"
        assert person.taps("更多").alert

    async def run() -> None:
        async with polling(bot):
            await asyncio.to_thread(talks)

    asyncio.run(run())
    assert [shown.text for shown in person.sees()] == ["容错", "第3页"]


def test_inline_results_are_paged_chosen_and_edited(server: BotApiServer) -> None:
    person, group = server.person(7), server.group(GROUP)
    server.inline_feedback = True
    chosen: list[str | None] = []

    async def answers(update: Update, context: Context) -> None:
        query = update.inline_query
        assert query is not None
        begin = int(query.offset or 0)
        results = [
            InlineQueryResultArticle(
                f"r{number}",
                f"{query.query}{number}",
                InputTextMessageContent(f"<blockquote>第{number}页</blockquote>", parse_mode="HTML"),
                reply_markup=page(number),
                description="甲说",
            )
            for number in range(begin, begin + 2)
        ]
        button = InlineQueryResultsButton("用法", start_parameter="inline")
        await query.answer(results, cache_time=60, next_offset=str(begin + 2), button=button)

    async def hears(update: Update, context: Context) -> None:
        assert update.chosen_inline_result is not None
        chosen.append(update.chosen_inline_result.inline_message_id)

    bot = application(server)
    handlers: list[Any] = [InlineQueryHandler(answers), CallbackQueryHandler(turns_page, "^m:")]
    bot.add_handlers([*handlers, ChosenInlineResultHandler(hears)])

    def talks() -> None:
        first = person.types_inline("页", chat=group)
        assert first.button
        assert (first.titles, first.button.text) == (["页0", "页1"], "用法")
        second = person.pages(first)
        assert second.titles == ["页2", "页3"]
        shown = person.chooses(second.items[0], chat=group)
        assert person.taps("更多", chat=group).text == "第3页"
        assert person.waits_for_edit(shown).text == "第3页"
        person.waits_until(lambda: server.pending == 0)

    async def run() -> None:
        async with polling(bot):
            await asyncio.to_thread(talks)

    asyncio.run(run())
    assert chosen[0]
    (shown,) = group.screen
    assert (shown.via_bot, shown.text) == (True, "第3页")


def test_the_library_answers_in_the_topic_and_edits_are_told_apart(server: BotApiServer) -> None:
    person, forum, group = server.person(7), server.group(GROUP, forum=True), server.group(GROUP - 1)
    topic = forum.topic("容错")
    bot = application(server)
    edits: list[str | None] = []

    async def asks(update: Update, context: Context) -> None:
        assert update.effective_message is not None
        if update.edited_message:
            edits.append(update.edited_message.text)
        else:
            await update.effective_message.reply_text("答", do_quote=True)
            await update.effective_message.reply_text("再答")

    bot.add_handler(CommandHandler("ask", asks, filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE))

    def talks() -> None:
        said = person.says("/ask 一", chat=forum, topic=topic)
        answers = person.waits_for_reply(said, count=2, chat=forum)
        assert [shown.thread for shown in answers] == [topic.thread] * 2
        # In a group without topics the library sends the number of the thread a reply stands in.
        first = person.says("甲", chat=group)
        said = person.says("/ask 二", chat=group, reply_to=first)
        assert len(person.waits_for_reply(said, count=2, chat=group)) == 2
        person.edits(said, "/ask 三", chat=group)
        person.waits_until(lambda: server.pending == 0)

    async def run() -> None:
        async with polling(bot):
            await asyncio.to_thread(talks)

    asyncio.run(run())
    assert edits == ["/ask 三"]


def test_the_library_knows_the_refusals_of_screens_and_groups(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    person, basic, removed = server.person(7), server.group(-42, basic=True), server.group(GROUP)
    person.says("hello")
    basic.migrates(person, GROUP - 1)
    removed.removes_bot(person)

    async def refusals() -> None:
        async with application(server) as running:
            bot = running.bot
            sent = await bot.send_message(7, "甲", reply_markup=page(1))
            with pytest.raises(BadRequest, match="Message is not modified"):
                await bot.edit_message_text("甲", 7, sent.message_id, reply_markup=page(1))
            with pytest.raises(BadRequest, match="Message to edit not found"):
                await bot.edit_message_reply_markup(7, 99)
            with pytest.raises(BadRequest, match="Button_data_invalid"):
                await bot.send_message(7, "x", reply_markup=InlineKeyboardMarkup.from_button(long_button()))
            with pytest.raises(BadRequest, match="Query is too old"):
                await bot.answer_callback_query("1")
            with pytest.raises(BadRequest, match="Query is too old"):
                await bot.answer_inline_query("1", [])
            with pytest.raises(ChatMigrated) as moved:
                await bot.send_message(-42, "x")
            assert moved.value.new_chat_id == GROUP - 1
            with pytest.raises(Forbidden, match="bot was kicked"):
                await bot.send_message(GROUP, "x")
            server.flood = Limits()
            await bot.send_message(7, "x")
            with pytest.raises(RetryAfter):
                await bot.send_message(7, "y")
            assert (await bot.get_chat(GROUP - 1)).type == "supergroup"
            assert (await bot.get_chat_member(GROUP - 1, server.bot.id)).status == "member"
            await bot.set_my_commands([BotCommand("ask", "提问")], scope=BotCommandScopeChat(7))
            assert await bot.delete_message(7, sent.message_id)

    asyncio.run(refusals())
    assert server.commands_for(person) == [("ask", "提问")]


def long_button() -> InlineKeyboardButton:
    return InlineKeyboardButton("甲", callback_data="字" * 22)


def test_files_go_both_ways(server: BotApiServer, tmp_path: Path) -> None:
    person = server.person(7)
    bot = application(server)

    async def returns(update: Update, context: Context) -> None:
        message = update.effective_message
        assert message is not None
        assert message.document is not None
        file = await message.document.get_file()
        content = bytes(await file.download_as_bytearray())
        await message.reply_document(content[::-1], caption="<b>反</b>", filename="反.txt", parse_mode="HTML")

    bot.add_handler(MessageHandler(filters.Document.ALL, returns))

    async def run() -> None:
        async with polling(bot):
            sent = person.sends_file("正.txt", b"abc")
            await asyncio.to_thread(person.waits_for_reply, sent)

    asyncio.run(run())
    (shown,) = person.answers()
    assert shown.document
    assert (shown.document.name, shown.document.content, shown.marked("bold")) == ("反.txt", b"cba", ["反"])


def test_the_library_serves_a_webhook_and_hears_what_becomes_of_it_in_a_group(server: BotApiServer) -> None:
    person, group = server.person(7), server.group(GROUP, with_bot=False)
    bot = application(server)
    turned: list[str] = []
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def turns(update: Update, context: Context) -> None:
        assert update.my_chat_member is not None
        turned.append(update.my_chat_member.new_chat_member.status)

    bot.add_handler(ChatMemberHandler(turns))

    async def run() -> None:
        assert bot.updater is not None
        async with bot:
            await bot.start()
            address = f"http://127.0.0.1:{port}/hook"
            await bot.updater.start_webhook("127.0.0.1", port, "hook", webhook_url=address, secret_token="Se-cret")
            for turn in (group.adds_bot, group.restricts_bot, group.promotes_bot, group.removes_bot):
                turn(person)
            await server.until(lambda: server.pending == 0)
            await bot.updater.stop()
            await bot.stop()

    asyncio.run(run())
    assert turned == ["member", "restricted", "administrator", "kicked"]
