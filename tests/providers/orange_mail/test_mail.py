"""What readers get: replaced characters, countable links, and the pages behind them."""

import re
from typing import Any

import pytest

from emulator.mail.rendered import Rendered
from emulator.providers.orange_mail import PROVIDER

from .setting import OID, PLAN, Stage, stage

READER = {
    "mail": "hanako@example.com",
    "sei": "山田",
    "mei": "花子",
    "point": "9",
    "free1": "100%&<b>",
    "free2": "%mail%",
}


def rendered(scene: Stage, number: int = 1) -> Rendered:
    world = scene.world
    delivery = world.deliveries.get(number)
    assert delivery is not None
    return PROVIDER.render(world, world.message_of(delivery), delivery)


def sent(body: str, *, readers: Any = (READER,), subject: str = "件名", plan: Any = None, **options: Any) -> Stage:
    scene = stage(subscribers=readers, options=options)
    if plan:
        scene.control("PATCH", f"plans/{PLAN}", plan)
    scene.make(body=body, subject=subject, send_time="2017-08-25 15:00:00")
    scene.advance(minutes=1)
    return scene


def text(scene: Stage) -> str:
    found = rendered(scene).text
    assert found is not None
    return found


def test_every_token_is_replaced_once_and_as_plain_text() -> None:
    scene = sent("%sei% %mei% 様 <%mail%> %point% %free1%|%free2%|%free3%|%form_id% %unknown% %Sei%")
    assert text(scene) == "山田 花子 様 <hanako@example.com> 9 100%&<b>|%mail%||API %unknown% %Sei%"


def test_header_and_footer_are_expanded_but_not_in_each_other() -> None:
    scene = sent("%header%\n本文\n%footer%", plan={"header": "%sei%様\n%footer%", "footer": "-- \n%mail%"})
    assert text(scene) == "山田様\n%footer%\n本文\n-- \nhanako@example.com"


def test_line_breaks_of_values_become_one_space_in_the_subject() -> None:
    scene = sent("x", readers=[{**READER, "sei": "a\r\n\r\nb\nc\u2028d"}], subject="【%sei%】")
    assert rendered(scene).subject == "【a b c d】"


def test_line_breaks_and_full_width_characters_of_the_body_are_kept() -> None:
    scene = sent("一行目\r\n　二行目①\n\n～終～")
    assert text(scene) == "一行目\n　二行目①\n\n～終～"


def test_sender_and_recipient() -> None:
    scene = sent("x")
    mail = rendered(scene)
    assert (mail.sender, mail.to) == ("サンプル編集部 <news@example.com>", ("hanako@example.com",))


def test_the_eml_is_utf_8_with_encoded_words() -> None:
    from email import message_from_bytes, policy

    from emulator.wire.mime import eml

    scene = sent("本文 %sei%", subject="長い件名" * 20 + "①")
    parsed = message_from_bytes(eml(rendered(scene)), policy=policy.default)
    assert parsed["Subject"] == "長い件名" * 20 + "①"
    assert parsed["From"].addresses[0].display_name == "サンプル編集部"
    assert parsed.get_content().rstrip("\r\n") == "本文 山田"  # type: ignore[attr-defined]


def test_a_table_of_ones_own_replaces_the_tokens() -> None:
    scene = stage(subscribers=[READER], replacement_table={"[[姓]]": "sei"})
    scene.make(body="[[姓]] %sei%", send_time="2017-08-25 15:00:00")
    scene.advance(minutes=1)
    assert text(scene) == "山田 %sei%"


def test_text_can_be_cut_at_the_first_machine_dependent_character() -> None:
    assert text(sent("前①後", cut_at_machine_dependent=True)) == "前"


def test_what_iso_2022_jp_would_lose_is_a_finding() -> None:
    scene = sent("丸①と㈱と～と😀", subject="安全な件名")
    findings = scene.control("GET", "mailings/1").json["findings"]
    assert len(findings) == 2
    assert "①㈱" in findings[0]
    assert "😀" in findings[1]


URLS = re.compile(r"http://\S+/c/1/[A-Za-z0-9.-]+/(\d+-\d+)")


def test_every_url_gets_its_line_and_place() -> None:
    scene = sent(
        "%header%\nhttps://a.example/?x=1&y=%mail%　http://b.example/、終\n\n<https://c.example/d>",
        plan={"header": "一行\nhttps://h.example/"},
    )
    assert URLS.findall(text(scene)) == ["1-1", "2-1", "2-2", "4-1"]
    assert text(scene).endswith(">")


def test_urls_can_stay_as_they_are() -> None:
    assert text(sent("https://a.example/", click_analysis=False)) == "https://a.example/"


def links(scene: Stage, number: int = 1) -> list[str]:
    found = rendered(scene, number).text
    assert found is not None
    return [match[0].removeprefix(scene.world.settings.base_url) for match in re.finditer(r"http://127\S+", found)]


def test_a_click_goes_to_the_original_and_is_counted() -> None:
    first_url = "https://a.example/?x=1&y=2"
    scene = sent(f"A {first_url}\nB https://b.example/", readers=["r1@example.com", "r2@example.com"])
    first, second = links(scene)
    for _ in range(2):
        answer = scene.client.get(first)
        assert (answer.status_code, answer.headers["Location"]) == (302, first_url)
    assert scene.client.get(links(scene, 2)[0]).status_code == 302
    assert scene.client.get(second).headers["Location"] == "https://b.example/"
    assert scene.control("GET", "mailings/1/clicks").json["results"] == [
        {"id": f"1-1-{first_url}", "line": 1, "url": first_url, "total": 3, "readers": 2},
        {"id": "2-1-https://b.example/", "line": 2, "url": "https://b.example/", "total": 1, "readers": 1},
    ]
    assert scene.control("GET", "mailings/1").json["clicks"] == {"total": 4, "readers": 2}


def test_head_answers_alike_and_is_not_counted() -> None:
    scene = sent("https://a.example/")
    answer = scene.client.head(links(scene)[0])
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://a.example/")
    assert scene.state.clicks == {}


@pytest.mark.parametrize("path", ["/c/1/x/1-1", "/c/1/x-y-z/1-1", "/c/", "/del/x", "/del1/x", "/add/Nope"])
def test_an_unknown_link_is_404(path: str) -> None:
    assert stage().client.get(path).status_code == 404


def test_a_link_of_another_line_or_mailing_is_404() -> None:
    scene = sent("https://a.example/")
    (link,) = links(scene)
    for wrong in (link[:-3] + "2-1", link[:-3] + "1-2", link.replace("/c/1/", "/c/2/"), link[:-5] + "a/1-1"):
        assert scene.client.get(wrong).status_code == 404
    assert scene.state.clicks == {}


def test_the_form_unsubscribes_and_the_boxes_refuse_for_good() -> None:
    scene = sent("%del_url%", readers=["r@example.com"])
    (link,) = links(scene)
    assert scene.client.get(link).status_code == 200
    assert scene.state.subscribers[1].standing == "配信中"  # nothing changes by looking
    answer = scene.client.post(link, data={"never_plan": "1"})
    assert answer.status_code == 200
    assert scene.state.subscribers[1].standing == "解除"
    again = scene.api("customer/add", {"plan": PLAN, "add": {"mail": "R@example.com"}})
    assert (again.status_code, again.json["message"]) == (409, "このメールアドレスは登録できません。")


def test_refusing_the_sender_drops_mail_of_its_other_plans() -> None:
    scene = sent("%del_url%", readers=["r@example.com"])
    scene.control("POST", "plans", {"oid": OID, "hash": "Two2"})
    scene.control("POST", "plans/Two2/subscribers", {"mail": "r@example.com"})
    scene.client.post(links(scene)[0], data={"never_sender": "1"})
    scene.make(plan="Two2", send_time="2017-08-25 15:00:00")
    scene.advance(minutes=1)
    assert scene.state.tallies[2] == {"Dropped": 1}


def test_without_a_box_the_address_can_come_back() -> None:
    scene = sent("%del_url%", readers=["r@example.com"])
    scene.client.post(links(scene)[0])
    assert scene.api("customer/add", {"plan": PLAN, "add": {"mail": "r@example.com"}}).status_code == 200
    scene.client.post(links(scene)[0])  # the old link is about the old registration
    assert scene.state.subscribers[2].standing == "配信中"


def test_one_click_unsubscribes_at_once_but_not_by_head() -> None:
    scene = sent("%del1_url%", readers=["r@example.com"])
    (link,) = links(scene)
    assert scene.client.head(link).status_code == 200
    assert scene.state.subscribers[1].standing == "配信中"
    assert scene.client.get(link).status_code == 200
    assert scene.state.subscribers[1].standing == "解除"


def test_unsubscribe_links_are_not_counted_as_clicks() -> None:
    assert "/c/" not in text(sent("%del_url% %del1_url%"))


def test_markup_in_names_is_text_on_the_pages_of_readers() -> None:
    scene = sent("%del_url%", plan={"public_name": "<script>alert(1)</script>"})
    page = scene.client.get(links(scene)[0]).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def form(scene: Stage, **values: str) -> Any:
    hidden = {"oid": OID, "hash": PLAN, "plan_id": "100001", "form_id": "HTMLフォーム", "encoding_test": "あ"}
    return scene.client.post(f"/pub/member_adddel/{PLAN}", data={**hidden, "submit_reg": "登録", **values})


def test_the_registration_form_adds_a_subscriber() -> None:
    scene = stage()
    assert scene.client.get(f"/add/{PLAN}").status_code == 200
    assert form(scene, mail="new@example.com", sei="佐藤").status_code == 200
    added = scene.state.subscribers[scene.state.rolls[PLAN].present["new@example.com"]]
    assert (added.sei, added.form_id) == ("佐藤", "HTMLフォーム")


@pytest.mark.parametrize("mail", ["", "not-an-address", "hanako@example.com", "never@example.org"])
def test_the_registration_form_shows_what_is_wrong_and_keeps_what_was_typed(mail: str) -> None:
    scene = stage()
    before = len(scene.state.subscribers)
    answer = form(scene, mail=mail, sei="<佐藤>")
    assert answer.status_code == 400
    assert 'class="problem"' in answer.text
    assert 'value="&lt;佐藤&gt;"' in answer.text
    assert len(scene.state.subscribers) == before


def test_the_registration_form_understands_old_encodings() -> None:
    scene = stage()
    body = "mail=old%40example.com&submit_reg=1&encoding_test=%82%A0&sei=" + "%8D%B2%93%A1"
    scene.client.post(f"/pub/member_adddel/{PLAN}", data=body, content_type="application/x-www-form-urlencoded")
    assert scene.state.subscribers[scene.state.rolls[PLAN].present["old@example.com"]].sei == "佐藤"


def test_a_form_for_another_account_is_refused() -> None:
    assert form(stage(), mail="new@example.com", oid="7654321").status_code == 400


@pytest.mark.parametrize("path", ["/c/1/x/1-1", "/add/Ab3K", "/pub/member_adddel"])
def test_a_browser_gets_pages_also_for_what_is_refused(path: str) -> None:
    answer = stage().client.put(path)
    assert answer.status_code in (404, 405)
    assert answer.content_type == "text/html; charset=utf-8"
    assert "Allow" in answer.headers or answer.status_code == 404


def test_a_tester_can_say_that_a_link_was_clicked() -> None:
    from emulator.mail import events

    scene = sent("https://a.example/ https://b.example/")
    delivery = scene.world.deliveries.get(1)
    assert delivery is not None
    with scene.world.lock:
        for data in (b"", b'{"url":"https://b.example/"}', b"[]", b"{", b'{"line":"x","url":"https://c.example/"}'):
            scene.world.record(delivery, events.CLICKED, source="control", data=data)
    counted = scene.control("GET", "mailings/1/clicks").json["results"]
    assert [(each["url"], each["total"]) for each in counted] == [("https://a.example/", 3), ("https://b.example/", 1)]
