# The commands of the project. `make test` installs what the tests need where
# it may (Debian, as root) and otherwise says what to install.
.PHONY: test bench build demo

test: ; script/test
bench: ; cd bench && go run .
build: ; CGO_ENABLED=0 go build -trimpath -o beret .
demo: ; go run . demo
