"""Lists in pages: every entry comes once, and only a list's own tokens lead on."""

import base64

import pytest

from sandbox.aws.paging import BadToken, page, page_by_key


def itself(name: str) -> tuple[str]:
    return (name,)


def test_pages_follow_one_another_to_the_end() -> None:
    first, token = page(["a", "b", "c"], 2, None)
    assert (first, token is not None) == (["a", "b"], True)
    assert page(["a", "b", "c"], 2, token) == (["c"], None)
    assert page(["a", "b"], 2, None) == (["a", "b"], None)


def test_by_key_what_comes_and_goes_between_two_pages_moves_nothing_else() -> None:
    first, token = page_by_key({"d", "a", "b", "c"}, itself, 2, None)
    assert first == ["a", "b"]
    assert page_by_key({"d", "a0", "b", "c"}, itself, 2, token) == (["c", "d"], None)


@pytest.mark.parametrize("json", ["", "[]", "-1", "true", "null", '"a"', "1.5", "[" * 90_000, "?"])
def test_a_token_of_nobody_is_refused(json: str) -> None:
    token = base64.urlsafe_b64encode(json.encode()).decode()
    with pytest.raises(BadToken):
        page(["a"], 1, token)
    with pytest.raises(BadToken):
        page_by_key(["a"], itself, 1, token)


def test_a_token_of_another_kind_of_list_is_refused() -> None:
    (_, by_place), (_, by_key) = page("ab", 1, None), page_by_key([1, 2], lambda n: (n,), 1, None)
    with pytest.raises(BadToken):
        page("ab", 1, by_key)
    for token in (by_place, by_key):
        with pytest.raises(BadToken):
            page_by_key("ab", itself, 1, token)
