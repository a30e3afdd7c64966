"""Where every rule of this service comes from, for the provenance list."""

from ..contract import Fact

_MANUAL = "オレンジメール API+Webhook簡易仕様書"
_SPEC = "specification of the emulator"


def _documented(topic: str, rule: str, source: str = _MANUAL) -> Fact:
    return Fact(topic, rule, "documented", source)


def _observed(topic: str, rule: str, source: str) -> Fact:
    return Fact(topic, rule, "observed", source)


def _assumed(topic: str, rule: str) -> Fact:
    return Fact(topic, rule, "assumed", _SPEC)


FACTS = (
    _documented("paths", "mail/make, customer/add, customer/mod and customer/del, by POST below /api/v0/"),
    _documented("headers", "Authorization: Bearer {key} and Content-type: application/json"),
    _documented("answers", "200 and message OK at the normal end; any other status and a summary otherwise"),
    _assumed("answers", "the JSON around the message, and no other keys in it"),
    _assumed("errors", "every status and text of the error table, and the order of checks"),
    _documented("permission", "one flag per OID, default OFF, set by the administrator; Enterprise accounts only"),
    _assumed("permission", "the same flag serves API and Webhook; OFF answers 403 and discards queued events"),
    _documented("limit", "100 requests in 10 minutes, in total over all operations"),
    _assumed("limit", "counted per OID in a sliding window; everything past authentication and permission counts"),
    _documented("plan", "a hash of four characters, the end of the plan menu's text"),
    _assumed("plan", "the hash is letters and digits, and case matters"),
    _documented("mail/make", "goes to all subscribers; no narrowing, no step mail; content.type is text/plain"),
    _assumed("mail/make", "every field is required; texts of up to 255 characters, the body as long as fits"),
    _assumed("mail/make", "a past send_time is sent at the next run; refused when the world is strict"),
    _documented("customer/add", "only mail is required"),
    _assumed("customer/add", "a present address is refused with 409; double opt-in and notices are not triggered"),
    _documented("customer/mod", "at least one item to change"),
    _assumed("customer/mod", "an empty text clears an item; a changed address keeps its record"),
    _assumed("customer/del", "the record stays as 解除 and is invisible to the API"),
    _assumed("times", "all times are Japan time"),
    _documented("webhook", "once a minute, no retry, a JSON array, about 3000 events per POST"),
    _documented("webhook", "Processed, Delivered, Bounce, Dropped with hash, email, time and the id of the series"),
    _assumed("webhook", "one POST per plan and run; whole series until there are 3000 events or more"),
    _assumed("webhook", "queued by the settings of the moment it happens; time limit 10 s; redirects not followed"),
    _assumed("webhook", "Dropped stands alone; a Bounce has the id of its Processed"),
    _assumed("mailing", "states 予約, 配信中, 配信済, 取消; recipients are read when sending starts"),
    _documented("replacement", "replacement characters work in mailings made by the API"),
    _assumed("replacement", "their spelling %name%: the real one is not known; the table can be replaced"),
    _documented("clicks", "every URL of the body is counted; the line it stands in matters"),
    _assumed("clicks", "the shape of the rewritten URL; HEAD is not counted"),
    _observed("exclusion", "what bounces too often is left out (配信除外), then stopped (配信停止)", "support pages"),
    _assumed("exclusion", "once on the first mail, else three in a row; off unless switched on"),
    _observed("unsubscribing", "a form and a one-click address; two boxes for never again", "support pages"),
    _observed("registration", "POST /pub/member_adddel/{hash} with the fields of the service's form", "users' pages"),
    _observed("mail", "text may be cut at the first machine-dependent character; an option, off", "newsletter of 2021"),
)
