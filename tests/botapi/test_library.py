"""python-telegram-bot starts, polls, sends and fails on the server as it does at Telegram."""

import asyncio

import pytest
from telegram import BotCommand, LinkPreviewOptions, ReplyParameters, Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import CommandHandler, ContextTypes, MessageHandler, filters

from tests.botapi.asking import result
from tests.botapi.running import application, polling
from tests.botapi.server import BotApiServer, Fault

GROUP = -1001234567890


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message is not None
    await update.effective_message.reply_html(f"<b>{update.effective_message.text}</b>", do_quote=True)


def test_the_library_starts_polls_and_answers(server: BotApiServer) -> None:
    person, group = server.person(7), server.group(GROUP)
    bot = application(server)
    bot.add_handler(CommandHandler("ask", echo))
    bot.add_handler(MessageHandler(filters.TEXT, echo))

    async def talk() -> None:
        async with polling(bot):
            await server.until(lambda: server.polling)
            alone = person.says("江山就是人民")
            (shown,) = await asyncio.to_thread(person.waits_for_reply, alone)
            assert (shown.marked("bold"), shown.reply_to) == (["江山就是人民"], alone)
            asked = person.says("/ask 容错", chat=group)
            await asyncio.to_thread(person.waits_for_reply, asked, chat=group)

    asyncio.run(talk())
    assert [shown.text for shown in group.screen] == ["/ask 容错", "/ask 容错"]
    assert server.pending == 0, "a bot that stops acknowledges what it has seen"
    assert not server.polling


def test_the_library_survives_bad_gateways_drops_and_duplicates(server: BotApiServer) -> None:
    person = server.person(7)
    bot = application(server)
    bot.add_handler(MessageHandler(filters.TEXT, echo))
    server.fail_next("getUpdates", Fault.bad_gateway())
    server.fail_next("getUpdates", Fault.dropped())
    server.duplicate_next_update()
    person.says("hello")

    async def talk() -> None:
        async with polling(bot):
            await asyncio.to_thread(person.waits_for_reply, count=2)

    asyncio.run(talk())
    assert [call.status for call in server.called("getUpdates")][:3] == [502, 0, 200]


def test_the_library_knows_every_refusal(server: BotApiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    # Without it the library warns of its own future as soon as it builds a RetryAfter.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    person = server.person(7)
    person.says("hello")

    async def refusals() -> None:
        async with application(server) as running:
            bot = running.bot
            with pytest.raises(BadRequest, match=r"(?i)can't parse entities: unsupported start tag"):
                await bot.send_message(7, "<br>", parse_mode="HTML")
            with pytest.raises(BadRequest, match=r"(?i)message to be replied not found"):
                await bot.send_message(7, "x", reply_parameters=ReplyParameters(99))
            server.fail_next("sendMessage", Fault.too_many_requests(2))
            with pytest.raises(RetryAfter, match="2"):
                await bot.send_message(7, "x")
            server.fail_next("sendMessage", Fault.bad_gateway())
            with pytest.raises(NetworkError, match="Bad Gateway"):
                await bot.send_message(7, "x")
            server.fail_next("sendMessage", Fault.slow(1))
            with pytest.raises(TimedOut):
                await bot.send_message(7, "late", read_timeout=0.1)
            person.blocks_bot()
            with pytest.raises(Forbidden):
                await bot.send_message(7, "x")
            first = asyncio.create_task(bot.get_updates(offset=2**30, timeout=50))
            await server.until(lambda: server.polling)
            await asyncio.to_thread(result, server, "getUpdates", offset=2**30, timeout=1)
            with pytest.raises(Conflict):
                await first

    asyncio.run(refusals())
    assert [shown.text for shown in person.answers()] == ["late"]


def test_the_library_does_not_start_with_a_wrong_token(server: BotApiServer) -> None:
    async def start() -> None:
        # An application whose start failed leaves its connections open; its bot closes them.
        async with application(server, "1:wrong").bot:
            pass

    with pytest.raises(InvalidToken):
        asyncio.run(start())


def test_the_library_sets_commands_and_switches_previews_off(server: BotApiServer) -> None:
    server.person(7).says("hello")

    async def arrange() -> None:
        async with application(server) as running:
            await running.bot.set_my_commands([BotCommand("ask", "提问")], language_code="zh")
            assert await running.bot.get_my_commands(language_code="zh") == (BotCommand("ask", "提问"),)
            sent = await running.bot.send_message(7, "x", link_preview_options=LinkPreviewOptions(is_disabled=True))
            assert sent.link_preview_options == LinkPreviewOptions(is_disabled=True)

    asyncio.run(arrange())
    assert server.called("sendMessage")[0].params["link_preview_options"] == {"is_disabled": True}
