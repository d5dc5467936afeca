"""Asking a language model at an OpenAI-compatible address; off unless a person has set one.

Start reading at `Endpoint.complete`. Whatever the other side does, it ends within `seconds`, reads
no more than `LARGEST` bytes, follows no redirection and unpacks nothing. What comes back is a text
that nobody has checked: `answer.vetting` does.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from answer.errors import NoLanguageModel

if TYPE_CHECKING:
    import httpx2

    from answer.settings import Settings

LARGEST: Final = 256 * 1024
"""Bytes of a reply: a summary and an order take 2 KB, the thoughts of a model before it 50 KB."""

OK: Final = 200


class Unusable(ValueError):
    """The language model gave nothing that can be used; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A language model: the address above `/chat/completions`, its name, a key if it wants one."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = 30.0

    @classmethod
    def of(cls, settings: Settings) -> Endpoint:
        """The language model that is set.

        Raises:
            NoLanguageModel: none is, or what is set cannot be one.
        """
        url, model, key = settings.llm_url.rstrip("/"), settings.llm_model, settings.llm_key
        if not url or not model:
            raise NoLanguageModel(
                "no language model is set; give GUIDEGRAPH_LLM_URL (such as "
                "http://127.0.0.1:11434/v1) and GUIDEGRAPH_LLM_MODEL, or leave the option out"
            )
        try:
            parts = urlsplit(url)
            whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            whole = False
        if not whole or not url.isprintable():
            raise NoLanguageModel("GUIDEGRAPH_LLM_URL is no address that begins with http(s)://")
        if not (key.isascii() and key.isprintable()):
            raise NoLanguageModel("GUIDEGRAPH_LLM_KEY holds what no key can hold; copy it again")
        return cls(url.removesuffix("/chat/completions"), model, key, settings.llm_seconds)

    @property
    def local(self) -> bool:
        """Whether the address is one of this machine.

        >>> Endpoint("http://[::1]:8080", "m").local, Endpoint("https://llm.example", "m").local
        (True, False)
        """
        host = urlsplit(self.url).hostname or ""
        try:
            return host == "localhost" or ip_address(host).is_loopback
        except ValueError:
            return False

    def complete(self, system: str, user: str) -> str:
        """What the model replies.

        Raises:
            Unusable: no connection, no reply in time, or none of the right form.
        """
        import httpx2

        body = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": user},
            ],
            "stream": False,
        }
        try:
            return _content(asyncio.run(self._within_time(body)))
        except TimeoutError:
            raise Unusable(f"no whole reply within {self.seconds:g} seconds") from None
        except (
            httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError, UnicodeError,
        ) as error:  # fmt: skip
            raise Unusable(f"no reply ({type(error).__name__})") from None

    async def _within_time(self, body: dict[str, Any]) -> bytes:
        """The reply's bytes. The time is that of everything together, so that drips count too."""
        import httpx2

        headers = {"accept": "application/json", "accept-encoding": "identity"}
        if self.key:
            headers["authorization"] = f"Bearer {self.key}"
        async with (
            asyncio.timeout(self.seconds),
            # What is sent to this machine goes to no proxy that the environment may name.
            httpx2.AsyncClient(timeout=self.seconds, trust_env=not self.local) as client,
            client.stream(
                "POST", f"{self.url}/chat/completions", json=body, headers=headers
            ) as response,
        ):
            return await _bytes(response)


async def _bytes(response: httpx2.Response) -> bytes:
    """What the server sent, as it came: nothing is unpacked, so that nothing can swell."""
    if response.status_code != OK:
        raise Unusable(f"it answered with HTTP status {response.status_code}")
    held = bytearray()
    async for chunk in response.aiter_raw():
        held += chunk
        if len(held) > LARGEST:
            raise Unusable(f"its reply is larger than {LARGEST // 1024} KB")
    return bytes(held)


def _content(data: bytes) -> str:
    """The message in a reply."""
    try:
        content = json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise Unusable("its reply is not of the form of a chat completion") from None
    if not isinstance(content, str):
        raise Unusable("its reply has no text")
    return content
