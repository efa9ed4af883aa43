"""Whether readers can open what we send them to."""

from __future__ import annotations

import httpx


def unreachable(address: str, timeout_seconds: float) -> str | None:
    """Why readers could not open a page of ours, to follow its address: "answers with status 404"; None where they can."""
    try:
        answer = httpx.get(address, timeout=timeout_seconds, follow_redirects=True, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"cannot be reached ({type(error).__name__})"
    return None if answer.is_success else f"answers with status {answer.status_code}"
