"""`serve --tls`, and each client that is told to trust the local authority in the way the page says."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.required import command
from tests.served import CHECKOUT, EMULATOR, HERE_ONLY, served

JAVA = """
import java.net.URI;
import java.net.http.*;
class Ready {
    public static void main(String[] given) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(given[0])).build();
        System.out.println(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
"""
NODE = "fetch(process.argv[1]).then((answer) => answer.text()).then(console.log)"
PYTHON = "import sys, requests; print(requests.get(sys.argv[1]).text)"


@dataclass(frozen=True)
class Secure:
    ready: str
    pem: str
    directory: str


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secure]:
    """A served emulator with TLS and an authority of its own."""
    folder = tmp_path_factory.mktemp("authority") / "ca"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MAIL_EMULATOR_CA_DIR", str(folder))
        with served("--world", "empty", "--tls", "--tls-name", "shop.localhost") as running:
            url = running.url.replace("http:", "https:") + "/_emulator/api/ready"
            yield Secure(url, str(folder / "ca.pem"), str(folder))


def shown(words: list[str], **more: str) -> str:
    without = {name: value for name, value in os.environ.items() if "CERT" not in name and "CA_BUNDLE" not in name}
    done = subprocess.run(words, env=without | HERE_ONLY | more, capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "shop.localhost"])
def test_every_name_of_the_certificate_is_verified(name: str, secure: Secure) -> None:
    curl = command("curl")
    port = secure.ready.split(":")[2].split("/")[0]
    words = [curl, "-sS", "--cacert", secure.pem, "--resolve", f"{name}:{port}:127.0.0.1"]
    assert '"ready"' in shown([*words, secure.ready.replace("127.0.0.1", name)])


def test_the_services_own_hosts_are_in_the_certificate(secure: Secure) -> None:
    curl = command("curl")
    port = secure.ready.split(":")[2].split("/")[0]
    for host in ("xk7r2.api.infobip.com", "api.infobip.com", "mail.os7.biz", "smail.omee1.com"):
        words = [curl, "-sS", "--cacert", secure.pem, "--connect-to", f"{host}:443:127.0.0.1:{port}"]
        assert '"ready"' in shown([*words, f"https://{host}/_emulator/api/ready"])


def test_a_client_that_was_told_nothing_refuses(secure: Secure) -> None:
    assert "SSL" in shown([command("curl"), "-sS", secure.ready])
    with pytest.raises(requests.exceptions.SSLError):
        session = requests.Session()
        session.trust_env = False
        session.get(secure.ready, timeout=10)


def test_requests_by_its_variable(secure: Secure) -> None:
    assert '"ready"' in shown([sys.executable, "-c", PYTHON, secure.ready], REQUESTS_CA_BUNDLE=secure.pem)


def test_node_by_its_variable(secure: Secure) -> None:
    assert '"ready"' in shown([command("node"), "-e", NODE, secure.ready], NODE_EXTRA_CA_CERTS=secure.pem)


def test_java_by_a_trust_store(secure: Secure, tmp_path: Path) -> None:
    keytool, java = shutil.which("keytool"), shutil.which("java")
    if not (keytool and java and shutil.which("javac")):
        pytest.skip("without java: no JDK on the PATH")
    (tmp_path / "Ready.java").write_text(JAVA)
    store = str(tmp_path / "trust.p12")
    words = [keytool, "-importcert", "-noprompt", "-alias", "mail-emulator", "-file", secure.pem]
    shown([*words, "-keystore", store, "-storepass", "changeit"])
    trust = [f"-Djavax.net.ssl.trustStore={store}", "-Djavax.net.ssl.trustStorePassword=changeit"]
    assert '"ready"' in shown([java, *trust, str(tmp_path / "Ready.java"), secure.ready])


def test_the_command_line_trusts_the_users_own_authority(secure: Secure) -> None:
    url = secure.ready.removesuffix("/_emulator/api/ready")
    words = [*EMULATOR, "ready", "--url", url]
    more = {"MAIL_EMULATOR_CA_DIR": secure.directory, "PYTHONPATH": str(CHECKOUT)}
    assert f"{url} is ready" in shown(words, **more)


@pytest.mark.parametrize("what", ["path", "pem"])
def test_ca_prints_what_to_trust(what: str, secure: Secure) -> None:
    more = {"MAIL_EMULATOR_CA_DIR": secure.directory, "PYTHONPATH": str(CHECKOUT)}
    said = shown([*EMULATOR, "ca", what], **more)
    assert said == (f"{secure.pem}\n" if what == "path" else Path(secure.pem).read_text())


def test_without_the_extra_serve_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "trustme.py").write_text("raise ImportError")
    more = {"PYTHONPATH": f"{tmp_path}:{CHECKOUT}", "MAIL_EMULATOR_CA_DIR": str(tmp_path / "ca")}
    said = shown([*EMULATOR, "serve", "--tls", "--port", "0", "--world", "empty"], **more)
    assert "Error: TLS needs one more package: pip install 'mail-emulator[tls]'" in said
