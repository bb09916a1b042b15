"""Documents the bot sends, and files it fetches."""

from tests.botapi.errors import ApiError, bad_request
from tests.botapi.files import DOWNLOAD_LIMIT, UPLOAD_LIMIT, Document
from tests.botapi.keyboards import parse_markup
from tests.botapi.methods.fields import (
    SENDING,
    chat_to_write,
    check_writable,
    marked_text,
    protection,
    reply_to,
    thread,
)
from tests.botapi.methods.registry import method
from tests.botapi.params import Parameters, Upload
from tests.botapi.records import Json
from tests.botapi.world import World


@method("sendDocument", "document", "caption", "disable_content_type_detection", *SENDING)
def send_document(world: World, params: Parameters) -> Json:
    """A file that comes with the request, or one known by its id."""
    caption, entities = marked_text(params, "caption")
    rows = parse_markup(params.get("reply_markup"))
    given = params.get("document")
    if not given:
        raise bad_request("there is no document in the request")
    _check_upload(given)
    chat = chat_to_write(world, params)
    topic, replied = thread(chat, params), reply_to(chat, params)
    check_writable(chat)
    document = _document(world, given)
    extra = {"document": document.as_json()} | protection(params)
    where = {"reply_to": replied, "thread": topic, "rows": rows, "extra": extra}
    source = str(params.get("caption", ""))
    return world.post(chat, world.bot, caption, entities=entities, source=source, **where).as_json()


def _check_upload(given: object) -> None:
    if not isinstance(given, Upload):
        return
    if not given.content:
        raise bad_request("file must be non-empty")
    if len(given.content) > UPLOAD_LIMIT:
        raise ApiError(413, "Request Entity Too Large")


def _document(world: World, given: object) -> Document:
    if isinstance(given, Upload):
        return world.files.add(given.name, given.content)
    known = world.files.get(given)
    if known is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return known


@method("getFile", "file_id")
def get_file(world: World, params: Parameters) -> Json:
    if not params.get("file_id"):
        raise bad_request("file_id not specified")
    document = world.files.get(params["file_id"])
    if document is None:
        raise bad_request("invalid file_id")
    size = len(document.content)
    if size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {
        "file_id": document.file_id,
        "file_unique_id": document.file_unique_id,
        "file_size": size,
        "file_path": document.path,
    }
