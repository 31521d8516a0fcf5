"""Secrets at rest: private keys are stored sealed under `KEY_ENCRYPTION_KEY`, never in clear."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from app.errors import Unavailable


class Sealer:
    """Seals and opens small secrets with authenticated encryption (Fernet: AES-128-CBC and HMAC-SHA256).

    Takes one or more url-safe base64 keys of 32 bytes; the first one seals, all of them open, so that
    a key can be changed without a stop.
    """

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def seal(self, secret: bytes) -> bytes:
        return self._fernet.encrypt(secret)

    def unseal(self, sealed: bytes) -> bytes:
        """The secret again. Raises Unavailable if none of the keys sealed it."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise Unavailable(
                "sealed-with-another-key",
                "A stored key can't be opened with the present KEY_ENCRYPTION_KEY.",
                "Start Cairn with the key that it was set up with, or list it after the new one.",
            ) from error
