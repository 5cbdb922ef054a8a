// Command ferretdb serves the MongoDB wire protocol for the tests.
//
// It embeds FerretDB on its SQLite handler, so that the job scheduler can be
// tested on its MongoDB store where no MongoDB server can be installed.
//
// Usage: ferretdb FOLDER
//
// The databases are kept in FOLDER, which has to exist. Once the server
// listens, it prints its URI on one line, and it serves until it is told to
// stop by SIGINT or SIGTERM.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

// main reports the error that ended the server, if any, by the exit status.
func main() {
	log.SetFlags(0)

	if err := run(os.Args[1:]); err != nil {
		log.Fatalf("ferretdb: %s", err)
	}
}

// run serves the databases in the folder named by args until a signal comes.
func run(args []string) error {
	if len(args) != 1 {
		return errors.New("want one argument, the folder for the databases")
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	// Clients reach FerretDB through the relay only, see there why.
	socket := filepath.Join(args[0], "socket")

	// The embedded FerretDB sends no telemetry: New turns it off by itself.
	server, err := ferretdb.New(&ferretdb.Config{
		Listener: ferretdb.ListenerConfig{Unix: socket},
		// Every connection and every client's error is logged below this
		// level, which would bury the output of the tests.
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		Handler:   "sqlite",
		SQLiteURL: "file:" + filepath.ToSlash(args[0]) + "/",
	})
	if err != nil {
		return err
	}

	// Port 0 lets the system choose a free one, so runs can't collide.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}

	go (&relay{socket: socket}).serve(listener)

	fmt.Printf("mongodb://%s/\n", listener.Addr())

	return server.Run(ctx)
}
