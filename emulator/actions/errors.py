# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors as the API answers them."""

from __future__ import annotations

from collections.abc import Mapping

from ..catalogue.catalogue import find_error


class ApiError(Exception):
    """An error answer: code, HTTP status and message, as a client sees them."""

    def __init__(
        self,
        code: str,
        status: int,
        message: str,
        *,
        access_denied: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.status = status
        self.message = message
        self.access_denied = access_denied
        self.headers = headers or {}


def refusal(product: str, action: str, code: str, message: str | None = None, **fields: str) -> ApiError:
    """The error `code` with the status and text documented for this action."""
    known = find_error(product, action, code)
    if known is None:
        raise LookupError(f"errors.json does not know {code} for {product} {action}")
    text = message or known.message
    for name, value in fields.items():
        text = text.replace("{" + name + "}", value)
    return ApiError(code, known.status, text)


def missing(product: str, action: str, name: str) -> ApiError:
    """A required parameter was not given: some actions have a code of their own for it."""
    # The last one is the vendor's own misspelling.
    for code in (f"MissingParameter.{name}", f"MissingParameter.{name}s", f"MissingParamter.{name}"):
        if find_error(product, action, code):
            return refusal(product, action, code)
    # The product's text, not the action's: the latter always names RegionId.
    return refusal(product, "*", "MissingParameter", name=name)


def invalid(product: str, name: str) -> ApiError:
    """A parameter has a value that the API does not take."""
    return refusal(product, "*", "InvalidParameter", name=name)


def not_modelled(product: str, action: str, what: str) -> ApiError:
    """The emulator's own refusal: better an error than a wrong answer."""
    return ApiError("Emulator.NotModelled", 501, f"The emulator does not model {what} of {product} {action}.")
