//go:build tools

// Package tools names the programs that are built from source where no binary can be fetched.
package tools

import _ "github.com/temporalio/cli/cmd/temporal"
