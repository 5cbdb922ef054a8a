package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"net"
	"sync"
)

// maxMessage is the longest message that the wire protocol allows, in bytes.
const maxMessage = 48_000_000

// relay passes the commands of all clients to the server one at a time.
//
// FerretDB's findAndModify first reads and then writes, with nothing to keep
// another client out in between, while MongoDB's is atomic. The job scheduler
// locks its jobs with that command: directly on FerretDB, two of its instances
// run the same job at the same time.
type relay struct {
	// socket is the path of the server's Unix socket.
	socket string
	// turn is held while the server carries out a command.
	turn sync.Mutex
}

// serve accepts clients until listener fails or the process ends.
func (r *relay) serve(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			log.Printf("ferretdb: %s", err)
			return
		}

		go r.handle(client)
	}
}

// handle passes one client's commands on until either side hangs up.
//
// Each client has a connection to the server of its own, since the server
// keeps some state by connection.
func (r *relay) handle(client net.Conn) {
	defer client.Close()

	server, err := net.Dial("unix", r.socket)
	if err != nil {
		log.Printf("ferretdb: %s", err)
		return
	}
	defer server.Close()

	for {
		request, err := readMessage(client)
		if err != nil {
			return
		}

		response, err := r.roundTrip(server, request)
		if err != nil {
			return
		}

		if _, err := client.Write(response); err != nil {
			return
		}
	}
}

// roundTrip sends one request and returns its response. FerretDB answers every
// request by exactly one response.
func (r *relay) roundTrip(server net.Conn, request []byte) ([]byte, error) {
	r.turn.Lock()
	defer r.turn.Unlock()

	if _, err := server.Write(request); err != nil {
		return nil, err
	}

	return readMessage(server)
}

// readMessage reads one message of the wire protocol. A message starts with
// its length, which counts itself.
func readMessage(from io.Reader) ([]byte, error) {
	length := make([]byte, 4)
	if _, err := io.ReadFull(from, length); err != nil {
		return nil, err
	}

	n := binary.LittleEndian.Uint32(length)
	if n < 4 || n > maxMessage {
		return nil, fmt.Errorf("a message can't have %d bytes", n)
	}

	message := make([]byte, n)
	copy(message, length)
	_, err := io.ReadFull(from, message[4:])

	return message, err
}
