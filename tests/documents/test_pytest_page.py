"""The Python of docs/pytest.md is one module of tests, from top to bottom, and passes."""

import re

import pytest

from tests.documents.reading import ROOT

_BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_the_tests_of_the_page_pass(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    code = "\n\n".join(_BLOCK.findall((ROOT / "docs/pytest.md").read_text(encoding="utf-8")))
    pytester.makepyfile(test_page=code)
    result = pytester.runpytest_subprocess("-p", "emulator.pytest_plugin", "-q")
    result.assert_outcomes(passed=len(re.findall(r"^ *def test_", code, re.MULTILINE)))


def test_every_option_of_the_plugin_is_on_the_page() -> None:
    from emulator import pytest_plugin

    page = (ROOT / "docs/pytest.md").read_text(encoding="utf-8")
    assert [name for name, *_ in pytest_plugin.INI if name not in page] == []
    fixtures = [name for name in vars(pytest_plugin) if name.startswith("mail_emulator") or name == "webhook_receiver"]
    assert [name for name in fixtures if f"`{name}`" not in page] == []
