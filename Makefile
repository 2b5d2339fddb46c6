# The commands of the project. `make test` installs what the tests need where
# it may (Debian, as root) and otherwise says what to install.
.PHONY: test bench build demo oracle

test: ; script/test
# A thousand random slates of all kinds of rules beside GLPK, CBC and, where
# BERET_ORACLE_PYTHON is a Python that has highspy, HiGHS.
oracle: ; BERET_ORACLE=1000 go test ./slate -run OtherSolvers -count 1 -timeout 30m -v
bench: ; cd bench && go run .
build: ; CGO_ENABLED=0 go build -trimpath -o beret .
demo: ; go run . demo
