// A MongoDB for tests: FerretDB as a library, which keeps its documents in SQLite and speaks MongoDB's wire protocol.
// usage: mongo-server <folder> <port>; it listens on 127.0.0.1 and prints a line when it does.
package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	folder, port := os.Args[1], os.Args[2]
	socket := filepath.Join(folder, "ferretdb.sock")
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{Unix: socket},
		Handler:   "sqlite",
		SQLiteURL: "file:" + folder + "/",
	})
	if err != nil {
		log.Fatal(err)
	}
	door, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go letIn(door, socket)
	fmt.Println("listening on", door.Addr())
	if err := server.Run(ctx); err != nil {
		log.Fatal(err)
	}
}

// One command at a time, over all connections: MongoDB changes one document at once, FerretDB 1 reads it and writes it in two
// steps, so that two processes could lock one job.
var turn sync.Mutex

func letIn(door net.Listener, socket string) {
	for {
		client, err := door.Accept()
		if err != nil {
			return
		}
		go func() {
			defer client.Close()
			server, err := net.Dial("unix", socket)
			if err != nil {
				return
			}
			defer server.Close()
			for exchange(client, server) == nil {
			}
		}()
	}
}

func exchange(client, server net.Conn) error {
	question, err := message(client)
	if err != nil {
		return err
	}
	answer, err := ask(server, question)
	if err != nil || answer == nil {
		return err
	}
	_, err = client.Write(answer)
	return err
}

func ask(server net.Conn, question []byte) ([]byte, error) {
	turn.Lock()
	defer turn.Unlock()
	if _, err := server.Write(question); err != nil {
		return nil, err
	}
	if isUnanswered(question) {
		return nil, nil
	}
	return message(server)
}

// An OP_MSG whose flag moreToCome is set, as that of a write which nobody waits for.
func isUnanswered(question []byte) bool {
	const opMsg, moreToCome = 2013, 2
	return binary.LittleEndian.Uint32(question[12:]) == opMsg && binary.LittleEndian.Uint32(question[16:])&moreToCome != 0
}

// Every message begins with its length, 4 bytes, in a header of 16; MongoDB allows for 48,000,000 bytes.
func message(from io.Reader) ([]byte, error) {
	header := make([]byte, 16)
	if _, err := io.ReadFull(from, header); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.Uint32(header)
	if length < 20 || length > 48_000_000 {
		return nil, fmt.Errorf("a message of %d bytes", length)
	}
	whole := make([]byte, length)
	copy(whole, header)
	_, err := io.ReadFull(from, whole[16:])
	return whole, err
}
