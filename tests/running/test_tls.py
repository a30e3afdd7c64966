"""The local authority is made once, kept private, and issues certificates that clients verify."""

import ssl
import stat
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from emulator import tls
from emulator.mail.clock import wall
from tests.running.echo import echoing


def test_the_authority_is_made_once_and_its_key_is_the_users_alone(tmp_path: Path) -> None:
    first, second = tls.ensure_ca(tmp_path / "ca"), tls.ensure_ca(tmp_path / "ca")
    assert first.pem == second.pem
    assert first.path is not None and first.path.read_text() == first.pem
    assert stat.S_IMODE((tmp_path / "ca" / "ca-key.pem").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ca"]


def test_first_starts_at_the_same_time_agree_on_one_authority(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(tls.ensure_ca(tmp_path / "ca").pem)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["ca"]


def test_the_directory_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_EMULATOR_CA_DIR", str(tmp_path / "here"))
    assert tls.ensure_ca().path == tmp_path / "here" / "ca.pem"


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_client_that_trusts_the_authority_verifies_the_server(name: str, tmp_path: Path) -> None:
    authority = tls.ensure_ca(tmp_path / "ca")
    with echoing(authority.issue(tls.server_names())) as (_, port):
        url = f"https://{name}:{port}"
        assert requests.get(url, verify=str(authority.path), timeout=5).ok
        session = requests.Session()
        session.trust_env = False
        with pytest.raises(requests.exceptions.SSLError):
            session.get(url, timeout=5)


def test_a_certificate_names_everything_it_was_asked_for_and_lives_no_longer_than_clients_accept(
    tmp_path: Path,
) -> None:
    from cryptography import x509

    certificate = tls.ensure_ca(tmp_path / "ca").issue(tls.server_names(["*.api.vendor.example"], ["shop.test"]))
    leaf = x509.load_pem_x509_certificate(certificate.chain)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [
        "localhost",
        "*.localhost",
        "*.api.vendor.example",
        "shop.test",
    ]
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    assert leaf.not_valid_after_utc - wall() <= timedelta(days=397)


def test_the_files_of_a_certificate_are_private_and_gone_afterwards() -> None:
    with tls.passing_ca().issue(["localhost"]).files() as (chain, key):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(chain, key)
    assert not chain.exists()
    assert not key.exists()


def test_without_the_extra_the_error_says_what_to_install(tmp_path: Path) -> None:
    code = "import sys; sys.modules['trustme'] = None\nfrom emulator import tls\ntls.passing_ca()"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "TLS needs one more package: pip install 'mail-emulator[tls]'" in answer.stderr


def test_trustme_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, emulator.tls; sys.exit('trustme' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
