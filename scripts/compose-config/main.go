// Reads a compose file as `docker compose config` does, by the library that it is made of, and prints what it comes to, as JSON. Needs no engine.
// usage: go run -C scripts/compose-config . <compose file>, variables in the environment
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	if len(os.Args) != 2 {
		fail(fmt.Errorf("usage: go run . <compose file>"))
	}
	text, err := config(os.Args[1])
	if err != nil {
		fail(err)
	}
	fmt.Println(string(text))
}

// All profiles, so that no service goes unread. Names and references are checked with it, against the specification's own schema.
func config(file string) ([]byte, error) {
	options, err := cli.NewProjectOptions([]string{file}, cli.WithOsEnv, cli.WithProfiles([]string{"*"}))
	if err != nil {
		return nil, err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return nil, err
	}
	return project.MarshalJSON()
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
