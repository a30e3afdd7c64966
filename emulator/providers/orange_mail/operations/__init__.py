"""The four operations of the API, one file each under the manual's names."""
