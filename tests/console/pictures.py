"""`make screenshots`: the README's pictures of the console, from the demo world after a day with mail."""

from pathlib import Path

from emulator import Emulator
from tests.console.browsers import browser, show
from tests.console.scenes import Scene, a_day
from tests.receiver import receiving

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
PICTURES = (
    ("messages", "", "en", 1280, 800, False),
    ("message", "messages/dlv-1", "en", 1280, 800, False),
    ("first-steps", "first-steps", "en", 1280, 800, False),
    ("overview-dark", "overview", "en", 1280, 800, True),
    ("messages-phone", "", "ja", 390, 800, False),
)


def a_mailing(scene: Scene) -> None:
    """A mailing of the second vendor to two readers, one of them gone."""
    plan = {
        "oid": "1000001",
        "hash": "Tegm",
        "name": "お手紙",
        "sender_name": "編集部",
        "sender_mail": "news@example.com",
    }
    scene.call("POST", "orange-mail/plans", plan)
    for mail, name in (("hanako@example.com", "山田"), ("bounce@example.com", "佐藤")):
        scene.call("POST", "orange-mail/plans/Tegm/subscribers", {"mail": mail, "sei": name})
    letter = {"plan": "Tegm", "subject": "%sei%様 今月のお知らせ", "body": "%sei%様\nhttps://www.example.com/"}
    scene.call("POST", "orange-mail/mailings", letter)
    scene.call("POST", "clock/advance", {"by": "1m"})


def main() -> None:
    """Draw them all anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with Emulator(world="demo", seed="7") as emulator, receiving() as receiver, browser() as window:
        scene = Scene(emulator)
        a_day(scene, receiver.url)
        a_mailing(scene)
        for name, path, language, width, height, dark in PICTURES:
            show(window, width, height, dark=dark)
            window.get(scene.page(f"{path}?language={language}"))
            window.save_screenshot(str(FOLDER / f"{name}.png"))
            print(FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
