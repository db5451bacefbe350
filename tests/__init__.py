"""The tests; a package, so that they can share the browser harness in tests/e2e."""
