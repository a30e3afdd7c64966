"""The document tells every handle, and is a valid OpenAPI document."""

from openapi_spec_validator import validate

from emulator import Emulator
from emulator.control import routes


def test_every_handle_is_told_and_the_document_is_valid() -> None:
    emulator = Emulator()
    told = emulator.app.test_client().get("/_emulator/api/openapi.json").json
    validate(told)
    operations = [(path, method) for path, each in told["paths"].items() for method in each]
    rows = routes(emulator.providers)
    assert len(operations) == sum(1 if row.server_wide else 2 for row in rows)
    ids = [each["operationId"] for path in told["paths"].values() for each in path.values()]
    assert len(ids) == len(set(ids))
    assert told["paths"]["/clock/advance"]["post"]["requestBody"]
