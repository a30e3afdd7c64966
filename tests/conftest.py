"""The plugin under test is loaded as an installed package loads it; pytester runs pytest inside tests."""

pytest_plugins = ["pytester", "emulator.pytest_plugin"]
