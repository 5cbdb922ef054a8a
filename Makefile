.DEFAULT_GOAL := help
.PHONY: help start prove bench screenshots test install codegen build lint drift typecheck unit format clean check-node

BIN := node_modules/.bin
CONTRACTS := provider dashboard
PAGE := dashboard/web/dist/index.html
GENERATED := $(CONTRACTS:%=contracts/generated/%.d.ts)
export REDOCLY_TELEMETRY := off
export REDOCLY_SUPPRESS_UPDATE_NOTICE := true

help: ## Show what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{ printf "  make %-11s %s\n", $$1, $$2 }'

start: ## Run everything on this machine: Ctrl-C stops it, the data stay in .data
	@echo 'Installing and building what is not there yet…'
	@$(MAKE) --no-print-directory build
	@exec node stack/dist/main.js

prove: build ## Try everything that can go wrong, and compare every number: SEED, EVENTS, KILLS
	@node stack/dist/prove/main.js $(if $(SEED),--seed='$(SEED)') $(if $(EVENTS),--events='$(EVENTS)') $(if $(KILLS),--kills='$(KILLS)')

bench: build ## Measure everything against its limits, and write docs/performance.md: CASES
	@node bench/dist/main.js $(CASES)
	@$(BIN)/prettier --write --log-level=warn docs/performance.md bench/results.json

screenshots: build ## Take the pictures of the README again
	@node stack/dist/screenshots/main.js

test: install ## Check everything: drift, lint, types, tests
	@$(MAKE) --no-print-directory drift
	@$(MAKE) --no-print-directory build lint typecheck
	@$(MAKE) --no-print-directory unit

install: node_modules/.package-lock.json ## Install the dependencies

node_modules/.package-lock.json: package-lock.json package.json $(wildcard */package.json) | check-node
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

check-node:
	@command -v node > /dev/null || { echo "Pickup needs Node 20.19, 22.13 or 24, which is not here."; exit 1; }
	@node stack/check-node.cjs

codegen: install $(GENERATED) ## Generate the clients' types from the contracts

contracts/generated/%.d.ts: contracts/%.yaml node_modules/.package-lock.json
	$(BIN)/openapi-typescript $< --output $@ > /dev/null
	@touch $@

build: codegen ## Compile
	@$(BIN)/tsc --build
	@$(MAKE) --no-print-directory --silent $(PAGE)

$(PAGE): $(shell find dashboard/web -name dist -prune -o -type f -print) contracts/dist/client.js package-lock.json
	@$(BIN)/vite build dashboard/web --logLevel=warn

drift: install ## Fail if generated files are not what the contracts say
	@for name in $(CONTRACTS); do \
	  $(BIN)/openapi-typescript contracts/$$name.yaml --output contracts/generated/$$name.d.ts --check > /dev/null || \
	    { echo "contracts/generated/$$name.d.ts is out of date: run make codegen, and commit it"; exit 1; }; \
	done

lint: build ## Look for what is wrong in contracts and code
	@$(BIN)/redocly lint --config contracts/redocly.yaml --format=stylish
	@$(BIN)/eslint --max-warnings=0 .
	@$(BIN)/prettier --check --log-level=warn .

typecheck: build ## Check the types of tests and of the page, too
	@$(BIN)/tsc --project tsconfig.test.json
	@$(BIN)/tsc --project dashboard/web/tsconfig.json

unit: build ## Run the tests
	@NODE_OPTIONS="--experimental-vm-modules --disable-warning=ExperimentalWarning" \
	  $(BIN)/jest $(if $(TEST_REPORT),--json --outputFile=$(TEST_REPORT))

format: install ## Format the code
	@$(BIN)/prettier --write --log-level=warn .

clean: ## Remove what was built; the data stay
	rm -rf node_modules */node_modules */dist */*.tsbuildinfo dashboard/web/dist coverage
