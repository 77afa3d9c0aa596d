"""The test house; docs/testing.md says where what goes."""
