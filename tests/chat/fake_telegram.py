"""A Bot API on loopback that behaves like Telegram's, as far as Tocsin uses it, and that fails when it is told to.

::

    async with FakeTelegram() as telegram:
        telegram.user_says(7, "/start")              # an update for the bot to fetch
        await telegram.wait_for(lambda: telegram.sent_to(7))
        telegram.press(7, telegram.sent_to(7)[-1], "Why?")
        telegram.lose_answers(1)                     # the next message is accepted, and the connection dropped

Point the bot at `telegram.api_url` with `telegram.token`. The pace limits are enforced when `enforce_pace` is set; what
broke them is counted in `violations` in any case.
"""

import asyncio
import contextlib
import itertools
import json
import math
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
ENTITY_TYPES = {"bold", "italic", "underline", "code", "pre", "text_link", "bot_command", "url", "mention"}
STRUCTURED = {
    "entities",
    "caption_entities",
    "reply_markup",
    "link_preview_options",
    "allowed_updates",
    "commands",
    "scope",
}
"""Arguments that are JSON inside a form."""
MAX_UNITS, MAX_CAPTION = 4_096, 1_024
OWNER = {"id": 7, "is_bot": False, "first_name": "Ada"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


def utf16(text: str) -> int:
    """Return the length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass
class SentMessage:
    """A message that the bot sent, as it stands now, edits included."""

    chat: int
    id: int
    text: str
    entities: list[dict[str, Any]]
    buttons: list[dict[str, Any]]
    thread: int | None
    at: float
    raw: dict[str, Any]
    edits: int = 0
    picture: bytes = b""

    def styled(self, kind: str) -> list[str]:
        """Return the parts of the text that an entity of this type covers."""
        data = self.text.encode("utf-16-le")
        return [
            data[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
            for one in self.entities
            if one["type"] == kind
        ]

    def button(self, text: str) -> dict[str, Any]:
        """Return the button with this text (or that begins with it)."""
        found = next((button for button in self.buttons if button["text"].startswith(text)), None)
        assert found, f"no button {text!r} among {[button['text'] for button in self.buttons]}"
        return found


@dataclass
class FakeChat:
    """A chat that the bot can write to."""

    id: int
    type: str
    title: str
    is_forum: bool = False
    admins: set[int] = field(default_factory=set)
    next_message: int = 1
    sent_at: deque[float] = field(default_factory=lambda: deque(maxlen=20))
    wait_until: float = 0.0

    def as_json(self) -> dict[str, Any]:
        name = {"first_name": self.title} if self.type == "private" else {"title": self.title}
        return {"id": self.id, "type": self.type, **name, **({"is_forum": True} if self.is_forum else {})}


class RefusalError(Exception):
    """An answer with ok = false."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        self.status, self.description, self.parameters = status, description, parameters
        super().__init__(description)


def failing(status: int, description: str = "", **parameters: Any) -> Callable[[], None]:
    """Return the step of a script that refuses a call."""

    def fail() -> None:
        raise RefusalError(status, description or f"Error {status}", **parameters)

    return fail


class FakeTelegram:
    """The server, the chats in it, and the script of what goes wrong.

    Attributes:
        sent: Every message that was accepted, in order; also those whose answer was lost.
        calls: Every call as (method, arguments), refused ones included.
        polls: How often getUpdates was called.
        unclear: How many messages to each chat were left without an answer from which their fate is clear.
        answers: What answerCallbackQuery said. commands: menus by scope type. violations: broken pace limits.
        username: The bot's.
        chaos: Says at each call of a method what goes wrong: a step of the script, or None.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        enforce_pace: bool = False,
        port: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self.token, self.enforce_pace, self._port = token, enforce_pace, port
        self.username = "tocsin_test_bot"
        self.sent: list[SentMessage] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[dict[str, Any]] = []
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.violations: list[str] = []
        self.chats: dict[int, FakeChat] = {}
        self.polls = 0
        self.unclear: Counter[int] = Counter()
        self.conflict = False
        self.chaos: Callable[[str], Callable[[], None] | str | None] = lambda method: None
        self._updates: list[dict[str, Any]] = []
        self._update_ids = itertools.count(1_000)
        self._callback_ids = itertools.count(1)
        self._arrived = asyncio.Event()
        self._changed = asyncio.Condition()
        self._script: dict[str, deque[Callable[[], None] | str]] = defaultdict(deque)
        self._refusals: dict[int, tuple[int, str, dict[str, Any]]] = {}
        self._closed_threads: set[tuple[int, int]] = set()
        self._all_sent_at: deque[float] = deque(maxlen=30)
        self._runner: web.AppRunner | None = None
        self.api_url = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{bot:bot[^/]+}/{method}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        server = site._server
        assert isinstance(server, asyncio.Server)
        self._port = server.sockets[0].getsockname()[1]
        self.api_url = f"http://127.0.0.1:{self._port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner
        self._arrived.set()
        await self._runner.cleanup()

    # What happens in the chats

    def add_chat(
        self,
        chat_id: int,
        kind: str = "private",
        title: str = "Ada",
        *,
        forum: bool = False,
        admins: Iterable[int] = (),
    ) -> FakeChat:
        """Make a chat that the bot can write to."""
        chat = self.chats[chat_id] = FakeChat(chat_id, kind, title, is_forum=forum, admins=set(admins))
        return chat

    def user_says(
        self,
        chat_id: int,
        text: str,
        *,
        user: int | None = None,
        thread: int | None = None,
        reply_to: "SentMessage | None" = None,
        anonymous: bool = False,
        edited: bool = False,
    ) -> None:
        """Let a person write; a private chat begins by itself. `anonymous`: an admin who writes as the group."""
        chat = self.chats.get(chat_id) or self.add_chat(chat_id)
        message = self._incoming(chat, text)
        message["from"] = {**OWNER, "id": user or (chat_id if chat.type == "private" else OWNER["id"])}
        if anonymous:
            message |= {"from": ANONYMOUS, "sender_chat": chat.as_json()}
        if thread is not None:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        if reply_to is not None:
            message["reply_to_message"] = reply_to.raw
        self._push("edited_message" if edited else "message", message)

    def post_in_channel(self, chat_id: int, text: str) -> None:
        """Let an admin post in a channel."""
        chat = self.chats[chat_id]
        self._push("channel_post", self._incoming(chat, text) | {"sender_chat": chat.as_json()})

    def press(self, chat_id: int, message: SentMessage, button: str, *, user: int | None = None) -> None:
        """Let a person press a button of a message, seen in this chat."""
        self.press_data(chat_id, message, message.button(button)["callback_data"], user=user)

    def press_data(self, chat_id: int, message: SentMessage, data: str, *, user: int | None = None) -> None:
        """Let a (forged) client send callback data."""
        chat = self.chats.get(chat_id) or self.add_chat(chat_id)
        sender = {**OWNER, "id": user or (chat_id if chat.type == "private" else OWNER["id"])}
        query = {"id": str(next(self._callback_ids)), "from": sender, "chat_instance": "1", "data": data}
        self._push("callback_query", query | {"message": message.raw | {"chat": chat.as_json()}})

    def member_changes(self, chat_id: int, status: str, old: str = "member") -> None:
        """Tell the bot that its own membership changed: "kicked", "left", "member", "administrator"."""
        chat = self.chats.get(chat_id) or self.add_chat(chat_id)
        bot = self._me()
        change: dict[str, Any] = {"chat": chat.as_json(), "from": OWNER, "date": int(time.time())}
        change["old_chat_member"] = _member(old, bot)
        change["new_chat_member"] = _member(status, bot)
        self._push("my_chat_member", change)

    def migrate(self, old: int, new: int, *, tell: bool = False) -> None:
        """Make a group a supergroup: messages to the old address are refused; `tell`: with the service message too."""
        chat = self.chats[old]
        self.add_chat(new, "supergroup", chat.title, admins=chat.admins)
        parameters = {"migrate_to_chat_id": new}
        self._refusals[old] = (400, "Bad Request: group chat was upgraded to a supergroup chat", parameters)
        if tell:
            self._push("message", self._incoming(chat, None) | {"from": OWNER, "migrate_to_chat_id": new})

    # What goes wrong

    def refuse(self, chat_id: int, status: int, description: str, **parameters: Any) -> None:
        """Refuse every message to this chat from now on."""
        self._refusals[chat_id] = (status, description, parameters)

    def accept(self, chat_id: int) -> None:
        """Take messages to this chat again."""
        self._refusals.pop(chat_id, None)

    def fail_next(
        self, status: int, description: str = "", *, method: str = "sendMessage", times: int = 1, **parameters: Any
    ) -> None:
        """Refuse the next calls of a method."""
        self._script[method].extend([failing(status, description, **parameters)] * times)

    def lose_answers(self, times: int = 1, *, method: str = "sendMessage") -> None:
        """Accept the next calls, then drop the connection instead of answering."""
        self._script[method].extend(["lose"] * times)

    def hang(self, times: int = 1, *, method: str = "sendMessage") -> None:
        """Accept the next calls, and never answer."""
        self._script[method].extend(["hang"] * times)

    def answer_nonsense(self, times: int = 1, *, method: str = "sendMessage") -> None:
        """Accept the next calls, and answer what is no JSON."""
        self._script[method].extend(["nonsense"] * times)

    def close_thread(self, chat_id: int, thread: int) -> None:
        """Delete a forum topic."""
        self._closed_threads.add((chat_id, thread))

    def reopen_thread(self, chat_id: int, thread: int) -> None:
        """Open a forum topic again, and tell the bot."""
        self._closed_threads.discard((chat_id, thread))
        said = {"from": OWNER, "message_thread_id": thread, "is_topic_message": True, "forum_topic_reopened": {}}
        self._push("message", self._incoming(self.chats[chat_id], None) | said)

    # What the bot did

    def sent_to(self, chat_id: int) -> list[SentMessage]:
        """Return the messages in a chat, as they stand now."""
        return [message for message in self.sent if message.chat == chat_id]

    def last(self, chat_id: int) -> SentMessage:
        """Return the latest message in a chat."""
        return self.sent_to(chat_id)[-1]

    @property
    def has_updates(self) -> bool:
        """Whether there are updates that the bot has not fetched and confirmed."""
        return bool(self._updates)

    async def wait_for(self, condition: Callable[[], Any], patience: float = 30.0) -> Any:
        """Wait until the condition holds; it is asked again after every call of the bot.

        Raises:
            TimeoutError: It did not hold in time, in seconds.
        """
        async with asyncio.timeout(patience), self._changed:
            while not (value := condition()):
                await self._changed.wait()
        return value

    async def answer_to(self, chat_id: int, text: str, **how: Any) -> SentMessage:
        """Let a person write, and return the next message that the bot sends to that chat."""
        before = len(self.sent_to(chat_id))
        self.user_says(chat_id, text, **how)
        await self.wait_for(lambda: len(self.sent_to(chat_id)) > before)
        return self.sent_to(chat_id)[before]

    # The server

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        try:
            method, arguments = request.match_info["method"], await _arguments(request)
        except ConnectionResetError:  # the bot was killed while it was asking
            return web.Response(status=400)
        if request.match_info["bot"] != f"bot{self.token}":
            return _refused(RefusalError(401, "Unauthorized"))
        if method == "getUpdates":
            self.polls += 1
        else:
            self.calls.append((method, arguments))
        script = self._script[method]
        step = script.popleft() if script else self.chaos(method)
        try:
            if callable(step):
                step()
            result = await self._call(method, arguments)
        except RefusalError as refusal:
            if refusal.status >= 500 and method == "sendMessage":
                self.unclear[int(arguments["chat_id"])] += 1
            self._heed(refusal, method, arguments)
            return _refused(refusal)
        finally:
            async with self._changed:
                self._changed.notify_all()
        if isinstance(step, str) and method == "sendMessage":
            self.unclear[int(arguments["chat_id"])] += 1
        return await _answer(request, result, step if isinstance(step, str) else "")

    async def _call(self, method: str, arguments: dict[str, Any]) -> Any:
        match method:
            case "getMe":
                return self._me()
            case "getUpdates":
                return await self._get_updates(arguments)
            case "sendMessage":
                return self._send(arguments)
            case "sendPhoto":
                return self._send_photo(arguments)
            case "editMessageText" | "editMessageReplyMarkup":
                return self._edit(arguments)
            case "answerCallbackQuery":
                self.answers.append(arguments)
                return True
            case "setMyCommands":
                self.commands[arguments.get("scope", {}).get("type", "default")] = arguments["commands"]
                return True
            case "deleteWebhook":
                return True
            case "getChatMember":
                return self._member_of(arguments)
            case "getChatAdministrators":
                chat = self.chats[int(arguments["chat_id"])]
                return [_member("administrator", {**OWNER, "id": user}) for user in sorted(chat.admins)]
        raise RefusalError(404, "Not Found: method not found")

    def _me(self) -> dict[str, Any]:
        about = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
        return {"id": 123456789, "is_bot": True, "first_name": "Tocsin", "username": self.username, **about}

    async def _get_updates(self, arguments: dict[str, Any]) -> list[dict[str, Any]]:
        if self.conflict:
            raise RefusalError(409, "Conflict: terminated by other getUpdates request")
        offset, wait = int(arguments.get("offset", 0)), float(arguments.get("timeout", 0))
        allowed = set(arguments.get("allowed_updates") or ()) or {"message", "edited_message", "callback_query"}
        self._updates = [one for one in self._updates if one["update_id"] >= offset and set(one) & allowed]
        if not self._updates and wait:
            self._arrived.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), min(wait, 5.0))
        return [update for update in self._updates if set(update) & allowed][: int(arguments.get("limit", 100))]

    def _send(self, arguments: dict[str, Any]) -> dict[str, Any]:
        chat = self._reachable(int(arguments["chat_id"]), arguments.get("message_thread_id"))
        entities = _checked(arguments)
        self._keep_pace(chat)
        thread = arguments.get("message_thread_id")
        raw = self._incoming(chat, arguments["text"]) | {"from": self._me()}
        if thread is not None:
            raw |= {"message_thread_id": int(thread), "is_topic_message": True}
        message = SentMessage(
            chat=chat.id, id=raw["message_id"], text=arguments["text"], entities=entities, buttons=_buttons(arguments),
            thread=thread and int(thread), at=self._clock(), raw=raw,
        )  # fmt: skip
        self.sent.append(message)
        return raw

    def _send_photo(self, arguments: dict[str, Any]) -> dict[str, Any]:
        picture = arguments["photo"].file.read()
        if not picture.startswith(b"\x89PNG"):
            raise RefusalError(400, "Bad Request: IMAGE_PROCESS_FAILED")
        if utf16(str(arguments.get("caption", ""))) > MAX_CAPTION:
            raise RefusalError(400, "Bad Request: message caption is too long")
        text = {"text": arguments.get("caption", ""), "entities": arguments.get("caption_entities") or []}
        raw = self._send({key: value for key, value in arguments.items() if key != "photo"} | text)
        self.sent[-1].picture = picture
        sizes = [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}]
        return {**{key: value for key, value in raw.items() if key != "text"}, "photo": sizes, "caption": raw["text"]}

    def _edit(self, arguments: dict[str, Any]) -> dict[str, Any]:
        chat, number = int(arguments["chat_id"]), int(arguments["message_id"])
        message = next((one for one in self.sent_to(chat) if one.id == number), None)
        if message is None:
            raise RefusalError(400, "Bad Request: message to edit not found")
        text = arguments.get("text", message.text)
        entities = _checked(arguments) if "text" in arguments else message.entities
        buttons = _buttons(arguments)
        if (text, entities, buttons) == (message.text, message.entities, message.buttons):
            raise RefusalError(
                400, "Bad Request: message is not modified: specified new message content and reply markup"
            )
        message.text, message.entities, message.buttons = text, entities, buttons
        message.raw["text"] = text
        message.edits += 1
        return message.raw

    def _reachable(self, chat_id: int, thread: Any) -> FakeChat:
        if chat_id in self._refusals:
            status, description, parameters = self._refusals[chat_id]
            raise RefusalError(status, description, **parameters)
        if chat_id not in self.chats:
            raise RefusalError(400, "Bad Request: chat not found")
        if thread is not None and (int(thread) == 1 or (chat_id, int(thread)) in self._closed_threads):
            raise RefusalError(400, "Bad Request: message thread not found")
        return self.chats[chat_id]

    def _keep_pace(self, chat: FakeChat) -> None:
        """Hold the limits: 1/s per chat (with a burst of none), 20/min per group, 30/s in all."""
        now = self._clock()
        recent = [at for at in chat.sent_at if now - at < 60]
        broken, wait = "", 0.0
        if now < chat.wait_until:
            broken, wait = "sent while told to wait", chat.wait_until - now
        elif recent and now - recent[-1] < 0.95:  # Telegram's clock and ours need not agree to the millisecond
            broken, wait = "1 message per second and chat", 1.0
        elif chat.type != "private" and len(recent) == 20:
            broken, wait = "20 messages per minute and group", 60 - (now - recent[0])
        elif len(self._all_sent_at) == 30 and now - self._all_sent_at[0] < 1:
            broken, wait = "30 messages per second", 1.0
        if broken:
            self.violations.append(f"{broken} (chat {chat.id})")
            if self.enforce_pace:
                seconds = max(1, math.ceil(wait))
                raise RefusalError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        chat.sent_at.append(now)
        self._all_sent_at.append(now)

    def _heed(self, refusal: RefusalError, method: str, arguments: dict[str, Any]) -> None:
        """Remember until when a chat was told to wait, by the pace or by the script."""
        seconds = refusal.parameters.get("retry_after")
        if seconds and method.startswith("send") and (chat := self.chats.get(int(arguments["chat_id"]))):
            chat.wait_until = max(chat.wait_until, self._clock() + seconds)

    def _member_of(self, arguments: dict[str, Any]) -> dict[str, Any]:
        chat, user = self.chats[int(arguments["chat_id"])], int(arguments["user_id"])
        return _member("administrator" if user in chat.admins else "member", {**OWNER, "id": user})

    def _incoming(self, chat: FakeChat, text: str | None) -> dict[str, Any]:
        number = chat.next_message
        chat.next_message += 1
        message: dict[str, Any] = {"message_id": number, "date": int(time.time()), "chat": chat.as_json()}
        if text is not None:
            message["text"] = text
            if text.startswith("/"):
                command = utf16(text.split()[0])
                message["entities"] = [{"type": "bot_command", "offset": 0, "length": command}]
        return message

    def _push(self, kind: str, content: dict[str, Any]) -> None:
        self._updates.append({"update_id": next(self._update_ids), kind: content})
        self._arrived.set()


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found = await request.json()
        assert isinstance(found, dict)
        return found
    fields = dict(request.query) | dict(await request.post())
    return {name: json.loads(str(value)) if name in STRUCTURED else value for name, value in fields.items()}


async def _answer(request: web.Request, result: Any, step: str) -> web.StreamResponse:
    if step == "lose":
        if request.transport:  # a program that was killed meanwhile has closed it
            request.transport.close()
        return web.Response(status=500)
    if step == "hang":
        await asyncio.sleep(60)
    if step == "nonsense":
        return web.Response(text="<html>not what you think</html>")
    return web.json_response({"ok": True, "result": result})


def _refused(refusal: RefusalError) -> web.Response:
    body = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.status)


def _checked(arguments: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the entities; refuse what Telegram refuses. Stricter than Telegram where that would hide a mistake."""
    text = str(arguments.get("text", ""))
    if not text.strip():
        raise RefusalError(400, "Bad Request: message text is empty")
    if utf16(text) > MAX_UNITS:
        raise RefusalError(400, "Bad Request: message is too long")
    entities: list[dict[str, Any]] = arguments.get("entities") or []
    for entity in entities:
        start, length = entity["offset"], entity["length"]
        if entity["type"] not in ENTITY_TYPES or length <= 0 or start < 0 or start + length > utf16(text):
            raise RefusalError(400, f"Bad Request: can't parse entities: {entity}")
    if len(entities) > 100:
        raise RefusalError(400, "Bad Request: can't parse entities: too many")
    return entities


def _buttons(arguments: dict[str, Any]) -> list[dict[str, Any]]:
    markup = arguments.get("reply_markup") or {}
    buttons = [button for row in markup.get("inline_keyboard", ()) for button in row]
    for button in buttons:
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise RefusalError(400, "Bad Request: BUTTON_DATA_INVALID")
        if "url" in button and not button["url"].startswith(("http://", "https://")):
            raise RefusalError(400, "Bad Request: BUTTON_URL_INVALID")
    return buttons


def _member(status: str, user: dict[str, Any]) -> dict[str, Any]:
    member: dict[str, Any] = {"status": status, "user": user}
    if status == "administrator":
        rights = (
            "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
            "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
            "can_edit_stories", "can_delete_stories",
        )  # fmt: skip
        member |= dict.fromkeys(rights, False)
    if status == "kicked":
        member["until_date"] = 0
    return member
