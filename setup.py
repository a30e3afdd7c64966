"""The one thing setup.cfg cannot say: `fixtures/`, beside the package, is installed inside it.

In a wheel it is the folder `fixtures` of the package `emulator`; in a checkout it is one folder further up.
"""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["emulator", "emulator.*"]), "emulator.fixtures"],
    package_dir={"emulator.fixtures": "fixtures"},
)
