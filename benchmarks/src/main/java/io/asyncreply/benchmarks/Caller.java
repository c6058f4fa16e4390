package io.asyncreply.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.LongSupplier;

/**
 * One caller: asks, waits for the answer, asks the next. It keeps its connection as long
 * as the server does.
 */
final class Caller {

	private final Selector selector;

	private final InetSocketAddress server;

	private final Question question;

	private final LongSupplier numbers;

	private final Response response = new Response();

	private SocketChannel channel;

	private long askedAt;

	private boolean waits;

	Caller(Selector selector, Side side, LongSupplier numbers) throws IOException {
		this.selector = selector;
		this.server = side.address();
		this.question = new Question(side.call());
		this.numbers = numbers;
		this.channel = connect();
	}

	private SocketChannel connect() throws IOException {
		SocketChannel connected = SocketChannel.open(this.server);
		connected.setOption(StandardSocketOptions.TCP_NODELAY, true);
		connected.configureBlocking(false);
		connected.register(this.selector, SelectionKey.OP_READ, this);
		return connected;
	}

	void ask() throws IOException {
		this.question.renumber(this.numbers.getAsLong());
		this.response.clear();
		this.askedAt = System.nanoTime();
		this.waits = true;
		ByteBuffer request = ByteBuffer.wrap(this.question.request());
		while (request.hasRemaining()) {
			this.channel.write(request);
		}
	}

	/**
	 * Takes what has arrived.
	 * @return whether the answer is complete, or will never be
	 */
	boolean listen(Tally tally) throws IOException {
		try {
			if (!this.response.read(this.channel)) {
				return false;
			}
			judge(tally);
			if (this.response.endsConnection()) {
				reconnect();
			}
		}
		catch (IOException ex) {
			tally.failed();
			reconnect();
		}
		this.waits = false;
		return true;
	}

	private void judge(Tally tally) {
		if (this.response.isOk() && this.question.isAnsweredBy(this.response.bytes(), this.response.length())) {
			tally.answered(System.nanoTime() - this.askedAt);
		}
		else {
			tally.failed();
		}
	}

	private void reconnect() throws IOException {
		this.channel.close();
		this.channel = connect();
	}

	boolean waits() {
		return this.waits;
	}

	void close() throws IOException {
		this.channel.close();
	}

}
