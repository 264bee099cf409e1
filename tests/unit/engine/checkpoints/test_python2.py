"""Pickles that Python 2.7 and NumPy 1.16 wrote, by both of their picklers."""

from __future__ import annotations

import base64
from collections.abc import Callable

import numpy as np
import pytest

from engine.checkpoints import Params

WRITTEN = {
    "pickle, protocol 0": (
        "KGRwMApTJ2MnCnAxCihscDIKY251bXB5LmNvcmUubXVsdGlhcnJheQpzY2FsYXIKcDMKKGNudW1weQpkdHlw"
        "ZQpwNAooUydmOCcKcDUKSTAKSTEKdHA2ClJwNwooSTMKUyc8JwpwOApOTk5JLTEKSS0xCkkwCnRwOQpiUydc"
        "eDAwXHgwMFx4MDBceDAwXHgwMFx4MDBceGUwPycKcDEwCnRwMTEKUnAxMgphVlx1MjBhYwpwMTMKYUwxMDAw"
        "MDAwMDAwMDAwMDAwMDAwMDBMCmFJMDEKYXNTJ2InCnAxNApjbnVtcHkuY29yZS5tdWx0aWFycmF5Cl9yZWNv"
        "bnN0cnVjdApwMTUKKGNudW1weQpuZGFycmF5CnAxNgooSTAKdHAxNwpnMTQKdHAxOApScDE5CihJMQooSTMK"
        "dHAyMApnNAooUydpMicKcDIxCkkwCkkxCnRwMjIKUnAyMwooSTMKUyc+JwpwMjQKTk5OSS0xCkktMQpJMAp0"
        "cDI1CmJJMDAKUydceDAwXHgwMFx4MDBceDAxXHgwMFx4MDInCnAyNgp0cDI3CmJzUyduYW1lJwpwMjgKUydj"
        "YWZceGU5JwpwMjkKc1MnVycKcDMwCmcxNQooZzE2CihJMAp0cDMxCmcxNAp0cDMyClJwMzMKKEkxCihJMgpJ"
        "Mgp0cDM0Cmc0CihTJ2Y0JwpwMzUKSTAKSTEKdHAzNgpScDM3CihJMwpTJzwnCnAzOApOTk5JLTEKSS0xCkkw"
        "CnRwMzkKYkkwMApTJ1x4MDBceDAwXHhjMD9ceDAwXHgwMFx4MDBceGMwXHgwMFx4MDBceDAwXHgwMFx4MDBc"
        "eDAwXHg5NkMnCnA0MAp0cDQxCmJzLg=="
    ),
    "pickle, protocol 1": (
        "fXEAKFUBY3EBXXECKGNudW1weS5jb3JlLm11bHRpYXJyYXkKc2NhbGFyCnEDKGNudW1weQpkdHlwZQpxBChV"
        "AmY4cQVLAEsBdHEGUnEHKEsDVQE8cQhOTk5K/////0r/////SwB0cQliVQgAAAAAAADgP3EKdHELUnEMWAMA"
        "AADigqxxDUwxMDAwMDAwMDAwMDAwMDAwMDAwMDBMCkkwMQplVQFicQ5jbnVtcHkuY29yZS5tdWx0aWFycmF5"
        "Cl9yZWNvbnN0cnVjdApxDyhjbnVtcHkKbmRhcnJheQpxEChLAHRxEWgOdHESUnETKEsBKEsDdHEUaAQoVQJp"
        "MnEVSwBLAXRxFlJxFyhLA1UBPnEYTk5OSv////9K/////0sAdHEZYkkwMApVBgAAAAEAAnEadHEbYlUEbmFt"
        "ZXEcVQRjYWbpcR1VAVdxHmgPKGgQKEsAdHEfaA50cSBScSEoSwEoSwJLAnRxImgEKFUCZjRxI0sASwF0cSRS"
        "cSUoSwNVATxxJk5OTkr/////Sv////9LAHRxJ2JJMDAKVRAAAMA/AAAAwAAAAAAAAJZDcSh0cSlidS4="
    ),
    "pickle, protocol 2": (
        "gAJ9cQAoVQFjcQFdcQIoY251bXB5LmNvcmUubXVsdGlhcnJheQpzY2FsYXIKcQNjbnVtcHkKZHR5cGUKcQRV"
        "AmY4cQVLAEsBh3EGUnEHKEsDVQE8cQhOTk5K/////0r/////SwB0cQliVQgAAAAAAADgP3EKhnELUnEMWAMA"
        "AADigqxxDYoJAAAQYy1ex2sFiGVVAWJxDmNudW1weS5jb3JlLm11bHRpYXJyYXkKX3JlY29uc3RydWN0CnEP"
        "Y251bXB5Cm5kYXJyYXkKcRBLAIVxEWgOh3ESUnETKEsBSwOFcRRoBFUCaTJxFUsASwGHcRZScRcoSwNVAT5x"
        "GE5OTkr/////Sv////9LAHRxGWKJVQYAAAABAAJxGnRxG2JVBG5hbWVxHFUEY2Fm6XEdVQFXcR5oD2gQSwCF"
        "cR9oDodxIFJxIShLAUsCSwKGcSJoBFUCZjRxI0sASwGHcSRScSUoSwNVATxxJk5OTkr/////Sv////9LAHRx"
        "J2KJVRAAAMA/AAAAwAAAAAAAAJZDcSh0cSlidS4="
    ),
    "cPickle, protocol 0": (
        "KGRwMQpTJ2MnCihscDIKY251bXB5LmNvcmUubXVsdGlhcnJheQpzY2FsYXIKcDMKKGNudW1weQpkdHlwZQpw"
        "NAooUydmOCcKSTAKSTEKdFJwNQooSTMKUyc8JwpOTk5JLTEKSS0xCkkwCnRiUydceDAwXHgwMFx4MDBceDAw"
        "XHgwMFx4MDBceGUwPycKdFJwNgphVlx1MjBhYwphTDEwMDAwMDAwMDAwMDAwMDAwMDAwMEwKYUkwMQphc1Mn"
        "YicKY251bXB5LmNvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcDcKKGNudW1weQpuZGFycmF5CnA4CihJ"
        "MAp0UydiJwp0UnA5CihJMQooSTMKdGc0CihTJ2kyJwpJMApJMQp0UnAxMAooSTMKUyc+JwpOTk5JLTEKSS0x"
        "CkkwCnRiSTAwClMnXHgwMFx4MDBceDAwXHgwMVx4MDBceDAyJwp0YnNTJ25hbWUnCnAxMQpTJ2NhZlx4ZTkn"
        "CnAxMgpzUydXJwpnNwooZzgKKEkwCnRTJ2InCnRScDEzCihJMQooSTIKSTIKdGc0CihTJ2Y0JwpJMApJMQp0"
        "UnAxNAooSTMKUyc8JwpOTk5JLTEKSS0xCkkwCnRiSTAwClMnXHgwMFx4MDBceGMwP1x4MDBceDAwXHgwMFx4"
        "YzBceDAwXHgwMFx4MDBceDAwXHgwMFx4MDBceDk2QycKdGJzLg=="
    ),
    "cPickle, protocol 1": (
        "fXEBKFUBY11xAihjbnVtcHkuY29yZS5tdWx0aWFycmF5CnNjYWxhcgpxAyhjbnVtcHkKZHR5cGUKcQQoVQJm"
        "OEsASwF0UnEFKEsDVQE8Tk5OSv////9K/////0sAdGJVCAAAAAAAAOA/dFJxBlgDAAAA4oKsTDEwMDAwMDAw"
        "MDAwMDAwMDAwMDAwMEwKSTAxCmVVAWJjbnVtcHkuY29yZS5tdWx0aWFycmF5Cl9yZWNvbnN0cnVjdApxByhj"
        "bnVtcHkKbmRhcnJheQpxCChLAHRVAWJ0UnEJKEsBKEsDdGgEKFUCaTJLAEsBdFJxCihLA1UBPk5OTkr/////"
        "Sv////9LAHRiSTAwClUGAAAAAQACdGJVBG5hbWVxC1UEY2Fm6XEMVQFXaAcoaAgoSwB0VQFidFJxDShLAShL"
        "AksCdGgEKFUCZjRLAEsBdFJxDihLA1UBPE5OTkr/////Sv////9LAHRiSTAwClUQAADAPwAAAMAAAAAAAACW"
        "Q3RidS4="
    ),
    "cPickle, protocol 2": (
        "gAJ9cQEoVQFjXXECKGNudW1weS5jb3JlLm11bHRpYXJyYXkKc2NhbGFyCnEDY251bXB5CmR0eXBlCnEEVQJm"
        "OEsASwGHUnEFKEsDVQE8Tk5OSv////9K/////0sAdGJVCAAAAAAAAOA/hlJxBlgDAAAA4oKsigkAABBjLV7H"
        "awWIZVUBYmNudW1weS5jb3JlLm11bHRpYXJyYXkKX3JlY29uc3RydWN0CnEHY251bXB5Cm5kYXJyYXkKcQhL"
        "AIVVAWKHUnEJKEsBSwOFaARVAmkySwBLAYdScQooSwNVAT5OTk5K/////0r/////SwB0YolVBgAAAAEAAnRi"
        "VQRuYW1lcQtVBGNhZulxDFUBV2gHaAhLAIVVAWKHUnENKEsBSwJLAoZoBFUCZjRLAEsBh1JxDihLA1UBPE5O"
        "Tkr/////Sv////9LAHRiiVUQAADAPwAAAMAAAAAAAACWQ3RidS4="
    ),
}
"""A float32 array W, a big-endian int16 array b, the name caf\\xe9, and a list c."""


@pytest.mark.parametrize("name", WRITTEN)
def test_what_python_2_wrote_is_read(load: Callable[..., Params], name: str) -> None:
    params = load(base64.b64decode(WRITTEN[name]))
    assert params.is_python2
    assert params.protocol == (2 if name.endswith("2") else 0)
    w, b = params.arrays["W"], params.arrays["b"]
    assert (w.dtype, b.dtype) == (np.float32, np.dtype(">i2"))
    np.testing.assert_array_equal(w, [[1.5, -2.0], [0.0, 300.0]])
    np.testing.assert_array_equal(b, [0, 1, 2])
    text, values = params.tree.get("name"), params.tree.get("c")
    assert text is not None
    assert values is not None
    assert bytes(text.value) == b"caf\xe9"
    assert [child.value for child in values] == [0.5, "€", 10**20, True]
