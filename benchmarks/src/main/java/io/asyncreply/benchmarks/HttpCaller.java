package io.asyncreply.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * One caller's connection, which lasts as long as the server keeps it.
 */
final class HttpCaller {

	private final int number;

	private final Selector selector;

	private final InetSocketAddress server;

	private final Response response = new Response();

	private SocketChannel channel;

	private boolean waits;

	HttpCaller(int number, Selector selector, InetSocketAddress server) throws IOException {
		this.number = number;
		this.selector = selector;
		this.server = server;
		this.channel = connect();
	}

	private SocketChannel connect() throws IOException {
		SocketChannel connected = SocketChannel.open(this.server);
		connected.setOption(StandardSocketOptions.TCP_NODELAY, true);
		connected.configureBlocking(false);
		connected.register(this.selector, SelectionKey.OP_READ, this);
		return connected;
	}

	synchronized void send(byte[] question) throws IOException {
		this.waits = true;
		ByteBuffer request = ByteBuffer.wrap(question);
		while (request.hasRemaining()) {
			this.channel.write(request);
		}
	}

	/**
	 * Takes what has arrived and tells of an answer that is complete or never will be.
	 */
	synchronized void listen(int status, Wire.Ear ear) throws IOException {
		boolean isRight;
		try {
			if (!this.response.read(this.channel)) {
				return;
			}
			isRight = this.response.isStatus(status);
			if (this.response.endsConnection()) {
				reconnect();
			}
		}
		catch (IOException ex) {
			isRight = false;
			reconnect();
		}
		tell(isRight, ear);
		this.response.clear();
	}

	/** Says nothing of an idle connection that the server has closed. */
	private void tell(boolean isRight, Wire.Ear ear) throws IOException {
		if (!this.waits) {
			return;
		}
		this.waits = false;
		if (isRight) {
			ear.heard(this.number, this.response.bytes(), this.response.length());
		}
		else {
			ear.failed(this.number);
		}
	}

	private void reconnect() throws IOException {
		this.channel.close();
		this.channel = connect();
	}

	void close() throws IOException {
		this.channel.close();
	}

}
