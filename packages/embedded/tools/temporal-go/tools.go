//go:build tools

// Package tools names the programs that are built from source where no binary can be fetched. It stays at CLI 1.8.2
// (server 1.31): the module proxy serves no cliext that fits a newer one.
package tools

import _ "github.com/temporalio/cli/cmd/temporal"
