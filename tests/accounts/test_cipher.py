"""What is stored encrypted comes back whole, or not at all."""

import base64

import pytest

from accounts.cipher import CannotDecrypt, decrypt, encrypt


def test_text_comes_back():
    assert decrypt(encrypt("Ana Reyes — +34 600 000 001")) == "Ana Reyes — +34 600 000 001"


def test_same_text_is_never_stored_alike():
    assert len({encrypt("Ana Reyes") for _ in range(100)}) == 100


def test_changed_value_is_refused():
    content = bytearray(base64.urlsafe_b64decode(encrypt("Ana Reyes")))
    for place in range(len(content)):
        changed = bytes(content[:place]) + bytes([content[place] ^ 1]) + bytes(content[place + 1 :])
        with pytest.raises(CannotDecrypt):
            decrypt(base64.urlsafe_b64encode(changed))


@pytest.mark.parametrize("stored", [b"", b"x", b"AAAA", b"not base64 at all!", "é".encode()])
def test_what_was_never_encrypted_is_refused(stored):
    with pytest.raises(CannotDecrypt):
        decrypt(stored)


def test_value_of_another_key_is_refused(settings):
    stored = encrypt("Ana Reyes")
    settings.IDENTIFIER_KEY = "another key of fifty characters and more, for tests only"
    with pytest.raises(CannotDecrypt):
        decrypt(stored)
