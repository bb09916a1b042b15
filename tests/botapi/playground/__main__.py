"""`python -m tests.botapi.playground`: what `make playground` does."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from pydantic import SecretStr

from bot import application
from bot.settings import BadSetting, Settings, load
from bot.terminal.commands import prepare
from bot.terminal.running import Run, fail
from retrieval.errors import CollectionError
from tests.botapi.loopback import HOST
from tests.botapi.playground.scene import Scene
from tests.botapi.playground.server import Playground
from tests.botapi.server import BotApiServer


@click.command()
@click.option("--port", default=8090, show_default=True, help="网页的端口；0 为任意空闲端口")
@click.option("--library", "folder", type=click.Path(path_type=Path), help="文献库所在文件夹")
@click.option("--docs", type=click.Path(path_type=Path), help="自己的文件夹，代替样例文献")
def main(port: int, folder: Path | None, docs: Path | None) -> None:
    """在浏览器里试用机器人：不用 Telegram，不联网。"""
    try:
        settings = load()
    except BadSetting as error:
        fail(f"设置 {error.name} 用不了，请改正 .env 或环境变量")
    run = Run(settings, folder)
    for notice in prepare(run, docs):
        click.echo(notice, err=True)
    # A proxy of the environment does not lead to this machine.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = HOST
    try:
        _serve(settings, run.folder, port)
    except application.CannotServe as error:
        fail(str(error))
    except CollectionError as error:
        fail(run.wording.bad_library.format(detail=error))
    except KeyboardInterrupt:
        # Before the bot was there to stop by itself.
        sys.exit(130)


def _serve(settings: Settings, folder: Path, port: int) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(BotApiServer(username="yinju_bot"))
        try:
            page = stack.enter_context(Playground(Scene(server), port))
        except OSError as error:
            fail(f"端口 {port} 用不了（{error.strerror}），请用 --port 换一个")
        click.echo(f"引据可以试用了：请在浏览器里打开 {page.url} （按 Ctrl-C 结束）")
        sys.stdout.flush()
        # What is tried here is no business of whoever uses the library in earnest.
        people = Path(stack.enter_context(TemporaryDirectory()))
        application.serve(_local(settings, server), folder, people)


def _local(settings: Settings, server: BotApiServer) -> Settings:
    """The person's settings, with the local server in Telegram's place."""
    here = {"token": SecretStr(server.token), "api_url": server.url, "proxy": None, "allowed": frozenset()}
    return settings.model_copy(update=here | {"log_level": "WARNING"})


if __name__ == "__main__":
    main(prog_name="playground")
